"""Reads rule files into a ``Catalog``. Built-in files lie in ``rules/`` of the repository or the wheel."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from piiscan.catalog.rule import Rule
from piiscan.errors import RuleError


class RuleFile(NamedTuple):
    """The bytes of one rule file and where they come from."""

    path: str
    family: str
    """``secrets/github`` for ``rules/secrets/github.toml``."""
    data: bytes
    shipped: bool = False
    """Comes with piiscan: its patterns have been compiled by the tests, which takes 0.1 s of a cold start."""


class Catalog(NamedTuple):
    """All rules, sorted by code; ``rules[i]`` is rule number ``i`` of the engine."""

    rules: tuple[Rule, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(rule.code for rule in self.rules)

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(rule.id for rule in self.rules)

    def find(self, name: str) -> Rule | None:
        """The rule with that code or id, in any case."""
        wanted = name.lower()
        return next((rule for rule in self.rules if wanted in (rule.code.lower(), rule.id)), None)


def builtin_directory() -> str:
    """Where the rules that ship with piiscan lie: inside the wheel, or beside ``src`` in a checkout."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    inside = os.path.join(package, "rules")
    if os.path.isdir(inside):
        return inside
    return os.path.join(os.path.dirname(os.path.dirname(package)), "rules")


def builtin_files() -> list[RuleFile]:
    """Every built-in rule file, sorted by name."""
    return [file._replace(shipped=True) for file in _files_below(builtin_directory())]


def rule_files(paths: Sequence[str]) -> list[RuleFile]:
    """The rule files at ``paths``: files, or directories that hold ``*.toml``. Raises ``RuleError``."""
    found: list[RuleFile] = []
    for path in paths:
        if os.path.isdir(path):
            found.extend(_files_below(path))
        else:
            found.append(_read(path, os.path.splitext(os.path.basename(path))[0]))
    return found


def _files_below(directory: str) -> Iterable[RuleFile]:
    for base, folders, names in os.walk(directory):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".toml"):
                path = os.path.join(base, name)
                family = os.path.relpath(path, directory)[: -len(".toml")].replace(os.sep, "/")
                yield _read(path, family)


def _read(path: str, family: str) -> RuleFile:
    try:
        with open(path, "rb") as handle:
            return RuleFile(path, family, handle.read())
    except OSError as error:
        raise RuleError(f"{path}: cannot read the rule file: {error.strerror}") from None


def parse_file(file: RuleFile) -> list[Rule]:
    """The rules of one file. Raises ``RuleError`` naming the file, and the rule and key where known."""
    # Not needed where the cache is good: 6 ms.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    from piiscan.catalog.schema import build_rule

    name = os.path.relpath(file.path) if not file.path.startswith("<") else file.path
    try:
        document = tomllib.loads(file.data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RuleError(f"{name}: is not UTF-8 (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name}: is not valid TOML: {error}") from None
    for key in document:
        if key != "rule":
            raise RuleError(f"{name}: unknown table `{key}`", hint="a rule file holds [[rule]] tables only")
    tables = document.get("rule")
    if not isinstance(tables, list) or not tables:
        raise RuleError(f"{name}: holds no [[rule]]")
    rules = []
    for number, table in enumerate(tables, 1):
        label = table.get("id") if isinstance(table, dict) else None
        place = f"{name}: rule `{label}`" if isinstance(label, str) else f"{name}: rule number {number}"
        if not isinstance(table, dict):
            raise RuleError(f"{place}: must be a table")
        rules.append(build_rule(table, family=file.family, place=place, tested=file.shipped))
    return rules


def build_catalog(files: Iterable[RuleFile]) -> Catalog:
    """All rules of ``files``. Raises ``RuleError`` when a file is wrong or an id or code is used twice."""
    by_name: dict[str, Rule] = {}
    rules: list[Rule] = []
    for file in files:
        for rule in parse_file(file):
            for name in (rule.id, rule.code):
                if name in by_name:
                    other = by_name[name]
                    raise RuleError(
                        f"{file.path}: rule `{rule.id}`: `{name}` is already taken by {other.family}"
                    )
                by_name[name] = rule
            rules.append(rule)
    return Catalog(tuple(sorted(rules, key=lambda rule: rule.code)))
