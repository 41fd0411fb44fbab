"""From byte offsets in scanned data to what people and tools read: lines, columns, frames, fingerprints.

Everything that leaves here is made from masked text: each span that any layer detected, reported or not,
is replaced by its class first, and so is every repetition of its value.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from piiscan.detect.detector import Detection
from piiscan.digest import blake2b
from piiscan.report.escape import visible
from piiscan.run.positions import Positions
from piiscan.run.repeats import Repeats
from piiscan.types import Blob

#: Code points of a line that a frame keeps on either side of its span: minified lines run to megabytes.
FRAME_REACH = 160


class Place(NamedTuple):
    """Where a detection stands, in the units of ``Finding``."""

    start_offset: int
    end_offset: int
    start_line: int
    start_column: int
    end_line: int
    end_column: int
    start_column_utf16: int
    end_column_utf16: int
    length: int
    start_byte: int
    end_byte: int


class Locator:
    """Answers for the detections of one blob. Ask in ascending order: lines are counted as it goes on."""

    def __init__(self, blob: Blob, detections: Sequence[Detection]) -> None:
        """``detections`` are disjoint and sorted."""
        self.blob = blob
        self.data = blob.data
        self.detections = detections
        self._ends = [item.end for item in detections]
        self._repeats: Repeats | None = None
        self._positions = Positions(blob)
        self._line = (-1, ("", 0, 0))

    def place(self, found: Detection) -> Place:
        start, end = self._positions.at(found.start), self._positions.at(found.end)
        return Place(
            start_offset=start.stored,
            end_offset=end.stored,
            start_line=start.line,
            start_column=start.characters + 1,
            end_line=end.line,
            end_column=end.characters + 1,
            start_column_utf16=start.units + 1,
            end_column_utf16=end.units + 1,
            length=len(self._positions.text(found.start, found.end)),
            start_byte=start.bytes + 1,
            end_byte=end.bytes + 1,
        )

    def masked_line(self, found: Detection) -> tuple[str, int, int]:
        """The masked line or lines of ``found`` as one line of text, and where its mask stands in it."""
        if self._line[0] != found.start:  # asked for twice: for the fingerprint, and for the frame
            self._line = found.start, self._make_line(found)
        return self._line[1]

    def _make_line(self, found: Detection) -> tuple[str, int, int]:
        low, high = max(0, found.start - 4 * FRAME_REACH), found.end + 4 * FRAME_REACH
        start = max(self.data.rfind(b"\n", low, found.start) + 1, low)
        end = self.data.find(b"\n", found.end, high)
        end = min(len(self.data), high) if end < 0 else end
        mask = f"<{found.rule.mask}>"
        before = self._masked(start, found.start)[-FRAME_REACH:]
        after = self._masked(found.end, end)[:FRAME_REACH]
        return before + mask + after, len(before), len(before) + len(mask)

    def frame(self, found: Detection) -> tuple[str, int, int]:
        """``masked_line`` with control characters visible and the line end cut off."""
        text, start, end = self.masked_line(found)
        before, after = (
            visible(text[:start].replace("\t", "    ")),
            visible(text[end:].rstrip("\r").replace("\t", "    ")),
        )
        return before + text[start:end] + after, len(before), len(before) + end - start

    def line_hashes(self, lines: Collection[int]) -> dict[int, str]:
        """GitHub's line hash for these line numbers, over the masked text of the whole blob."""
        from piiscan.report.line_hash import hash_of_lines  # 4 ms that a text report need not pay

        base = self.blob.base_line - 1
        text = self._masked(0, len(self.data), keep_lines=True)
        hashes = hash_of_lines(text, {line - base for line in lines})
        return {line + base: value for line, value in hashes.items()}

    def _masked(self, start: int, end: int, *, keep_lines: bool = False) -> str:
        parts, at = [], start
        for first, last, mask in self._hidden(start, end):
            if first > at:
                parts.append(self._positions.text(at, first))
            parts.append(f"<{mask}>")
            if keep_lines:
                parts.append("\n" * self.data.count(b"\n", first, last))
            at = last
        if at < end:
            parts.append(self._positions.text(at, end))
        return "".join(parts)

    def _hidden(self, start: int, end: int) -> Iterator[tuple[int, int, str]]:
        """What must not be seen between ``start`` and ``end``: detections, and between them their repeats."""
        if self._repeats is None:  # who only asks for places needs none
            self._repeats = Repeats(self.data, self.detections)
        repeats = self._repeats
        first = bisect_right(self._ends, start)
        whole = (
            start == 0
            or self.data[start - 1 : start] == b"\n"
            or (first > 0 and self._ends[first - 1] == start)
        )
        at = start
        for index in range(first, len(self.detections)):
            item = self.detections[index]
            if item.start >= end:
                break
            yield from repeats.within(at, item.start, whole=whole)
            yield item.start, item.end, item.rule.mask
            at, whole = item.end, True
        yield from repeats.within(at, end, whole=whole)


class Fingerprints:
    """Names findings so that they are known again when lines move. Keeps count within one file.

    Made from the rule, the path, the masked line without its white space, and how many of the same came
    before in the file: nothing of the value goes in, so nothing can be guessed back from it.
    """

    def __init__(self, path: str) -> None:
        self._path = path.encode("utf-8", "surrogatepass")
        self._seen: dict[bytes, int] = {}

    def of(self, rule: str, masked_line: str) -> str:
        """32 hexadecimal digits for the next finding of ``rule`` on such a line."""
        line = "".join(masked_line.split()).encode("utf-8", "surrogatepass")
        key = b"\0".join((b"piiscan/v1", rule.encode(), self._path, line))
        count = self._seen[key] = self._seen.get(key, -1) + 1
        return blake2b(key + b"\0%d" % count, digest_size=16).hexdigest()
