"""Rules as the cache holds them: a line of JSON each, made into a ``Rule`` when somebody asks for it.

A scan has hits of a few dozen of the rules; to make all of them takes a tenth of a short scan.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any, overload

from piiscan.catalog.rule import Near, Rule
from piiscan.types import Category, Severity

#: What is left out: a scan runs no examples.
_UNUSED = ("match", "no_match")
_FIELDS = tuple(name for name in Rule._fields if name not in _UNUSED)


class Shelf(Sequence[Rule]):
    """The rules of a catalogue, in its order. Raises ``ValueError`` or a kin of it for a line that is no rule."""

    def __init__(self, lines: Sequence[bytes], codes: Sequence[str], ids: Sequence[str]) -> None:
        if not len(lines) == len(codes) == len(ids):
            raise ValueError("not a shelf")
        self._lines = lines
        self.codes = codes
        self.ids = ids
        self._made: list[Rule | None] = [None] * len(lines)

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, index: int) -> Rule: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Rule]: ...
    def __getitem__(self, index: int | slice) -> Rule | Sequence[Rule]:
        if isinstance(index, slice):
            return [self[at] for at in range(*index.indices(len(self)))]
        rule = self._made[index]
        if rule is None:
            rule = self._made[index] = _to_rule(json.loads(self._lines[index]))
        return rule


def names(rules: Sequence[Rule]) -> tuple[Sequence[str], Sequence[str]]:
    """Codes and ids of ``rules``."""
    if isinstance(rules, Shelf):
        return rules.codes, rules.ids
    return [rule.code for rule in rules], [rule.id for rule in rules]


def named(rules: Sequence[Rule], ids: Collection[str]) -> list[Rule]:
    """Those of ``rules`` that have one of ``ids``, in their order."""
    return [rules[at] for at, name in enumerate(names(rules)[1]) if name in ids]


def to_line(rule: Rule) -> bytes:
    """``rule`` as one line, without the line end."""
    return json.dumps([getattr(rule, name) for name in _FIELDS]).encode()


def _to_rule(row: list[Any]) -> Rule:
    values: dict[str, Any] = {
        name: tuple(item) if isinstance(item, list) else item for name, item in zip(_FIELDS, row, strict=True)
    }
    values["category"] = Category(values["category"])
    values["severity"] = Severity(values["severity"])
    values["near"] = Near(*values["near"]) if values["near"] else None
    return Rule(**values, match=(), no_match=())
