"""The bytes of one stored object in, masked ones out, as ``piiscan mask`` would mask a file with them."""

from __future__ import annotations

from collections.abc import Sequence

from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import splice
from piiscan.run.chosen import ROUNDS, chosen
from piiscan.run.scanner import Scanner
from piiscan.sources.entry import MemoryEntry
from piiscan.types import Severity


class Masking:
    """Masks object after object. ``policies`` are common to all, so the same value becomes the same text."""

    def __init__(self, scanner: Scanner, floor: Severity, policies: Policies) -> None:
        self._scanner = scanner
        self._floor = floor
        self._policies = policies

    def masked(self, data: bytes, paths: Sequence[str]) -> bytes:
        """``data`` in which nothing is found under any of ``paths``; where they contradict, the first one wins.

        Memory: three times ``data``, which git-filter-repo holds as well. Raises ``MaskError``.
        """
        for _ in range(ROUNDS):
            before = data
            for path in paths:
                data = self._once(data, path)
            if data == before:
                break
        return data

    def _once(self, data: bytes, path: str) -> bytes:
        outcome = self._scanner.scan((MemoryEntry(path, data),))
        found = chosen(outcome.findings, self._floor, self._policies)
        edits = plan(found, bytes_reader(data), encoding=outcome.encoding, policies=self._policies)
        return splice(data, edits) if edits else data
