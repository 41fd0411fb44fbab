"""Values that stand once more where nothing finds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.run import repeats
from piiscan.run.repeats import Repeats

from .small import DETECTOR

LONG, SHORT = "grete-hermann", "me"


def masked(text: str, start: int = 0, end: int | None = None, *, whole: bool = True) -> str:
    """`text` with every repetition of what the detector finds in it replaced, detections included."""
    data = text.encode()
    spans = Repeats(data, DETECTOR.scan(data, "a.txt")).within(
        start, len(data) if end is None else end, whole=whole
    )
    at, parts = start, []
    for first, last, mask in spans:
        parts += [data[at:first].decode(), f"<{mask}>"]
        at = last
    return "".join(parts) + data[at:end].decode()


@pytest.mark.parametrize(
    "text",
    [
        "nothing at all",
        f"{LONG} is nobody's name here",
        f"user:{SHORT}; me too",
        "user:bob; bobs, kabob, bob2 and Bob",
        "name:John Doe; John Doe",
        f"user:{LONG}; grete, hermann",
    ],
    ids=["no value", "not found as one", "too short", "part of a word", "a placeholder", "its parts"],
)
def test_what_is_no_repetition(text: str):
    assert masked(text).partition("; ")[2] == text.partition("; ")[2]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"user:{LONG}; {LONG}", "user:<USERNAME>; <USERNAME>"),
        (f"{LONG} user:{LONG};", "<USERNAME> user:<USERNAME>;"),
        (f"x{LONG}x user:{LONG};", "x<USERNAME>x user:<USERNAME>;"),
        (f"{LONG}{LONG} user:{LONG};", "<USERNAME><USERNAME> user:<USERNAME>;"),
        ("user:bob; -bob-'bob'_bob_", "user:<USERNAME>; -<USERNAME>-'<USERNAME>'_<USERNAME>_"),
        (f"user:{LONG}; user:hermann; {LONG}", "user:<USERNAME>; user:<USERNAME>; <USERNAME>"),
        ("name:Emmy Noether; Emmy Noether", "name:<NAME>; <NAME>"),
    ],
)
def test_repetitions(text: str, expected: str):
    assert masked(text) == expected


def test_the_lines_of_a_value_are_known_one_by_one():
    line = "0123456789abcdef"
    assert masked(f"user:a\n{line}\nb; x{line}x") == "user:a\n<USERNAME>\nb; x<USERNAME>x"


def test_a_value_that_reaches_into_the_piece_or_out_of_it_is_cut_to_it():
    text = f"user:{LONG};{LONG}"
    at = text.rindex(LONG)
    assert masked(text, at + 4, whole=False) == "<USERNAME>"
    assert masked(text, at, at + 4) == "<USERNAME>"
    assert masked(text, at + 4, whole=True) == LONG[4:]


def test_two_values_that_overlap_are_both_gone():
    assert masked("user:abcdefghij; user:ghijklmnop; abcdefghijklmnop").endswith("; <USERNAME><USERNAME>")


@given(
    st.lists(
        st.sampled_from(
            [
                f"user:{LONG};",
                "user:bob;",
                "user:hermannia;",
                LONG,
                "bob",
                "hermannia",
                " ",
                "-",
                "x",
                "\n",
                "é",
            ]
        ),
        max_size=20,
    ),
    st.integers(0, 60),
    st.integers(0, 60),
    st.booleans(),
)
def test_many_values_are_looked_for_in_another_way_with_the_same_result(
    parts: list[str], start: int, size: int, whole: bool
):
    data = "".join(parts).encode()
    found = DETECTOR.scan(data, "a.txt")
    few = Repeats(data, found)  # by value
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeats, "_FEW", 0)
        many = Repeats(data, found)
        patch.setattr(repeats, "_WORTH_A_LOOK", 1 << 20)
        patch.setattr(repeats, "_OFTEN", 1)
        patch.setattr(repeats, "_FEW", 256)
        often = Repeats(data, found)
        end = min(len(data), start + size)
        expected = few.within(start, end, whole=whole)
        assert many.within(start, end, whole=whole) == expected
        assert often.within(start, end, whole=whole) == expected
        assert (often._all is not None) == bool(found and start < end)


def test_a_text_made_of_repetitions_is_not_looked_through(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repeats, "_OFTEN", 1)
    monkeypatch.setattr(repeats, "_WORTH_A_LOOK", 1 << 20)
    text = f"user:{LONG}; " + LONG * (repeats._MANY + 1)
    looked = Repeats(text.encode(), DETECTOR.scan(text.encode(), "a.txt"))
    assert looked.within(0, 40, whole=True)[-1][2] == "USERNAME"
    assert looked._all is None


@given(
    st.lists(
        st.sampled_from([f"user:{LONG};", LONG, "bobby-tables", "user:bobby-tables;", " ", "\n", "x"]),
        max_size=20,
    )
)
def test_spans_are_disjoint_in_order_and_inside(parts: list[str]):
    data = "".join(parts).encode()
    spans = Repeats(data, DETECTOR.scan(data, "a.txt")).within(0, len(data), whole=True)
    edges = [edge for first, last, _ in spans for edge in (first, last)]
    assert edges == sorted(edges)
    assert all(first < last <= len(data) for first, last, _ in spans)
