"""What masking wrote is known again, and the quick look before never hides it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect import fakes, written
from piiscan.detect.written import is_written, is_written_at


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"hunter2",
        b"<b>",
        b"fakery",
        b"0001",
        b"Ada Lovelace",
        b"9991",
        b"x" * 300,
        b"************x y z w v u t",
    ],
)
def test_what_people_write_is_not_taken_for_a_mask(value):
    assert not is_written(value)
    assert not is_written_at(b"a = '" + value + b"'", 5, 5 + len(value))


@pytest.mark.parametrize(
    "value", [b"<KEY>", b"<EMAIL_12>", b"REDACTED_KEY", b"********", b"<KEY:0123456789ab>", b"Robin Ashmere"]
)
def test_what_masking_writes_is_known(value):
    assert is_written(value)
    assert is_written_at(b"a = '" + value + b"'", 5, 5 + len(value))


@given(
    st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=12, max_size=40),
    st.sampled_from([fakes.WORD, fakes.HEX_WORD]),
)
def test_the_quick_look_lets_every_fake_word_pass(body, word):
    like = word + body.encode()
    made = like[: -fakes.TAG] + fakes.tag(
        like[: -fakes.TAG], like[-fakes.TAG :], hexadecimal=word == fakes.HEX_WORD
    )
    assert (0, len(made)) in list(fakes.spans(made))
    assert written.may_hold_fake(made)
    assert is_written(made)


@given(st.integers(0, 9999999))
def test_the_quick_look_lets_every_fake_number_pass(number):
    body = b"000" + b"%07d" % number
    size = fakes.number_tag(len(body) + 3, False)
    made = body + fakes.tag(body, b"0" * size)
    assert (0, len(made)) in list(fakes.spans(made))
    assert is_written(made)


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        ("<PASSWORD:0123456789ab>@db.host.org:5432/a", "0123456789ab>@db.host.org:5432/a", True),
        ("x <KEY_3>,Qx7", "3>,Qx7", True),
        ("<PASSWORD:0123456789ab>Kx8rQw2zTv9L", "Kx8rQw2zTv9L", False),
        ("<PASSWORD:0123456789ab>Kx8rQw2zTv9L", "<PASSWORD:0123456789ab>Kx8rQw2zTv9L", False),
        ("<b>Kx8rQw2z>Tv9L", "Kx8rQw2z>Tv9L", False),
    ],
)
def test_what_begins_inside_a_mask_is_nothing(text, value, expected):
    start = text.index(value)
    assert is_written_at(text.encode(), start, start + len(value)) is expected
