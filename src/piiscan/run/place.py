"""From byte offsets in scanned data to what people and tools read: lines, columns, frames, fingerprints.

Everything that leaves here is made from masked text: each span that any layer detected, reported or not,
is replaced by its class first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from piiscan.detect.detector import Detection
from piiscan.report.escape import visible
from piiscan.sources.encodings import stored_offset
from piiscan.types import Blob

#: Code points of a line that a frame keeps on either side of its span: minified lines run to megabytes.
FRAME_REACH = 160


@dataclass(frozen=True, slots=True)
class Place:
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


class Locator:
    """Answers for the detections of one blob. Ask in ascending order: lines are counted as it goes on."""

    def __init__(self, blob: Blob, detections: Sequence[Detection]) -> None:
        self.blob = blob
        self.data = blob.data
        self.detections = detections
        self._counted = (0, blob.base_line)
        # Stored UTF-16 may hold lone surrogates, which its UTF-8 copy carries on; other bytes that are not
        # UTF-8 are taken for Latin-1, a column a byte.
        self._codec, self._errors = "utf-8", "surrogatepass" if blob.encoding.startswith("utf-16") else "ignore"
        try:
            self.data.decode(errors=self._errors if self._errors == "surrogatepass" else "strict")
        except UnicodeDecodeError:
            self._codec = "latin-1"

    def place(self, found: Detection) -> Place:
        start_line, start_text = self._up_to(found.start)
        end_line, end_text = self._up_to(found.end)
        return Place(
            start_offset=self._stored(found.start),
            end_offset=self._stored(found.end),
            start_line=start_line,
            start_column=len(start_text) + 1,
            end_line=end_line,
            end_column=len(end_text) + 1,
            start_column_utf16=_units(start_text) + 1,
            end_column_utf16=_units(end_text) + 1,
            length=len(self._text(found.start, found.end)),
        )

    def masked_line(self, found: Detection) -> tuple[str, int, int]:
        """The masked line or lines of ``found`` as one line of text, and where its mask stands in it."""
        start = self.data.rfind(b"\n", 0, found.start) + 1
        end = self.data.find(b"\n", found.end)
        end = len(self.data) if end < 0 else end
        mask = f"<{found.rule.mask}>"
        before = self._masked(max(start, found.start - 4 * FRAME_REACH), found.start)[-FRAME_REACH:]
        after = self._masked(found.end, min(end, found.end + 4 * FRAME_REACH))[:FRAME_REACH]
        return before + mask + after, len(before), len(before) + len(mask)

    def frame(self, found: Detection) -> tuple[str, int, int]:
        """``masked_line`` with control characters visible and the line end cut off."""
        text, start, end = self.masked_line(found)
        before, after = visible(text[:start].replace("\t", "    ")), visible(text[end:].rstrip("\r").replace("\t", "    "))
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
        for item in self.detections:
            if item.end <= start or item.start >= end:
                continue
            if item.start > at:
                parts.append(self._text(at, item.start))
            parts.append(f"<{item.rule.mask}>")
            if keep_lines:
                parts.append("\n" * self.data.count(b"\n", item.start, item.end))
            at = item.end
        if at < end:
            parts.append(self._text(at, end))
        return "".join(parts)

    def _text(self, start: int, end: int) -> str:
        try:
            return self.data[start:end].decode(self._codec, self._errors)
        except UnicodeDecodeError:
            return self.data[start:end].decode(self._codec, "ignore")  # a reach cut a character in two

    def _up_to(self, offset: int) -> tuple[int, str]:
        """The line number at ``offset``, and the text of that line before it."""
        seen, line = self._counted
        if offset < seen:
            seen, line = 0, self.blob.base_line
        line += self.data.count(b"\n", seen, offset)
        self._counted = (offset, line)
        return line, self._text(self.data.rfind(b"\n", 0, offset) + 1, offset)

    def _stored(self, offset: int) -> int:
        if self.blob.encoding.startswith("utf-8"):
            return self.blob.bom + self.blob.base_offset + offset
        return self.blob.bom + self.blob.base_offset + stored_offset(self.data[:offset], self.blob.encoding)


def _units(text: str) -> int:
    """UTF-16 code units of ``text``."""
    return len(text) if text.isascii() else len(text) + sum(character > "\uffff" for character in text)


class Fingerprints:
    """Names findings so that they are known again when lines move. Keeps count within one file.

    Made from the rule, the path, the masked line without its white space, and how many of the same came
    before in the file: nothing of the value goes in, so nothing can be guessed back from it.
    """

    def __init__(self, path: str) -> None:
        self._path = path.encode("utf-8", "surrogateescape")
        self._seen: dict[bytes, int] = {}

    def of(self, rule: str, masked_line: str) -> str:
        """32 hexadecimal digits for the next finding of ``rule`` on such a line."""
        line = "".join(masked_line.split()).encode("utf-8", "surrogateescape")
        key = b"\0".join((b"piiscan/v1", rule.encode(), self._path, line))
        count = self._seen[key] = self._seen.get(key, -1) + 1
        return hashlib.blake2b(key + b"\0%d" % count, digest_size=16).hexdigest()
