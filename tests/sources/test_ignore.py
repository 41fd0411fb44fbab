from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from piiscan.errors import ConfigError
from piiscan.sources.ignore import Excludes, ignored, outer, with_file
from piiscan.sources.places import prefix

from .conftest import write


@pytest.mark.parametrize("wrong", ["!", "/", "a\\", "[a", "x[[:word:]]"])
def test_wrong_exclude_is_named(wrong: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(repr(wrong))):
        Excludes(["ok", wrong])


def test_wrong_line_of_a_gitignore_is_passed_over(tree: Path) -> None:
    write(tree, {".gitignore": "[a\n!\n*.log\n"})
    rules = with_file((), prefix(str(tree)))
    assert ignored(str(tree / "a.log"), rules)
    assert not ignored(str(tree / "a.txt"), rules)


def test_gitignore_with_mark_and_crlf(tree: Path) -> None:
    write(tree, {".gitignore": b"\xef\xbb\xbf*.log\r\n*.tmp\r\n"})
    rules = with_file((), prefix(str(tree)))
    assert ignored(str(tree / "a.log"), rules)
    assert ignored(str(tree / "a.tmp"), rules)


@pytest.mark.parametrize("kind", ["none", "directory", "link", "fifo"])
def test_gitignore_that_is_no_regular_file_sets_no_rules(tree: Path, kind: str) -> None:
    path = tree / ".gitignore"
    if kind == "directory":
        path.mkdir()
    elif kind == "link":
        write(tree, {"rules": "*"})
        path.symlink_to("rules")
    elif kind == "fifo":
        os.mkfifo(path)
    assert with_file((), prefix(str(tree))) == ()


def test_the_innermost_opinion_wins(tree: Path) -> None:
    write(tree, {".gitignore": "*.log\n", "a/.gitignore": "!x.log\n", "a/b/c": ""})
    rules = outer(prefix(str(tree)), prefix(str(tree / "a" / "b")))
    assert [length for length, _ in rules] == [len(str(tree)) + 1, len(str(tree / "a")) + 1]
    assert not ignored(str(tree / "a" / "b" / "x.log"), rules)
    assert ignored(str(tree / "a" / "b" / "y.log"), rules)


def test_outer_rules_end_at_the_top(tree: Path) -> None:
    write(tree, {".gitignore": "*", "a/b": ""})
    assert outer(prefix(str(tree / "a")), prefix(str(tree / "a"))) == ()
    assert outer(prefix(str(tree / "other")), prefix(str(tree / "a"))) == ()


def test_a_directory_in_one_that_is_ignored_has_no_rules_from_outside(tree: Path) -> None:
    (tree / ".gitignore").write_text("/a/\n*.log\n")
    assert outer(prefix(str(tree)), prefix(str(tree / "a"))) is None
    assert outer(prefix(str(tree)), prefix(str(tree / "a" / "b"))) is None
    (tree / ".gitignore").write_text("/a/\n!/a/\n")
    assert outer(prefix(str(tree)), prefix(str(tree / "a" / "b"))) is not None


def test_no_excludes_are_false() -> None:
    assert not Excludes([])
    assert not Excludes([]).cover("a")


def test_nothing_below_an_excluded_directory_comes_back() -> None:
    excludes = Excludes(["vendor/", "!vendor/keep.py"])
    assert excludes.cover("vendor/keep.py")
    assert excludes.cover("a/vendor/b/c.py")
    assert not excludes.cover("vendored/keep.py")


def test_the_root_is_never_excluded() -> None:
    assert not Excludes(["*", ".*"]).cover(".")
    assert not Excludes(["*", ".*"]).cover("./")


def test_within_an_excluded_directory_the_other_patterns_hold() -> None:
    inside = Excludes(["vendor/", "*.min.js"]).within("vendor/lib")
    assert not inside.cover("vendor/lib/a.js")
    assert inside.cover("vendor/lib/a.min.js")


def test_deep_paths_do_not_recurse() -> None:
    assert Excludes(["x/"]).cover("d/" * 3000 + "x/f")
