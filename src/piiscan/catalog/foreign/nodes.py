"""A regular expression over bytes as a tree, and how Python's ``re`` and Hyperscan write it.

Flags are gone: a letter that matches in any case is a set of two bytes, a character beyond ASCII a sequence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

#: A set of bytes is a whole number: bit ``n`` says whether byte ``n`` is in it.
ALL = (1 << 256) - 1
ASCII = (1 << 128) - 1
HIGH = ALL & ~ASCII


class Chars(NamedTuple):
    """One byte out of a set."""

    bytes: int


class Cat(NamedTuple):
    """One after another; without items it matches the empty text."""

    items: tuple[Node, ...]


class Alt(NamedTuple):
    """The first that matches."""

    branches: tuple[Node, ...]


class Repeat(NamedTuple):
    item: Node
    low: int
    high: int | None
    """None: without end."""
    lazy: bool


class Group(NamedTuple):
    """A capture group; they are numbered from 1 in the order of their opening brackets."""

    number: int
    item: Node


class Assert(NamedTuple):
    """Matches no text; ``source`` is how Python writes it."""

    source: str


Node = Chars | Cat | Alt | Repeat | Group | Assert

EMPTY = Cat(())


def bits(values: Iterable[int]) -> int:
    """The set of these bytes."""
    found = 0
    for value in values:
        found |= 1 << value
    return found


def span(low: int, high: int) -> int:
    """The set of the bytes from ``low`` to ``high``, both included."""
    return (1 << (high + 1)) - (1 << low)


def members(chars: int) -> list[int]:
    return [value for value in range(256) if chars >> value & 1]


def literal(data: bytes) -> Node:
    return cat([Chars(1 << value) for value in data])


def cat(items: Iterable[Node]) -> Node:
    """The items one after another, as flat as can be."""
    flat: list[Node] = []
    for item in items:
        flat += item.items if isinstance(item, Cat) else (item,)
    return flat[0] if len(flat) == 1 else Cat(tuple(flat))


def alt(branches: Iterable[Node]) -> Node:
    """One of the branches; bytes that stand next to each other become one set."""
    merged: list[Node] = []
    for branch in branches:
        last = merged[-1] if merged else None
        if isinstance(branch, Chars) and isinstance(last, Chars):
            merged[-1] = Chars(branch.bytes | last.bytes)
        else:
            merged.append(branch)
    return merged[0] if len(merged) == 1 else Alt(tuple(merged))


def children(node: Node) -> tuple[Node, ...]:
    if isinstance(node, Cat):
        return node.items
    if isinstance(node, Alt):
        return node.branches
    return (node.item,) if isinstance(node, (Repeat, Group)) else ()


def walk(node: Node) -> Iterable[Node]:
    """The node and all below it."""
    stack = [node]
    while stack:
        item = stack.pop()
        yield item
        stack += children(item)


def write(node: Node, group: Callable[[int], str] = lambda number: "(?:") -> str:
    """The expression in ASCII; ``group`` says what opens the capture group of a number."""
    if isinstance(node, Chars):
        return write_set(node.bytes)
    if isinstance(node, Cat):
        return "".join(
            f"(?:{write(item, group)})" if isinstance(item, Alt) else write(item, group)
            for item in node.items
        )
    if isinstance(node, Alt):
        return "|".join(write(branch, group) for branch in node.branches)
    if isinstance(node, Group):
        return f"{group(node.number)}{write(node.item, group)})"
    if isinstance(node, Assert):
        return node.source
    inner = write(node.item, group)
    if not isinstance(node.item, (Chars, Group)):
        inner = f"(?:{inner})"
    return inner + _times(node.low, node.high) + ("?" if node.lazy else "")


def _times(low: int, high: int | None) -> str:
    short = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((low, high))
    if short:
        return short
    if low == high:
        return f"{{{low}}}"
    return f"{{{low},{'' if high is None else high}}}"


def write_set(chars: int) -> str:
    """A set of bytes: as a class, or as itself where it is one byte."""
    if chars.bit_count() == 1:
        return _byte(chars.bit_length() - 1)
    if chars == ALL:
        return r"[\x00-\xff]"
    # What holds all high bytes is written by what it leaves out: it then means the same over text as over bytes.
    negated = chars & HIGH == HIGH or chars.bit_count() > 128
    return f"[{'^' if negated else ''}{_ranges(ALL & ~chars if negated else chars)}]"


def _ranges(chars: int) -> str:
    values = members(chars)
    text, at = "", 0
    while at < len(values):
        end = at
        while end + 1 < len(values) and values[end + 1] == values[end] + 1:
            end += 1
        if end - at < 2:
            text += "".join(map(_byte, values[at : end + 1]))
        else:
            text += f"{_byte(values[at])}-{_byte(values[end])}"
        at = end + 1
    return text


def _byte(value: int) -> str:
    character = chr(value)
    if value < 128 and (character.isalnum() or character in "_:;,=<>/@%\"'`! "):
        return character
    # By number where Python warns of sets in sets (`[[`, `--`, `&&`), or where it could mean something.
    return f"\\{character}" if character in ".+*?^$()|{}\\[]-#&~" else f"\\x{value:02x}"
