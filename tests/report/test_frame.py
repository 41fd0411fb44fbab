from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.report.frame import columns, fitted

from .samples import finding


def _masked(before: str, after: str, mask: str = "<KEY>", width: int = 100) -> tuple[str, str]:
    start = len(before)
    found = finding(frame=before + mask + after, frame_start=start, frame_end=start + len(mask))
    frame = fitted(found, width)
    return frame.text, frame.text[frame.start : frame.end]


def test_a_short_line_stays() -> None:
    assert _masked("token = ", " # x") == ("token = <KEY> # x", "<KEY>")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("a" * 50, "b" * 50, "...aaaaaa<KEY>bbbbbb..."),
        ("", "b" * 50, "<KEY>bbbbbbbbbbbb..."),
        ("a" * 50, "", "...aaaaaaaaaaaa<KEY>"),
    ],
    ids=["both sides", "at the start", "at the end"],
)
def test_a_long_line_is_cut_round_the_mask(before: str, after: str, expected: str) -> None:
    assert _masked(before, after, width=23) == (expected, "<KEY>")


def test_tabs_and_stray_controls_become_printable_and_the_mask_still_fits() -> None:
    assert _masked("\t\x1b", "\udcff") == (r"    \x1b<KEY>\xff", "<KEY>")


@given(
    st.text(max_size=80),
    st.text(max_size=80),
    st.integers(0, 120),
    st.sampled_from(["<KEY>", "<" + "N" * 90]),
)
def test_the_frame_fits_and_its_mask_is_of_the_mask(before: str, after: str, width: int, mask: str) -> None:
    text, shown = _masked(before, after, mask, width)
    assert len(text) <= max(width, 20)
    assert shown
    assert mask.startswith(shown)


@pytest.mark.parametrize(("text", "expected"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("é", 1)])
def test_columns(text: str, expected: int) -> None:
    assert columns(text) == expected
