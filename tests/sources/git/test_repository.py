"""Where a repository and its objects are, asked in all the places that belong to one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from piiscan.errors import SourceError
from piiscan.sources.git.process import NotARepositoryError
from piiscan.sources.git.repository import repository

from ..conftest import Git


def test_none(tree: Path) -> None:
    with pytest.raises(NotARepositoryError):
        repository(str(tree))


def test_before_the_first_commit(git: Git, tree: Path) -> None:
    found = repository(str(tree))
    assert (found.top, found.head, found.is_shallow) == (str(tree), "", False)


def test_from_below_its_root(git: Git, tree: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "x")
    (tree / "a" / "b").mkdir(parents=True)
    found = repository(str(tree / "a" / "b"))
    assert (found.top, found.head) == (str(tree), git("rev-parse", "HEAD").strip())
    assert os.path.samefile(found.objects, tree / ".git" / "objects")


def test_a_linked_work_tree_has_the_objects_of_the_first_one(git: Git, tree: Path, tmp_path: Path) -> None:
    git("commit", "-q", "--allow-empty", "-m", "x")
    git("worktree", "add", "-q", str(tmp_path / "linked"))
    found = repository(str(tmp_path / "linked"))
    assert found.top == str(tmp_path / "linked")
    assert os.path.samefile(found.objects, tree / ".git" / "objects")


def test_a_bare_one_and_a_shallow_one(git: Git, tree: Path, tmp_path: Path) -> None:
    for number in range(2):
        git("commit", "-q", "--allow-empty", "-m", str(number))
    git("clone", "-q", "--bare", "--depth=1", tree.as_uri(), str(tmp_path / "bare.git"))
    found = repository(str(tmp_path / "bare.git"))
    assert (found.top, found.is_shallow) == (str(tmp_path / "bare.git"), True)
    assert os.path.samefile(found.objects, tmp_path / "bare.git" / "objects")


@pytest.mark.parametrize("is_relative", [False, True])
def test_a_hook_says_where_the_objects_are(
    git: Git, tree: Path, monkeypatch: pytest.MonkeyPatch, is_relative: bool
) -> None:
    (tree / "elsewhere").mkdir()
    monkeypatch.setenv("GIT_OBJECT_DIRECTORY", "elsewhere" if is_relative else str(tree / "elsewhere"))
    assert os.path.samefile(repository(str(tree)).objects, tree / "elsewhere")


def test_one_of_another_kind_is_refused(git: Git, tree: Path) -> None:
    git("config", "core.repositoryFormatVersion", "99")
    with pytest.raises(SourceError):
        repository(str(tree))
