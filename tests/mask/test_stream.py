"""The tape: what comes out is what `splice` makes of the whole, in whatever pieces it went in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import MaskError
from piiscan.mask.plan import WINDOW
from piiscan.mask.splice import Edit, splice
from piiscan.mask.stream import Portion, Tape
from piiscan.mask.syntax.kind import HEAD


def test_nothing_in_nothing_out():
    tape = Tape()
    assert (tape.upto(0), tape.upto(99), tape.end) == (Portion(b""), Portion(b""), 0)


@given(st.lists(st.binary(max_size=50)))
def test_without_edits_everything_passes(pieces: list[bytes]):
    tape, out = Tape(), b""
    for piece in pieces:
        tape.add(piece)
        out += tape.upto(tape.end - 3).data
    assert out + tape.upto(tape.end).data == b"".join(pieces)
    assert tape.replaced == 0


@given(
    st.lists(st.binary(min_size=1, max_size=40), min_size=1, max_size=12),
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 30), st.binary(max_size=9)), max_size=12),
)
def test_edits_are_done_as_in_one_piece(pieces: list[bytes], wanted: list[tuple[int, int, bytes]]):
    data = b"".join(pieces)
    edits = [Edit(start, start + size, text) for start, size, text in wanted if start + size <= len(data)]
    tape, out, marks, decided = Tape(), b"", [], 0
    for piece in pieces:
        tape.add(piece)
        # An edit is known once its end has been read, and only what lies before all later ones is final.
        tape.edit(edit for edit in edits if decided < edit.end <= tape.end)
        decided = tape.end
        portion = tape.upto(min([edit.start for edit in edits if edit.end > tape.end], default=tape.end))
        marks += [len(out) + mark for mark in portion.marks]
        out += portion.data
    assert out == splice(data, edits)
    assert tape.replaced == len(marks)
    assert marks == sorted(marks)


def test_an_edit_across_the_limit_waits_for_what_it_may_overlap():
    tape = Tape()
    tape.add(b"abcdefgh")
    tape.edit([Edit(2, 6, b"-")])
    assert tape.upto(4) == Portion(b"ab")
    tape.edit([Edit(4, 8, b"longer one loses, this is as long")])
    assert tape.upto(8) == Portion(b"-", (0,))


def test_an_edit_that_comes_too_late_is_refused():
    tape = Tape()
    tape.add(b"abcdef")
    tape.upto(3)
    with pytest.raises(MaskError, match="too late"):
        tape.edit([Edit(2, 4, b"")])
    tape.edit([Edit(3, 4, b"")])
    assert tape.upto(6).data == b"ef"


def test_the_head_and_what_is_near_stay_in_reach_and_memory_does_not_grow():
    tape = Tape()
    block = bytes(range(256)) * 16
    for number in range(100):
        tape.add(block)
        tape.upto(tape.end)
        assert tape.read(0, HEAD) == block[:HEAD]
        assert tape.read(tape.end - WINDOW, tape.end + 9) == block[-WINDOW:]
        if number > 1:
            with pytest.raises(MaskError, match="too late"):
                tape.read(HEAD, HEAD + 1)
    assert len(tape._held) == WINDOW
