"""Reads rule files into a ``Catalog``. Built-in files lie in ``rules/`` of the repository or the wheel."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from piiscan.catalog.remark import Remark
from piiscan.catalog.rule import Rule
from piiscan.errors import RuleError
from piiscan.settings.foreign import is_foreign
from piiscan.types import Category

if TYPE_CHECKING:
    from piiscan.catalog.foreign.load import Imported


class RuleFile(NamedTuple):
    """The bytes of one rule file and where they come from."""

    path: str
    family: str
    """``secrets/github`` for ``rules/secrets/github.toml``."""
    data: bytes
    shipped: bool = False
    """Comes with piiscan: its patterns have been compiled by the tests, which takes 0.1 s of a cold start."""
    bases: tuple[tuple[str, bytes], ...] = ()
    """What a file of gitleaks or Betterleaks extends, the nearest first: paths and bytes."""

    @property
    def name(self) -> str:
        """How messages call it."""
        return self.path if self.path.startswith("<") else os.path.relpath(self.path)


class Catalog(NamedTuple):
    """All rules, sorted by code; ``rules[i]`` is rule number ``i`` of the engine."""

    rules: tuple[Rule, ...]
    remarks: tuple[Remark, ...] = ()
    """What the files say that the rules do not do."""

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
    return [_with_bases(file) for file in found]


def _with_bases(file: RuleFile) -> RuleFile:
    if b"extend" not in file.data:
        return file
    from piiscan.catalog.foreign.extend import bases

    return file._replace(bases=bases(file.path, file.data, file.name))


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


#: The family of the file with the pieces that ship.
_PIECES = "pieces"


def parse_file(file: RuleFile) -> list[Rule]:
    """The rules of one file. Raises ``RuleError`` naming the file, and the rule and key where known."""
    ((found, _),) = _parsed([file], complete=False)
    return found if isinstance(found, list) else list(found.rules)


def _parsed(files: Iterable[RuleFile], *, complete: bool) -> list[tuple[list[Rule] | Imported, RuleFile]]:
    """What is in ``files``. Where they are not ``complete``, the pieces that ship are there besides, unless they are among them."""
    from piiscan.catalog.pieces import collect
    from piiscan.catalog.toml import parse

    documents = [(file, parse(file.data, file.name)) for file in files]
    known = documents
    if not complete and all(file.family != _PIECES for file, _ in documents):
        shipped = _read(os.path.join(builtin_directory(), f"{_PIECES}.toml"), _PIECES)
        known = [(shipped, parse(shipped.data, shipped.name)), *documents]
    pieces = collect(
        (file.name, document["pieces"])
        for file, document in known
        if "pieces" in document and not is_foreign(document)
    )
    return [
        (_import(file, document) if is_foreign(document) else _rules(file, document, pieces), file)
        for file, document in documents
    ]


def _rules(file: RuleFile, document: dict[str, Any], pieces: Mapping[str, str]) -> list[Rule]:
    from piiscan.catalog.schema import build_rule

    for key in document:
        if key not in ("rule", "pieces"):
            raise RuleError(
                f"{file.name}: unknown table `{key}`", hint="a rule file holds [[rule]] tables, and [pieces]"
            )
    tables = document.get("rule", [] if "pieces" in document else None)
    if not isinstance(tables, list) or not (tables or "pieces" in document):
        raise RuleError(f"{file.name}: holds no [[rule]]")
    rules = []
    for number, table in enumerate(tables, 1):
        label = table.get("id") if isinstance(table, dict) else None
        place = (
            f"{file.name}: rule `{label}`" if isinstance(label, str) else f"{file.name}: rule number {number}"
        )
        if not isinstance(table, dict):
            raise RuleError(f"{place}: must be a table")
        rules.append(build_rule(table, family=file.family, place=place, tested=file.shipped, pieces=pieces))
    return rules


def _import(file: RuleFile, document: dict[str, Any]) -> Imported:
    """The rules of a file of gitleaks or Betterleaks, and of what it extends."""
    from piiscan.catalog.foreign.load import Layer, load
    from piiscan.catalog.toml import parse

    layers = [Layer(file.path, file.name, document)]
    for path, data in file.bases:
        name = os.path.relpath(path)
        base = parse(data, name)
        if not is_foreign(base):
            raise RuleError(
                f"{layers[-1].name}: key `extend.path`: {name} is no file of gitleaks or Betterleaks"
            )
        layers.append(Layer(path, name, base))
    return load(layers, file.family)


def build_catalog(files: Iterable[RuleFile], *, complete: bool = True) -> Catalog:
    """All rules of ``files``. Raises ``RuleError`` when a file is wrong or an id or code is used twice.

    A rule may name a partner that is in none of them only where the catalogue is not ``complete``.
    """
    by_name: dict[str, Rule] = {}
    rules: list[Rule] = []
    paired: list[tuple[RuleFile, Rule]] = []
    remarks: list[Remark] = []
    drops: list[str] = []
    for found, file in _parsed(files, complete=complete):
        if not isinstance(found, list):
            remarks += found.remarks
            drops += [found.drop] if found.drop else []
            found = list(found.rules)
        for rule in found:
            for key, name in (("id", rule.id), ("code", rule.code)):
                if name in by_name:
                    other = by_name[name]
                    raise RuleError(
                        f"{file.path}: rule `{rule.id}`: key `{key}`: `{name}` is already taken by {other.family}"
                    )
                by_name[name] = rule
            rules.append(rule)
            if rule.near:
                paired.append((file, rule))
    for file, rule in paired if complete else ():
        _partner(file.name, rule, by_name)
    if drops:
        rules = [_dropping(rule, drops) for rule in rules]
    return Catalog(tuple(sorted(rules, key=lambda rule: rule.code)), tuple(remarks))


def partners(catalog: Catalog) -> dict[str, Rule]:
    """The partner of each rule that has one, by the rule's id; from the rules that ship where need be.

    Raises ``RuleError`` where there is none.
    """
    paired = [rule for rule in catalog.rules if rule.near]
    by_name = {rule.id: rule for rule in catalog.rules}
    if any(rule.near and rule.near.rule not in by_name for rule in paired):
        by_name = {**{rule.id: rule for rule in build_catalog(builtin_files()).rules}, **by_name}
    return {rule.id: _partner(rule.family + ".toml", rule, by_name) for rule in paired}


def _partner(name: str, rule: Rule, by_name: Mapping[str, Rule]) -> Rule:
    wanted = rule.near.rule if rule.near else ""
    partner = by_name.get(wanted)
    if partner is None or partner.id != wanted:
        from difflib import get_close_matches

        close = get_close_matches(wanted, [other.id for other in by_name.values()], 1)
        hint = f"did you mean `{close[0]}`?" if close else "it takes the id of a rule"
        raise RuleError(f"{name}: rule `{rule.id}`: key `near`: there is no rule `{wanted}`", hint=hint)
    return partner


_SECRETS = (Category.KEY, Category.PASSWORD)


def _dropping(rule: Rule, drops: list[str]) -> Rule:
    """What rules of gitleaks would have dropped, ours of the same things drop where they take their place."""
    more = [drop for drop in drops if drop not in rule.checks]
    return rule._replace(checks=(*rule.checks, *more)) if rule.category in _SECRETS else rule
