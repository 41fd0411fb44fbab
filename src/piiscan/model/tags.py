"""Tags of pieces and the spans that they spell: BIOES. Plain numbers; `decode` does what needs arrays.

A tag is O, or a category with Begin, Inside, End or Single. A second head says of each piece whether the value
is live, a placeholder or a credit in a licence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from piiscan.types import Category, Status

#: In the order of the tags; every model of format 1 has these.
CATEGORIES = (
    Category.NAME,
    Category.EMAIL,
    Category.USERNAME,
    Category.IP_ADDRESS,
    Category.PASSWORD,
    Category.KEY,
    Category.ID,
)
KINDS = (Status.LIVE, Status.PLACEHOLDER, Status.LICENCE)

OUTSIDE: Final = 0
BEGIN: Final = 0
INSIDE: Final = 1
END: Final = 2
SINGLE: Final = 3
TAGS = 1 + 4 * len(CATEGORIES)

#: The score of what cannot be.
NEVER: Final = -1e9


def tag(category: int, part: int) -> int:
    """The tag's number: ``category`` indexes ``CATEGORIES``, ``part`` is BEGIN, INSIDE, END or SINGLE."""
    return 1 + 4 * category + part


class Decoded(NamedTuple):
    """A span over pieces ``[start, end)``, of ``CATEGORIES[category]``."""

    start: int
    end: int
    category: int


def tag_spans(count: int, spans: Sequence[Decoded]) -> list[int]:
    """The tags of ``count`` pieces under ``spans``, which are apart from each other."""
    tags = [OUTSIDE] * count
    for start, end, category in spans:
        if end - start == 1:
            tags[start] = tag(category, SINGLE)
        else:
            tags[start:end] = [tag(category, INSIDE)] * (end - start)
            tags[start] = tag(category, BEGIN)
            tags[end - 1] = tag(category, END)
    return tags


def spans_of(tags: Sequence[int]) -> list[Decoded]:
    """The spans that a valid sequence of tags spells. Raises ``ValueError`` for another one."""
    spans = []
    start = -1
    for index, number in enumerate(tags):
        category, part = divmod(number - 1, 4)
        opened = start >= 0
        if opened != (number != OUTSIDE and part in (INSIDE, END)) or (
            opened and category != (tags[index - 1] - 1) // 4
        ):
            raise ValueError("not a valid sequence of tags")
        if number == OUTSIDE:
            continue
        if part in (BEGIN, SINGLE):
            start = index
        if part in (END, SINGLE):
            spans.append(Decoded(start, index + 1, category))
            start = -1
    if start >= 0:
        raise ValueError("a span is open at the end")
    return spans


_COUNT: Final = len(CATEGORIES)


def best_spans(scores: list[list[float]]) -> list[Decoded]:
    """The valid spans of the highest score. A path is outside of any span, or inside one of a category: so few
    states that plain numbers are ten times faster than arrays of 29 x 29, on stretches of two or three pieces."""
    outside, inside = 0.0, [NEVER] * _COUNT
    # How the best path outside, and the one inside each category, came to each piece.
    closed: list[int] = []
    begun: list[list[bool]] = []
    for row in scores:
        best, came = outside + row[OUTSIDE], OUTSIDE
        following, begins = [], []
        at = 1
        for value in inside:
            if outside + row[at + SINGLE] > best:
                best, came = outside + row[at + SINGLE], at + SINGLE
            if value + row[at + END] > best:
                best, came = value + row[at + END], at + END
            new, old = outside + row[at + BEGIN], value + row[at + INSIDE]
            following.append(new if new >= old else old)
            begins.append(new >= old)
            at += 4
        outside, inside = best, following
        closed.append(came)
        begun.append(begins)
    return _traced(closed, begun)


def _traced(closed: Sequence[int], begun: Sequence[Sequence[bool]]) -> list[Decoded]:
    """The spans of the path that ends outside, from its last piece on."""
    spans = []
    index = len(closed) - 1
    while index >= 0:
        category, part = divmod(closed[index] - 1, 4)
        start = index
        if closed[index] != OUTSIDE:
            if part == END:
                start -= 1
                while not begun[start][category]:
                    start -= 1
            spans.append(Decoded(start, index + 1, category))
        index = start - 1
    return spans[::-1]
