"""What rules and a model have found in a text, as the cache holds it: numbers, no text.

A detection is the number of its rule in the catalogue, its place, and what was decided of it. The key that it is kept
under names the catalogue, the model, the thresholds, the path and every byte, so that the second scan of a file
asks neither the engine nor the gate.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from piiscan.catalog.rule import Rule
from piiscan.catalog.shelf import names
from piiscan.detect.detector import Detection
from piiscan.detect.modelled import IDS, modelled
from piiscan.types import Status

_NOTHING = b"[]"


class Kept:
    """Packs and unpacks the detections of one catalogue."""

    def __init__(self, rules: Sequence[Rule], digest: str) -> None:
        """``digest`` names the ``rules`` and whatever else decides what they find."""
        self.digest = digest
        self._rules = rules
        self._numbers: dict[str, int] = {}
        self._modelled: list[Rule] = []

    def _numbered(self) -> dict[str, int]:
        """By id; those of the model are below 0."""
        if not self._numbers:
            self._numbers = {name: at for at, name in enumerate(names(self._rules)[1])}
            self._numbers |= {name: -1 - at for at, name in enumerate(IDS)}
        return self._numbers

    def packed(self, found: Sequence[Detection]) -> bytes:
        if not found:
            return _NOTHING
        numbers = self._numbered()
        rows = [
            (
                numbers[item.rule.id],
                item.start,
                item.end,
                item.status.value,
                item.confidence,
                item.layers,
                item.partner,
            )
            for item in found
        ]
        return json.dumps(rows, separators=(",", ":")).encode()

    def unpacked(self, value: bytes, size: int) -> list[Detection] | None:
        """What ``packed`` was given; None for anything that cannot be of a text of ``size`` bytes."""
        if value == _NOTHING:
            return []
        try:
            found = [self._detection(*row) for row in json.loads(value)]
        except (ValueError, TypeError, LookupError, RecursionError):
            return None
        at = 0
        for item in found:
            if not at <= item.start < item.end <= size:
                return None
            at = item.end
        return found

    def _detection(
        self,
        number: int,
        start: int,
        end: int,
        status: str,
        confidence: float,
        layers: Sequence[str],
        partner: int,
    ) -> Detection:
        rule = self._rules[number] if number >= 0 else self._of_model(-1 - number)
        return Detection(rule, start, end, _STATUS[status], confidence, tuple(layers), partner)

    def _of_model(self, number: int) -> Rule:
        if not self._modelled:
            by_id = {rule.id: rule for rule in modelled().values()}
            self._modelled = [by_id[name] for name in IDS]
        return self._modelled[number]


_STATUS = {status.value: status for status in Status}
