from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from piiscan.sources.ignore import Excludes
from piiscan.sources.patterns import Patterns

from .conftest import Git, write


@pytest.mark.parametrize(
    "lines", [[], [""], ["# only", "", "   ", "\r"], ["[a", "a\\", "!", "/", "//", "[[:word:]]"]]
)
@pytest.mark.parametrize("path", ["a", "a/", "a/b", "z", "[a"])
def test_no_pattern_has_no_opinion(lines: list[str], path: str) -> None:
    assert Patterns(lines).verdict(path) is None


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
        (["a/*"], "a/", None),
        (["a/*"], "a/b/", True),
        (["a/*"], "a/b/c", None),
        (["a/**"], "a/b/c", True),
        (["a/**/z"], "a/z", True),
        (["a/**/z"], "a/b/c/z", True),
        (["*", "!*/", "!*.py"], "b/", False),
        (["*", "!*/", "!*.py"], "b/a.txt", True),
        (["a b  "], "a b", True),
        (["a\\ "], "a ", True),
        (["\\#x", "\\!y"], "#x", True),
        (["\\#x", "\\!y"], "!y", True),
        (["[[:digit:]]"], "7", True),
        (["*.[!c]"], "a.c", None),
        (["*"], "\udcff", True),
        (["\udcff*"], "x/\udcffy", True),
        (["*.log\r"], "new\nline.log", True),
        (["(*"], "(x", True),
    ],
)
def test_verdict(lines: list[str], path: str, verdict: bool | None) -> None:
    assert Patterns(lines).verdict(path) is verdict


ATOMS = ["*", "**", "?", "/", "**/", "/**", "a", "b", "ab", ".", "-", "\\*", "\\a", " ", "!", "#", "]", "["]
ATOMS += [
    "[ab]",
    "[!a]",
    "[^b]",
    "[a-c]",
    "[]a]",
    "[a-]",
    "[--a]",
    "[\\]a]",
    "[/]",
    "[[:alpha:]]",
    "[[:punct:]]",
]
LINE = st.lists(st.sampled_from(ATOMS), min_size=1, max_size=8).map("".join)
PATHS = [
    "a",
    "b",
    "c.a",
    "a*/a",
    "a*/b/a",
    "ab/a",
    "ab/ab/b",
    "ab/-/a",
    ".a/b",
    ".a/!/a",
    "#/a/b",
    "c/a/b/a/b",
    "c/b/a/a",
    "c/]/a",
    "c/[a",
    "c/a]/b",
    "-/a-b",
    "d",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(LINE, min_size=1, max_size=4))
def test_same_as_git(tree: Path, git: Git, lines: list[str]) -> None:
    write(tree, {".gitignore": "\n".join(lines) + "\n", **dict.fromkeys(PATHS, "")})
    listed = git("ls-files", "-z", "--others", "--exclude-standard").split("\0")[:-1]
    excludes = Excludes([])
    excludes._patterns = Patterns(lines)
    assert {path for path in [*PATHS, ".gitignore"] if not excludes.cover(path)} == set(listed)


@pytest.mark.skipif("sys.version_info < (3, 11)", reason="no atomic groups")
@pytest.mark.parametrize(
    ("line", "path"),
    [
        ("*a" * 30 + "b", "a" * 250),
        ("x/" + "*a" * 30 + "b", "x/" + "a" * 250),
        ("**/a/" * 20 + "b", "a/" * 120 + "c"),
    ],
)
def test_hostile_pattern_takes_no_time(line: str, path: str) -> None:
    begun = time.perf_counter()
    assert Patterns([line]).verdict(path) is None
    assert time.perf_counter() - begun < 1
