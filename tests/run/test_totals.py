"""What a run counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from piiscan.cli.entry import main
from piiscan.types import NoticeKind, Totals


def test_totals_of_two_are_the_sum():
    one, other = Totals(1, 10, 2, {"binary": 1}), Totals(2, 5, 1, {"binary": 2, "missing": 1})
    one.add(other)
    assert one == Totals(3, 15, 3, {"binary": 3, "missing": 1})
    assert other == Totals(2, 5, 1, {"binary": 2, "missing": 1})


def test_skips_are_counted_by_kind():
    totals = Totals()
    for kind in (NoticeKind.BINARY, NoticeKind.MISSING, NoticeKind.BINARY):
        totals.skip(kind)
    assert totals.skipped == {"binary": 2, "missing": 1}


def test_a_file_of_each_sort_is_counted_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n")
    (tmp_path / "empty").write_text("")
    (tmp_path / "wide.txt").write_bytes("\ufeffx = 1\n".encode("utf-16-le"))
    (tmp_path / "b.bin").write_bytes(b"\0\1\2\3")
    assert main(["scan", ".", "nowhere", "-o", "json"]) == 2
    summary = json.loads(capsys.readouterr().out)["summary"]
    assert (summary["files"], summary["skipped"]) == (3, {"binary": 1, "missing": 1})
    assert (summary["errors"], summary["warnings"], summary["notes"], summary["suppressed"]) == (0, 0, 0, 0)
