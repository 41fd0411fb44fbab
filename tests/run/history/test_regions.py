from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.run.history import regions
from piiscan.run.history.regions import _MARK, _NEARLY, Seen, _alike, _differing

Lines = list[bytes]
LINES = st.lists(st.sampled_from([b"a", b"bb", b"ccc ccc", b"", b"dddddddddddd", b"e" * 90]), max_size=60)


def text(lines: list[bytes]) -> bytes:
    return b"\n".join(lines)


def lines_of(count: int, mark: bytes = b"") -> bytes:
    return b"".join(b"line %d of many%s\n" % (number, mark) for number in range(count))


# Nothing to look at


def test_the_same_again() -> None:
    assert Seen().regions("a", b"x\n", "b", b"x\n") == []


def test_large_versions_that_take_turns() -> None:
    seen, one, two = Seen(), lines_of(9_000), lines_of(9_000, b"!")
    assert seen.regions("one", one, "two", two)
    assert seen.regions("two", two, "three", one) == []


# Something to look at


def test_only_what_differs_and_its_neighbours() -> None:
    old = lines_of(2000)
    new = old.replace(b"line 1000 of many", b"line 1000 of some")
    ((start, end, first, last),) = Seen(margin=100).regions("a", old, "b", new)
    assert b"line 1000 of some" in new[start:end]
    assert new[start - 1 : start] == b"\n"
    assert new[end : end + 1] == b"\n"
    assert 200 < end - start < 320 + 2 * _NEARLY
    assert first <= new.index(b"some") < last
    assert last - first <= 2 * _NEARLY + 4


def test_a_removed_line_brings_its_neighbours_together() -> None:
    old = lines_of(200)
    ((start, end, _, _),) = Seen(margin=40).regions("a", old, "b", old.replace(b"line 100 of many\n", b""))
    assert start < old.index(b"line 100 ") < end


def test_a_key_is_looked_at_as_a_whole() -> None:
    begin, end = b"-----BEGIN X-----\n", b"-----END X-----\n"
    body = lines_of(900)
    old = lines_of(300) + begin + body + end + lines_of(300)
    new = old.replace(b"line 450 of many", b"line 450 of some")
    seen = Seen(margin=100)
    seen.learn(old)
    regions = seen.regions("a", old, "b", new)
    assert any(start <= new.index(begin) and stop >= new.index(end) for start, stop, _, _ in regions)


def test_a_document_whose_kind_decides_is_looked_at_as_a_whole() -> None:
    old = b"kind: Secret\n" + lines_of(900)
    seen = Seen(margin=10)
    seen.learn(old)
    assert seen.regions("a", old, "b", old + b"x\n") == [(0, len(old) + 2, len(old), len(old) + 2)]


@pytest.mark.parametrize(
    "mark", [b"-----BEGIN X-----", b"PuTTY-User-Key-File-3: x", b'kind"         :         "Secret']
)
@pytest.mark.parametrize("cut", [1, 9])
def test_a_mark_that_an_edit_completes_is_seen(mark: bytes, cut: int) -> None:
    """Most of it stood there before: only a part of it differs."""
    assert len(mark) <= _MARK
    old = lines_of(300) + mark[:cut] + b"\n" + lines_of(300)
    new = lines_of(300) + mark + b"\n" + lines_of(300)
    seen = Seen(margin=10)
    seen.learn(old)
    assert (seen._blocks, seen._documents) == (False, False)
    seen.regions("a", old, "b", new)
    assert (seen._blocks, seen._documents) != (False, False)


@given(st.binary(max_size=3000), st.binary(max_size=9), st.integers(0, 3000), st.integers(0, 9))
def test_common_ends(data: bytes, put: bytes, at: int, cut: int) -> None:
    other = data[:at] + put + data[at + cut :]
    most = min(len(data), len(other))
    start = _alike(data, 0, other, 0, most)
    assert data[:start] == other[:start]
    near = start + _NEARLY + 16
    assert start == most or data[start:near] != other[start:near]
    end = _alike(data, len(data), other, len(other), most - start, back=True)
    assert end <= most - start
    assert data[len(data) - end :] == other[len(other) - end :]


@given(LINES, LINES, LINES, LINES)
def test_what_is_left_out_is_there_in_one_piece(a: Lines, b: Lines, c: Lines, d: Lines) -> None:
    """And in the same order, however few bytes a probe has."""
    old, new = text([*a, *b, *c, *d]), text([*a, *c, *b, *d, b"x"])
    with patched(_PROBE=3, _STEP=1, _ALIKE=1):
        found = _differing(old, new, 0, len(new), len(old))
    assert found[0][0] == 0
    assert found[-1][1] == len(new)
    at = 0
    for (_, end), (start, _) in pairwise(found):
        assert end <= start
        at = old.index(new[end:start], at)


@contextmanager
def patched(**values: int) -> Iterator[None]:
    before = {name: getattr(regions, name) for name in values}
    vars(regions).update(values)
    try:
        yield
    finally:
        vars(regions).update(before)


def windows(data: bytes, size: int) -> set[bytes]:
    return {data[at : at + size] for at in range(max(1, len(data) - size + 1))}


@given(st.lists(LINES, min_size=2, max_size=6))
def test_every_piece_of_text_is_looked_at_in_some_version(versions: list[Lines]) -> None:
    """The promise: whatever stands in ``margin`` bytes of any version was in a region of that or an earlier one."""
    keep_promise(versions)


@given(st.lists(LINES, min_size=2, max_size=6))
def test_the_same_where_versions_are_compared_in_between(versions: list[Lines]) -> None:
    with patched(_WORTH_COMPARING=0, _PROBE=3, _STEP=1, _ALIKE=1):
        keep_promise(versions)


def keep_promise(versions: list[Lines]) -> None:
    margin = 8
    seen, done, base = Seen(margin), set(), b""
    for number, lines in enumerate(versions):
        data = text(lines)
        found = (
            seen.regions(str(number - 1), base, str(number), data)
            if number
            else [(0, len(data), 0, len(data))]
        )
        assert found == sorted(found)
        assert all(0 <= start <= first <= last <= end <= len(data) for start, end, first, last in found)
        for start, end, _, _ in found:
            done |= windows(data[start:end], margin)
        assert windows(data, margin) <= done | {b""} or len(data) < margin
        base = data


@given(st.lists(LINES, min_size=2, max_size=8))
def test_the_same_line_by_line(versions: list[Lines]) -> None:
    """As above for large files: there, three lines that follow on each other are what counts."""
    with patched(_WORTH_SPLITTING=0):
        seen, done, base = Seen(1), set(), b""
        for number, lines in enumerate(versions):
            data = text(lines)
            found = (
                seen.regions(str(number - 1), base, str(number), data)
                if number
                else [(0, len(data), 0, len(data))]
            )
            for start, end, _, _ in found:
                inside = data[start:end].split(b"\n")
                done |= set(zip(inside, inside[1:], inside[2:], strict=False))
            every = data.split(b"\n")
            assert set(zip(every, every[1:], every[2:], strict=False)) <= done
            base = data
