"""Which findings are known: what must be reported first."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.suppress.baseline.entry import Entry, Mark
from piiscan.suppress.baseline.matching import Matching

C1, C2, C3 = "a" * 16, "b" * 16, "c" * 16
T1, T2 = "a" * 8, "b" * 8


def entry(path: str = "a.py", context: str = C1, tag: str = "", rule: str = "r", number: int = 1) -> Entry:
    return Entry(path, rule, context, tag, number)


def mark(
    path: str = "a.py", context: str = C1, tag: str = "", rule: str = "r", telling: bool = False
) -> Mark:
    return Mark(path, rule, context, tag, telling)


def known(
    entries: list[Entry], marks: list[Mark], *, gone: tuple[str, ...] = (), read: tuple[str, ...] = ()
) -> list:
    return Matching(entries, marks, is_gone=gone.__contains__, was_read=read.__contains__).entry_of


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (entry(), mark(context=C2)),
        (entry(), mark(rule="s")),
        (entry(), mark(path="b.py")),
        (entry(tag=T1), mark(tag=T2)),
        (entry(), mark(tag=T1)),
        (entry(tag=T1), mark()),
        (entry(tag=T1), mark(tag=T1, rule="s")),
        (entry(tag=T1), mark(tag=T1, path="b.py")),
    ],
    ids=[
        "another line",
        "another rule",
        "another file",
        "another value",
        "a value that is now a key",
        "a key that is now another value",
        "the same value by another rule",
        "a copy in another file while the first is still there",
    ],
)
def test_new(old: Entry, new: Mark):
    assert known([old], [new]) == [None]


def test_one_more_of_the_same_is_new():
    assert known([entry()], [mark(), mark()]) == [0, None]
    assert known([entry(), entry(number=2)], [mark(), mark()]) == [0, 1]
    assert known([entry(tag=T1)], [mark(tag=T1), mark(tag=T1, context=C2)]) == [0, None]


def test_a_line_that_was_edited_is_known_by_its_value():
    assert known([entry(tag=T1)], [mark(tag=T1, context=C2)]) == [0]


def test_the_surest_comes_first():
    entries = [entry(tag=T1, context=C2), entry(tag=T1)]
    assert known(entries, [mark(tag=T1), mark(tag=T1, context=C3)]) == [1, 0]


def test_a_value_that_has_moved_to_another_file():
    moved = mark(path="b.py", tag=T1, context=C2)
    assert known([entry(tag=T1)], [moved], gone=("a.py",)) == [0]
    assert known([entry(tag=T1)], [moved], read=("a.py",)) == [0]
    assert known([entry(tag=T1)], [mark(tag=T1), moved], read=("a.py",)) == [0, None]


def test_a_file_that_was_renamed():
    assert known([entry()], [mark(path="b.py", telling=True)], gone=("a.py",)) == [0]
    assert known([entry("x/a.py")], [mark(path="y/a.py")], gone=("x/a.py",)) == [0]


@pytest.mark.parametrize("read", [(), ("a.py",)])
def test_a_file_that_is_still_there_was_not_renamed(read: tuple[str, ...]):
    assert known([entry()], [mark(path="b.py", telling=True)], read=read) == [None]


def test_a_line_that_says_nothing_makes_no_rename():
    assert known([entry()], [mark(path="b.py")], gone=("a.py",)) == [None]


def test_half_of_the_entries_must_have_come_along():
    four = [entry(context=context) for context in (C1, C2, C3, "d" * 16)]
    assert known(four, [mark("b.py", C1, telling=True)], gone=("a.py",)) == [None]
    two = [mark("b.py", C1, telling=True), mark("b.py", C2)]
    assert known(four, two, gone=("a.py",)) == [0, 1]


def test_what_moved_by_its_value_speaks_for_the_rest():
    entries = [entry(tag=T1), entry(context=C2)]
    assert known(entries, [mark("b.py", C3, T1), mark("b.py", C2)], gone=("a.py",)) == [0, 1]


def test_the_better_of_two_files():
    entries = [entry(context=C1), entry(context=C2)]
    marks = [mark("b.py", C1, telling=True), mark("c.py", C1, telling=True), mark("c.py", C2)]
    assert known(entries, marks, gone=("a.py",)) == [None, 0, 1]


MARKS = st.builds(
    mark,
    path=st.sampled_from("ab"),
    context=st.sampled_from([C1, C2]),
    tag=st.sampled_from(["", T1, T2]),
    telling=st.booleans(),
)


@given(st.lists(MARKS, max_size=8), st.lists(MARKS, max_size=8), st.sets(st.sampled_from("ab")))
def test_each_entry_stands_for_one_finding_of_its_rule_and_value(
    old: list[Mark], new: list[Mark], gone: set[str]
):
    entries = [Entry.of(each) for each in old]
    matching = Matching(entries, new, is_gone=gone.__contains__)
    found = [index for index in matching.entry_of if index is not None]
    assert len(found) == len(set(found)) == len(matching.matched)
    for each, index in zip(new, matching.entry_of, strict=True):
        if index is not None:
            assert (entries[index].rule, entries[index].tag) == (each.rule, each.tag)


@given(st.lists(MARKS, max_size=8), st.permutations(range(8)))
def test_nothing_is_new_where_nothing_changed(marks: list[Mark], order: list[int]):
    entries = [Entry.of(marks[at]) for at in order if at < len(marks)]
    assert None not in Matching(entries, marks).entry_of


def test_ten_thousand_that_all_moved_take_no_minute():
    entries = [entry(f"old/{number % 500}.py", f"{number:016d}") for number in range(10_000)]
    marks = [mark(f"new/{number % 500}.py", f"{number:016d}") for number in range(10_000)]
    begun = time.process_time()
    found = Matching(entries, marks, is_gone=lambda path: path.startswith("old/")).entry_of
    assert None not in found
    assert time.process_time() - begun < 10
