"""The TOML of gitleaks and Betterleaks: what its keys must be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from piiscan.errors import RuleError

Table = Mapping[str, Any]

_TOP: dict[str, type] = {
    "title": str, "description": str, "minVersion": str, "betterleaksMinVersion": str, "extend": dict, "rules": list,
    "allowlist": dict, "allowlists": list, "prefilter": str, "filter": str,
}  # fmt: skip
_EXTEND: dict[str, type] = {"useDefault": bool, "path": str, "url": str, "disabledRules": list}
_RULE: dict[str, type] = {
    "id": str, "description": str, "regex": str, "path": str, "secretGroup": int, "entropy": float, "keywords": list,
    "tags": list, "allowlist": dict, "allowlists": list, "required": list, "components": list, "skipReport": bool,
    "tokenEfficiency": bool, "filter": str, "specificity": int, "confidence": str, "validate": str, "analyze": str, "revoke": str,
}  # fmt: skip
_ALLOWLIST: dict[str, type] = {
    "description": str, "condition": str, "commits": list, "paths": list, "regexTarget": str, "regexes": list,
    "stopwords": list, "targetRules": list,
}  # fmt: skip
_TABLE_LISTS = ("rules", "allowlists", "required", "components")
_NAMES = {
    str: "a string", float: "a number", list: "a list", int: "a whole number", bool: "true or false",
    dict: "a table",
}  # fmt: skip


class Document(NamedTuple):
    """A foreign file whose keys are all of the right type."""

    table: Table
    unknown: tuple[str, ...]
    """Keys that neither tool knows, by their full names."""


def validate(table: Table, name: str) -> Document:
    """Raises ``RuleError`` naming file, rule and key for the first value of the wrong type."""
    unknown: list[str] = []
    _check(table, _TOP, name, unknown, "")
    _check(table.get("extend", {}), _EXTEND, f"{name}: `extend`", unknown, "extend.")
    for place, allowlist in allowlists(table, name):
        _check(allowlist, _ALLOWLIST, place, unknown, "allowlists.")
    for number, rule in enumerate(table.get("rules", ()), 1):
        place = place_of(name, rule, number)
        _check(rule, _RULE, place, unknown, "rules.")
        if not rule.get("id", "").strip():
            raise RuleError(f"{place}: key `id`: is missing")
        for where, allowlist in allowlists(rule, place):
            _check(allowlist, _ALLOWLIST, where, unknown, "rules.allowlists.")
    return Document(table, tuple(dict.fromkeys(unknown)))


def place_of(name: str, rule: Table, number: int) -> str:
    """For messages: the file and the rule."""
    label = rule.get("id")
    return f"{name}: rule `{label}`" if isinstance(label, str) and label else f"{name}: rule number {number}"


def allowlists(table: Table, place: str) -> list[tuple[str, Table]]:
    """The allowlists of a document or a rule, each with its place. Raises ``RuleError`` for both spellings at once."""
    if "allowlist" in table and table.get("allowlists"):
        raise RuleError(
            f"{place}: key `allowlist`: cannot stand beside `allowlists`", hint="gitleaks refuses both too"
        )
    if "allowlist" in table:
        return [(f"{place}: `allowlist`", table["allowlist"])]
    found = table.get("allowlists", ())
    return [(f"{place}: `allowlists` number {number}", each) for number, each in enumerate(found, 1)]


def _check(table: Table, keys: Mapping[str, type], place: str, unknown: list[str], prefix: str) -> None:
    for key, value in table.items():
        kind = keys.get(key)
        if kind is None:
            unknown.append(prefix + key)
            continue
        good = isinstance(value, (int, float)) if kind is float else isinstance(value, kind)
        if not good or (kind is not bool and isinstance(value, bool)):
            raise RuleError(f"{place}: key `{key}`: must be {_NAMES[kind]}")
        if kind is list:
            wanted = dict if key in _TABLE_LISTS else str
            if not all(isinstance(item, wanted) for item in value):
                raise RuleError(f"{place}: key `{key}`: must be a list of {_NAMES[wanted].split()[-1]}s")
