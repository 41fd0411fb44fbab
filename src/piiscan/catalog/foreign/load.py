"""A foreign file, with what it extends, becomes rules and remarks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from piiscan.catalog.foreign import allowlist, condition
from piiscan.catalog.foreign.build import build, conditions
from piiscan.catalog.foreign.condition import NEVER, Tree
from piiscan.catalog.foreign.document import Table, allowlists, place_of, validate
from piiscan.catalog.foreign.errors import UntranslatableError
from piiscan.catalog.remark import Remark
from piiscan.catalog.rule import Rule
from piiscan.errors import RuleError

#: Keys of rules that the other tools have a use for, and piiscan has none.
_UNUSED = ("validate", "analyze", "revoke", "specificity", "confidence")
_LISTS = ("keywords", "tags", "allowlists")


class Layer(NamedTuple):
    """One file of a chain of files that extend each other."""

    path: str
    name: str
    """How messages call it."""
    table: Table


class Imported(NamedTuple):
    """What a foreign file comes to."""

    rules: tuple[Rule, ...] = ()
    remarks: tuple[Remark, ...] = ()
    drop: str = ""
    """A check for our own rules of secrets: the allowlists of a file that extends the default rules."""


class _Entry(NamedTuple):
    rule: Table
    layer: Layer
    number: int


def load(layers: Sequence[Layer], family: str) -> Imported:
    """The rules of a file and of those that it extends; ``layers`` begins with the file itself.

    Raises ``RuleError`` naming file, rule and key for what gitleaks and Betterleaks refuse too.
    """
    return _Import(layers, family).run()


class _Import:
    def __init__(self, layers: Sequence[Layer], family: str) -> None:
        self.layers = layers
        self.family = family
        self.remarks: list[Remark] = []
        self.entries: dict[str, _Entry] = {}
        self.defaults = False

    def run(self) -> Imported:
        for layer in reversed(self.layers):  # the furthest base first
            self._add(layer)
        drop, targeted = self._allowlists()
        rules = self._rules(drop, targeted)
        own = condition.check(drop) if self.defaults and drop != NEVER else ""
        return Imported(tuple(rules), tuple(self.remarks), own)

    def _add(self, layer: Layer) -> None:
        document = validate(layer.table, layer.name)
        say = partial(self._say, layer)
        if document.unknown:
            say(f"unknown keys are left out: {_listed(document.unknown)}")
        self._extend(layer, say)
        seen: set[str] = set()
        for number, rule in enumerate(layer.table.get("rules", ()), 1):
            identity = rule["id"]
            if identity in seen:
                say(f"rule `{identity}`: stands there twice: the last one counts")
                self.entries.pop(identity, None)
            seen.add(identity)
            base = self.entries.get(identity)
            self.entries[identity] = _Entry(_merged(base.rule, rule) if base else rule, layer, number)
        used = Counter(key for rule in layer.table.get("rules", ()) for key in _UNUSED if key in rule)
        if used:
            counted = ", ".join(f"`{key}` ({count} rules)" for key, count in used.items())
            say(
                f"keys that piiscan has no use for, since it asks no provider and ranks its own way: {counted}"
            )

    def _extend(self, layer: Layer, say: allowlist.Say) -> None:
        extend = layer.table.get("extend", {})
        if extend.get("useDefault"):
            self.defaults = True
            say(
                "`extend.useDefault`: piiscan's own rules take the place of the default rules; "
                "the allowlists of the file hold for those of keys and passwords"
            )
        if extend.get("url"):
            say("`extend.url`: piiscan goes to no network: it is left out")
        unknown = []
        for identity in extend.get("disabledRules", ()):
            if self.entries.pop(identity, None) is None:
                unknown.append(identity)
        if unknown:
            say(f"`extend.disabledRules`: no imported rule is called {_listed(unknown)}")

    def _allowlists(self) -> tuple[Tree, dict[str, list[Tree]]]:
        """What is dropped everywhere, and what is in some rules."""
        everywhere: list[Tree] = []
        targeted: dict[str, list[Tree]] = {}
        for layer in self.layers:
            say = partial(self._say, layer)
            for place, table in allowlists(layer.table, layer.name):
                label = place.removeprefix(f"{layer.name}: ")
                tree = allowlist.read(table, place, partial(self._say_at, layer, label))
                targets = table.get("targetRules", ())
                for identity in targets:
                    targeted.setdefault(identity, []).append(tree)
                unknown = [identity for identity in targets if identity not in self.entries]
                if unknown:
                    say(f"{label}: key `targetRules`: no imported rule is called {_listed(unknown)}")
                if not targets:
                    everywhere.append(tree)
            everywhere += conditions(layer.table, ("prefilter", "filter"), layer.name, say)
        return condition.any_of(everywhere), targeted

    def _rules(self, drop: Tree, targeted: dict[str, list[Tree]]) -> Iterable[Rule]:
        taken: dict[str, str] = {}
        for identity, (table, layer, number) in self.entries.items():
            place = place_of(layer.name, table, number)
            say: Callable[[str], None] = partial(self._say_at, layer, f"rule `{identity}`")
            if not table.get("regex") and not table.get("path"):
                if not self.defaults:
                    raise RuleError(f"{place}: has neither `regex` nor `path`")
                self._leave_out(
                    layer, identity, "changes a default rule of gitleaks: piiscan's own take its place"
                )
                continue
            dropped = condition.any_of([*targeted.get(identity, ()), drop])
            try:
                rule = build(table, family=self.family, place=place, drop=dropped, say=say)
            except UntranslatableError as error:
                self._leave_out(layer, identity, f"key `{error.key}`: {error.message}")
                continue
            if rule.id in taken:
                self._leave_out(
                    layer, identity, f"key `id`: comes to `{rule.id}` as rule `{taken[rule.id]}` does"
                )
                continue
            taken[rule.id] = identity
            yield rule

    def _say(self, layer: Layer, message: str) -> None:
        self.remarks.append(Remark(layer.path, message))

    def _leave_out(self, layer: Layer, identity: str, reason: str) -> None:
        message = f"rule `{identity}`: {reason}: the rule is left out"
        self.remarks.append(Remark(layer.path, message, left_out=True))

    def _say_at(self, layer: Layer, label: str, message: str) -> None:
        self._say(layer, f"{label}: {message}")


def _merged(base: Table, rule: Table) -> dict[str, Any]:
    """As gitleaks lays one rule over another: what it names wins, and lists are joined."""
    old, new = _plural(base), _plural(rule)
    joined = {key: [*old.get(key, ()), *new.get(key, ())] for key in _LISTS if key in old or key in new}
    return {**old, **new, **joined}


def _plural(rule: Table) -> dict[str, Any]:
    found = dict(rule)
    if "allowlist" in found:
        found["allowlists"] = [found.pop("allowlist")]
    return found


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
