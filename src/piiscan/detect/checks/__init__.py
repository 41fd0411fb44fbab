"""Layer 3: small predicates that rules name in ``checks``.

A check is named ``module.function`` or ``module.function:argument`` and lives in that module of this
package; adding one is writing the function. It takes the candidate and the argument's text and returns
False to drop the candidate. It may also weaken, prove or re-label it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import TypeVar

from piiscan.catalog.rule import Rule
from piiscan.errors import RuleError

Made = TypeVar("Made", bound=Callable[..., bool])

Check = partial[bool]
"""Called with a candidate; ``func`` is the function that the rule names."""


# What checks declare of themselves. Beside them, since a function that mypyc has compiled takes no attributes.
_READERS: dict[Callable[..., bool], Callable[[str], object]] = {}
_MARKING: set[Callable[..., bool]] = set()


def takes(convert: Callable[[str], object]) -> Callable[[Made], Made]:
    """Declare how the text of the argument is read, once, when a rule is made ready; ``ValueError`` refuses it."""

    def declare(check: Made) -> Made:
        _READERS[check] = convert
        return check

    return declare


def marks_credits(check: Made) -> Made:
    """Declare that ``check`` marks what it keeps: in a file that gives credit, nothing it keeps is live.

    A scan for live findings alone then need not look at such files for that rule.
    """
    _MARKING.add(check)
    return check


def is_marking(check: Check) -> bool:
    """Whether ``check`` ``marks_credits``."""
    return check.func in _MARKING


def _module(name: str) -> ModuleType | None:
    full = f"{__name__}.{name}"
    try:
        return import_module(full)
    except ModuleNotFoundError as error:
        if error.name != full:
            raise
        return None


def find_check(spec: str, rule: Rule) -> Check:
    """The check that ``spec`` names. Raises ``RuleError`` when there is none, or for an argument that it cannot read."""
    name, _, argument = spec.partition(":")
    module_name, _, function_name = name.partition(".")
    module = _module(module_name) if module_name.isidentifier() else None
    function = getattr(module, function_name, None)
    if not callable(function) or function_name.startswith("_") or function.__module__ != module.__name__:  # type: ignore[union-attr]
        raise RuleError(f"{rule.place}: key `checks`: there is no check `{name}`")
    read = _READERS.get(function, str)
    try:
        return partial(function, argument=read(argument))
    except ValueError:
        raise RuleError(
            f"{rule.place}: key `checks`: `{name}` cannot read its argument `{argument}`"
        ) from None
