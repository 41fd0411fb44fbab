"""Walking inside of git: what git lists is what is scanned."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from piiscan.sources import git as plumbing
from piiscan.sources.git import process, worktree
from piiscan.sources.git.process import Finished
from piiscan.sources.tree import walk
from piiscan.types import Notice

from .conftest import Git, write
from .test_tree import found


def test_empty_repository(tree: Path, git: Git) -> None:
    assert found(tree) == []


def test_gitignore_with_negation_nesting_and_info_exclude(tree: Path, git: Git) -> None:
    write(
        tree,
        {
            ".gitignore": "*.log\n!keep.log\n",
            ".git/info/exclude": "private\n",
            "private": "",
            "a.log": "",
            "keep.log": "",
            "sub/.gitignore": "!b.log\n",
            "sub/b.log": "",
            "sub/c.log": "",
        },
    )
    assert found(tree) == [".gitignore", "keep.log", "sub/.gitignore", "sub/b.log"]
    assert found(tree, "sub") == ["sub/.gitignore", "sub/b.log"]
    assert "a.log" in found(tree, respect_gitignore=False)


def test_tracked_but_ignored_file_is_scanned(tree: Path, git: Git) -> None:
    write(tree, {".gitignore": ".env\n", ".env": "", "sub/.env": ""})
    git("add", "-f", ".env")
    assert found(tree) == [".env", ".gitignore"]


def test_hidden_file_is_scanned(tree: Path, git: Git) -> None:
    write(tree, {".env": "", ".hg/x": ""})
    assert found(tree) == [".env"]


def test_deleted_file_is_dropped_silently(tree: Path, git: Git) -> None:
    write(tree, {"a": "", "b": ""})
    git("add", ".")
    (tree / "a").unlink()
    assert found(tree) == ["b"]


def test_links_are_passed_over(tree: Path, git: Git) -> None:
    write(tree, {"a": ""})
    (tree / "tracked").symlink_to("a")
    git("add", ".")
    (tree / "untracked").symlink_to("a")
    assert found(tree) == ["a"]


def test_directory_that_became_a_link_is_not_entered(tree: Path, git: Git) -> None:
    write(tree, {"sub/a": "", "b": ""})
    git("add", ".")
    outside = tree.parent / "outside"
    (tree / "sub").rename(outside)
    (tree / "sub").symlink_to(outside)
    assert found(tree) == ["b"]


def test_file_that_became_a_link_is_a_notice(tree: Path, git: Git) -> None:
    write(tree, {"a": "", "b": ""})
    git("add", ".")
    (tree / "a").unlink()
    (tree / "a").symlink_to("b")
    [first, _] = walk([str(tree)], root=str(tree))
    assert not isinstance(first, Notice)
    assert [str(item.kind) for item in first.read() if isinstance(item, Notice)] == ["symlink"]


def test_conflict_lists_the_file_once(tree: Path, git: Git) -> None:
    write(tree, {"a": "0"})
    git("add", ".")
    git("commit", "-qm", "0")
    git("checkout", "-qb", "other")
    write(tree, {"a": "1"})
    git("commit", "-qam", "1")
    git("checkout", "-q", "main")
    write(tree, {"a": "2"})
    git("commit", "-qam", "2")
    git("merge", "other", check=False)
    assert found(tree) == ["a"]


def test_awkward_names(tree: Path, git: Git) -> None:
    names = sorted(["-dash", "a b", "new\nline", "tab\tx", "? x", "üñí", os.fsdecode(b"\xff\xfe")])
    write(tree, dict.fromkeys(names, ""))
    assert found(tree) == names
    git("add", ".")
    assert found(tree) == names
    write(tree, dict.fromkeys([":(top)magic/x", "--/y"], ""))
    assert found(tree, ":(top)magic", "--") == [":(top)magic/x", "--/y"]


def test_submodule_is_a_repository_of_its_own(tree: Path, git: Git) -> None:
    other = tree.parent / "other"
    write(other, {".gitignore": "*.log\n", "x": ""})
    git("init", "-q", cwd=other)
    git("add", ".", cwd=other)
    git("commit", "-qm", "1", cwd=other)
    write(tree, {"a": ""})
    git("add", "a")
    git("submodule", "--quiet", "add", str(other), "lib/other")
    write(tree, {"lib/other/y.log": "", "lib/other/z": ""})
    expected = [".gitmodules", "a", "lib/other/.gitignore", "lib/other/x", "lib/other/z"]
    assert found(tree) == expected
    assert found(tree, "lib/other") == expected[2:]
    git("commit", "-qm", "1")
    clone = tree.parent / "clone"
    git("clone", "-q", str(tree), str(clone))
    assert found(clone) == [".gitmodules", "a", "unsupported:lib/other"]
    assert found(clone, exclude=("lib",)) == [".gitmodules", "a"]


def test_untracked_repository_inside(tree: Path, git: Git) -> None:
    write(tree, {"a": "", "nested/.gitignore": "*.log\n", "nested/x.log": "", "nested/y": ""})
    git("init", "-q", cwd=tree / "nested")
    assert found(tree) == ["a", "nested/.gitignore", "nested/y"]
    assert found(tree, exclude=("nested/",)) == ["a"]


def test_named_directory_is_walked_though_ignored(tree: Path, git: Git) -> None:
    write(tree, {".gitignore": "build/\n", "build/x": "", "build/sub/y": "", "build/tracked": ""})
    git("add", "-f", "build/tracked")
    assert found(tree) == [".gitignore", "build/tracked"]
    assert found(tree, "build") == ["build/tracked", "build/x", "build/sub/y"]
    assert found(tree, "build/sub") == ["build/sub/y"]
    assert found(tree, "build/x") == ["build/x"]


def test_the_inside_of_git_can_be_asked_for(tree: Path, git: Git) -> None:
    assert ".git/HEAD" in found(tree, ".git")
    assert found(tree, ".git/HEAD") == [".git/HEAD"]


def test_exclude_in_git(tree: Path, git: Git) -> None:
    write(tree, {"vendor/x": "", "vendor/keep": "", "a.min.js": "", "b": ""})
    assert found(tree, exclude=("vendor/", "!vendor/keep", "*.min.js")) == ["b"]


def test_root_below_the_work_tree(tree: Path, git: Git) -> None:
    write(tree, {"sub/a": "", "b": ""})
    assert found(tree / "sub") == ["a"]
    assert [item.path for item in walk([str(tree)], root=str(tree / "sub"))] == [f"{tree}/b", "a"]


def test_sparse_checkout(tree: Path, git: Git) -> None:
    write(tree, {"in/a": "", "out/b": ""})
    git("add", ".")
    git("commit", "-qm", "1")
    git("sparse-checkout", "set", "in")
    assert found(tree) == ["in/a"]


def test_linked_work_tree(tree: Path, git: Git) -> None:
    write(tree, {".gitignore": "*.log\n", "a": ""})
    git("add", ".")
    git("commit", "-qm", "1")
    git("worktree", "add", "-q", "../linked")
    linked = tree.parent / "linked"
    write(linked, {"x.log": "", "b": ""})
    assert found(linked) == [".gitignore", "a", "b"]


def test_hook_environment_of_another_repository_is_no_concern(
    tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tree, {".gitignore": "*.log\n", "a": "", "b.log": ""})
    other = tree.parent / "other"
    other.mkdir()
    git("init", "-q", cwd=other)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other / ".git" / "index"))
    assert found(tree) == [".gitignore", "a"]


def test_fsmonitor_of_the_repository_is_not_run(tree: Path, git: Git) -> None:
    write(tree, {"a": "", ".git/hook": "#!/bin/sh\ntouch $GIT_DIR/../ran\n"})
    (tree / ".git" / "hook").chmod(0o755)
    git("config", "core.fsmonitor", str(tree / ".git" / "hook"))
    assert found(tree) == ["a"]
    assert not (tree / "ran").exists()


# Where git cannot help


def test_git_that_refuses_is_said_and_replaced(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {".gitignore": "*.log\n", "a.log": "", "sub/b": "", "sub/c.log": ""})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    first, *rest = walk([str(tree)], root=str(tree))
    assert isinstance(first, Notice)
    assert (str(first.kind), first.path) == ("unsupported", ".")
    assert f"safe.directory {tree}" in first.message
    assert "\n" not in first.message
    assert [item.path for item in rest] == [".gitignore", "sub/b"]
    assert found(tree, "sub") == ["unsupported:sub", "sub/b"]


def test_broken_index_is_said_and_replaced(tree: Path, git: Git) -> None:
    write(tree, {"a": "", ".git/index": "not an index"})
    assert found(tree) == ["unsupported:.", "a"]


def test_no_git_is_replaced_silently(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {".gitignore": "*.log\n", "a.log": "", "sub/b": "", "sub/c.log": ""})
    monkeypatch.setenv("PATH", str(tree))
    assert found(tree) == [".gitignore", "sub/b"]
    assert found(tree, "sub") == ["sub/b"]


def test_something_else_called_git(tree: Path) -> None:
    write(tree, {".git/not": "", "sub/.git": "gitdir: nowhere", "sub/a": ""})
    # A broken gitfile is an error of git's own, and worth a line; an empty .git is no repository.
    assert found(tree) == ["sub/.git", "sub/a"] or found(tree)[0].startswith("unsupported:")


def test_directory_that_git_cannot_open(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a": ""})
    real = process.finished

    def warned(args: list[str], cwd: str) -> Finished:
        done = real(args, cwd)
        return done._replace(errors=b"warning: could not open directory 'no/way/': Permission denied\n")

    monkeypatch.setattr(worktree, "finished", warned)
    assert found(tree) == ["a", "unreadable:no/way"]


# toplevel


def test_toplevel(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"sub/a": ""})
    (tree.parent / "link").symlink_to(tree)
    for path in (tree, tree / "sub", tree.parent / "link" / "sub"):
        assert plumbing.toplevel(str(path)) == str(tree)
    monkeypatch.chdir(tree / "sub")
    assert plumbing.toplevel(".") == str(tree)


def test_no_toplevel(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert plumbing.toplevel(str(tree)) is None
    assert plumbing.toplevel(str(tree / "missing")) is None
    write(tree, {".git": "gitdir: nowhere"})
    assert plumbing.toplevel(str(tree)) is None


def test_no_toplevel_without_git(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shutil.which("git")
    monkeypatch.setenv("PATH", str(tree))
    assert plumbing.toplevel(str(tree)) is None
