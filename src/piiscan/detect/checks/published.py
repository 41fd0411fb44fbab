"""Keys in a real format that a provider published on purpose: those of its emulator or local stack."""

from __future__ import annotations

from piiscan.detect.candidate import Candidate
from piiscan.digest import sha256

#: SHA-256 of each, so that no scanner trips over this file.
_PUBLISHED = frozenset(
    (
        "0011cc25eb4320717494d2703e8cba85743e71b500283c21c8b88147992f9059",  # Azurite, devstoreaccount1
        "aa6547439583c3a275d4542a0df6c1ad6a863971be9f2a2220f027cc02aef615",  # Azure Cosmos DB emulator
        "c85debb55f2f204d868cc1552c42faa143b4c675f61363ab040dd50b5b5304cd",  # Supabase CLI, local stack
    )
)


def never(candidate: Candidate, argument: str) -> bool:
    """Drop a key that everybody has."""
    return sha256(candidate.reveal()).hexdigest() not in _PUBLISHED
