"""A large file is read in pieces and gives the findings that it gives as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary import EVERYTHING, KEY_BLOCK
from piiscan.run.engine import load_detector
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.sources import reader
from piiscan.sources.segments import Sizes
from piiscan.types import Blob, Finding, Notice, Severity

from .small import scan_entries

#: Small pieces for the small rules; their overlap is more than twice what a rule or a frame looks at.
SMALL = Sizes(whole=8 << 10, segment=12 << 10, overlap=3 << 10)
#: As in earnest, but for the length of a piece.
REAL = Sizes(whole=600 << 10, segment=600 << 10, overlap=128 << 10)
VALUE = "acme_abcdefgh"


class Pieces(NamedTuple):
    data: bytes
    sizes: Sizes
    path: str = "a.txt"

    def read(self) -> Iterator[Blob | Notice]:
        return reader.read_bytes(self.path, self.data, self.sizes)


def both(data: bytes) -> tuple[Outcome, Outcome]:
    count = sum(isinstance(item, Blob) for item in Pieces(data, SMALL).read())
    assert count > 1, "the text is too short to be cut"
    return scan_entries([Pieces(data, SMALL)]), scan_entries([Pieces(data, Sizes())])


def comparable(findings: list[Finding], *, hashes: bool) -> list[Finding]:
    # Which of several equal lines a line is, GitHub's hash says by counting from the start of the piece.
    return [item._replace(line_hash=item.line_hash.split(":")[0] if hashes else "") for item in findings]


def assert_same(data: bytes, *, hashes: bool = True) -> Outcome:
    """`hashes` is false where a line is longer than what pieces share: GitHub's is over the line's start."""
    cut, whole = both(data)
    assert comparable(cut.findings, hashes=hashes) == comparable(whole.findings, hashes=hashes)
    assert cut.totals.suppressed == whole.totals.suppressed
    assert cut.totals.files == whole.totals.files == 1
    assert cut.totals.bytes == whole.totals.bytes
    return cut


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "latin-1"])
@pytest.mark.parametrize(
    "line",
    [
        f"token = '{VALUE}'\n",
        f"{'é' * 50}{VALUE}\r\n",
        f"{VALUE}",
        f"{'x' * 997}{VALUE};",
        f"user:{'y' * 30}\n{'z' * 5}; {VALUE}\n",
        f"{'x' * 5000}\n{VALUE}",
        f"{VALUE}{'x' * 5000}",
    ],
    ids=[
        "short lines",
        "accents",
        "one line",
        "one line, few values",
        "over a line end",
        "rare line ends",
        "rare values",
    ],
)
def test_the_same_as_in_one_piece(line: str, codec: str):
    mark = "\ufeff" if codec == "utf-16-be" else ""
    data = (mark + line * (60_000 // len(line) + 1)).encode(codec)
    assert assert_same(data, hashes="\n" in line and len(line) < 2000).findings


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-32-be", "latin-1"])
@pytest.mark.parametrize("filler", ["x", "é", "\U0001f511"], ids=["ASCII", "two bytes", "astral"])
def test_columns_on_a_line_longer_than_a_piece(filler: str, codec: str):
    if codec == "latin-1" and filler > "\xff":
        pytest.skip("no such character")
    mark = "\ufeff" if codec == "utf-32-be" else ""
    findings = assert_same(
        f"{mark}first\n{f'{filler * 497}{VALUE};' * 60}".encode(codec), hashes=False
    ).findings
    assert [item.start_column for item in findings] == [498 + 511 * number for number in range(60)]


@given(
    st.lists(
        st.sampled_from([VALUE, f"user:{'y' * 20}\n;", "\n", "\r\n", "x" * 700, "é" * 333, "\U0001f511" * 100, " ", "# piiscan: ignore\n"]),
        min_size=40, max_size=80,
    ),
    st.sampled_from(["utf-8", "utf-16"]),
)  # fmt: skip
@settings(max_examples=40)
def test_the_same_wherever_it_is_cut(parts: list[str], codec: str):
    assert_same(("".join(parts) + "x" * 20_000).encode(codec), hashes=False)


def test_astral_characters_are_never_cut_in_two():
    assert_same(("\U0001f511" * 40 + VALUE).encode() * 400, hashes=False)


@pytest.mark.parametrize(
    ("comment", "left"),
    [
        ("# piiscan: ignore-file\n", 0),
        ("# piiscan: ignore-file[ACM002]\n", 1),
        ("\n" * 9000 + "# piiscan: ignore-file\n", 1),
        ("", 1),
    ],
    ids=["all", "another rule", "too far down", "nothing"],
)
def test_an_ignore_at_the_top_holds_to_the_end(comment: str, left: int):
    data = (comment + "x\n" * 30_000 + VALUE + "\n").encode()
    assert len(assert_same(data).findings) == left


@pytest.mark.parametrize("before", range(0, 3000, 211))
def test_an_ignore_beside_a_cut_holds(before: int):
    data = (
        "x\n" * 4000
        + "y" * before
        + "\n"
        + f"# piiscan: ignore-next-line\n{VALUE}  \n{VALUE} # piiscan: ignore\n" * 400
    ).encode()
    assert assert_same(data).findings == []


def test_equal_lines_in_different_pieces_have_different_fingerprints():
    cut, _ = both((VALUE + "\n").encode() * 5000)
    assert len({item.fingerprint for item in cut.findings}) == 5000


def test_a_text_of_several_pieces_through_the_whole_catalogue():
    block = "x" * 97 + "\n"
    text = "".join(f"{EVERYTHING}{block * 1500}{KEY_BLOCK}\n{block * 900}" for _ in range(5))
    scanner = Scanner(load_detector(), Settings(root="/"), Wanted(frames=Severity.NOTE), root="/")
    cut, whole = (scanner.scan([Pieces(text.encode(), sizes)]) for sizes in (REAL, Sizes()))
    assert len(list(Pieces(text.encode(), REAL).read())) > 2
    assert cut.findings == whole.findings
    assert sum(item.mask == "PRIVATE_KEY" for item in cut.findings) == 5
