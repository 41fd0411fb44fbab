"""`piiscan git-hook`: what it refuses, and what it says. tests/integration runs it from git and from hook runners."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from canary import EVERYTHING, TOKEN, leaks
from piiscan.cli.git_hook import _standard_input
from piiscan.errors import UsageError

from .conftest import Piiscan, Write

Git = Callable[..., str]
NONE = "0" * 40


@pytest.fixture(autouse=True)
def _no_runner(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("TO_REF", "FROM_REF", "LOCAL_BRANCH", "REMOTE_BRANCH", "REMOTE_NAME")
    for name in ("PRE_COMMIT", "GIT_EDITOR", *(f"PRE_COMMIT_{each}" for each in names)):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def commit(git: Git, write: Write) -> Callable[[str], str]:
    """Commits a file with this text."""
    git("config", "user.name", "Ada")
    git("config", "user.email", "ada@example.org")

    def make(text: str) -> str:
        write({"a.txt": text})
        git("add", ".")
        git("commit", "-q", "-m", "work")
        return git("rev-parse", "HEAD").strip()

    return make


def pushed(new: str, old: str = NONE, ref: str = "refs/heads/x") -> bytes:
    return f"refs/heads/main {new} {ref} {old}\n".encode()


# Bad input


def test_a_push_without_a_remote_and_without_a_runner_is_refused(piiscan: Piiscan, commit):
    commit("x\n")
    result = piiscan("git-hook", "pre-push")
    assert (result.code, result.out) == (2, "")
    assert 'hint: piiscan git-hook pre-push "$@"' in result.err


@pytest.mark.parametrize("hook", [("pre-push", "origin", "url"), ("pre-receive",)])
def test_text_that_git_does_not_write_is_refused(piiscan: Piiscan, commit, hook: tuple[str, ...]):
    commit("x\n")
    result = piiscan("git-hook", *hook, stdin=b"main\n")
    assert (result.code, result.out) == (2, "")
    assert f"standard input, line 1: not what git tells a {hook[0]} hook" in result.err


@pytest.mark.parametrize("stdin", [None, SimpleNamespace(isatty=lambda: True)])
def test_without_refs_on_standard_input_nobody_waits(monkeypatch, stdin: object):
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(UsageError, match="git writes the refs to standard input"):
        _standard_input()


@pytest.mark.parametrize("hook", [("pre-push", "origin", "url"), ("pre-receive",)])
def test_outside_a_repository_there_is_nothing_to_push(piiscan: Piiscan, tree: Path, monkeypatch, hook):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tree.parent))
    result = piiscan("git-hook", *hook, stdin=b"")
    assert (result.code, "not a git repository" in result.err) == (2, True)


def test_a_commit_that_is_not_here_is_an_error(piiscan: Piiscan, commit):
    commit("x\n")
    result = piiscan("git-hook", "pre-push", "origin", "url", stdin=pushed("1" * 40))
    assert (result.code, result.out) == (2, "")
    assert "refs/heads/x: 111111111111 is not in this repository" in result.err


def test_a_message_that_is_not_there_is_an_error(piiscan: Piiscan, git: Git):
    result = piiscan("git-hook", "commit-msg", "nowhere")
    assert (result.code, result.out) == (2, "")
    assert "the message cannot be read: nowhere" in result.err


# Nothing to scan is said


def test_nothing_to_push_is_said(piiscan: Piiscan, commit):
    head = commit("x\n")
    for data in (b"", pushed(head, head)):
        result = piiscan("git-hook", "pre-push", "origin", "url", stdin=data)
        assert (result.code, result.out, result.err) == (0, "", "There is no commit to scan.\n")


def test_a_deletion_is_said_without_a_secret_that_its_name_holds(piiscan: Piiscan, commit):
    head = commit("x\n")
    gone = pushed(NONE, head, f"refs/heads/{TOKEN}\x1b[2J")
    result = piiscan("git-hook", "pre-push", "origin", "url", stdin=gone)
    assert result.code == 0
    assert "is deleted: nothing of it to scan\nThere is no commit to scan.\n" in result.err
    assert (leaks(result.err), "\x1b" in result.err) == ([], False)


def test_an_empty_message_is_clean(piiscan: Piiscan, git: Git, write: Write):
    write({"message": "# a comment\n"})
    result = piiscan("git-hook", "commit-msg", "message")
    assert (result.code, result.out) == (0, "")
    assert result.err.startswith("All clean: 1 file, ")


# What is found


def test_every_commit_of_a_push_counts(piiscan: Piiscan, commit):
    base = commit("x\n")
    commit(f"x\n{EVERYTHING}")
    head = commit("x\n")
    result = piiscan("git-hook", "pre-push", "origin", "url", stdin=pushed(head, base))
    assert result.code == 1
    assert "a.txt:2:10: SEC101 error" in result.out
    assert "not in HEAD" in result.out
    assert "Take it out of the commits that have it" in result.err
    assert leaks(result.out + result.err) == []
    again = piiscan("git-hook", "pre-push", "origin", "url", stdin=pushed(head, head))
    assert again.code == 0


def test_options_of_a_scan_hold(piiscan: Piiscan, commit):
    commit(f"x\n{EVERYTHING}")
    head = commit("x\n")
    push = ("git-hook", "pre-push", "origin", "url")
    assert piiscan(*push, "--select", "PII", "--fail-on", "error", stdin=pushed(head)).code == 0
    assert piiscan(*push, "--exit-zero", stdin=pushed(head)).code == 0
    assert piiscan(*push, "--exclude", "*.txt", stdin=pushed(head)).code == 0
    told = piiscan(*push, "-o", "json", "-q", stdin=pushed(head))
    assert {each["path"] for each in json.loads(told.out)["findings"]} == {"a.txt"}
    assert told.err == ""


def test_a_model_in_the_configuration_stops_no_push(piiscan: Piiscan, commit, write: Write):
    head = commit("x\n")
    write({"piiscan.toml": 'model = "shipped"\n'})
    result = piiscan("git-hook", "pre-push", "origin", "url", stdin=pushed(head))
    assert (result.code, result.err) == (0, "All clean: 1 commit, 1 file version, 7 B.\n")


@pytest.mark.parametrize(
    ("said", "commits"),
    [
        ({}, 2),
        ({"LOCAL_BRANCH": "HEAD", "REMOTE_NAME": "origin", "REMOTE_BRANCH": "refs/heads/x"}, 2),
        ({"TO_REF": "HEAD", "REMOTE_NAME": "origin"}, 2),
        ({"TO_REF": "HEAD", "FROM_REF": "HEAD~1", "REMOTE_NAME": "origin"}, 1),
        ({"TO_REF": "HEAD~1", "FROM_REF": "1" * 40, "REMOTE_NAME": "origin"}, 1),
    ],
)
def test_what_a_runner_says(piiscan: Piiscan, commit, monkeypatch, said: dict[str, str], commits: int):
    commit("x\n")
    commit("y\n")
    monkeypatch.setenv("PRE_COMMIT", "1")
    for name, value in said.items():
        monkeypatch.setenv(f"PRE_COMMIT_{name}", value)
    result = piiscan("git-hook", "pre-push")
    assert result.code == 0, result.err
    assert f"All clean: {commits} commit" in result.err
    assert ("no push is under way" in result.err) is (not said)


def test_a_place_in_a_message_is_a_line_of_its_file(piiscan: Piiscan, git: Git, write: Write):
    write({"message": f"# {TOKEN}\nFix it\n\n{EVERYTHING}"})
    result = piiscan("git-hook", "commit-msg", "message")
    assert result.code == 1
    assert "commit message:4:10: SEC101 error" in result.out
    assert "commit message:1" not in result.out
    assert "A message that is refused is kept in message." in result.err
    assert leaks(result.out + result.err) == []


def test_a_comment_that_git_keeps_is_scanned(piiscan: Piiscan, git: Git, write: Write, monkeypatch):
    write({"message": f"Fix it\n# {TOKEN}\n"})
    assert piiscan("git-hook", "commit-msg", "message").code == 0
    git("config", "core.commentChar", ";")
    assert piiscan("git-hook", "commit-msg", "message").code == 1
    git("config", "core.commentChar", "#")
    monkeypatch.setenv("GIT_EDITOR", ":")
    assert "commit message:2:3: SEC101" in piiscan("git-hook", "commit-msg", "message").out
