"""Candidates without an engine: a text with the span between `«` and `»`."""

from __future__ import annotations

import re

from catalog.rule_table import build
from piiscan.catalog.rule import Rule
from piiscan.detect.candidate import Candidate
from piiscan.detect.filekind import FileKind

RULE = build()


def candidate(text: str, path: str = "a.py", rule: Rule = RULE) -> Candidate:
    before, _, rest = text.partition("«")
    value, _, after = rest.partition("»")
    data = (before + value + after).encode()
    start = len(before.encode())
    return at(data, start, start + len(value.encode()), path, rule)


def at(data: bytes, start: int, end: int, path: str = "a.py", rule: Rule = RULE) -> Candidate:
    match = re.compile(b"(?s:.*)").match(data, start, end)
    assert match
    return Candidate(rule, data, FileKind(path), match, (start, end))
