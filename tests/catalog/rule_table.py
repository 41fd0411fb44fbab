"""A good rule as TOML, to be spoiled one key at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping

from piiscan.catalog.load import RuleFile, build_catalog
from piiscan.catalog.rule import Rule

GOOD: Mapping[str, object] = {
    "id": "acme-token",
    "code": "ACM001",
    "title": "Acme token",
    "category": "KEY",
    "pattern": "acme_[a-z0-9]{32}",
    "keywords": ["acme_"],
    "max_len": 40,
    "why": "Whoever holds it is let in.",
    "fix": "Revoke it.",
    "match": ["acme_%{lownum:32}"],
    "no_match": ["acme_%{lownum:20}"],
}
#: Takes a key out of the rule.
GONE = object()


def toml(*rules: Mapping[str, object]) -> bytes:
    """Rule tables as the text of a file: what JSON writes of strings, lists and numbers is TOML as well."""
    tables = (
        "".join(f"{key} = {_written(value)}\n" for key, value in rule.items() if value is not GONE)
        for rule in rules
    )
    return "\n".join("[[rule]]\n" + table for table in tables).encode()


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    return "nan" if value != value else json.dumps(value).replace("Infinity", "inf")


def build(**changes: object) -> Rule:
    """The good rule with ``changes``, by way of a file called ``rules/acme.toml``."""
    (rule,) = build_catalog([RuleFile("rules/acme.toml", "acme", toml({**GOOD, **changes}))]).rules
    return rule
