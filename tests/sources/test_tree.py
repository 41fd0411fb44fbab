from __future__ import annotations

import os
import pickle
import shutil
import socket
import sys
from pathlib import Path

import pytest

from piiscan.errors import ConfigError
from piiscan.sources.entry import FileEntry
from piiscan.sources.tree import walk
from piiscan.types import Notice, NoticeKind

from .conftest import Git, write


def found(
    root: Path,
    *paths: str,
    exclude: tuple[str, ...] = (),
    respect_gitignore: bool = True,
    force_exclude: bool = False,
) -> list[str]:
    """What a walk yields: paths, and ``kind:path`` for notices."""
    items = walk(
        [str(root / path) for path in paths or ("",)],
        root=str(root),
        exclude=exclude,
        respect_gitignore=respect_gitignore,
        force_exclude=force_exclude,
    )
    return [f"{item.kind}:{item.path}" if isinstance(item, Notice) else item.path for item in items]


# Nothing, or nothing good


def test_no_paths(tree: Path) -> None:
    assert list(walk([], root=str(tree))) == []


def test_empty_directory(tree: Path) -> None:
    assert found(tree) == []


@pytest.mark.parametrize("name", ["no", "a/b", "a\0b"])
def test_missing_path_does_not_stop_the_rest(tree: Path, name: str) -> None:
    write(tree, {"a": ""})
    assert found(tree, name, "a") == [f"missing:{name}", "a"]


