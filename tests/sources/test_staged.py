from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import piiscan
from piiscan.errors import ConfigError, SourceError
from piiscan.sources.entry import Entry
from piiscan.sources.git import GitMissingError, GitRefusedError, NotARepositoryError, ObjectEntry, staged
from piiscan.sources.git import process as plumbing
from piiscan.sources.segments import Sizes
from piiscan.types import Blob, Notice

from .conftest import Git, write

SMALL = Sizes(whole=64, segment=64, overlap=16)


def contents(items: Iterator[Entry | Notice]) -> dict[str, bytes | str]:
    """By path: what is read, or the notice's kind."""
    found: dict[str, bytes | str] = {}
    for item in items:
        assert item.path not in found
        if isinstance(item, Notice):
            found[item.path] = str(item.kind)
        else:
            found[item.path] = b"".join(
                blob.data[blob.own_start : blob.own_end if blob.own_end >= 0 else None]
                for blob in item.read()
                if isinstance(blob, Blob)
            )
    return found


def index(tree: Path) -> dict[str, bytes | str]:
    return contents(staged(str(tree), str(tree)))


@pytest.fixture
def committed(tree: Path, git: Git) -> Git:
    write(
        tree, {"kept": "kept\n", "changed": "old\n", "moved": "moved\n" * 9, "gone": "gone\n", "sub/x": "x\n"}
    )
    git("add", ".")
    git("commit", "-qm", "first")
    return git


# Errors, all before anything is yielded


def test_no_repository(tree: Path) -> None:
    with pytest.raises(NotARepositoryError, match="not a git repository") as caught:
        staged(str(tree), str(tree))
    assert caught.value.hint


def test_bare_repository(tree: Path, git: Git) -> None:
    git("clone", "-q", "--bare", ".", "../bare")
    with pytest.raises(NotARepositoryError, match="bare"):
        staged(str(tree.parent / "bare"), str(tree))


def test_somebody_elses_repository(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitRefusedError, match="somebody else") as caught:
        staged(str(tree), str(tree))
    assert caught.value.hint == f"git config --global --add safe.directory {tree}"


def test_no_git(tree: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tree))
    with pytest.raises(GitMissingError, match="git cannot be run"):
        staged(str(tree), str(tree))


def test_broken_index(committed: Git, tree: Path) -> None:
    write(tree, {".git/index": "not an index at all"})
    with pytest.raises(SourceError, match="git diff-index failed"):
        staged(str(tree), str(tree))


def test_wrong_exclude(committed: Git, tree: Path) -> None:
    with pytest.raises(ConfigError):
        staged(str(tree), str(tree), exclude=["[a"])


