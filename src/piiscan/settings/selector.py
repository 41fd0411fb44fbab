"""The words that name rules, in configuration, on the command line and in inline ignores.

A selector is ``ALL``, a category (``EMAIL``), the letters of a code (``SEC``), a longer beginning of a code
(``SEC1``), a whole code (``SEC101``), or a rule's id (``github-pat``). Case counts: ``EMAIL`` is a category,
``email`` is a rule.
"""

from __future__ import annotations

from collections.abc import Iterable

from piiscan.types import Category

ALL = "ALL"
CATEGORIES: frozenset[str] = frozenset(category.value for category in Category)

_FAMILY, _CATEGORY, _WHOLE = 2, 3, 1000


def specificity(selector: str, code: str, rule: str, category: str) -> int:
    """How closely the selector names this rule: 0 is not at all, and the greater the closer.

    ``ALL`` < the letters of a code < a category < a longer beginning, by length < a whole code or id.
    The bare letters stand below the categories, so that ``select = ["PII"]`` with ``ignore = ["NAME"]``
    means what it says.
    """
    if not selector:
        return 0
    if selector in (code, rule):
        return _WHOLE
    if selector == category:
        return _CATEGORY
    if selector == ALL:
        return 1
    if not code.startswith(selector) or code[len(selector)].isalpha():
        return 0  # Half a family's letters name nothing: `S` must not come to mean SEC and, one day, SRV.
    return _FAMILY if selector.isalpha() else _CATEGORY + len(selector)


def closest(selectors: Iterable[str], code: str, rule: str, category: str) -> int:
    """The greatest ``specificity`` among the selectors, 0 where none matches."""
    return max((specificity(each, code, rule, category) for each in selectors), default=0)


def matches(selectors: Iterable[str], code: str, rule: str, category: str) -> bool:
    """Whether any of the selectors names this rule."""
    return any(specificity(each, code, rule, category) for each in selectors)
