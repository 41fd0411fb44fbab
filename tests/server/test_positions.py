"""Columns as each client counts them, whatever stands on the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.server.positions import Offsets, Positions

TEXT = "a\r\né𝄞x\n\n\rlast\x0c\u2028!"


@pytest.mark.parametrize(
    ("encoding", "column"),
    [("utf-8", 6), ("utf-16", 3), ("utf-32", 2)],
)
def test_the_column_behind_a_clef(encoding: str, column: int) -> None:
    assert Positions(TEXT, encoding).of(TEXT.index("x")) == (1, column)


def test_a_form_feed_and_a_line_separator_end_no_line() -> None:
    assert Positions(TEXT).of(TEXT.index("!")) == (4, 6)


def test_the_end_of_an_empty_text() -> None:
    assert Positions("").of(0) == (0, 0)


@given(st.text(alphabet="a\n\ré𝄞\ud800", max_size=30), st.sampled_from(["utf-8", "utf-16", "utf-32"]))
def test_positions_rise_with_the_index(text: str, encoding: str) -> None:
    positions = Positions(text, encoding)
    found = [positions.of(index) for index in range(len(text) + 1)]
    assert found == sorted(found)
    assert len(set(found)) == len(found)


@given(st.text(alphabet="aé𝄞\n\ud800", max_size=30))
def test_offsets_are_code_points(text: str) -> None:
    data = text.encode("utf-8", "surrogatepass")
    ends = [len(text[:index].encode("utf-8", "surrogatepass")) for index in range(len(text) + 1)]
    offsets = Offsets(data)
    assert [offsets.index(end) for end in ends] == list(range(len(text) + 1))
    assert [offsets.index(end) for end in reversed(ends)] == list(reversed(range(len(text) + 1)))
