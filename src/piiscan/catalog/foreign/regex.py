"""A foreign expression, made safe: as Python runs it, with what the engine needs to find it."""

from __future__ import annotations

from typing import NamedTuple

from piiscan.catalog.foreign import anchor, shape
from piiscan.catalog.foreign.anchor import Anchor
from piiscan.catalog.foreign.errors import UntranslatableError
from piiscan.catalog.foreign.go_regex import parse
from piiscan.catalog.foreign.nodes import HIGH, Alt, Cat, Chars, Group, Node, Repeat, walk, write


class Expression(NamedTuple):
    """Every repetition in ``node`` has an end."""

    node: Node
    groups: int

    @property
    def max_len(self) -> int:
        return max(1, min(shape.max_length(self.node), shape.LONGEST))

    @property
    def multiline(self) -> bool:
        return shape.crosses_lines(self.node)

    def pattern(self, group: int = 0) -> str:
        """For bytes, without groups but for ``group``, which is called ``value``."""
        return write(self.node, lambda number: "(?P<value>" if number == group else "(?:")

    def pattern_with_groups(self) -> str:
        """For bytes, with the groups numbered as they were."""
        return write(self.node, lambda number: "(")

    def always_caught(self) -> int:
        """The group, where there is one alone and it holds text in every match; else 0."""
        return 1 if self.groups == 1 and _caught(self.node) else 0


def read(source: str) -> Expression:
    """Raises ``BrokenRegexError``, and ``UntranslatableError`` where it would not be safe to run."""
    parsed = parse(source)
    found = Expression(shape.bounded(parsed.node), parsed.groups)
    if shape.min_length(found.node) > shape.LONGEST:
        raise UntranslatableError(f"matches nothing shorter than {shape.LONGEST:,} bytes")
    return found


def search_pattern(source: str) -> str:
    """An expression that is only asked whether it occurs. Raises as ``read`` does."""
    return read(source).pattern()


def path_pattern(source: str) -> str:
    """An expression for paths, which are text here: it keeps its case whatever the flags say."""
    node = read(source).node
    for item in walk(node):
        if isinstance(item, Chars) and item.bytes & HIGH not in (0, HIGH):
            raise UntranslatableError("names characters beyond ASCII, which paths are not searched for")
    return f"(?-i:{write(node)})"


def find_anchor(node: Node, keywords: tuple[str, ...]) -> tuple[Anchor, bool]:
    """What the engine looks for, and whether matches far from a keyword are lost by it.

    Raises ``UntranslatableError`` where there is nothing to look for.
    """
    held = bool(keywords) and anchor.holds(node, keywords)
    own = anchor.own_words(node)
    told, pattern = anchor.stretch(node)
    if held and min(map(len, keywords)) >= anchor.GOOD_WORD:
        return anchor.of_words(keywords), False
    if own and min(map(len, own)) >= anchor.GOOD_WORD:
        return anchor.of_words(own), False
    if told >= anchor.GOOD_STRETCH:
        return Anchor(pattern, ()), False
    if keywords:
        return anchor.of_words(keywords), not held
    raise UntranslatableError("has no fixed part to look for, and the rule has no keywords")


def _caught(node: Node) -> bool:
    """Whether the one group takes part in every match, with text in it."""
    if isinstance(node, Group):
        return not shape.nullable(node.item)
    if isinstance(node, Cat):
        return any(map(_caught, node.items))
    if isinstance(node, Alt):
        return all(map(_caught, node.branches))
    return isinstance(node, Repeat) and node.low > 0 and _caught(node.item)
