"""Runs one check, as a rule of its own, over one line of a file of any name."""

from __future__ import annotations

from piiscan.catalog.schema import build_rule
from piiscan.detect.detector import Detection, Detector

#: `key = "value"`, with any operator between them.
QUOTED = (
    r"""(?P<key>[A-Za-z_.-]+)["']?\]?\s*(?:===?|!=|=>|:=|=|:|,)\s*(?P<quote>["'])(?P<value>[^"'\n]+)["']"""
)
#: `key = value`.
BARE = r"(?P<key>[A-Za-z_.-]+)\s*(?:=>|:=|=|:)\s*(?P<value>\S+)"
WORD = r"(?P<value>\S+)"


def judge(
    check: str, text: str | bytes, *, path: str = "f.txt", pattern: str = WORD, multiline: bool = False
) -> list[Detection]:
    """What a rule with ``pattern`` and that check finds; its confidence is 1.0 at first."""
    table = {
        "id": "x", "code": "SEC999", "title": "x", "category": "KEY", "confidence": 1.0, "pattern": pattern,
        "anchor": "[^\n]+", "boundary": "none", "keywords": ["\n"], "max_len": 4000, "checks": [check],
        "multiline": multiline, "why": "x", "fix": "x", "match": ["x"], "no_match": ["x"],
    }  # fmt: skip
    data = text.encode() if isinstance(text, str) else text
    return Detector([build_rule(table, family="t", place="t")], engine="python").scan(data + b"\n", path)


def verdict(*arguments: object, **options: object) -> str:
    """In a word: ``dropped``, ``weaker``, ``kept``, ``proven``, or the status where that is not live."""
    found = judge(*arguments, **options)  # type: ignore[arg-type]
    if not found:
        return "dropped"
    assert len(found) == 1
    if found[0].status.value != "live":
        return found[0].status.value
    if "proof" in found[0].layers:
        return "proven"
    return "kept" if found[0].confidence == 1 else "weaker"
