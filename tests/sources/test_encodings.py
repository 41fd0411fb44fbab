from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from piiscan.sources.encodings import BINARY, SAMPLE, Transcoder, detect, stored_offset, to_utf8

WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
# Lone surrogates included: Windows writes them.
ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"a", id="one byte"),
        pytest.param("Grüße ✓ \U0001f511\r\n".encode(), id="UTF-8"),
        pytest.param("Grüße\n".encode("latin-1"), id="Latin-1"),
        pytest.param(b"\xff", id="half a mark"),
        pytest.param(b"\xef\xbb", id="two thirds of a mark"),
        pytest.param(b"\xa4\xa2\xa4\xa4", id="EUC-JP"),
    ],
)
def test_text_without_a_mark_stays_as_it_is(head: bytes) -> None:
    assert detect(head) == ("utf-8", 0)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(b"\x00", id="one NUL"),
        pytest.param(b"\x7fELF\x02\x01\x01\x00\x00\x00", id="ELF"),
        pytest.param(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", id="PNG"),
        pytest.param(b"text, then \x00 one", id="text with a NUL"),
        pytest.param(codecs.BOM_UTF8 + b"a\x00b", id="UTF-8 mark and NUL"),
        pytest.param(codecs.BOM_UTF32_LE + b"\xff\xff\xff\xff", id="UTF-32 mark, then no character"),
        pytest.param(codecs.BOM_UTF16_BE + b"\x00\x00\x00\x00", id="UTF-16 mark and NULs"),
        pytest.param(bytes(range(1, 9)) * 100 + bytes(1000), id="zeros after bytes"),
        pytest.param(b"".join(bytes((i % 32, 0)) for i in range(400)), id="a table of small 16-bit numbers"),
        pytest.param("key".encode("utf-16-le") + b"!", id="an odd number of bytes, no mark"),
        pytest.param(bytes(SAMPLE), id="zeros"),
    ],
)
def test_what_is_not_text_is_binary(head: bytes) -> None:
    assert detect(head) == (BINARY, 0)


def test_utf8_mark() -> None:
    assert detect(codecs.BOM_UTF8 + b"key") == ("utf-8", 3)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
@pytest.mark.parametrize("text", ["", "key = 1\r\n", "日本語", "\U0001f511"])
def test_marks_of_wide_encodings(mark: bytes, encoding: str, text: str) -> None:
    assert detect(mark + text.encode(encoding)) == (encoding, len(mark))


@pytest.mark.parametrize("encoding", WIDE[:2])
def test_utf16_without_a_mark(encoding: str) -> None:
    text = '[section]\r\nname = "Grüße — привет"\r\n\tpassword=…\r\n' * 3
    assert detect(text.encode(encoding)) == (encoding, 0)


def test_sample_may_end_inside_a_surrogate_pair() -> None:
    text = "a" * (SAMPLE // 2 - 1) + "\U0001f511"
    assert detect(text.encode("utf-16-le")[:SAMPLE]) == ("utf-16-le", 0)


@given(ANY_TEXT, st.sampled_from(WIDE), st.data())
def test_stored_offset_of_every_character_start(text: str, encoding: str, data: st.DataObject) -> None:
    stored = text.encode(encoding, "surrogatepass")
    # Two lone surrogates in a row are one character once they are stored: count the stored text's.
    read = stored.decode(encoding, "surrogatepass")
    cut = data.draw(st.integers(0, len(read)))
    prefix = read[:cut].encode("utf-8", "surrogatepass")
    assert to_utf8(stored, encoding).startswith(prefix)
    assert stored_offset(prefix, encoding) == len(read[:cut].encode(encoding, "surrogatepass"))


@given(st.binary(), st.sampled_from(("utf-8", "latin-1")))
def test_stored_offset_of_what_was_not_converted(prefix: bytes, encoding: str) -> None:
    assert stored_offset(prefix, encoding) == len(prefix)


@given(ANY_TEXT, st.sampled_from(WIDE), st.binary(max_size=1), st.integers(1, 9))
def test_transcoder_gives_the_same_as_all_at_once(text: str, encoding: str, tail: bytes, size: int) -> None:
    stored = text.encode(encoding, "surrogatepass") + tail
    rest = [stored[at : at + size] for at in range(0, len(stored), size)][::-1]
    reader = Transcoder(lambda _: rest.pop() if rest else b"", encoding)
    pieces = list(iter(lambda: reader.read(1), b""))
    assert b"".join(pieces) == to_utf8(stored, encoding)
    assert reader.read(1) == b""


@given(st.binary())
@example(b"\0\0")  # after the mark of UTF-16 LE: that of UTF-32 LE
def test_detect_never_raises(head: bytes) -> None:
    marks = (
        b"",
        codecs.BOM_UTF8,
        codecs.BOM_UTF16_LE,
        codecs.BOM_UTF16_BE,
        codecs.BOM_UTF32_LE,
        codecs.BOM_UTF32_BE,
    )
    for mark in marks:
        encoding, bom = detect(mark + head)
        assert (mark + head)[:bom] in marks
        assert encoding in (*WIDE, "utf-8", BINARY)
