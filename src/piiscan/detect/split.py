"""Splitters cut one matched value into the spans it holds, such as the people on a copyright line."""

from __future__ import annotations

from collections.abc import Callable

from piiscan.catalog.rule import Rule
from piiscan.detect.people import people_spans
from piiscan.errors import RuleError

Splitter = Callable[[bytes], list[tuple[int, int]]]

_SPLITTERS: dict[str, Splitter] = {"people": people_spans}


def find_splitter(name: str, rule: Rule) -> Splitter:
    """The splitter called ``name``: value bytes to spans in it. Raises ``RuleError`` when unknown."""
    splitter = _SPLITTERS.get(name)
    if splitter is None:
        raise RuleError(f"{rule.place}: key `split`: there is no splitter `{name}`")
    return splitter
