from __future__ import annotations

import sys
from pathlib import Path

import pytest

from piiscan.sources.provenance import public_url, revision
from piiscan.types import Revision

from .conftest import Git, write


@pytest.mark.parametrize(
    ("remote", "url"),
    [
        ("", ""),
        ("/srv/git/project.git", ""),
        ("../project", ""),
        ("file:///home/ada/project", ""),
        ("C:\\Users\\ada\\project", ""),
        ("ext::sh -c evil", ""),
        ("https://github.com/o/p.git", "https://github.com/o/p.git"),
        ("https://ada:canary@github.com/o/p", "https://github.com/o/p"),
        ("https://canary@github.com:8443/o/p", "https://github.com:8443/o/p"),
        ("https://ada:can@ary@host/o/p", "https://host/o/p"),
        ("https://host/p?private_token=canary#canary", "https://host/p"),
        ("git@github.com:o/p.git", "ssh://github.com/o/p.git"),
        ("github.com:/o/p.git", "ssh://github.com/o/p.git"),
        ("ssh://ada@host:22/o/p", "ssh://host:22/o/p"),
        ("https://[half", ""),
        ("https://[::1]:8443/o/p", "https://[::1]:8443/o/p"),
        ("https://host:canary/o/p", ""),
        ("ada:canary@host:o/p", ""),
        ("https:/ada:canary@host/p", ""),
        ("https://ada:1/canary@host/p", ""),
        ("https://ada:can#ary@host/p", ""),
        ("https://host/größe \x1b", "https://host/gr%C3%B6%C3%9Fe%20%1B"),
        ("https://hö\u202est/p", ""),
    ],
)
def test_public_url(remote: str, url: str) -> None:
    assert public_url(remote) == url


def test_no_repository(tree: Path) -> None:
    assert revision(str(tree)) is None
    assert revision(str(tree / "missing")) is None


def test_before_the_first_commit(tree: Path, git: Git) -> None:
    assert revision(str(tree)) == Revision("", "", "main")


def test_commit_branch_and_remote(tree: Path, git: Git) -> None:
    write(tree, {"sub/a": ""})
    git("add", ".")
    git("commit", "-qm", "1")
    git("remote", "add", "zebra", "https://example.org/fork")
    git("remote", "add", "origin", "https://ada:canary@example.org/p.git")
    head = git("rev-parse", "HEAD").strip()
    expected = Revision("https://example.org/p.git", head, "main")
    assert revision(str(tree)) == expected
    assert revision(str(tree / "sub")) == expected
    git("remote", "remove", "origin")
    git("checkout", "-q", "--detach")
    assert revision(str(tree)) == Revision("https://example.org/fork", head, "")


@pytest.mark.skipif(sys.platform == "win32", reason="owners of POSIX")
def test_a_repository_that_git_refuses_has_no_commit(
    tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tree, {"a": ""})
    git("add", ".")
    git("commit", "-qm", "1")
    git("remote", "add", "origin", "https://example.org/p.git")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own switch for "dubious ownership"
    found = revision(str(tree))
    assert found is None or not found.commit


def test_whatever_fails_is_no_revision(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {".git/HEAD": "nonsense"})
    assert revision(str(tree)) is None
    monkeypatch.setitem(sys.modules, "git", None)
    assert revision(str(tree)) is None
