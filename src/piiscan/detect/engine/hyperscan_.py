"""Hyperscan / Vectorscan: every anchor in one pass, match ends only.

Start-of-match is never asked for: with it a third of context patterns refuse to compile and the scan
runs at half the speed (design page, "Decisions already measured").
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import hyperscan

from piiscan.compiled import regex
from piiscan.detect.engine.protocol import Anchor
from piiscan.errors import EngineError

_NAMED_GROUP = regex(r"\(\?P<[A-Za-z_]\w*>")


class HyperscanEngine:
    """The fast engine. One instance serves one thread."""

    name = "hyperscan"

    def __init__(self, database: Any) -> None:
        self._database = database
        self._hits: list[tuple[int, int]] = []
        append = self._hits.append

        def on_match(index: int, start: int, end: int, flags: int, context: object) -> None:
            append((index, end))

        self._on_match = on_match

    @classmethod
    def build(cls, anchors: Sequence[Anchor]) -> HyperscanEngine:
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        try:
            _compile(database, anchors)
        except hyperscan.HyperscanError as error:
            raise EngineError(_blame(anchors, error)) from None
        return cls(database)

    @classmethod
    def load(cls, dumped: bytes) -> HyperscanEngine | None:
        """The engine that ``dump`` wrote, or None when it is damaged or from another version or CPU."""
        try:
            database = hyperscan.loadb(dumped, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            return cls(database)
        except (hyperscan.HyperscanError, ValueError, TypeError):
            return None

    def scan(self, data: bytes) -> list[tuple[int, int]]:
        if not data:
            return []
        self._database.scan(data, match_event_handler=self._on_match)
        if not self._hits:
            return []
        found = self._hits[:]
        self._hits.clear()
        return found

    def dump(self) -> bytes:
        return bytes(hyperscan.dumpb(self._database))


def _compile(database: Any, anchors: Sequence[Anchor]) -> None:
    database.compile(
        expressions=[_NAMED_GROUP.sub("(?:", anchor.pattern).encode() for anchor in anchors],
        ids=[anchor.number for anchor in anchors],
        elements=len(anchors),
        flags=[hyperscan.HS_FLAG_CASELESS if anchor.ignore_case else 0 for anchor in anchors],
    )


def _blame(anchors: Sequence[Anchor], error: Exception) -> str:
    for anchor in anchors:
        try:
            _compile(hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK), [anchor])
        except hyperscan.HyperscanError as single:
            return f"rule `{anchor.rule}`: Hyperscan refuses the anchor: {single}"
    return f"Hyperscan refuses the catalogue: {error}"
