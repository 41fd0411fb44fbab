from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.report.escape import defused, encodable, one_line, visible

from .samples import HOSTILE_PATHS, ODD_PATHS


@pytest.mark.parametrize("path", ODD_PATHS.values(), ids=ODD_PATHS.keys())
def test_text_stays_as_it_is(path: str) -> None:
    assert visible(path) == path
    assert encodable(path) == path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31m", r"a\x1b[31m"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x00\x7f", r"\x00\x7f"),
        ("\x9b", r"\u009b"),
        ("\u202e\u2066\u200d\ufeff", r"\u202e\u2066\u200d\ufeff"),
        ("\udcff\udc80", r"\xff\x80"),
        ("\ud83d", r"\ud83d"),
        ("\U000e0041", r"\U000e0041"),
    ],
)
def test_harm_becomes_visible(text: str, expected: str) -> None:
    assert visible(text) == expected


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS.keys())
def test_a_hostile_path_is_one_printable_line(path: str) -> None:
    assert visible(path).isprintable()
    assert len(visible(path).splitlines()) == 1


@given(st.text(st.characters(codec=None)))
def test_escaping_is_idempotent_and_encodes(text: str) -> None:
    once = visible(text)
    assert visible(once) == once
    once.encode("utf-8")
    encodable(text).encode("utf-8")


def test_encodable_keeps_controls_for_json_to_escape() -> None:
    assert encodable("a\n\x1b\u202e\udcff") == "a\n\x1b\u202e\\xff"


def test_one_line_folds_wrapped_text() -> None:
    assert one_line("  Revoke\n  it,\tthen \x1b go. ") == r"Revoke it, then \x1b go."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a::b\nc: ::d\n", "a::b\nc: ::d\n"),
        ("::error::x\n", "\\x3a:error::x\n"),
        ("ok\n \u3000::add-mask::x", "ok\n \u3000\\x3a:add-mask::x"),
        ("a ##[error]x", "a #\\x23[error]x"),
    ],
)
def test_a_runner_finds_no_command(text: str, expected: str) -> None:
    assert defused(text) == expected
