"""The known answers are those of the algorithm's own tests, as GitHub documents them by example."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.report import line_hash
from piiscan.report.line_hash import hash_of_lines, line_hashes


def _plainly(text: str) -> list[str]:
    """The definition, one sum for each line, with nothing clever in it."""
    data = (text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")).encode(
        "utf-16-be", "surrogatepass"
    )
    units = [data[i] << 8 | data[i + 1] for i in range(0, len(data), 2)]
    starts = [0] + [i + 1 for i, unit in enumerate(units) if unit == 10]
    units += [0xFFFF] + [0] * 100
    seen: dict[int, int] = {}
    hashes = []
    for start in starts:
        value = sum(units[start + i] * 37 ** (99 - i) for i in range(100)) % 2**64
        seen[value] = seen.get(value, 0) + 1
        hashes.append(f"{value:x}:{seen[value]}")
    return hashes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", "c129715d7a2bc9a3:1", id="nothing is one line"),
        pytest.param(
            " a\nb\n  \t\tc\n d",
            "271789c17abda88f:1 54703d4cd895b18:1 180aee12dab6264:1 a23a3dc5e078b07b:1",
            id="spaces and tabs do not count",
        ),
    ],
)
def test_known_answers(text: str, expected: str) -> None:
    assert line_hashes(text) == expected.split()


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_are_equal(end: str) -> None:
    text = "one\n\n\ttwo\nthree \n"
    assert line_hashes(text.replace("\n", end)) == line_hashes(text)


def test_equal_windows_are_numbered() -> None:
    hashes = line_hashes(("x" * 99 + "\n") * 3)
    assert [each.split(":")[1] for each in hashes] == ["1", "2", "3", "1"]
    assert len({each.split(":")[0] for each in hashes}) == 2


def test_different_windows_can_share_a_hash_and_are_numbered_together() -> None:
    # 1 more here is 37 less there: 'b', 'A' and 'a', 'f' are the same polynomial.
    first, second = (f"{pair}{'x' * 97}\n" for pair in ("bA", "af"))
    tail = "y" * 200
    assert line_hashes(f"{first}{tail}\n{second}{tail}\n")[2].endswith(":2")


def test_only_a_hundred_units_count() -> None:
    line = "a" * 100
    assert line_hashes(line + "b") == line_hashes(line + "c")
    assert line_hashes(line[1:] + "b") != line_hashes(line[1:] + "c")


def test_an_astral_character_is_two_units() -> None:
    line = "a" * 98 + "😀"
    assert line_hashes(line + "b") == line_hashes(line + "c")
    assert line_hashes("😀\nb") == _plainly("😀\nb")


_TEXTS = st.text(st.sampled_from("ab \t\r\n\u00e9\u65e5😀\udcff\uffff\x00"), max_size=400)


@given(_TEXTS)
def test_the_rolling_hash_is_the_definition(text: str) -> None:
    assert line_hashes(text) == _plainly(text)


@given(_TEXTS.map(lambda text: text.replace("\r", "\r\n")), st.sets(st.integers(-1, 60)))
def test_wanted_lines_get_the_same_hashes(text: str, wanted: set[int]) -> None:
    every = line_hashes(text)
    expected = {line: every[line - 1] for line in wanted if 1 <= line <= len(every)}
    assert hash_of_lines(text, wanted) == expected


@pytest.mark.parametrize(
    ("text", "line", "same_as"),
    [
        ("a\rb\nc\r\nd", 1, 1),
        ("a\rb\nc\r\nd", 2, 3),
        ("a\rb\nc\r\nd", 3, 4),
        ("\r\r\na", 2, 3),
        ("a\nb\r", 2, 2),
    ],
)
def test_wanted_lines_end_at_lf_even_where_a_lone_cr_stands(text: str, line: int, same_as: int) -> None:
    assert hash_of_lines(text, [line]) == {line: line_hashes(text)[same_as - 1]}


@pytest.mark.parametrize("wanted", [[], [0], [-3], [3]])
def test_lines_that_are_not_there_are_left_out(wanted: list[int]) -> None:
    assert hash_of_lines("a\nb", wanted) == {}


def test_a_minified_line_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    advanced = line_hash._advanced

    def counting(value: int, units: Sequence[int]) -> int:
        read.append(len(units))
        return advanced(value, units)

    monkeypatch.setattr(line_hash, "_advanced", counting)
    line_hashes("a" * 1_000_000 + "\nb")
    assert sum(read) == 200
