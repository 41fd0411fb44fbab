"""Tags of pieces and the spans that they spell: BIOES, decoded so that no invalid sequence can come out.

A tag is O, or a category with Begin, Inside, End or Single. A second head says of each piece whether the value
is live, a placeholder or a credit in a licence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from piiscan.types import Category, Status

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

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

OUTSIDE = 0
BEGIN, INSIDE, END, SINGLE = range(4)
TAGS = 1 + 4 * len(CATEGORIES)

#: A piece is O for sure where O leads by so many nats, bias included: there the search starts anew, which makes
#: it 20 times faster on ordinary code and can only lose spans of a probability below 1 in 2,000.
_SURE = 8.0
_NEVER = -1e9


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


def decode(scores: Array, lines: Array | None = None, *, bias: float = 0.0) -> list[Decoded]:
    """The best valid spans, by position; they never overlap.

    ``scores``: pieces x ``TAGS``, logits or their logarithms. ``lines``: true where a piece is a line end; only a
    KEY may hold one, and none begins or ends with it. ``bias``, in nats, is taken from O: above 0 more is found.
    """
    import numpy as np

    scores = np.asarray(scores, dtype=np.float64).copy()
    if not len(scores):
        return []
    scores[:, OUTSIDE] -= bias
    if lines is not None:
        scores[np.ix_(np.asarray(lines, dtype=bool), _FORBIDDEN_ON_LINES)] = _NEVER
    open_ = scores[:, 1:].max(axis=1) > scores[:, OUTSIDE] - _SURE
    edges = np.flatnonzero(np.diff(np.concatenate(([False], open_, [False])).astype(np.int8)))
    spans = []
    for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        for item in spans_of(_viterbi(scores[start:end])):
            spans.append(Decoded(start + item.start, start + item.end, item.category))
    return spans


_KEY = CATEGORIES.index(Category.KEY)
_FORBIDDEN_ON_LINES = [number for number in range(1, TAGS) if number != tag(_KEY, INSIDE)]


def _allowed() -> Array:
    """0 where a tag may follow another, else far below it: rows are the tag before."""
    import numpy as np

    table = np.full((TAGS, TAGS), _NEVER)
    opens = [OUTSIDE, *(tag(c, part) for c in range(len(CATEGORIES)) for part in (BEGIN, SINGLE))]
    closes = [OUTSIDE, *(tag(c, part) for c in range(len(CATEGORIES)) for part in (END, SINGLE))]
    table[np.ix_(closes, opens)] = 0
    for category in range(len(CATEGORIES)):
        for before in (BEGIN, INSIDE):
            table[tag(category, before), [tag(category, INSIDE), tag(category, END)]] = 0
    return table


def _viterbi(scores: Array) -> list[int]:
    import numpy as np

    moves = _allowed()
    ends = np.full(TAGS, _NEVER)
    ends[[OUTSIDE, *(tag(c, part) for c in range(len(CATEGORIES)) for part in (END, SINGLE))]] = 0
    best = moves[OUTSIDE] + scores[0]
    back: Array = np.zeros((len(scores), TAGS), dtype=np.int64)
    for index in range(1, len(scores)):
        paths = best[:, None] + moves
        back[index] = paths.argmax(axis=0)
        best = paths[back[index], np.arange(TAGS)] + scores[index]
    tags = [int((best + ends).argmax())]
    for index in range(len(scores) - 1, 0, -1):
        tags.append(int(back[index, tags[-1]]))
    return tags[::-1]