def test_git_that_breaks_off(committed: Git, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a": "1", "b": "2"})
    committed("add", ".")
    items = staged(str(tree), str(tree))
    monkeypatch.setattr(plumbing, "_executable", lambda: "false")
    with pytest.raises(SourceError, match="ended early"):
        list(items)


# What is staged


def test_nothing_staged(committed: Git, tree: Path) -> None:
    write(tree, {"untracked": "", "changed": "not added"})
    assert index(tree) == {}


def test_empty_repository(tree: Path, git: Git) -> None:
    assert index(tree) == {}


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_before_the_first_commit(tree: Path, git: Git, algorithm: str) -> None:
    new = tree / "new"
    new.mkdir()
    git("init", "-q", f"--object-format={algorithm}", cwd=new)
    write(new, {"a": "A", "sub/b": "B", "c": "not added"})
    git("add", "a", "sub", cwd=new)
    assert index(new) == {"a": b"A", "sub/b": b"B"}


def test_added_changed_renamed_deleted(committed: Git, tree: Path) -> None:
    write(tree, {"changed": "new\n", "added": "added\n"})
    committed("mv", "moved", "renamed")
    committed("rm", "-q", "gone")
    committed("add", ".")
    assert index(tree) == {"added": b"added\n", "changed": b"new\n", "renamed": b"moved\n" * 9}


def test_mode_change_is_a_change(committed: Git, tree: Path) -> None:
    committed("update-index", "--chmod=+x", "kept")
    assert index(tree) == {"kept": b"kept\n"}


def test_the_index_wins_over_the_work_tree(committed: Git, tree: Path) -> None:
    write(tree, {"changed": "staged\n", "deleted": "staged too\n"})
    committed("add", ".")
    write(tree, {"changed": "edited afterwards\n"})
    (tree / "deleted").unlink()
    assert index(tree) == {"changed": b"staged\n", "deleted": b"staged too\n"}


def test_intent_to_add_has_no_content_yet(committed: Git, tree: Path) -> None:
    write(tree, {"later": "text"})
    committed("add", "-N", "later")
    assert index(tree) in ({}, {"later": b""})


def test_conflict_is_a_notice_and_the_rest_goes_on(committed: Git, tree: Path) -> None:
    committed("checkout", "-qb", "other")
    write(tree, {"changed": "theirs\n", "new": "theirs\n"})
    committed("add", ".")
    committed("commit", "-qm", "theirs")
    committed("checkout", "-q", "main")
    write(tree, {"changed": "ours\n"})
    committed("commit", "-qam", "ours")
    committed("merge", "other", check=False)
    assert index(tree) == {"changed": "unsupported", "new": b"theirs\n"}


def test_links_and_submodules_are_passed_over(committed: Git, tree: Path) -> None:
    (tree / "link").symlink_to("kept")
    (tree / "gone").unlink()
    (tree / "gone").symlink_to("kept")
    other = tree.parent / "other"
    committed("clone", "-q", ".", str(other))
    committed("submodule", "--quiet", "add", str(other), "module")
    committed("add", ".")
    assert list(index(tree)) == [".gitmodules"]


def test_awkward_names(committed: Git, tree: Path) -> None:
    names = ["-dash", "a b", "new\nline", "tab\tx", ":(top)x", "üñí", os.fsdecode(b"\xff\xfe")]
    files = {name: b"in " + os.fsencode(name) for name in names}
    write(tree, dict(files))
    committed("add", ".")
    assert index(tree) == files


def test_line_ends_are_the_indexs(committed: Git, tree: Path) -> None:
    write(tree, {".gitattributes": "*.txt text eol=crlf\n", "a.txt": "a\r\nb\r\n", "b.bin": b"\0\1"})
    committed("add", ".")
    found = index(tree)
    assert found["a.txt"] == b"a\nb\n"
    assert found["b.bin"] == b""


def test_object_that_is_lost_is_a_notice(committed: Git, tree: Path) -> None:
    write(tree, {"a": "first", "lost": "second"})
    committed("add", ".")
    name = committed("rev-parse", ":lost").strip()
    (tree / ".git" / "objects" / name[:2] / name[2:]).unlink()
    assert index(tree) == {"a": b"first", "lost": "missing"}


# Where it is asked from


def test_from_a_subdirectory(committed: Git, tree: Path) -> None:
    write(tree, {"sub/y": "y", "top": "top"})
    committed("add", ".")
    sub = str(tree / "sub")
    assert contents(staged(sub, str(tree))) == {"sub/y": b"y", "top": b"top"}
    assert contents(staged(sub, sub)) == {"y": b"y", f"{tree}/top": b"top"}
    committed("config", "diff.relative", "true")
    assert contents(staged(sub, str(tree))) == {"sub/y": b"y", "top": b"top"}


def test_through_a_link(committed: Git, tree: Path) -> None:
    (tree.parent / "link").symlink_to(tree)
    write(tree, {"a": "a"})
    committed("add", ".")
    link = str(tree.parent / "link")
    assert contents(staged(link, link)) == {"a": b"a"}


def test_exclude(committed: Git, tree: Path) -> None:
    write(tree, {"vendor/a": "a", "b": "b"})
    committed("add", ".")
    assert contents(staged(str(tree), str(tree), exclude=["vendor/"])) == {"b": b"b"}


def test_index_file_of_the_environment(committed: Git, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a": "a"})
    monkeypatch.setenv("GIT_INDEX_FILE", str(tree / ".git" / "other-index"))
    committed("read-tree", "HEAD")
    committed("add", "a")
    assert index(tree) == {"a": b"a"}
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert index(tree) == {}


def test_in_a_hook_of_a_partial_commit(committed: Git, tree: Path) -> None:
    """``git commit FILE`` works on a temporary index that only GIT_INDEX_FILE names."""
    code = (
        "from piiscan.sources.git import staged; import os;"
        "print(*sorted(item.path for item in staged(os.getcwd(), os.getcwd())))"
    )
    hook = tree / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    source = Path(piiscan.__file__).parents[1]
    hook.write_text(f"#!/bin/sh\nPYTHONPATH='{source}' {sys.executable} -c '{code}' > seen.txt\nexit 1\n")
    hook.chmod(0o755)
    write(tree, {"a": "a", "b": "b", "changed": "new\n"})
    committed("add", "a", "b")
    for args, seen in ((["b"], "b"), ([], "a b"), (["-a"], "a b changed")):
        committed("commit", "-m", "x", *args, check=False)
        assert (tree / "seen.txt").read_text().strip() == seen


def test_repository_of_the_environment(committed: Git, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a": "a"})
    committed("add", ".")
    elsewhere = tree.parent / "elsewhere"
    (tree / ".git").rename(elsewhere)
    monkeypatch.setenv("GIT_DIR", str(elsewhere))
    monkeypatch.setenv("GIT_WORK_TREE", str(tree))
    assert index(tree) == {"a": b"a"}


# Large objects


def test_large_objects_are_streamed_in_segments(committed: Git, tree: Path) -> None:
    large = b"".join(b"%d\n" % number for number in range(5000))
    write(tree, {"a": b"a", "large": large, "z": b"z"})
    committed("add", ".")
    items = list(staged(str(tree), str(tree), sizes=SMALL))
    assert [type(item).__name__ for item in items] == ["MemoryEntry", "ObjectEntry", "MemoryEntry"]
    again = pickle.loads(pickle.dumps(items[1]))  # noqa: S301
    for _ in range(2):
        assert contents(iter([again])) == {"large": large}
    first = next(again.read())
    assert first.data.startswith(b"0\n1\n")


def test_20_mib_object(committed: Git, tree: Path) -> None:
    large = b"0123456789abcde\n" * (20 << 16)
    write(tree, {"a": b"a", "large": large, "z": b"z", "zeros": bytes(20 << 20)})
    committed("add", ".")
    assert index(tree) == {"a": b"a", "large": large, "z": b"z", "zeros": b""}


def test_large_object_that_git_cannot_read(committed: Git, tree: Path) -> None:
    entry = ObjectEntry("x", str(tree), "0" * 40)
    assert [str(item.kind) for item in entry.read() if isinstance(item, Notice)] == ["unreadable"]


def test_unfinished_iteration_leaves_no_process(
    committed: Git, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def remember(*args: object, **kwargs: object) -> subprocess.Popen[bytes]:
        started.append(real(*args, **kwargs))  # type: ignore[call-overload]
        return started[-1]

    write(tree, {name: name * 100_000 for name in "abcdef"})
    committed("add", ".")
    items = staged(str(tree), str(tree))
    monkeypatch.setattr(subprocess, "Popen", remember)
    next(items)
    items.close()  # type: ignore[attr-defined]
    [process] = started
    assert process.returncode is not None
