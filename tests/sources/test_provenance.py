from __future__ import annotations

import sys
from pathlib import Path

import pytest

from piiscan.sources.provenance import Revision, public_url, revision

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


def test_whatever_fails_is_no_revision(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {".git/HEAD": "nonsense"})
    assert revision(str(tree)) is None
    monkeypatch.setitem(sys.modules, "git", None)
    assert revision(str(tree)) is None
