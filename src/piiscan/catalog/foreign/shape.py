"""What can be said of an expression without running it.

Go matches in linear time whatever the expression; Python's ``re`` goes back and tries again. So every repetition
without end gets one, chosen so that no place in a text can cost more than ``BUDGET`` tries, and what would need
more than that is refused (``bounded``). The reasoning: a choice that the next byte decides is never taken twice;
every other one multiplies the tries by its width.
"""

from __future__ import annotations

from typing import NamedTuple

from piiscan.catalog.foreign.errors import UntranslatableError
from piiscan.catalog.foreign.nodes import Alt, Assert, Cat, Chars, Group, Node, Repeat, children, walk

#: No match is longer, in bytes.
LONGEST = 4096
#: The most ways to match from one place that are tolerated.
BUDGET = 1_000_000
#: Bytes that an expression may begin with, and still not begin everywhere.
_FEW = 8
#: A repetition that would have to end before this is no longer what was meant.
_LEAST_END = 64
#: So many times is often: a repetition in one that goes on for longer has to end sooner.
_MANY = 16


class Tries(NamedTuple):
    """How many ways there are to match from one place: ``ways`` times the end of each open repetition."""

    ways: int
    open: int


def nullable(node: Node) -> bool:
    """Whether it can match the empty text."""
    return min_length(node) == 0


def min_length(node: Node) -> int:
    if isinstance(node, Chars):
        return 1
    if isinstance(node, Cat):
        return sum(map(min_length, node.items))
    if isinstance(node, Alt):
        return min(map(min_length, node.branches))
    if isinstance(node, Repeat):
        return node.low * min_length(node.item)
    return min_length(node.item) if isinstance(node, Group) else 0


def max_length(node: Node) -> int:
    """Of an expression whose repetitions all have an end."""
    if isinstance(node, Chars):
        return 1
    if isinstance(node, Cat):
        return sum(map(max_length, node.items))
    if isinstance(node, Alt):
        return max(map(max_length, node.branches))
    if isinstance(node, Repeat):
        assert node.high is not None
        return node.high * max_length(node.item)
    return max_length(node.item) if isinstance(node, Group) else 0


def first(node: Node) -> int:
    """The bytes that a match can begin with."""
    if isinstance(node, Chars):
        return node.bytes
    if isinstance(node, Cat):
        return first_of(node.items)
    if isinstance(node, Alt):
        found = 0
        for branch in node.branches:
            found |= first(branch)
        return found
    if isinstance(node, Repeat):
        return first(node.item) if node.high != 0 else 0
    return first(node.item) if isinstance(node, Group) else 0


def first_of(items: tuple[Node, ...], behind: int = 0) -> int:
    """The bytes that a sequence can begin with, where ``behind`` may follow it."""
    found = 0
    for item in items:
        found |= first(item)
        if not nullable(item):
            return found
    return found | behind


def crosses_lines(node: Node) -> bool:
    """Whether a match can hold a line end."""
    return any(isinstance(item, Chars) and item.bytes >> 10 & 1 for item in walk(node))


def tries(node: Node, behind: int = 0) -> Tries:
    """How many ways there are to match from one place; ``behind`` are the bytes that may follow.

    Raises ``UntranslatableError`` where there is no bound that a longer text does not break.
    """
    if isinstance(node, Group):
        return tries(node.item, behind)
    if isinstance(node, Cat):
        found = Tries(1, 0)
        for place, item in enumerate(node.items):
            found = _both(found, tries(item, first_of(node.items[place + 1 :], behind)))
        return found
    if isinstance(node, Alt):
        parts = [tries(branch, behind) for branch in node.branches]
        counts = [part.ways for part in parts]
        return Tries(max(counts) if _apart(node) else sum(counts), max(part.open for part in parts))
    return _tries_of_repeat(node, behind) if isinstance(node, Repeat) else Tries(1, 0)


