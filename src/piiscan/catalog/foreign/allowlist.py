"""Allowlists as conditions: when one says that a finding is none."""

from __future__ import annotations

from collections.abc import Callable

from piiscan.catalog.foreign import condition
from piiscan.catalog.foreign.condition import NEVER, Tree
from piiscan.catalog.foreign.document import Table
from piiscan.catalog.foreign.errors import BrokenRegexError, UntranslatableError
from piiscan.errors import RuleError

Say = Callable[[str], None]
"""Takes a remark: what follows the place."""

_EVERY = {"AND": True, "&&": True, "OR": False, "||": False, "": False}


def read(table: Table, place: str, say: Say) -> Tree:
    """When the allowlist drops a finding; what cannot be translated is said, and then drops nothing.

    Raises ``RuleError`` naming ``place`` and the key.
    """
    every = _EVERY.get(table.get("condition", "").upper())
    if every is None:
        raise RuleError(f"{place}: key `condition`: must be AND or OR")
    target = table.get("regexTarget", "") or "secret"
    if target not in condition.TARGETS:
        raise RuleError(f"{place}: key `regexTarget`: must be match, line or secret")
    given = [key for key in ("commits", "paths", "regexes", "stopwords") if table.get(key)]
    if not given:
        raise RuleError(f"{place}: holds none of `commits`, `paths`, `regexes` and `stopwords`")
    trees: list[Tree] = []
    lost = False
    for key in given:
        try:
            trees.append(_part(key, table[key], target))
        except UntranslatableError as error:
            lost = True
            say(f"key `{key}`: {error.message}{': the allowlist is left out' if every else ''}")
        except BrokenRegexError as error:
            raise RuleError(f"{place}: key `{key}`: does not compile: {error}") from None
    if every:
        return NEVER if lost else condition.all_of(trees)
    return condition.any_of(trees)


def _part(key: str, items: list[str], target: str) -> Tree:
    if key == "commits":
        raise UntranslatableError("a scan of a tree knows no commits")
    if key == "stopwords":
        return condition.words("secret", items)
    return condition.regexes("path" if key == "paths" else target, items)
