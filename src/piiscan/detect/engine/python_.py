"""The engine without a compiled library: literal look-ups, then ``re`` for the rules that may apply."""

from __future__ import annotations

import re
from collections.abc import Sequence

from piiscan.detect.engine.protocol import Anchor


class PythonEngine:
    """Slow and everywhere. Finds the same as Hyperscan: ``tests/detect/engine`` proves it."""

    name = "python"

    def __init__(self, anchors: Sequence[Anchor]) -> None:
        self._anchors = {anchor.number: anchor for anchor in anchors}
        self._compiled: dict[int, re.Pattern[bytes]] = {}
        self._by_keyword: dict[bytes, list[int]] = {}
        for anchor in anchors:
            for keyword in anchor.keywords:
                self._by_keyword.setdefault(keyword.encode(), []).append(anchor.number)

    @classmethod
    def build(cls, anchors: Sequence[Anchor]) -> PythonEngine:
        return cls(anchors)

    def scan(self, data: bytes) -> list[tuple[int, int]]:
        lowered = data.lower()
        wanted: set[int] = set()
        for keyword, indexes in self._by_keyword.items():
            if keyword in lowered:
                wanted.update(indexes)
        return [(index, match.end()) for index in wanted for match in self._regex(index).finditer(data)]

    def dump(self) -> bytes:
        return b""

    def _regex(self, index: int) -> re.Pattern[bytes]:
        compiled = self._compiled.get(index)
        if compiled is None:
            anchor = self._anchors[index]
            compiled = re.compile(anchor.pattern.encode(), re.IGNORECASE if anchor.ignore_case else 0)
            self._compiled[index] = compiled
        return compiled
