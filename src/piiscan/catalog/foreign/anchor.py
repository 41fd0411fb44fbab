"""What the engine looks for in every file on behalf of an expression: words where possible, else a fixed stretch.

Every match holds the anchor, so that nothing is lost by looking for it alone; the words must be in ASCII case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import log2
from typing import NamedTuple

from piiscan.catalog.foreign.nodes import Alt, Assert, Cat, Chars, Group, Node, Repeat, members, write_set

Words = frozenset[bytes]

_MOST_WORDS = 64
_LONGEST_WORD = 64
#: Words shorter than this stand everywhere.
GOOD_WORD = 3
#: A stretch that says less stands everywhere: two fixed bytes.
GOOD_STRETCH = 16.0
_LONGEST_STRETCH = 32
_ONE: Words = frozenset((b"",))


class Anchor(NamedTuple):
    pattern: str
    """Without groups and flags but ``(?i:…)``."""
    words: tuple[str, ...]
    """Of which every match holds one; empty where none are known."""


def of_words(words: Iterable[str]) -> Anchor:
    """Any of these words, in any case."""
    chosen = sorted(set(words))
    return Anchor(f"(?i:{'|'.join(map(_escaped, chosen))})", tuple(chosen))


def holds(node: Node, words: Sequence[str]) -> bool:
    """Whether every match holds one of ``words``, regardless of case."""
    wanted = [word.encode() for word in words]
    for part in _required(node):
        if isinstance(part, Alt):
            if all(holds(branch, words) for branch in part.branches):
                return True
        elif all(any(word in text for word in wanted) for text in part):
            return True
    return False


def own_words(node: Node) -> tuple[str, ...]:
    """The longest words of which every match holds one; empty where there are none."""
    return tuple(sorted(word.decode() for word in _best(node)))


def stretch(node: Node) -> tuple[float, str]:
    """How much the most telling fixed stretch says, in bits, and its pattern."""
    best: tuple[float, str] = (0.0, "")
    for run in _runs(node):
        sets = run[:_LONGEST_STRETCH]
        told = sum(8 - log2(chars.bit_count()) for chars in sets)
        if told > best[0]:
            best = (told, _stretch(sets))
    return best


def _best(node: Node) -> Words:
    best: Words = frozenset()
    for part in _required(node):
        if isinstance(part, Alt):
            inner = [_best(branch) for branch in part.branches]
            words = frozenset().union(*inner) if all(inner) else frozenset()
        else:
            words = part
        ascii_only = all(word.isascii() for word in words)
        if words and ascii_only and len(words) <= _MOST_WORDS and _shortest(words) > _shortest(best):
            best = words
    return best


def _shortest(words: Words) -> int:
    return min(map(len, words), default=0)


def _required(node: Node) -> Iterator[Words | Alt]:
    """What every match must hold, one after another: one of some texts in lower case, or one of some branches."""
    texts = _ONE
    for item in _flat(node):
        if isinstance(item, Assert):
            continue
        more = _texts(item)
        joined = _joined(texts, more) if more is not None else None
        if joined is not None:
            texts = joined
            continue
        yield texts
        texts = _ONE
        if isinstance(item, Alt):
            yield item
        elif isinstance(item, Repeat) and item.low:
            yield from _required(item.item)
        if more is not None:
            texts = more
    yield texts


def _flat(node: Node) -> Iterator[Node]:
    if isinstance(node, Group):
        yield from _flat(node.item)
    elif isinstance(node, Cat):
        for item in node.items:
            yield from _flat(item)
    else:
        yield node


def _texts(node: Node) -> Words | None:
    """All that it can match, in lower case; None where that is too much."""
    if isinstance(node, Chars):
        if node.bytes.bit_count() > 8:
            return None
        return frozenset(bytes((value,)).lower() for value in members(node.bytes))
    if isinstance(node, Group):
        return _texts(node.item)
    if isinstance(node, Assert):
        return _ONE
    if isinstance(node, Alt):
        found: Words = frozenset()
        for branch in node.branches:
            more = _texts(branch)
            if more is None or len(found | more) > _MOST_WORDS:
                return None
            found |= more
        return found
    if isinstance(node, Cat):
        return _chained(map(_texts, node.items))
    if node.low != node.high or node.low > 8:
        return None
    return _chained([_texts(node.item)] * node.low)


def _chained(parts: Iterable[Words | None]) -> Words | None:
    texts: Words | None = _ONE
    for part in parts:
        texts = None if texts is None or part is None else _joined(texts, part)
    return texts


def _joined(left: Words, right: Words) -> Words | None:
    if len(left) * len(right) > _MOST_WORDS:
        return None
    joined = frozenset(a + b for a in left for b in right)
    return joined if all(len(text) <= _LONGEST_WORD for text in joined) else None


def _runs(node: Node) -> Iterator[list[int]]:
    """The stretches of sets of bytes that stand next to each other in every match."""
    run: list[int] = []
    for item in _flat(node):
        if isinstance(item, Chars):
            run.append(item.bytes)
        elif isinstance(item, Repeat) and isinstance(item.item, Chars) and item.low:
            sets = [item.item.bytes] * min(item.low, _LONGEST_STRETCH)
            run += sets
            if item.low != item.high or item.low > _LONGEST_STRETCH:
                yield run
                run = sets
        elif not isinstance(item, Assert):
            yield run
            run = []
            if isinstance(item, Repeat) and item.low:
                yield from _runs(item.item)
    yield run


def _stretch(sets: list[int]) -> str:
    text, at = "", 0
    while at < len(sets):
        count = 1
        while at + count < len(sets) and sets[at + count] == sets[at]:
            count += 1
        text += write_set(sets[at]) + (f"{{{count}}}" if count > 1 else "")
        at += count
    return text


def _escaped(word: str) -> str:
    return "".join(write_set(1 << value) for value in word.encode())
