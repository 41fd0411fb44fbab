"""Paths as the baseline has them."""

from __future__ import annotations

import os

import pytest

from piiscan.run.baseline.places import Places, holds_mask, masked

from ..small import DETECTOR

ROOT = os.path.abspath(os.sep + os.path.join("work", "project"))


@pytest.mark.parametrize("path", ["../x", "/elsewhere/x", "/work/projects/x", "/work/project"])
def test_outside(path: str):
    assert Places(ROOT, ROOT).of(os.path.normpath(path) if path.startswith("/") else path) is None


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("", "a.py", "a.py"),
        ("", "src/a..b.py", "src/a..b.py"),
        ("", os.path.join(ROOT, "src", "a.py"), "src/a.py"),
        ("src/lib", "a.py", "src/lib/a.py"),
        ("src/lib", "../a.py", "src/a.py"),
        ("src/lib", "../../a.py", "a.py"),
        ("src/lib", "../../../a.py", None),
        ("..", "project/a.py", "a.py"),
        ("..", "projects/a.py", None),
    ],
)
def test_from_another_directory(base: str, path: str, expected: str | None):
    places = Places(ROOT, os.path.normpath(os.path.join(ROOT, base)))
    assert places.of(path) == expected


def test_a_location_is_below_the_root():
    assert Places(ROOT, ROOT).location("src/a.py") == os.path.join(ROOT, "src", "a.py")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", "src/a.py"),
        ("acme/acme_abcdefgh/x", "acme/<KEY>/x"),
        ("acme_abcdefgh.py", "<KEY>.py"),
        ("x\udcff/acme_abcdefgh/y", "x\udcff/<KEY>/y"),
    ],
)
def test_what_a_path_holds_is_masked(path: str, expected: str):
    assert masked(path, DETECTOR) == expected
    assert Places(ROOT, ROOT, detector=lambda: DETECTOR).of(path) == expected
    assert masked(expected, DETECTOR) == expected
    assert holds_mask(expected) is (path != expected)
