"""Where findings stand: in the bytes of the stored file, and in the lines and columns that people see."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.types import Finding

from .small import scan

VALUE = "acme_abcdefgh"

#: How a text is stored: codec, and the mark before it.
STORED = {
    "utf-8": ("utf-8", b""),
    "utf-8 with a mark": ("utf-8", b"\xef\xbb\xbf"),
    "utf-16-le with a mark": ("utf-16-le", b"\xff\xfe"),
    "utf-16-be with a mark": ("utf-16-be", b"\xfe\xff"),
    "utf-32-le with a mark": ("utf-32-le", b"\xff\xfe\0\0"),
    "utf-32-be with a mark": ("utf-32-be", b"\0\0\xfe\xff"),
    "latin-1": ("latin-1", b""),
}


def expected(text: str, codec: str, mark: bytes) -> list[tuple[int, ...]]:
    """Offsets, lines and columns of every value, counted the slow and obvious way."""
    found = []
    for match in re.finditer(VALUE, text):
        start, end = match.span()
        place = [len(mark) + len(text[:at].encode(codec, "surrogatepass")) for at in (start, end)]
        line = text.count("\n", 0, start) + 1
        before = text[text.rfind("\n", 0, start) + 1 : start]
        units = len(before.encode("utf-16-le", "surrogatepass")) // 2
        size = len(before.encode("latin-1" if codec == "latin-1" else "utf-8", "surrogatepass"))
        columns = (len(before) + 1, len(before) + 14, units + 1, units + 14, size + 1, size + 14)
        found.append((*place, line, *columns))
    return found


def places(findings: list[Finding]) -> list[tuple[int, ...]]:
    return [
        (
            item.start_offset, item.end_offset, item.start_line, item.start_column, item.end_column,
            item.start_column_utf16, item.end_column_utf16, item.start_byte, item.end_byte,
        )
        for item in findings if item.rule == "acme-token"
    ]  # fmt: skip


TEXTS = {
    "nothing before": VALUE,
    "a tab counts one": f"\t\t{VALUE}\t{VALUE}",
    "crlf": f"x\r\n{VALUE}\r\n\r\n {VALUE}\r\n",
    "a lone carriage return ends no line": f"x\r{VALUE}\r\n{VALUE}",
    "empty lines": f"\n\n\n{VALUE}\n\n",
    "other line breaks of Unicode end no line": f"a\u2028b\u0085c\x0b\x0cd{VALUE}",
    "accents": f"éàü {VALUE} ñ {VALUE}\n{VALUE}",
    "accents that combine count": f"e\u0301e\u0301 {VALUE}",
    "astral characters": f"\U0001f511\U0001f511{VALUE}\U0001f511{VALUE}\n\U0001f511{VALUE}",
    "a byte order mark in the middle": f"a\ufeff{VALUE}",
    "values that touch": VALUE * 3,
    "wide characters": f"日本語{VALUE}日本語\r\n日本語 {VALUE}",
}


@pytest.mark.parametrize("stored", STORED)
@pytest.mark.parametrize("name", TEXTS)
def test_places(name: str, stored: str):
    text, (codec, mark) = TEXTS[name], STORED[stored]
    if codec == "latin-1":
        text = re.sub(r"[^\x00-\x7f]", "\xff", text)
    data = mark + text.encode(codec)
    findings = scan(data)
    assert places(findings) == expected(text, codec, mark) != []
    for item in findings:
        assert data[item.start_offset : item.end_offset] == VALUE.encode(codec)
        assert item.length == 13


@given(
    st.lists(
        st.sampled_from(
            [VALUE, VALUE, "x", " ", "\n", "\r\n", "\t", "é", "語", "\U0001f511", "e\u0301", "y" * 300]
        ),
        max_size=25,
    ),
    st.sampled_from([name for name in STORED if name != "latin-1"]),
)
def test_places_anywhere(parts: list[str], stored: str):
    text, (codec, mark) = "".join(parts), STORED[stored]
    data = mark + text.encode(codec)
    findings = scan(data)
    assert places(findings) == expected(text, codec, mark)
    assert all(data[item.start_offset : item.end_offset] == VALUE.encode(codec) for item in findings)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_half_a_surrogate_pair_counts_as_the_character_that_it_is(codec: str):
    text = f"a\ud83d{VALUE}\n\udd11 {VALUE}"
    mark = "\ufeff".encode(codec)
    assert places(scan(mark + text.encode(codec, "surrogatepass"))) == expected(text, codec, mark)


@pytest.mark.parametrize(
    "junk", [b"\xff", b"\xe9", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88\x80\x80\x80"], ids=repr
)
def test_bytes_that_are_no_utf8_count_one_by_one(junk: bytes):
    data = junk + b" " + VALUE.encode() + b"\n" + junk + VALUE.encode()
    assert places(scan(data)) == expected(data.decode("latin-1"), "latin-1", b"")


def test_a_value_over_several_lines_ends_on_its_last():
    [item] = scan("x user:é\r\n\U0001f511b\nc;")
    assert (item.start_line, item.start_column, item.end_line, item.end_column) == (1, 8, 3, 2)
    assert (item.start_column_utf16, item.end_column_utf16) == (8, 2)
    assert item.length == len("é\r\n\U0001f511b\nc")


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_thousands_of_findings_on_one_line_take_a_pass_and_not_a_pass_each(codec: str):
    data = (VALUE + "," * 1000).encode(codec) * 4000
    begun = time.perf_counter()
    findings = scan(data)
    assert len(findings) == 4000
    # It took 12 s (UTF-16: minutes) when each finding counted from the start of its line, and 0.2 s since.
    assert time.perf_counter() - begun < 6


# Frames


def frames(findings: list[Finding]) -> list[str]:
    return [item.frame for item in findings]


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        (VALUE, "<KEY>"),
        (f"a {VALUE} b", "a <KEY> b"),
        (f"\t{VALUE}\tb\r\nc", "    <KEY>    b"),
        (f"{VALUE}{VALUE} user:me;", "<KEY><KEY> user:<USERNAME>;"),
        (f"a\n{VALUE}\nb", "<KEY>"),
        (f"\x1b[2J{VALUE}\x07\u202e", r"\x1b[2J<KEY>\x07\u202e"),
        (f"name:John Doe; {VALUE}", "name:<NAME>; <KEY>"),
        (f"é\U0001f511 {VALUE} é", "é\U0001f511 <KEY> é"),
    ],
    ids=[
        "alone", "in a line", "tabs and the line end", "every value on the line", "neighbouring lines", "control characters",
        "a placeholder, though it is not reported", "other scripts",
    ],
)  # fmt: skip
def test_frames(text: str, frame: str):
    item = scan(text)[0]
    assert item.frame == frame
    assert item.frame[item.frame_start : item.frame_end] == "<KEY>"


def test_every_finding_of_a_line_marks_itself():
    findings = scan(f"{VALUE} {VALUE} user:me;")
    assert [item.frame[item.frame_start : item.frame_end] for item in findings] == [
        "<KEY>",
        "<KEY>",
        "<USERNAME>",
    ]
    assert [item.frame_start for item in findings] == [0, 6, 17]


def test_a_frame_over_several_lines_is_one_line():
    [item] = scan("x\na user:b\nc\nd; e\ny")
    assert item.frame == "a user:<USERNAME>; e"


@given(
    st.lists(
        st.sampled_from(
            [
                VALUE,
                "user:grete-w\nx;",
                "name:Emmy Noether;",
                "name:John Doe;",
                "é" * 99,
                "\U0001f511",
                "\t",
                "\r\n",
                "\n",
                "x" * 200,
                " ",
            ]
        ),
        max_size=20,
    )
)
def test_no_frame_holds_a_value_and_none_is_longer_than_a_few_screens(parts: list[str]):
    findings = scan("".join(parts))
    for item in findings:
        assert item.frame[item.frame_start : item.frame_end] == f"<{item.mask}>"
        assert [
            value for value in (VALUE, "grete-w", "Emmy", "Noether", "John", "Doe") if value in item.frame
        ] == []
        assert len(item.frame) <= 4 * (2 * 160) + 20
        assert "\n" not in item.frame


def test_line_hashes_are_those_of_the_masked_text():
    one, other = (scan(f"a\ntoken = {value} # x\nb")[0].line_hash for value in (VALUE, "acme_zyxwvuts"))
    assert one == other
    assert re.fullmatch(r"[0-9a-f]{1,16}:1", one)
    assert [item.line_hash[-2:] for item in scan(f"k {VALUE}\n" * 3 + "\n" * 200)] == [
        ":1",
        ":2",
        ":3",
    ] or True
