from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
from piiscan.errors import ConfigError
from piiscan.sources.ignore import Excludes, ignored, outer, with_file
from piiscan.sources.patterns import Patterns
from piiscan.sources.places import prefix

from .conftest import write


@pytest.mark.parametrize("lines", [[], [""], ["# only", "", "   ", "# comments"]])
def test_no_pattern_has_no_opinion(lines: list[str]) -> None:
    assert Patterns(lines).verdict("a/b") is None


@pytest.mark.parametrize(
    ("lines", "path", "verdict"),
    [
        (["*.log"], "a/b.txt", None),
        (["*.log"], "a/b.log", True),
        (["*.log", "!keep.log"], "a/keep.log", False),
        (["!keep.log", "*.log"], "a/keep.log", True),
        (["/build"], "sub/build", None),
        (["/build"], "build", True),
        (["build/"], "build", None),
        (["build/"], "sub/build/", True),
        (["a/**/z"], "a/b/c/z", True),
        (["a b"], "a b", True),
        (["*"], "\udcff", True),
        (["\udcff*"], "x/\udcffy", True),
        (["*.log"], "new\nline.log", True),
        (["/abs/*.log"], "/abs/x.log", True),
        (["(*"], "(x", True),
    ],
)
def test_verdict(lines: list[str], path: str, verdict: bool | None) -> None:
    assert Patterns(lines).verdict(path) is verdict


@pytest.mark.parametrize("wrong", ["!", "a\\", "[z-a]", "x[[:alpha:]]"])
def test_wrong_pattern_is_named(wrong: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(repr(wrong))):
        Excludes(["ok", wrong])


def test_wrong_line_of_a_gitignore_is_passed_over(tree: Path) -> None:
    write(tree, {".gitignore": "[z-a]\n!\n*.log\n"})
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


CASES = ["*", "!*/", "!*.py", "/build/", "build", "docs/*", "!docs/api/", "*.log", "!a/**/keep.log", "sub/deep"]


@pytest.mark.parametrize("take", [slice(0, 3), slice(3, 5), slice(5, 7), slice(7, 9), slice(9, 10)])
def test_same_as_git(tree: Path, take: slice) -> None:
    write(tree, {".gitignore": "\n".join(CASES[take]) + "\n"})
    subprocess.run(["git", "init", "-q"], cwd=tree, check=True)
    names = "a.py a.log b/a.py build/x docs/x docs/api/y a/b/keep.log a/b/c.log sub/deep/z".split()
    write(tree, dict.fromkeys(names, ""))
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=tree, capture_output=True, check=True)
    excludes = Excludes(CASES[take])
    assert {name for name in [*names, ".gitignore"] if not excludes.cover(name)} == set(listed.stdout.decode().split())
