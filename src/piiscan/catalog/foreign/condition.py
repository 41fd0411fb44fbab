"""When a match is dropped, as a tree that JSON can hold: allowlists, thresholds and filters all become one.

The check ``allowlist.unless`` reads it. A tree is a list that begins with a word:

    ["any", [tree, …]]   ["all", [tree, …]]   ["not", tree]
    ["regex", target, [pattern, …]]         one of these occurs
    ["words", target, [word, …]]            one of these occurs, in any case
    ["same", target, text]                  it is this text
    ["entropy", target, operator, number]   bits a character, compared
    ["language", target]                    it falls into few word pieces: language rather than random characters

A target is ``secret``, ``match``, ``line``, ``path``, or ``nothing``: the empty text, for what a tree scan does not
know, such as the commit.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from piiscan.catalog.foreign.errors import BrokenRegexError, UntranslatableError
from piiscan.catalog.foreign.regex import search_pattern

Tree = list[object]

TARGETS = ("secret", "match", "line")
NEVER: Tree = ["any", []]


def any_of(trees: Iterable[Tree]) -> Tree:
    found = [tree for tree in trees if tree != NEVER]
    return found[0] if len(found) == 1 else ["any", found]


def all_of(trees: Iterable[Tree]) -> Tree:
    found = list(trees)
    return found[0] if len(found) == 1 else ["all", found]


def regexes(target: str, sources: Iterable[str]) -> Tree:
    """Raises ``UntranslatableError`` and ``BrokenRegexError``, with the expression."""
    patterns = []
    for source in sources:
        try:
            patterns.append(search_pattern(source))
        except UntranslatableError as error:
            raise UntranslatableError(f"`{_short(source)}` {error.message}") from None
        except BrokenRegexError as error:
            raise BrokenRegexError(f"`{_short(source)}`: {error}") from None
    return ["regex", target, patterns]


def words(target: str, items: Iterable[str]) -> Tree:
    return ["words", target, [item.lower() for item in items]]


def low_entropy(threshold: float) -> Tree:
    return ["entropy", "secret", "<=", threshold]


def check(tree: Tree) -> str:
    """The check that drops what the tree is true of."""
    return "allowlist.unless:" + json.dumps(tree, separators=(",", ":"))


def _short(source: str) -> str:
    return source if len(source) <= 40 else source[:39] + "…"
