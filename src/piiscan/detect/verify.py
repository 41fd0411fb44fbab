"""Runs a rule's own examples: the test suite and ``piiscan rules test`` call this."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from piiscan.catalog.examples import expand
from piiscan.catalog.rule import Example, Rule
from piiscan.detect import checks
from piiscan.detect.detector import Detector
from piiscan.errors import RuleError
from piiscan.types import Status

#: The confidence from which a scan reports by default.
REPORTED = 0.5


def failures(rule: Rule, *, engine: str = "auto", partner: Rule | None = None) -> list[str]:
    """What is wrong with ``rule`` by its own examples, a line each; empty when all is well.

    A rule runs alone, or with the ``partner`` that its ``near`` names, as it would against no competition. A ``no_match`` may be found as a placeholder or
    a licence credit, since a scan does not report those; a ``match`` must be live unless its category
    marks credits. Raises ``RuleError`` for an unknown check or generator, ``EngineError`` for an anchor that does not compile.
    """
    detector = Detector([rule, partner] if partner else [rule], engine=engine)
    detector.check_all()
    wrong = []
    for number, example in enumerate(rule.match, 1):
        wrong += _missing(rule, detector, example, number)
    for number, example in enumerate(rule.no_match, 1):
        data = _text(rule, example, "no_match", number)
        if any(
            found.rule.id == rule.id and found.status is Status.LIVE and found.confidence >= _reported(rule)
            for found in detector.scan(data, example.path)
        ):
            wrong.append(f"{rule.family}: rule `{rule.id}`: no_match {number} is found")
    return wrong


def _reported(rule: Rule) -> float:
    """A rule that starts below is for those who ask for more: its examples count from there on."""
    return min(REPORTED, rule.confidence)


def _text(rule: Rule, example: Example, kind: str, number: int) -> bytes:
    return expanded(rule, example.text, kind, number).encode()


def expanded(rule: Rule, text: str, kind: str, number: int) -> str:
    _load_generators()
    try:
        return expand(text, f"{rule.id}/{kind}/{number}")
    except (ValueError, LookupError) as error:
        reason = error if isinstance(error, ValueError) else f"no generator takes {error}"
        raise RuleError(f"{rule.place}: key `{kind}`: example {number}: {reason}") from None


@cache
def _load_generators() -> None:
    """Checks bring their own generators, and a rule may use one without the check."""
    for module in iter_modules(checks.__path__, f"{checks.__name__}."):
        import_module(module.name)


def _missing(rule: Rule, detector: Detector, example: Example, number: int) -> list[str]:
    data = _text(rule, example, "match", number)
    place = f"{rule.family}: rule `{rule.id}`: match {number}"
    if not any(word.encode() in data.lower() for word in rule.keywords):
        return [f"{place} holds none of the rule's keywords"]
    found = [
        item
        for item in detector.scan(data, example.path)
        if item.rule.id == rule.id and item.confidence >= _reported(rule)
    ]
    if not found:
        return [f"{place} is not found"]
    if any(item.end - item.start > rule.max_len for item in found):
        return [f"{place} is longer than max_len {rule.max_len}"]
    if example.value is not None:
        wanted = expanded(rule, example.value, "match", number).encode()
        if wanted not in [data[item.start : item.end] for item in found]:
            return [f"{place} is found, but not at its `value`"]
    return []
