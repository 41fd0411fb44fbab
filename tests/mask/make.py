"""Builds findings for the tests: only what masking reads is filled in with care."""

from __future__ import annotations

from piiscan.types import Category, Finding, Severity, Status

_CATEGORY = {"IPV4": Category.IP_ADDRESS, "IPV6": Category.IP_ADDRESS, "PRIVATE_KEY": Category.KEY}


def finding(
    mask: str, start: int = 0, end: int = 1, *, path: str = "a.txt", category: Category | None = None
) -> Finding:
    known = mask in Category.__members__
    return Finding(
        path=path,
        rule="some-rule",
        code="SEC001",
        title="Something",
        category=category or _CATEGORY.get(mask) or (Category(mask) if known else Category.ID),
        status=Status.LIVE,
        severity=Severity.ERROR,
        confidence=1.0,
        layers=("rule",),
        start_offset=start,
        end_offset=end,
        start_line=1,
        start_column=1,
        end_line=1,
        end_column=1,
        start_column_utf16=1,
        end_column_utf16=1,
        length=end - start,
        mask=mask,
        fingerprint="0" * 32,
        line_hash="",
        frame="",
        frame_start=0,
        frame_end=0,
    )


def find_all(data: bytes, values: dict[str, str], *, path: str, encoding: str = "utf-8") -> list[Finding]:
    """A finding for each occurrence of each value: value → mask class."""
    found = []
    for value, mask in values.items():
        needle, at = value.encode(encoding), 0
        assert needle in data
        while (at := data.find(needle, at)) >= 0:
            found.append(finding(mask, at, at + len(needle), path=path))
            at += len(needle)
    return found
