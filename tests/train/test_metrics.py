"""The rules by which spans are judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

pytest.importorskip("numpy")

from piiscan.train.metrics import (
    Counts,
    Found,
    calibration_error,
    interval,
    judge,
    judge_lines,
    marked,
)
from piiscan.train.records import Document, Range, Span
from piiscan.types import Category, Status

TEXT = "user = emmy.noether\npassword = hunter2hunter2\nplain = 1\n"


def document(*spans, complete=True, negatives=()):
    return Document("d", "g", "a.py", "python", TEXT, tuple(spans), complete=complete, negatives=negatives)


NAME = Span(7, 19, "USERNAME")
SECRET = Span(31, 45, "PASSWORD")


def test_nothing_to_find_and_nothing_found_has_no_score():
    assert Counts().f() is None
    assert Counts().precision is None


def test_a_miss_and_a_false_alarm():
    outcome = judge(document(NAME), [Found(31, 45, Category.PASSWORD)])
    assert outcome.counts[Category.USERNAME] == Counts(fn=1)
    assert outcome.counts[Category.PASSWORD] == Counts(fp=1)


def test_another_category_in_the_same_place_is_wrong():
    outcome = judge(document(NAME), [Found(7, 19, Category.NAME)])
    assert outcome.counts[Category.NAME] == Counts(fp=1)
    assert outcome.counts[Category.USERNAME] == Counts(fn=1)


@pytest.mark.parametrize(("end", "right"), [(45, True), (44, True), (43, True), (42, False), (50, False)])
def test_more_than_four_fifths_of_both_must_be_shared(end, right):
    counts = judge(document(SECRET), [Found(31, end, Category.PASSWORD)]).counts[Category.PASSWORD]
    assert counts == (Counts(tp=1) if right else Counts(fp=1, fn=1))


def test_strict_wants_the_very_span():
    counts = judge(document(SECRET), [Found(31, 44, Category.PASSWORD)], strict=True).counts
    assert counts[Category.PASSWORD] == Counts(fp=1, fn=1)


def test_what_touches_an_ambiguous_value_counts_neither_way():
    outcome = judge(document(Span(7, 19, "AMBIGUOUS")), [Found(8, 12, Category.NAME)])
    assert sum(outcome.counts.values(), Counts()) == Counts()


def test_what_nobody_labelled_counts_neither_way():
    partial = document(SECRET, complete=False, negatives=(Range(46, 51),))
    outcome = judge(partial, [Found(7, 19, Category.USERNAME), Found(46, 51, Category.KEY)])
    assert outcome.counts[Category.USERNAME] == Counts()
    assert outcome.counts[Category.KEY] == Counts(fp=1)


def test_labels_of_secrets_say_nothing_of_people():
    partial = document(SECRET, complete=False, negatives=(Range(46, 51),))
    partial = replace(partial, origin="creddata")
    outcome = judge(partial, [Found(46, 48, Category.NAME), Found(49, 51, Category.KEY)])
    assert outcome.counts[Category.NAME] == Counts()
    assert outcome.counts[Category.KEY] == Counts(fp=1)


def test_placeholders_of_secrets_are_not_marked():
    items = [
        Found(0, 1, Category.PASSWORD, Status.PLACEHOLDER),
        Found(2, 3, Category.NAME, Status.PLACEHOLDER),
    ]
    assert marked(items) == items[1:]
    outcome = judge(document(Span(31, 45, "PASSWORD_EXAMPLE")), [])
    assert outcome.counts[Category.PASSWORD] == Counts()


def test_a_secret_on_its_line_is_enough_for_the_line():
    assert judge_lines(document(SECRET), [Found(33, 35, Category.KEY)]) == Counts(tp=1)
    assert judge_lines(document(SECRET), [Found(7, 19, Category.KEY)]) == Counts(fp=1, fn=1)


def test_lines_that_carry_no_label_count_neither_way():
    partial = document(SECRET, complete=False, negatives=(Range(46, 51),))
    assert judge_lines(partial, [Found(7, 19, Category.KEY)]) == Counts(fn=1)
    assert judge_lines(partial, [Found(54, 55, Category.KEY)]) == Counts(fp=1, fn=1)


def test_an_interval_holds_the_value_and_is_the_same_each_time():
    groups = {f"g{n}": Counts(n, 1, 2) for n in range(1, 12)}
    spread = interval(groups, Counts.f, draws=200)
    assert spread is not None
    value = sum(groups.values(), Counts()).f()
    assert spread[0] < value < spread[1]
    assert spread == interval(groups, Counts.f, draws=200)


def test_calibration_error_is_none_where_confidence_is_the_truth():
    rows = [(Found(0, 1, Category.NAME, confidence=1.0), True)] * 5
    assert calibration_error(rows) == 0
    assert calibration_error([(item, False) for item, _ in rows]) == 1