def test_fifo_and_socket(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a": ""})
    os.mkfifo(tree / "fifo")
    monkeypatch.chdir(tree)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert found(tree) == ["a", "special:fifo", "special:socket"]
        assert found(tree, "fifo") == ["special:fifo"]


def test_unreadable_directory(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tree, {"a": "", "locked/b": "", "z/c": ""})
    if os.geteuid() == 0:  # root reads everything
        real = os.scandir

        def refuse(path: str) -> object:
            if path.endswith("locked/"):
                raise PermissionError(13, "Permission denied")
            return real(path)

        monkeypatch.setattr(os, "scandir", refuse)
    else:
        (tree / "locked").chmod(0)
    items = list(walk([str(tree)], root=str(tree)))
    assert Notice(NoticeKind.UNREADABLE, "locked", "cannot read: Permission denied") in items
    assert [item.path for item in items] == ["a", "locked", "z/c"]


def test_wrong_pattern_is_an_error_at_once(tree: Path) -> None:
    with pytest.raises(ConfigError):
        walk([str(tree)], root=str(tree), exclude=["!"])


# Links


def test_links_in_a_tree_are_passed_over(tree: Path) -> None:
    write(tree, {"a": "", "sub/b": ""})
    (tree / "file-link").symlink_to("a")
    (tree / "dangling").symlink_to("nowhere")
    (tree / "sub" / "up").symlink_to("..")
    (tree / "sub" / "self").symlink_to("self")
    assert found(tree) == ["a", "sub/b"]


def test_link_that_is_named_is_followed(tree: Path) -> None:
    write(tree, {"a": "text", "sub/b": ""})
    (tree / "to-file").symlink_to("a")
    (tree / "to-directory").symlink_to("sub")
    [entry] = walk([str(tree / "to-file")], root=str(tree))
    assert isinstance(entry, FileEntry)
    assert entry.path == "to-file"
    assert [type(item).__name__ for item in entry.read()] == ["Blob"]
    assert found(tree, "to-directory") == ["to-directory/b"]


@pytest.mark.parametrize("target", ["nowhere", "link"], ids=["dangling", "loop"])
def test_link_that_leads_nowhere(tree: Path, target: str) -> None:
    (tree / "link").symlink_to(target)
    assert found(tree, "link") == ["symlink:link"]


def test_file_through_a_link_counts_once(tree: Path) -> None:
    write(tree, {"a": "", "sub/b": ""})
    (tree / "link").symlink_to("a")
    (tree / "way").symlink_to("sub")
    assert found(tree, "a", "link", "sub", "way", "way/b") == ["a", "sub/b"]


# Order, names, identity


def test_sorted_files_before_directories(tree: Path) -> None:
    write(tree, {"z": "", "a/z": "", "a/b/x": "", "b": "", "a.d/q": "", "B": ""})
    assert found(tree) == ["B", "b", "z", "a/z", "a/b/x", "a.d/q"]


def test_hidden_files_are_scanned_version_control_is_not(tree: Path) -> None:
    write(tree, {".env": "", ".config/x": "", ".hg/store": "", ".svn/y": "", "a/.jj/z": "", ".bzr/q": ""})
    assert found(tree) == [".env", ".config/x"]


def test_overlapping_paths_give_each_file_once(tree: Path) -> None:
    write(tree, {"a": "", "src/b": ""})
    assert found(tree, "src", ".", "a", "src/../a", "src/") == ["src/b", "a"]


def test_paths_outside_the_root_are_absolute(tree: Path) -> None:
    write(tree, {"in/a": "", "out/b": ""})
    items = walk([str(tree / "in"), str(tree / "out")], root=str(tree / "in"))
    assert [item.path for item in items] == ["a", f"{tree}/out/b"]


def test_relative_paths_and_a_root_with_a_common_beginning(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tree, {"ab/x": "", "a/y": ""})
    monkeypatch.chdir(tree)
    assert [item.path for item in walk(["a", "ab"], root="a")] == ["y", f"{tree}/ab/x"]


def test_awkward_names(tree: Path) -> None:
    names = ["-dash", "a b", "new\nline", "q'\"", "üñí", os.fsdecode(b"\xff\xfe")]
    try:
        write(tree, dict.fromkeys(names, "text"))
    except OSError:
        pytest.skip("this file system wants UTF-8")
    assert found(tree) == sorted(names)
    for item in walk([str(tree)], root=str(tree)):
        assert isinstance(item, FileEntry)
        assert [type(blob).__name__ for blob in item.read()] == ["Blob"]
    assert found(tree, os.fsdecode(b"\xff\xfe")) == [os.fsdecode(b"\xff\xfe")]
    assert found(tree, exclude=("q*",)) == sorted(set(names) - {"q'\""})


def test_entries_survive_pickling(tree: Path) -> None:
    write(tree, {"a": "text"})
    [entry] = walk([str(tree)], root=str(tree))
    again = pickle.loads(pickle.dumps(entry))  # noqa: S301
    assert again == entry
    assert list(again.read()) == list(entry.read())  # type: ignore[union-attr]


@pytest.mark.parametrize("repository", [False, True], ids=["plain", "git"])
def test_deep_tree_does_not_recurse(tree: Path, request: pytest.FixtureRequest, repository: bool) -> None:
    depth = sys.getrecursionlimit() + 200
    if repository:
        request.getfixturevalue("git")
    here = os.getcwd()
    os.chdir(tree)
    for _ in range(depth):
        os.mkdir("d")
        os.chdir("d")
    Path("f").touch()
    os.chdir(here)
    try:
        assert found(tree) == ["d/" * depth + "f"]
        assert found(tree, exclude=("x",)) == ["d/" * depth + "f"]
    finally:
        (tree / ("d/" * depth + "f")).unlink()
        for level in range(depth, 0, -1):
            (tree / ("d/" * level)).rmdir()
        shutil.rmtree(tree)


# exclude


def test_exclude_is_relative_to_the_root(tree: Path) -> None:
    write(tree, {"a.min.js": "", "vendor/x": "", "sub/vendor/y": "", "sub/z": "", "sub/b.min.js": ""})
    assert found(tree, exclude=("/vendor/", "*.min.js")) == ["sub/z", "sub/vendor/y"]
    assert found(tree, "sub", exclude=("/sub/vendor", "*.min.js")) == ["sub/z"]


def test_named_files_are_scanned_unless_force_exclude(tree: Path) -> None:
    write(tree, {"vendor/x": "", "y": ""})
    assert found(tree, "vendor/x", "y", exclude=("vendor/",)) == ["vendor/x", "y"]
    named = found(tree, "vendor/x", "y", exclude=("vendor/",), force_exclude=True)
    assert named == ["excluded:vendor/x", "y"]


def test_named_directory_is_walked_unless_force_exclude(tree: Path) -> None:
    write(tree, {"vendor/x": "", "vendor/y.min.js": ""})
    exclude = ("vendor/", "*.min.js")
    assert found(tree, "vendor", exclude=exclude) == ["vendor/x"]
    assert found(tree, "vendor", exclude=exclude, force_exclude=True) == ["excluded:vendor"]
    assert found(tree, exclude=("*",), force_exclude=True) == []


def test_walk_from_above_the_root(tree: Path) -> None:
    write(tree, {"root/a": "", "root/b/c": "", "root/vendor/x": "", "other": ""})
    items = walk([str(tree)], root=str(tree / "root"), exclude=("/vendor/",))
    assert [item.path for item in items] == [f"{tree}/other", "a", "b/c"]


# .gitignore without git


def test_gitignore_outside_of_git(tree: Path) -> None:
    write(
        tree,
        {
            ".gitignore": "*.log\n/build/\n!keep.log\n",
            "a.log": "",
            "keep.log": "",
            "build/x": "",
            "sub/build/y": "",
            "sub/.gitignore": "!b.log\nz\n",
            "sub/b.log": "",
            "sub/z": "",
            "sub/c.log": "",
            "z": "",
        },
    )
    kept = [".gitignore", "keep.log", "z", "sub/.gitignore", "sub/b.log", "sub/build/y"]
    assert found(tree) == kept
    assert found(tree, "sub") == [path for path in kept if path.startswith("sub/")]
    assert len(found(tree, respect_gitignore=False)) == 10


def test_named_file_and_directory_are_scanned_though_ignored(tree: Path) -> None:
    write(tree, {".gitignore": "*.log\nbuild/\n", "a.log": "", "build/x": "", "build/sub/y.log": ""})
    assert found(tree, "a.log", "build") == ["a.log", "build/x", "build/sub/y.log"]


def test_repository_met_on_the_way_is_listed_by_git(tree: Path, git: Git) -> None:
    outside = tree.parent / "outside"
    outside.mkdir()
    write(tree, {".gitignore": "*.log\n", "a.log": "", "tracked.log": "", "b": ""})
    git("add", "-f", "tracked.log")
    tree.rename(outside / "repository")
    write(outside, {".gitignore": "b\n", "b": "", "c": ""})
    assert found(outside) == [
        ".gitignore",
        "c",
        "repository/.gitignore",
        "repository/b",
        "repository/tracked.log",
    ]


def test_nothing_heavy_is_imported(tree: Path) -> None:
    import subprocess

    write(tree, {"a": ""})
    code = (
        "import sys; from piiscan.sources import stdin, tree;"
        "list(tree.walk(sys.argv[1:], root=sys.argv[1]));"
        "print([name for name in ('pathspec', 'git', 'subprocess', 'hyperscan') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, str(tree)], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
