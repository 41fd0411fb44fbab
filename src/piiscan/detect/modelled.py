"""What a report calls a finding that the model alone has seen: a code for each category.

They are no rules that look for anything, but they are selected, ignored, graded, masked and explained like them.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from functools import cache

from piiscan.catalog.rule import Rule
from piiscan.settings.severity import DEFAULT_SEVERITY
from piiscan.types import Category

_WHY = (
    "No rule has matched here. The model that took part in the scan reads this as {what}, from the words round it and "
    "from its shape; the confidence is its estimate, calibrated on labelled code. Look before you act: a model can "
    "be wrong in ways that a rule cannot; where it often is, a stricter --preset helps."
)
_TABLE = (
    ("MDL001", Category.NAME, "Name of a person, seen by the model", "the name of a person"),
    ("MDL002", Category.EMAIL, "E-mail address, seen by the model", "somebody's e-mail address"),
    ("MDL003", Category.USERNAME, "User name, seen by the model", "somebody's user name"),
    ("MDL004", Category.IP_ADDRESS, "IP address, seen by the model", "an IP address"),
    ("MDL005", Category.PASSWORD, "Password, seen by the model", "a password"),
    ("MDL006", Category.KEY, "Key or token, seen by the model", "a key or token"),
    ("MDL007", Category.ID, "Number of a person or account, seen by the model", "a number that belongs to one person"),
)  # fmt: skip
#: In place of a file of rules.
FAMILY = "model"
_ROTATE = (
    "Change it where it is valid, then take it out of the code: read it from the environment or from a secret store. "
    "It stays in the repository's history."
)
_REMOVE = "Take it out, or put a stock example in its place; `piiscan mask` does that."


@cache
def modelled() -> Mapping[Category, Rule]:
    """By category."""
    return {category: _rule(code, category, title, what) for code, category, title, what in _TABLE}


def modelled_of(ids: Set[str]) -> list[Rule]:
    """Those that have one of ``ids``."""
    return [rule for rule in modelled().values() if rule.id in ids] if not ids.isdisjoint(IDS) else []


#: Codes and names, for the selectors that settings may hold.
CODES = tuple(row[0] for row in _TABLE)
IDS = tuple("model-" + row[1].value.lower().replace("_", "-") for row in _TABLE)


def _rule(code: str, category: Category, title: str, what: str) -> Rule:
    secret = category in (Category.KEY, Category.PASSWORD)
    return Rule(
        id=IDS[CODES.index(code)],
        code=code,
        title=title,
        category=category,
        severity=DEFAULT_SEVERITY[category],
        confidence=0.5,
        pattern="",
        anchor="",
        keywords=(),
        max_len=0,
        ignore_case=False,
        multiline=False,
        path="",
        boundary="none",
        checks=(),
        split="",
        mask=category.value,
        why=_WHY.format(what=what),
        fix=_ROTATE if secret else _REMOVE,
        references=(),
        family=FAMILY,
        generic=True,
        match=(),
        no_match=(),
    )
