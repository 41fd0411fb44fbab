"""A pair is one finding: what becomes of its parts in reports, under suppression, in segments and in masking."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from piiscan.catalog.load import RuleFile, build_catalog
from piiscan.detect.detector import Detector
from piiscan.run.mask import Masker
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.sources.entry import FileEntry, MemoryEntry
from piiscan.types import Severity

from .test_segments import SMALL, Pieces

_RULE = """
[[rule]]
id = "acme-{0}"
code = "ACM00{1}"
title = "The {0} of Acme"
category = "KEY"
severity = "{2}"
pattern = '{0}_[0-9]{{4}}'
keywords = ["{0}_"]
max_len = 12
why = "x"
fix = "x"
{3}
match = ["{0}_1234"]
no_match = ["x"]
"""
NEAR = 'near = { rule = "acme-id", within = 400 }'


def detector(severity: str = "warning") -> Detector:
    text = _RULE.format("id", 1, severity, "") + _RULE.format("key", 2, "error", NEAR)
    return Detector(build_catalog([RuleFile("a.toml", "a", text.encode())]).rules, engine="python")


def scan(entry, severity: str = "warning", **settings: object) -> Outcome:
    chosen = Settings(root="/x", **settings)  # type: ignore[arg-type]
    return Scanner(detector(severity), chosen, Wanted(frames=Severity.NOTE), root="/x").scan([entry])


def seen(text: str, severity: str = "warning", **settings: object) -> list[tuple[str, list[str]]]:
    outcome = scan(MemoryEntry("a.py", text.encode()), severity, **settings)
    return [(item.rule, [part.rule for part in item.related]) for item in outcome.findings]


def test_alone_each_is_its_own():
    assert seen("id_1234") == [("acme-id", [])]
    assert seen("key_1234") == [("acme-key", [])]


def test_a_pair_is_one_finding():
    (item,) = scan(MemoryEntry("a.py", b"id_1234\nkey_1234\n")).findings
    (part,) = item.related
    assert (item.rule, item.start_line, part.rule, part.start_line, part.end_column) == (
        "acme-key", 2, "acme-id", 1, 8,
    )  # fmt: skip


def test_an_error_stays_a_finding():
    assert seen("id_1234 key_1234", "error") == [("acme-id", []), ("acme-key", ["acme-id"])]


@pytest.mark.parametrize(
    ("text", "settings", "expected"),
    [
        ("id_1234  # piiscan: ignore\nkey_1234", {}, [("acme-key", [])]),
        ("id_1234\nkey_1234  # piiscan: ignore", {}, [("acme-id", [])]),
        ("id_1234 key_1234", {"ignore": ("ACM001",)}, [("acme-key", [])]),
        ("id_1234 key_1234", {"ignore": ("ACM002",)}, [("acme-id", [])]),
    ],
)
def test_what_is_not_reported_takes_no_part(text: str, settings: dict[str, object], expected: object):
    assert seen(text, **settings) == expected


def test_fingerprints_are_those_of_the_parts():
    text = b"key_1234\nid_1234\nid_1234\n" + b"." * 500 + b"\nid_1234\nkey_1234\n"
    plain = scan(MemoryEntry("a.py", text), "error").findings
    paired = scan(MemoryEntry("a.py", text)).findings
    known = {(item.start_offset, item.fingerprint) for item in plain}
    assert {(item.start_offset, item.fingerprint) for item in paired} < known


@pytest.mark.parametrize("order", [b"id_1234 %s key_1234", b"key_1234 %s id_1234"])
def test_segments_give_what_the_file_gives(order: bytes):
    text = b"".join(order % (b"-" * (number % 300)) + b"\n" * (number % 3) for number in range(400))
    cut, whole = scan(Pieces(text, SMALL)), scan(MemoryEntry("a.txt", text))

    def places(outcome: Outcome) -> list[tuple[int, list[int]]]:
        return [
            (item.start_offset, [part.start_offset for part in item.related]) for item in outcome.findings
        ]

    assert [start for start, _ in places(cut)] == [start for start, _ in places(whole)]
    assert places(cut) == places(whole)


def test_both_places_are_masked(tmp_path: Path):
    path = tmp_path / "a.py"
    path.write_text("a = 'id_1234'\nb = 'key_1234'\n")
    scanner = Scanner(detector(), Settings(root=os.fspath(tmp_path)), Wanted(), root=os.fspath(tmp_path))
    entry = FileEntry("a.py", os.fspath(path))
    (preview,) = Masker(scanner, Severity.NOTE).previews([entry], colour=False)
    assert not re.search(r"\d{4}", preview.diff.split("@@")[-1])
    list(Masker(scanner, Severity.NOTE).rewrite([entry]))
    assert path.read_text() == "a = '<KEY>'\nb = '<KEY>'\n"


def test_only_what_the_floor_lets_through_is_masked(tmp_path: Path):
    path = tmp_path / "a.py"
    path.write_text("a = 'id_1234'\nb = 'key_1234'\n")
    scanner = Scanner(detector(), Settings(root=os.fspath(tmp_path)), Wanted(), root=os.fspath(tmp_path))
    list(Masker(scanner, Severity.ERROR).rewrite([FileEntry("a.py", os.fspath(path))]))
    assert path.read_text() == "a = 'id_1234'\nb = '<KEY>'\n"
