"""What is cut away is unknown, and what stays keeps its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from piiscan.train.records import Document, Range, Span
from piiscan.train.stretches import stretches


def test_a_complete_document_stays_as_it_is():
    document = Document("d", "g", "a", "", "text" * 1000)
    assert list(stretches([document], 5)) == [document]


def test_a_document_that_nobody_labelled_is_gone():
    assert list(stretches([Document("d", "g", "a", "", "text", complete=False)])) == []


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 5), st.booleans()), max_size=6), st.integers(0, 40)
)
def test_every_label_is_there_once_with_its_text(parts, margin):
    text = "".join(f"{number:03d}:line\n" for number in range(60))
    spans, negatives, at = [], [], 0
    for gap, length, positive in parts:
        start, end = at + gap, at + gap + length
        if end > len(text):
            break
        (spans if positive else negatives).append((start, end))
        at = end
    document = Document(
        "d",
        "g",
        "a",
        "",
        text,
        tuple(Span(*item, "KEY") for item in spans),
        negatives=tuple(Range(*item) for item in negatives),
        complete=False,
    )
    made = list(stretches([document], margin))
    for piece in made:
        offset = text.index(piece.text)
        assert offset == 0 or text[offset - 1] == "\n"
        assert piece.text
    for kind, wanted in (("spans", spans), ("negatives", negatives)):
        seen = [
            (text.index(piece.text) + item.start, text.index(piece.text) + item.end)
            for piece in made
            for item in getattr(piece, kind)
        ]
        assert sorted(seen) == sorted(wanted)
