"""Patterns that are kept must be the very patterns that ``re`` compiles."""

from __future__ import annotations

import marshal
import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan import compiled
from piiscan.compiled import regex
from piiscan.detect.confirm import confirm_regex
from piiscan.run.engine import load_catalog


@pytest.fixture
def afresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_known", {})
    monkeypatch.setattr(compiled, "_learned", {})


def _kept(pattern: str | bytes, flags: int = 0) -> None:
    """Compiles ``pattern``, and again from what was kept of it."""
    usual = re.compile(pattern, flags)
    first = regex(pattern, flags)
    compiled.adopt(compiled.learned() or marshal.dumps({}))
    again = regex(pattern, flags)
    for one in (first, again):
        assert one == usual
        assert (one.groupindex, one.groups, one.flags) == (usual.groupindex, usual.groups, usual.flags)


def test_this_python_is_as_expected() -> None:
    assert compiled._is_as_expected()


@pytest.mark.usefixtures("afresh")
def test_every_rule_is_the_same_when_it_was_kept() -> None:
    for rule in load_catalog().rules:
        pattern = confirm_regex(rule)
        compiled.adopt(compiled.learned() or marshal.dumps({}))
        again = confirm_regex(rule)
        assert again == pattern == re.compile(pattern.pattern, pattern.flags)
        assert again.groupindex == pattern.groupindex


@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize(
    ("pattern", "flags"),
    [
        ("", 0),
        (rb"\x00\xff(?i:a)", 0),
        ("(?x) a  b # c", 0),
        ("(?P<one>é)(?P<two>.)(?(one)x|y)", re.IGNORECASE | re.DOTALL),
        (r"(?<=\\[nrt])[\w-]{3,900}?(?!$)", re.ASCII | re.MULTILINE),
        (b"(a)|(b)|(?P<last>c)", re.VERBOSE),
    ],
)
def test_a_kept_pattern_equals_the_usual_one(pattern: str | bytes, flags: int) -> None:
    _kept(pattern, int(flags))


@given(st.text(alphabet="ab(|)[]{}?*+.^$\\1-,<=!:P", max_size=12), st.sampled_from([0, re.I, re.S | re.M]))
def test_any_pattern_is_kept_or_refused_as_re_does(pattern: str, flags: int) -> None:
    try:
        re.compile(pattern, flags)
    except (re.error, OverflowError, FutureWarning, DeprecationWarning) as error:
        with pytest.raises(type(error)):
            regex(pattern, flags)
    else:
        _kept(pattern, int(flags))


@pytest.mark.usefixtures("afresh")
def test_numbers_of_another_python_are_compiled_anew() -> None:
    usual = re.compile(b"a+b")
    for code in (b"", b"\x01", b"\xff" * 40, b"\x00" * 4):
        compiled.adopt(marshal.dumps({(b"a+b", 0): (0, 0, {}, code)}))
        assert regex(b"a+b") == usual
    compiled.adopt(marshal.dumps({(b"a+b", 0): None}))
    assert regex(b"a+b") == usual


@pytest.mark.usefixtures("afresh")
@pytest.mark.parametrize("table", [b"", b"\x00", b"not marshal", marshal.dumps([1]), marshal.dumps("x")])
def test_what_is_no_table_is_refused(table: bytes) -> None:
    with pytest.raises(ValueError, match="not a table"):
        compiled.adopt(table)


@pytest.mark.usefixtures("afresh")
def test_a_python_that_differs_compiles_as_always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_is_as_expected", lambda: False)
    assert regex("a+", re.I) == re.compile("a+", re.I)
    assert compiled.learned() == b""


@pytest.mark.usefixtures("afresh")
def test_nothing_new_is_nothing_to_keep() -> None:
    regex("a")
    table = compiled.learned()
    assert table
    compiled.adopt(table)
    regex("a")
    assert compiled.learned() == b""


def test_importing_it_takes_neither_the_parser_nor_array() -> None:
    code = (
        "import re, sys; before = set(sys.modules); import piiscan.compiled; print(set(sys.modules) - before)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "array" not in out
