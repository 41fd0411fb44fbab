"""Encoded text in a run: what is said of limits, and what segments make of a run at their border."""

from __future__ import annotations

import base64
from pathlib import Path

from piiscan.detect.decode import LONGEST_RUN
from piiscan.detect.detector import Detector
from piiscan.run.mask import Masker
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.sources.entry import FileEntry, MemoryEntry
from piiscan.sources.segments import SIZES
from piiscan.types import NoticeKind, Severity

from .small import RULES
from .test_segments import REAL, SMALL, Pieces

VALUE = b"the token of them all is acme_abcdefgh, and no other"
LONG = base64.b64encode(b"words without end " * 4000)


def scanner(root: str = "/x") -> Scanner:
    return Scanner(Detector(RULES, engine="python"), Settings(root=root), Wanted(), root=root)


def scan(entry: object) -> Outcome:
    return scanner().scan([entry])  # type: ignore[list-item]


def test_the_longest_run_fits_on_either_side_of_a_border():
    assert SIZES.overlap // 4 >= LONGEST_RUN
    assert REAL.overlap // 4 >= LONGEST_RUN


def test_nothing_is_said_where_nothing_was_left_alone():
    assert scan(MemoryEntry("a.py", b"x = '%s'" % base64.b64encode(VALUE))).notices == []


def test_what_is_too_long_is_said_once_for_a_file():
    outcome = scan(MemoryEntry("a.py", (b"x = '%s'\n" % LONG) * 3))
    assert [(item.kind, item.path) for item in outcome.notices] == [(NoticeKind.ENCODED, "a.py")]
    assert outcome.totals.skipped == {"encoded": 1}
    assert outcome.totals.files == 1


def test_it_is_said_once_for_a_file_in_segments():
    text = b"x = '%s'\n" % LONG + b"words\n" * 120_000
    assert len(scan(Pieces(text * 2, REAL)).notices) == 1


def test_segments_find_each_run_once():
    run = base64.b64encode(VALUE)
    lines = [b"-" * (number * 7 % 90) + b"'" + run + b"'" + b"\n" * (number % 2) for number in range(500)]
    text = b"".join(lines)
    cut, whole = scan(Pieces(text, SMALL)), scan(MemoryEntry("a.txt", text))
    assert [(item.start_offset, item.end_offset) for item in cut.findings] == [
        (item.start_offset, item.end_offset) for item in whole.findings
    ]
    assert len(whole.findings) == 500
    assert {text[item.start_offset : item.end_offset] for item in whole.findings} == {run}


def test_a_masked_run_is_clean_and_stays(tmp_path: Path):
    path = tmp_path / "a.py"
    twice = base64.b64encode(base64.b64encode(VALUE)).decode()
    path.write_text(f"x = '{twice}'\ny = '{VALUE.hex()}'  # both\n")
    entry = FileEntry("a.py", str(path))
    masker = Masker(scanner(str(tmp_path)), Severity.NOTE)
    assert len(list(masker.rewrite([entry]))) == 1
    assert path.read_text() == "x = '<KEY>'\ny = '<KEY>'  # both\n"
    assert list(masker.rewrite([entry])) == []
