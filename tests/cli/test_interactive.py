"""`piiscan mask --interactive`: no value is shown, and only what was said is done."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from canary import EVERYTHING, LINES, SECRETS, leaks
from piiscan.cli import interactive
from piiscan.cli.root import piiscan as command
from piiscan.suppress.baseline.file import NAME, read

from .conftest import Piiscan, Write

DIRTY = LINES["EMAIL"] + "\n"


@pytest.fixture
def walk(tree: Path, monkeypatch: pytest.MonkeyPatch):
    """Runs a walk with the keys given; what it printed, on either stream."""
    monkeypatch.setattr(interactive, "has_terminal", lambda: True)

    def run(keys: str, *args: str) -> str:
        result = CliRunner().invoke(command, ["mask", "-i", *args, "."], input=keys, catch_exceptions=False)
        assert leaks(result.output) == []
        return result.output

    return run


def test_without_a_terminal_nothing_is_asked_and_nothing_done(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY})
    result = piiscan("mask", "-i", ".", stdin=b"m")
    assert result.code == 2
    assert "needs a terminal" in result.err
    assert (tree / "a.py").read_text() == DIRTY


def test_every_finding_is_shown_without_its_value(walk, write: Write, tree: Path):
    write({"a.py": EVERYTHING})
    out = walk("s" * 20)
    assert "a.py:3:10: PII" in out
    assert "mail_to('<EMAIL>')" in out
    assert (tree / "a.py").read_text() == EVERYTHING


def test_mask_some_and_skip_some(walk, write: Write, tree: Path):
    write({"a.py": EVERYTHING})
    walk("ms" + "m" + "s" * 20)
    text = (tree / "a.py").read_text()
    left = {name for name, value in SECRETS.items() if value in text}
    assert left == {"PASSWORD", "IP_ADDRESS", "ID", "NAME", "USERNAME"}


def test_quit_does_what_was_said_so_far(walk, write: Write, tree: Path):
    write({"a.py": EVERYTHING, "b.py": DIRTY})
    out = walk("mq")
    assert "masked a.py: 1 finding" in out
    assert (tree / "a.py").read_text() == EVERYTHING.replace(SECRETS["KEY"], "<KEY>")
    assert (tree / "b.py").read_text() == DIRTY


def test_the_end_of_input_is_quit(walk, write: Write, tree: Path):
    write({"a.py": DIRTY})
    walk("")
    assert (tree / "a.py").read_text() == DIRTY


def test_all_is_for_one_file(walk, write: Write, tree: Path):
    write({"a.py": EVERYTHING, "b.py": DIRTY})
    walk("sas", "--include", "licence")
    text = (tree / "a.py").read_text()
    assert {name for name, value in SECRETS.items() if value in text} == {"KEY"}
    assert (tree / "b.py").read_text() == DIRTY


def test_any_other_key_explains(walk, write: Write, tree: Path):
    write({"a.py": DIRTY})
    out = walk("x?\nm")
    assert out.count("leave it, and write a comment") == 3
    assert (tree / "a.py").read_text() == "mail_to('<EMAIL>')\n"


def test_ignore_writes_a_comment_and_a_scan_is_clean(walk, piiscan: Piiscan, write: Write, tree: Path):
    write(
        {
            "a.py": DIRTY.replace("\n", "\r\n"),
            "b.js": LINES["EMAIL"],
            "c.env": f"DB_PASSWORD={SECRETS['PASSWORD']}\n",
        }
    )
    out = walk("iii")
    assert "masked a.py: 0 findings, 1 ignored" in out
    assert (tree / "a.py").read_bytes() == f"{LINES['EMAIL']}  # piiscan: ignore[PII101]\r\n".encode()
    assert (tree / "b.js").read_bytes() == f"{LINES['EMAIL']}  // piiscan: ignore[PII101]".encode()
    assert (tree / "c.env").read_text().startswith("# piiscan: ignore-next-line[SEC")
    assert piiscan("scan", "--fail-on", "note").code == 0
    assert piiscan("undo").code == 0
    assert (tree / "b.js").read_bytes() == LINES["EMAIL"].encode()


def test_ignore_and_mask_on_one_line(walk, piiscan: Piiscan, write: Write, tree: Path):
    line = f"{LINES['EMAIL']}; {LINES['IP_ADDRESS']}"
    write({"a.py": line, "b.py": line})
    walk("miim")
    masked = line.replace(SECRETS["EMAIL"], "<EMAIL>")
    assert (tree / "a.py").read_text() == f"{masked}  # piiscan: ignore[PII201]"
    masked = line.replace(SECRETS["IP_ADDRESS"], "192.0.2.1")
    assert (tree / "b.py").read_text() == f"{masked}  # piiscan: ignore[PII101]"


def test_where_no_comment_can_stand_it_asks_again(walk, write: Write, tree: Path):
    write({"a.json": f'{{"mail": "{SECRETS["EMAIL"]}"}}\n'})
    out = walk("is")
    assert "cannot be ignored here: piiscan knows no comments in such files" in out
    assert SECRETS["EMAIL"] in (tree / "a.json").read_text()


def test_what_was_skipped_is_not_asked_about_again(walk, write: Write, tree: Path):
    """Masking is planned in rounds, and the second finds again what the first left."""
    write({"a.py": EVERYTHING})
    out = walk("smsmss")
    assert out.count("[q]uit") == 6
    text = (tree / "a.py").read_text()
    left = {name for name, value in SECRETS.items() if value in text}
    assert left == {"KEY", "EMAIL", "ID", "NAME", "USERNAME"}


def test_a_transaction_of_choices(walk, write: Write, tree: Path):
    write({"a.py": DIRTY, "b.py": DIRTY})
    walk("ms", "--transaction")
    assert (tree / "a.py").read_text() == "mail_to('<EMAIL>')\n"
    assert (tree / "b.py").read_text() == DIRTY


def test_baseline_leaves_it_and_no_run_asks_again(walk, piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING})
    out = walk("bmb" + "s" * 9)
    assert "masked a.py: 1 finding" in out
    entries = read(str(tree / NAME)).entries
    assert sorted(entry.rule for entry in entries) == ["email-address", "github-pat"]
    left = {name for name, value in SECRETS.items() if value in (tree / "a.py").read_text()}
    assert left >= {"KEY", "EMAIL"}
    assert "SEC101" not in piiscan("scan", "-o", "concise").out
    assert "SEC101" not in walk("s" * 9)


def test_baseline_goes_on_with_the_file_that_is_there(walk, piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY})
    piiscan("baseline", "create")
    write({"b/c.py": LINES["KEY"] + "\n"})
    walk("b")
    entries = read(str(tree / NAME)).entries
    assert sorted(entry.path for entry in entries) == ["a.py", "b/c.py"]
    assert piiscan("scan").code == 0


def test_without_a_baseline_it_asks_again(walk, write: Write, tree: Path):
    write({"a.py": DIRTY})
    assert "cannot be ignored here: --no-baseline" in walk("bs", "--no-baseline")
    assert not (tree / NAME).exists()
