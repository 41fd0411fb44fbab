"""What a journal knows of one file: where it is, what tells old from new, what makes the old of the new."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from piiscan.mask.files.write import Change, Draft


@dataclass(frozen=True, slots=True)
class Entry:
    """One file that was masked, or was about to be."""

    location: str
    """Absolute, links resolved."""
    path: str
    """For people."""
    findings: int
    temporary: str
    old: str
    new: str
    """Digests of the whole text."""
    back: tuple[Change, ...]
    """What makes the old text of the new one: this holds the values."""

    @classmethod
    def of(cls, draft: Draft, path: str, findings: int) -> Entry:
        return cls(draft.target, path, findings, draft.temporary, draft.old, draft.new, draft.back)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Entry:
        """Raises ``KeyError``, ``TypeError`` or ``ValueError`` for anything that ``to_json`` does not give."""
        back = tuple(Change(start, end, base64.b64decode(text)) for start, end, text in value["back"])
        return cls(
            location=value["location"],
            path=value["path"],
            findings=value["findings"],
            temporary=value["temporary"],
            old=value["old"],
            new=value["new"],
            back=back,
        )

    def to_json(self) -> dict[str, object]:
        return {
            "location": self.location,
            "path": self.path,
            "findings": self.findings,
            "temporary": self.temporary,
            "old": self.old,
            "new": self.new,
            "back": [[start, end, base64.b64encode(text).decode()] for start, end, text in self.back],
        }
