"""Languages by path."""

from __future__ import annotations

import pytest

from piiscan.train.language import language_of


@pytest.mark.parametrize("path", ["a.png", "lib/a.so", "data", "src/a.exe"])
def test_what_is_no_source_has_none(path):
    assert language_of(path) is None


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("a/b.py", "python"), ("a.TS", "typescript"), ("README", "docs"), ("docs/CHANGES.rst", "docs"), ("Dockerfile.dev", "docker"), ("docker-compose.yml", "docker"),
        ("Makefile.in", "make"), (".env.local", "config"), ("debian/control", "config"), ("bin/tool", "shell"), ("yarn.lock", "config"), ("go.sum", "config"),
        ("Gemfile", "ruby"), ("i18n/de.po", "fixture"), ("PKG-INFO", "config"), ("a.hs", "haskell"), ("x.h", "c"), (".mailmap", "config"),
    ],
)  # fmt: skip
def test_languages(path, language):
    assert language_of(path) == language
