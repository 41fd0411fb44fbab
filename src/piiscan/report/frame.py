"""The masked line of a finding, fitted to a width."""

from __future__ import annotations

from typing import NamedTuple

from piiscan.report.escape import visible
from piiscan.types import Finding

_ELLIPSIS = "..."
_NARROWEST = 20


class Frame(NamedTuple):
    """A line to print, and where the mask stands in it, in code points, end exclusive."""

    text: str
    start: int
    end: int


def fitted(finding: Finding, width: int) -> Frame:
    """The finding's frame in at most ``width`` code points (never under 20), cut round the mask.

    Tabs become four spaces. The frame should come without control characters; a stray one is escaped.
    """
    frame = _clean(finding)
    width = max(width, _NARROWEST)
    if len(frame.text) <= width:
        return frame
    room = width - 2 * len(_ELLIPSIS)
    before = max(0, room - (frame.end - frame.start)) // 2
    left = max(0, min(frame.start - before, len(frame.text) - room))
    right = min(len(frame.text), left + room)
    head = _ELLIPSIS if left else ""
    tail = _ELLIPSIS if right < len(frame.text) else ""
    shift = len(head) - left
    return Frame(head + frame.text[left:right] + tail, frame.start + shift, min(frame.end, right) + shift)


def columns(text: str) -> int:
    """How many terminal columns ``text`` takes: wide East Asian characters two, combining marks none."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(each) else 2 if east_asian_width(each) in "WF" else 1 for each in text)


def _clean(finding: Finding) -> Frame:
    text = finding.frame
    before = _printable(text[: finding.frame_start])
    mask = _printable(text[finding.frame_start : finding.frame_end])
    after = _printable(text[finding.frame_end :])
    return Frame(before + mask + after, len(before), len(before) + len(mask))


def _printable(text: str) -> str:
    return visible(text.replace("\t", "    "))
