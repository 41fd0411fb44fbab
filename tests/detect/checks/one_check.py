"""Runs one check through the detector, as a rule of its own."""

from __future__ import annotations

from piiscan.catalog.schema import build_rule
from piiscan.detect.detector import Detector


def confidences(check: str, text: str, pattern: str = r"[^\s]{4,200}") -> list[float]:
    """The confidence of each finding of a rule with ``pattern`` and that check; it starts at 0.5."""
    table = {
        "id": "x", "code": "SEC999", "title": "x", "category": "KEY", "confidence": 0.5, "pattern": pattern,
        "boundary": "none", "keywords": ["\n"], "max_len": 300, "checks": [check], "why": "x", "fix": "x",
        "match": ["x"], "no_match": ["x"],
    }  # fmt: skip
    detector = Detector([build_rule(table, family="t", place="t")], engine="python")
    return [item.confidence for item in detector.scan(text.encode() + b"\n", "f.txt")]
