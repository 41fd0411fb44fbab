"""What of a message git keeps: checked against git itself where that can be asked."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import SourceError
from piiscan.sources.git.message import NAME, Cleanup, cleanup, entry, kept

from ..conftest import Git

SCISSORS = b"# ------------------------ >8 ------------------------\n"
BELOW = b"# Do not modify or remove the line above.\n# Everything below it will be ignored.\ndiff --git a/x b/x\n-old\n"

lines = st.lists(
    st.sampled_from([b"", b"text", b"# comment", b" # no comment", b"#", b"a\r# b", b"; x", SCISSORS[:-1]])
).map(b"\n".join)


@pytest.mark.parametrize(
    ("how", "data"),
    [
        (Cleanup(edited=False, comments=False), b"#1 is fixed\n"),
        (Cleanup(comments=False), b"# kept\n"),
        (Cleanup(b";"), b"# kept\n"),
        (Cleanup(b""), b"# kept\n"),
        (Cleanup(), b" # indented\n"),
        (Cleanup(), b"one\r# after a lone carriage return\n"),
        (Cleanup(comments=False), SCISSORS + b"no comment of git's below: somebody's own line\n"),
        (Cleanup(edited=False, comments=False), SCISSORS + BELOW),
        (Cleanup(b";", comments=False), SCISSORS + BELOW),
        (Cleanup(), b""),
    ],
)
def test_what_git_keeps_is_kept(how: Cleanup, data: bytes) -> None:
    assert kept(data, how) == data


def test_comments_become_empty_lines_and_numbers_stay() -> None:
    assert kept(b"one\n# two\nthree\n#four", Cleanup()) == b"one\n\nthree\n"
    assert kept(b"one\n// two\n/ three\n", Cleanup(b"//")) == b"one\n\n/ three\n"


@pytest.mark.parametrize("how", [Cleanup(), Cleanup(comments=False), Cleanup(b"", comments=False)])
def test_nothing_below_the_scissors_is_kept(how: Cleanup) -> None:
    assert kept(b"one\n\n" + SCISSORS + BELOW, how).strip() == b"one"


@given(lines)
def test_what_is_kept_stands_where_it_stood(data: bytes) -> None:
    before, after = data.split(b"\n"), kept(data, Cleanup()).split(b"\n")
    assert len(after) <= len(before)
    assert all(new in (old, b"") for old, new in zip(before, after, strict=False))


def test_git_strips_the_same_comments() -> None:
    data = b"one\n# two\n\n#\n #three\nfour\r# five\n#six\n# \nseven\n"
    git = subprocess.run(["git", "stripspace", "-s"], input=data, capture_output=True, check=True)
    assert [line for line in kept(data, Cleanup()).split(b"\n") if line] == [
        line for line in git.stdout.split(b"\n") if line
    ]


@pytest.mark.parametrize(
    ("configured", "editor", "expected"),
    [
        ({}, "vim", Cleanup()),
        ({}, None, Cleanup()),
        ({}, ":", Cleanup(comments=False, edited=False)),
        ({"commit.cleanup": "strip"}, "vim", Cleanup()),
        ({"commit.cleanup": "strip"}, ":", Cleanup(comments=False, edited=False)),
        ({"commit.cleanup": "whitespace"}, "vim", Cleanup(comments=False)),
        ({"commit.cleanup": "scissors"}, "vim", Cleanup(comments=False)),
        ({"core.commentChar": ";"}, "vim", Cleanup(b";")),
        ({"core.commentString": "//"}, "vim", Cleanup(b"//")),
        ({"core.commentChar": "auto"}, "vim", Cleanup(b"", comments=False)),
    ],
)
def test_the_configuration_says_how(
    tree: Path,
    git: Git,
    monkeypatch: pytest.MonkeyPatch,
    configured: dict[str, str],
    editor: str | None,
    expected: Cleanup,
) -> None:
    for key, value in configured.items():
        git("config", key, value)
    if editor is not None:
        monkeypatch.setenv("GIT_EDITOR", editor)
    assert cleanup(str(tree)) == expected


def test_outside_a_repository_there_are_defaults(tree: Path) -> None:
    assert cleanup(str(tree)) == Cleanup()


def test_a_file_that_is_not_there_is_said(tree: Path) -> None:
    with pytest.raises(SourceError, match="the message cannot be read: nowhere: No such file"):
        entry("nowhere", str(tree))


def test_the_entry_holds_what_is_kept(tree: Path) -> None:
    (tree / "message").write_bytes(b"one\n# two\nthr\xc3\xa9\xff\0e\n")
    assert entry(str(tree / "message"), str(tree)) == (NAME, b"one\n\nthr\xc3\xa9\xff\0e\n")
