"""One line of the preview: parts that must be seen, and parts that may be cut when the line is long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from piiscan.mask.visible import visible

#: Stands for any value, so that its length does not show.
DOTS = "•••"
_CUT = "…"
#: Code points: lines up to the first length are shown whole; of longer ones, so many on each side of a value.
_LONG, _BESIDE = 240, 60


@dataclass(frozen=True, slots=True)
class Segment:
    text: str
    kept: bool = False
    """Dots or a placeholder: never cut."""


Line = list[Segment]


def split_lines(segments: Iterable[Segment]) -> list[Line]:
    """Segments in lines, cut at LF; the last line is empty (no segment) when the text ends in LF."""
    lines: list[Line] = [[]]
    for segment in segments:
        first, *rest = segment.text.split("\n")
        lines[-1] += [Segment(first, segment.kept)] if first else []
        lines += [[Segment(text, segment.kept)] if text else [] for text in rest]
    return lines


def shown(line: Iterable[Segment]) -> str:
    """The line as people see it: without CR at its end, cut, control characters spelt out."""
    parts = [segment for segment in line if segment.text]
    if parts and parts[-1].text.endswith("\r") and not parts[-1].kept:
        parts[-1] = Segment(parts[-1].text[:-1])
    if sum(len(part.text) for part in parts) > _LONG:
        last = len(parts) - 1
        parts = [part if part.kept else _cut(part, n == 0, n == last) for n, part in enumerate(parts)]
    return "".join(visible(part.text) for part in parts)


def _cut(part: Segment, is_first: bool, is_last: bool) -> Segment:
    """What is near a value; of a line without one, its beginning."""
    if is_first and is_last:
        head, tail = _LONG, 0
    else:
        head, tail = (0 if is_first else _BESIDE), (0 if is_last else _BESIDE)
    text = part.text
    if len(text) <= head + tail:
        return part
    return Segment(text[:head] + _CUT + text[len(text) - tail :])
