"""A foreign rule table becomes a ``Rule``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from piiscan.catalog.foreign import allowlist, condition, expression, regex, shape
from piiscan.catalog.foreign.condition import NEVER, Tree
from piiscan.catalog.foreign.document import Table, allowlists
from piiscan.catalog.foreign.errors import BrokenRegexError, UntranslatableError
from piiscan.catalog.foreign.regex import Expression
from piiscan.catalog.rule import IMPORTED, Rule
from piiscan.errors import RuleError
from piiscan.types import Category, Severity

ID = "gitleaks-"
#: Under that of most of our rules, and they win anyway where a rule is generic.
CONFIDENCE = 0.7

_TITLE = 100
_BEYOND = {
    "required": "needs a match of another rule near by, which piiscan does not look for",
    "components": "needs a match of another rule near by, which piiscan does not look for",
    "skipReport": "is reported as a part of other rules only, which piiscan does not know",
}
_FIX = "Revoke it where it was issued, and read the new one from the environment or a secret store."

Made = TypeVar("Made")


def slug(identity: str) -> str:
    """The rule's id in kebab case."""
    return "-".join(re.findall(r"[a-z0-9]+", identity.lower()))


def build(table: Table, *, family: str, place: str, drop: Tree, say: allowlist.Say) -> Rule:
    """The rule, which also drops what ``drop`` is true of.

    Raises ``UntranslatableError`` with the key, ``RuleError`` for what the other tools refuse as well.
    """
    for key, reason in _BEYOND.items():
        if table.get(key):
            raise UntranslatableError(reason, key=key)
    if not table.get("regex"):
        raise UntranslatableError(
            "without `regex` it is about the names of files; piiscan finds places in them", key="path"
        )
    found = _expression(table["regex"], place)
    keywords = tuple(dict.fromkeys(word.lower() for word in table.get("keywords", ()) if word))
    hook, near_only = _keyed("regex", place, lambda: regex.find_anchor(found.node, keywords))
    if near_only:
        say("key `keywords`: only places near one are looked at: the regex has no fixed part to look for")
    pattern, checks = _secret(found, table, place)
    tree = condition.any_of([*_own_conditions(table, place, say), drop])
    if tree != NEVER:
        checks.append(condition.check(tree))
    looked_for = bool(hook.words) and set(hook.words) <= set(keywords)
    if keywords and not near_only and not looked_for:
        checks.append("allowlist.keywords:" + json.dumps(keywords))
    name = slug(table["id"])
    if not name:
        raise UntranslatableError("has no letter or digit to call the rule by", key="id")
    title = " ".join(table.get("description", "").split()) or table["id"]
    tags = ", ".join(table.get("tags", ()))
    return Rule(
        id=ID + name,
        code=IMPORTED + name,
        title=title if len(title) <= _TITLE else title[: _TITLE - 1] + "…",
        category=Category.KEY,
        severity=Severity.ERROR,
        confidence=CONFIDENCE,
        pattern=pattern,
        anchor=hook.pattern,
        keywords=hook.words or keywords or ("",),
        max_len=found.max_len,
        ignore_case=False,
        multiline=found.multiline,
        path=_keyed("path", place, lambda: regex.path_pattern(table["path"])) if table.get("path") else "",
        boundary="none",
        checks=tuple(checks),
        split="",
        mask=Category.KEY.value,
        why=f"The rule `{table['id']}` says so: {title}{f' (tags: {tags})' if tags else ''}",
        fix=_FIX,
        references=(),
        family=family,
        generic=True,
        match=(),
        no_match=(),
    )


def conditions(table: Table, keys: tuple[str, ...], place: str, say: allowlist.Say) -> list[Tree]:
    """The filters under ``keys``. One that cannot be read is said, and drops nothing."""
    found = []
    for key in keys:
        if not table.get(key, "").strip():
            continue
        try:
            found.append(expression.read(table[key]))
        except UntranslatableError as error:
            say(f"key `{key}`: {error.message}: it is left out")
        except BrokenRegexError as error:
            raise RuleError(f"{place}: key `{key}`: does not compile: {error}") from None
    return found


def _own_conditions(table: Table, place: str, say: allowlist.Say) -> list[Tree]:
    found: list[Tree] = []
    if table.get("entropy"):
        found.append(condition.low_entropy(float(table["entropy"])))
    if table.get("tokenEfficiency"):
        found.append(["language", "secret"])
    for where, each in allowlists(table, place):
        found.append(allowlist.read(each, where, partial(_labelled, say, where.removeprefix(f"{place}: "))))
    return found + conditions(table, ("filter",), place, say)


def _labelled(say: allowlist.Say, label: str, message: str) -> None:
    say(f"{label}: {message}")


def _expression(source: str, place: str) -> Expression:
    found = _keyed("regex", place, lambda: regex.read(source))
    if shape.nullable(found.node):
        raise UntranslatableError("matches the empty text", key="regex")
    return found


def _secret(found: Expression, table: Table, place: str) -> tuple[str, list[str]]:
    """The pattern, and the check that it may need to tell which group is the secret."""
    wanted = table.get("secretGroup", 0)
    if not 0 <= wanted <= found.groups:
        raise RuleError(f"{place}: key `secretGroup`: the regex has {found.groups} groups")
    group = wanted or found.always_caught()
    if group or not found.groups:
        return found.pattern(group), []
    return found.pattern_with_groups(), ["allowlist.first_group"]


def _keyed(key: str, place: str, make: Callable[[], Made]) -> Made:
    """What ``make`` gives; its errors get the key."""
    try:
        return make()
    except UntranslatableError as error:
        raise UntranslatableError(error.message, key=key) from None
    except BrokenRegexError as error:
        raise RuleError(f"{place}: key `{key}`: does not compile: {error}") from None