def _tries_of_repeat(node: Repeat, behind: int) -> Tries:
    if node.high == 0:
        return Tries(1, 0)
    again = first(node.item) if node.high is None or node.high > 1 else 0
    inner = tries(node.item, behind | again)
    unclear = node.low != node.high and bool(first(node.item) & behind)
    if node.high is None:
        if inner != (1, 0) or (nullable(node.item) and not isinstance(node.item, Assert)):
            raise UntranslatableError(
                "nests repetitions that can share the same text out in many ways: Python would not come to an end"
            )
        return Tries(1, int(unclear))
    width = node.high - node.low + 1 if unclear else 1
    count = min(inner.ways**node.high, BUDGET + 1) * width if inner.ways > 1 else width
    return Tries(min(count, BUDGET + 1), inner.open * node.high)


def _both(one: Tries, other: Tries) -> Tries:
    return Tries(min(one.ways * other.ways, BUDGET + 1), one.open + other.open)


def _apart(node: Alt) -> bool:
    """Whether no two branches can match the same text."""
    heads = [_head(branch) for branch in node.branches]
    return not any(
        all(a & b for a, b in zip(one, other, strict=False))
        for place, one in enumerate(heads)
        for other in heads[place + 1 :]
    )


def _head(node: Node) -> list[int]:
    """The sets of the first bytes, as far as each stands at a fixed place."""
    items = node.items if isinstance(node, Cat) else (node,)
    found: list[int] = []
    for item in items:
        while isinstance(item, Group):
            item = item.item
        if isinstance(item, Chars):
            found.append(item.bytes)
        elif isinstance(item, Cat):
            return found + _head(item)
        elif isinstance(item, Repeat) and isinstance(item.item, Chars) and item.low:
            found += [item.item.bytes] * min(item.low, 32)
            if item.low != item.high:
                return found
        elif not isinstance(item, Assert):
            return found if nullable(item) else [*found, first(item)]
    return found


def bounded(node: Node) -> Node:
    """The expression with an end to every repetition.

    Raises ``UntranslatableError`` where that would change too much, or not help.
    """
    found = tries(node)
    if found.ways > BUDGET:
        raise UntranslatableError("can share the same text out in too many ways: Python would take too long")
    # Where a match may begin at any byte, each byte costs what one place costs.
    end = LONGEST if first(node).bit_count() <= _FEW else LONGEST // 4
    if found.open:
        while end >= _LEAST_END and found.ways * end**found.open > BUDGET:
            end //= 2
    if end < _LEAST_END:
        raise UntranslatableError(
            "has too many open repetitions side by side that can match the same text: Python would take too long"
        )
    return _ended(node, end)


def _nested(node: Node) -> int:
    """How deep open repetitions stand in each other."""
    inner = max(map(_nested, children(node)), default=0)
    if isinstance(node, Repeat):
        return inner + 1 if node.high is None or (inner and node.high > _MANY) else inner
    return inner


def _ended(node: Node, end: int) -> Node:
    if isinstance(node, Repeat):
        levels = _nested(node)
        if levels > 1:  # together they end where one would
            return _cut(node, max(_MANY, round(end ** (1 / levels))))
    if isinstance(node, Cat):
        return Cat(tuple(_ended(item, end) for item in node.items))
    if isinstance(node, Alt):
        return Alt(tuple(_ended(branch, end) for branch in node.branches))
    if isinstance(node, Group):
        return node._replace(item=_ended(node.item, end))
    return _cut(node, end)


def _cut(node: Node, end: int) -> Node:
    if isinstance(node, Repeat):
        high = max(end, node.low) if node.high is None else node.high
        return node._replace(item=_cut(node.item, end), high=high)
    if isinstance(node, Cat):
        return Cat(tuple(_cut(item, end) for item in node.items))
    if isinstance(node, Alt):
        return Alt(tuple(_cut(branch, end) for branch in node.branches))
    return node._replace(item=_cut(node.item, end)) if isinstance(node, Group) else node
