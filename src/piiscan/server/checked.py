"""A document as an editor holds it, scanned: what is in it, where, and what would mend it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from piiscan.errors import MaskError
from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import Edit
from piiscan.mask.syntax.comment import comment_for, with_comments
from piiscan.run.scanner import Scanner
from piiscan.server.positions import Offsets
from piiscan.sources.entry import TextEntry
from piiscan.types import Finding


class Change(NamedTuple):
    """``text[start:end]`` becomes ``new``: code points, end exclusive."""

    start: int
    end: int
    new: str


class Checked(NamedTuple):
    """The findings of ``text``, by position."""

    path: str
    """Relative to the project, as reports show it."""
    text: str
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, scanner: Scanner, path: str, text: str) -> Checked:
        found = scanner.scan((TextEntry(path, _bytes(text)),)).findings
        return cls(path, text, tuple(sorted(found, key=lambda item: item.sort_key)))

    def spans(self) -> list[tuple[int, int]]:
        """First and last code point of each finding, end exclusive."""
        offsets = Offsets(_bytes(self.text))
        starts = [offsets.index(item.start_offset) for item in self.findings]
        ends = Offsets(_bytes(self.text))
        return list(zip(starts, (ends.index(item.end_offset) for item in self.findings), strict=True))

    def masked(self, findings: Sequence[Finding], policies: Policies | None = None) -> list[Change]:
        """What masks ``findings`` of this document. Raises ``MaskError`` where there is no safe way."""
        data = _bytes(self.text)
        edits = plan(findings, bytes_reader(data), encoding="utf-8", policies=policies or Policies())
        return _changes(data, edits)

    def silenced(self, finding: Finding) -> list[Change]:
        """The comment that silences ``finding``; empty where no comment can stand there."""
        data = _bytes(self.text)
        read = bytes_reader(data)
        try:
            edits = with_comments((), [comment_for(finding, read, "utf-8")], read, "utf-8")
        except MaskError:
            return []
        return _changes(data, edits)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _changes(data: bytes, edits: Sequence[Edit]) -> list[Change]:
    offsets = Offsets(data)
    return [
        Change(
            offsets.index(edit.start),
            offsets.index(edit.end),
            edit.replacement.decode("utf-8", "surrogatepass"),
        )
        for edit in edits
    ]
