"""Keys in a real format that a provider published on purpose: of its emulator or local stack, of its manual."""

from __future__ import annotations

from piiscan.detect.candidate import Candidate
from piiscan.digest import sha256

#: SHA-256 of each, so that no scanner trips over this file.
_PUBLISHED = frozenset(
    (
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",  # Azurite, devstoreaccount1
        "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615",  # Azure Cosmos DB emulator
        "c85debb55f2f204d868cc1552c42faa143b4c675f61363ab040dd50b5b5304cd",  # Supabase CLI, local stack
        "0114c1456f2504384f9111557e6dc0dd99de9fbc6644c6afa8a1bcac8ef391b1",  # S3 Developer Guide, 0PN5J17HBGZHT7JJ3X82
        "0e8ad95d75d71161d9eb8929c48030c857b8774d9812bb1a5898ea81643e415b",  # the same of 2006, 44CF9590006BF252F707
    )
)


def is_published(value: bytes) -> bool:
    return sha256(value).hexdigest() in _PUBLISHED


def never(candidate: Candidate, argument: str) -> bool:
    """Drop a key that everybody has."""
    return not is_published(candidate.reveal())
