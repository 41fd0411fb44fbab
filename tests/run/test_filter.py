"""A stream is masked as its text would be in one piece, wherever it is cut."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary import EMAIL, EVERYTHING, KEY_BLOCK, LINES, NAME, SECRETS, leaks, made
from piiscan import mask_bytes
from piiscan.errors import MaskError
from piiscan.mask import bytes_reader, plan, splice
from piiscan.mask.policies.policy import Policies
from piiscan.run import filter as module
from piiscan.run.chosen import chosen
from piiscan.run.engine import load_detector
from piiscan.run.filter import Filter
from piiscan.run.scanner import Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.sources.entry import MemoryEntry
from piiscan.sources.segments import Sizes
from piiscan.types import Category, NoticeKind, Severity

from .small import DETECTOR
from .test_second_look import Modest, with_model

#: Half of the overlap is more than `plan` looks at on either side of a value.
SMALL = Sizes(segment=48 << 10, overlap=12 << 10)
#: As in earnest, but for the length of a piece.
REAL = Sizes(segment=600 << 10, overlap=128 << 10)
VALUE = "acme_abcdefgh"
CODECS = ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"]


@pytest.fixture(scope="module")
def whole() -> Callable[..., Scanner]:
    detector = load_detector()
    return lambda **more: Scanner(detector, Settings(root="/", **more), Wanted(fingerprints=False), root="/")


def small_scanner() -> Scanner:
    return Scanner(DETECTOR, Settings(root="/"), Wanted(fingerprints=False), root="/")


def streamed(scanner: Scanner, data: bytes, sizes: Sizes = SMALL, floor: Severity = Severity.NOTE) -> bytes:
    return b"".join(Filter(scanner, floor, first=sizes, again=sizes).stream("a.txt", io.BytesIO(data).read))


def by_line(scanner: Scanner, data: bytes, at_once: int = 1 << 16) -> bytes:
    source = io.BytesIO(data)
    return b"".join(Filter(scanner, Severity.NOTE).lines("a.txt", lambda: source.read(at_once)))


def in_one_piece(scanner: Scanner, data: bytes, floor: Severity = Severity.NOTE) -> bytes:
    """As `piiscan mask` does it to a file, in as many rounds as a stream has."""
    for _ in range(module.STREAM_ROUNDS):
        outcome = scanner.scan([MemoryEntry("a.txt", data)])
        data = splice(
            data, plan(chosen(outcome.findings, floor), bytes_reader(data), encoding=outcome.encoding)
        )
    return data


@given(st.binary(max_size=2000))
def test_bytes_without_findings_pass_as_they_are(data: bytes):
    assert streamed(small_scanner(), data) == data
    assert by_line(small_scanner(), data) == data


@pytest.mark.parametrize("size", [0, 1, 8191, 8192, 8193, 200_000])
def test_noise_of_any_length_passes(size: int, whole):
    for data in (os.urandom(size), bytes(size), b"\xff" * size, b"\n" * size, b"a b " * (size // 4)):
        assert streamed(whole(), data) == data
        if size < 10_000:
            assert by_line(whole(), data) == data


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize(
    "line",
    [
        f"token = '{VALUE}'\n",
        f"{'é' * 50}{VALUE}\r\n",
        VALUE,
        f"{'x' * 997}{VALUE};",
        f"user:{'y' * 30}\n{'z' * 5}; {VALUE}\n",
        f"{'x' * 5000}\n{VALUE}",
    ],
    ids=["short", "accents", "one line", "one line, few values", "over a line end", "rare line ends"],
)
def test_the_same_as_in_one_piece(line: str, codec: str):
    data = (line * (200_000 // len(line) + 1)).encode(codec)
    masked = streamed(small_scanner(), data)
    assert masked == in_one_piece(small_scanner(), data) != data
    assert streamed(small_scanner(), masked) == masked
    assert VALUE.encode(codec)[4:] not in masked


PARTS = {
    "value": VALUE,
    "two lines": f"user:{'y' * 20}\n;",
    "lf": "\n",
    "crlf": "\r\n",
    "ascii": "x" * 3700,
    "accents": "é" * 1333,
    "astral": "\U0001f511" * 900,
    "space": " ",
    # On a line of its own: one at the end of a line longer than a segment is not seen at its beginning.
    "ignored": f"\n{VALUE} # piiscan: ignore\n",
}


@given(
    st.lists(st.sampled_from([*PARTS]), min_size=60, max_size=120),
    st.sampled_from(CODECS[:4]),
)
@settings(max_examples=40)
def test_the_same_wherever_it_is_cut(parts: list[str], codec: str):
    data = "".join(map(PARTS.__getitem__, parts)).encode(codec)
    masked = streamed(small_scanner(), data)
    assert masked == in_one_piece(small_scanner(), data)
    assert streamed(small_scanner(), masked) == masked
    lined = by_line(small_scanner(), data)
    assert lined == by_line(small_scanner(), data, 777)
    assert by_line(small_scanner(), lined) == lined


@pytest.mark.parametrize("before", range(0, 200, 7))
def test_a_value_across_a_border_goes_as_a_whole(before: int):
    # The borders lie at 36 KiB and so on, wherever the lines let them.
    data = b"x" * (36 * 1024 - 100 + before) + VALUE.encode() + b"y" * 60_000
    assert streamed(small_scanner(), data) == data.replace(VALUE.encode(), b"<KEY>")


def test_what_shows_only_bit_by_bit_goes_to_the_end():
    """A stream was looked at four times, whatever its length, and filtering again found more."""
    names = dict.fromkeys([f"Ada Lovelace{letter}" for letter in "abcdefghijkl"], Category.NAME)
    data = ("# Thanks to " + ", ".join(names) + "\n").encode()
    scanner = with_model(Modest(names, probability=0.9))
    masked = streamed(scanner, data)
    assert b"Lovelace" not in masked
    assert masked.count(b"<NAME>") == 12
    longer = streamed(scanner, data + b"\n" * SMALL.segment)
    assert longer.count(b"<NAME>") == module.STREAM_ROUNDS


@pytest.mark.parametrize("at_once", [1, 7, 1 << 16])
def test_a_source_may_give_less_than_it_is_asked_for(at_once: int):
    data = f"user:{VALUE};\n".encode() * 9
    source = io.BytesIO(data)
    filtering = Filter(small_scanner(), Severity.NOTE, first=SMALL, again=SMALL)
    masked = b"".join(filtering.stream("a.txt", lambda size: source.read(min(size, at_once))))
    assert masked == in_one_piece(small_scanner(), data) != data


def test_an_ignore_at_the_top_holds_in_every_round():
    data = (
        f"# piiscan: ignore-file[ACM001]\n{VALUE} user:ab;\n" * 9 + f"{'x' * 99}\n" * 1500 + VALUE
    ).encode()
    masked = streamed(small_scanner(), data)
    assert masked == in_one_piece(small_scanner(), data) == by_line(small_scanner(), data)
    assert masked.count(VALUE.encode()) == 10
    assert b"user:ab" not in masked


@given(
    st.lists(
        st.tuples(st.sampled_from([*LINES.values(), KEY_BLOCK, f"<{EMAIL}>, {NAME}"]), st.integers(0, 300_000)),
        min_size=4, max_size=9,
    ),
    st.sampled_from(CODECS),
)  # fmt: skip
@settings(max_examples=12)
def test_the_whole_catalogue_in_segments(whole, parts: list[tuple[str, int]], codec: str):
    text = "".join(f"{'x' * (space % 97)}\n" * (space // 97) + f"{value}\n" for value, space in parts)
    data = text.encode(codec)
    masked = streamed(whole(), data, REAL)
    assert masked == mask_bytes(data, "a.txt").data
    assert streamed(whole(), masked, REAL) == masked
    assert not set(leaks(masked.decode(codec))) - {"NAME"}
    assert whole().scan([MemoryEntry("a.txt", masked)]).findings == []


def test_only_what_was_chosen_goes(whole):
    data = EVERYTHING.encode()
    masked = streamed(whole(), data, floor=Severity.ERROR)
    assert masked == in_one_piece(whole(), data, Severity.ERROR)
    assert {name for name, value in SECRETS.items() if value.encode() not in masked} == {"KEY", "PASSWORD"}


def test_numbers_keep_off_those_that_stood_there_before():
    def numbered(data: bytes, method: str) -> bytes:
        source = io.BytesIO(data)
        filtering = Filter(
            small_scanner(), Severity.NOTE, policies=Policies("numbered"), first=SMALL, again=SMALL
        )
        return b"".join(
            getattr(filtering, method)("a.txt", source.read if method == "stream" else source.read1)
        )

    filler = f"{'x' * 999}\n"
    data = f"<KEY_1>\n{filler * 99}{VALUE}\nacme_bbbbbbbb {VALUE}\n{filler * 99}{VALUE}\n<KEY_3>".encode()
    wanted = data.replace(VALUE.encode(), b"<KEY_2>").replace(b"acme_bbbbbbbb", b"<KEY_3>")
    assert numbered(data, "lines") == numbered(data, "stream") == wanted
    assert numbered(wanted, "lines") == numbered(wanted, "stream") == wanted


def test_binary_passes_and_is_said():
    data = b"\x00" + VALUE.encode() * 9000
    for method, read in (("stream", io.BytesIO(data).read), ("lines", io.BytesIO(data).read1)):
        filtering = Filter(small_scanner(), Severity.NOTE)
        assert b"".join(getattr(filtering, method)("a", read)) == data
        assert [item.kind for item in filtering.notices] == [NoticeKind.BINARY]


@pytest.mark.parametrize("method", ["stream", "lines"])
def test_a_text_that_leaves_its_encoding_ends_without_a_leak(method: str):
    good = ("\ufeff" + f"{VALUE} {'x' * 9999}\n" * 200).encode("utf-32-le")
    bad = good + b"\xff\xff\xff\xff" * 2 + VALUE.encode("utf-32-le")
    source, got = io.BytesIO(bad), []
    filtering = Filter(small_scanner(), Severity.NOTE, first=SMALL, again=SMALL)
    read = source.read if method == "stream" else source.read1
    with pytest.raises(MaskError, match="nothing more is written"):
        got += _collected(getattr(filtering, method)("a", read), got)
    out = b"".join(got).decode("utf-32-le")
    assert "acme" not in out
    assert out.count("<KEY>") > 100


def _collected(chunks: Iterator[bytes], got: list[bytes]) -> list[bytes]:
    for chunk in chunks:
        got.append(chunk)
    return []


class TestLines:
    def test_a_line_is_out_before_the_next_is_read(self, whole):
        given, got = [], []

        def read() -> bytes:
            assert got == [line.replace(EMAIL, "<EMAIL>") for line in given]
            given.append(f"{LINES['EMAIL']} {len(given)}\n")
            return given[-1].encode() if len(given) < 30 else b""

        for data in Filter(whole(), Severity.NOTE).lines("a.py", read):
            got.append(data.decode())

    @pytest.mark.parametrize("codec", CODECS)
    def test_values_go_as_from_a_file(self, whole, codec: str):
        data = f"{EVERYTHING}{KEY_BLOCK}\n{EVERYTHING}the end".encode(codec)
        lined = by_line(whole(), data)
        assert lined == mask_bytes(data, "a.txt").data
        assert by_line(whole(), data, 1) == by_line(whole(), lined) == lined

    def test_what_precedes_tells_a_value(self, whole):
        password = SECRETS["PASSWORD"]
        data = f"env:\n- name: DB_PASSWORD\n  value: {password}\n".encode()
        assert password.encode() not in by_line(whole(), data)

    def test_a_value_over_two_lines_loses_what_is_not_out_yet(self):
        out = by_line(small_scanner(), b"user:ab\ncd; x\n")
        assert out.startswith(b"user:ab\n")
        assert b"cd" not in out
        assert out.endswith(b"; x\n")
        assert by_line(small_scanner(), out) == out

    def test_a_key_block_that_is_cut_is_masked_at_the_end(self, whole):
        begin, *rest = (KEY_BLOCK + "\n").splitlines(keepends=True)
        more = made("%{b64:64}", "cut")
        data = (begin + "".join(rest[:-1]) + more + "\n").encode()
        assert leaks(by_line(whole(), data)) == []
        assert more.encode() not in by_line(whole(), data)
