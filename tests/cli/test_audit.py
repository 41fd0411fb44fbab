"""`piiscan baseline audit`: no value is shown, and what was said is kept."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from canary import EVERYTHING, LINES, leaks
from piiscan.cli import audit
from piiscan.cli.root import piiscan as command
from piiscan.suppress.baseline.entry import Verdict
from piiscan.suppress.baseline.file import NAME, read

from .conftest import Piiscan, Write


@pytest.fixture
def walk(tree: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a walk with the keys given; what it printed, on either stream."""
    monkeypatch.setattr(audit, "has_terminal", lambda: True)

    def run(keys: str, *args: str) -> str:
        result = CliRunner().invoke(command, ["baseline", "audit", *args], input=keys, catch_exceptions=False)
        assert leaks(result.output) == []
        return result.output

    return run


@pytest.fixture
def verdicts(piiscan: Piiscan, write: Write, tree: Path):
    """The rules of a file of seven findings with what was said of them, in the order of the file."""
    write({"a.py": EVERYTHING, "piiscan.toml": "fail-on = 'note'\n"})
    piiscan("baseline", "create")
    order = ["github-pat", "assigned-password", "email-address", "public-ipv4", "payment-card"]

    def now() -> list[Verdict | None]:
        said = {entry.rule: entry.verdict for entry in read(str(tree / NAME)).entries}
        return [said[rule] for rule in order]

    return now


def test_without_a_terminal_nothing_is_asked(verdicts, piiscan: Piiscan, tree: Path):
    before = (tree / NAME).read_bytes()
    result = piiscan("baseline", "audit", stdin=b"rrr")
    assert result.code == 2
    assert "audit needs a terminal" in result.err
    assert (tree / NAME).read_bytes() == before


def test_without_a_baseline(walk, piiscan: Piiscan):
    with pytest.raises(Exception, match="cannot be read: no such file"):
        walk("r")


def test_each_finding_is_shown_without_its_value(verdicts, walk):
    out = walk("s" * 9)
    assert "[1/6] a.py:1:10: SEC101" in out
    assert "    mail_to('<EMAIL>')" in out
    assert verdicts() == [None] * 5
    assert "6 findings in the baseline: 6 undecided." in out


def test_what_is_said_is_kept(verdicts, walk):
    out = walk("rfusq")
    assert verdicts() == [Verdict.REAL, Verdict.FALSE_POSITIVE, Verdict.UNSURE, None, None]
    assert "1 real, 1 false positive, 1 unsure, 3 undecided." in out


def test_it_goes_on_where_it_was_left(verdicts, walk):
    walk("rf")
    out = walk("s" * 9)
    assert "[1/4] a.py:3:10: PII101" in out
    walk("u" * 9)
    assert verdicts()[2:] == [Verdict.UNSURE] * 3
    assert "[1/" not in walk("")


def test_all_asks_again_and_says_what_was_said(verdicts, walk):
    walk("rf")
    out = walk("fq", "--all")
    assert "[1/6]" in out
    assert "so far: real" in out
    assert verdicts()[:2] == [Verdict.FALSE_POSITIVE] * 2


def test_back(verdicts, walk):
    out = walk("brbbfrq")
    assert verdicts()[:2] == [Verdict.FALSE_POSITIVE, Verdict.REAL]
    assert out.count("[1/6]") == 4
    assert "so far: real" in out


def test_the_end_of_input_is_quit_and_any_other_key_explains(verdicts, walk):
    assert walk("x").count("it is a false positive, or harmless") == 1
    assert walk("\n").count("it is real: withdraw it") == 1


def test_what_has_moved_keeps_its_verdict(verdicts, walk, piiscan: Piiscan, write: Write, tree: Path):
    walk("rfuuu")
    (tree / "a.py").rename(tree / "b.py")
    assert "6 of them not found where they were" in walk("s" * 9)
    piiscan("baseline", "update")
    assert verdicts() == [Verdict.REAL, Verdict.FALSE_POSITIVE, *[Verdict.UNSURE] * 3]
    write({"b.py": "\n" + EVERYTHING})
    assert "[1/" not in walk("s" * 9).replace("[1/1]", "")


def test_only_the_line_of_the_finding_changes(verdicts, walk, tree: Path):
    before = (tree / NAME).read_text().splitlines()
    walk("r")
    after = (tree / NAME).read_text().splitlines()
    changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
    assert len(changed) == 1
    assert changed[0][1] == changed[0][0].replace("},", ', "verdict": "real"},')
    assert sorted(os.listdir(tree)) == [NAME, "a.py", "piiscan.toml"]


def test_a_name_that_would_act_on_the_terminal(walk, piiscan: Piiscan, write: Write):
    write({"a\x1b[2Jb.py": LINES["EMAIL"] + "\n"})
    piiscan("baseline", "create")
    assert "\x1b" not in walk("rq")
