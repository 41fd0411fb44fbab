"""Rules and predictions together."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.model.combine import MUTE, RuleSpan, combine
from piiscan.model.spans import Prediction
from piiscan.types import Category, Status

HALF = dict.fromkeys(Category, 0.5)


def rule(start, end, category=Category.PASSWORD, confidence=0.6, generic=True, kind=Status.LIVE):
    return RuleSpan(start, end, category, kind, confidence, generic)


def seen(start, end, probability, category=Category.PASSWORD, kind=Status.LIVE):
    return Prediction(start, end, category, kind, probability)


def apart(make):
    steps = st.tuples(
        st.integers(0, 3), st.integers(1, 5), st.sampled_from(list(Category)), st.floats(0.01, 0.99)
    )

    def place(parts):
        items, at = [], 0
        for gap, length, category, probability in parts:
            items.append(make(at + gap, at + gap + length, category, probability))
            at += gap + length
        return items

    return st.lists(steps, max_size=10).map(place)


def test_nothing_gives_nothing():
    assert combine([], [], HALF) == []


def test_a_prediction_below_its_threshold_adds_nothing():
    assert combine([], [seen(0, 5, 0.49)], HALF) == []


def test_a_generic_finding_stands_down_where_the_model_is_silent():
    assert combine([rule(0, 5, Category.NAME, confidence=0.35)], [], HALF) == []


def test_a_secret_of_a_rule_does_not():
    assert len(combine([rule(0, 5, Category.PASSWORD, confidence=0.35)], [], HALF)) == 1
    assert len(combine([rule(0, 5, Category.KEY, confidence=0.35)], [], HALF)) == 1


def test_silence_says_nothing_of_a_category_that_the_model_does_not_speak_of():
    found = combine([rule(0, 5, confidence=0.35)], [], {**HALF, Category.PASSWORD: MUTE})
    assert [(item.confidence, item.layers) for item in found] == [(0.35, ("rule",))]


def test_silence_says_nothing_where_the_model_has_not_read():
    assert len(combine([rule(0, 5, confidence=0.35)], [], HALF, seen=False)) == 1


def test_a_proven_finding_stands_whatever_the_model_says():
    found = combine([rule(0, 5, generic=False, confidence=0.9)], [seen(0, 5, 0.99, Category.ID)], HALF)
    assert [(item.category, item.confidence, item.layers) for item in found] == [
        (Category.PASSWORD, 0.9, ("rule",))
    ]


def test_the_model_lifts_a_generic_finding_and_says_its_kind():
    found = combine([rule(0, 5)], [seen(0, 5, 0.95, kind=Status.PLACEHOLDER)], HALF)
    assert found[0].layers == ("rule", "model")
    assert found[0].confidence > 0.6
    assert found[0].kind is Status.PLACEHOLDER


def test_the_model_adds_what_rules_miss():
    found = combine([rule(0, 5, generic=False)], [seen(9, 12, 0.8, Category.NAME)], HALF)
    assert [item.layers for item in found] == [("rule",), ("model",)]


@given(
    apart(lambda a, b, c, p: RuleSpan(a, b, c, Status.LIVE, p, bool(a % 2))),
    apart(lambda a, b, c, p: Prediction(a, b, c, Status.LIVE, p)),
)
def test_findings_are_apart_and_proven_ones_stay(rules, predictions):
    found = combine(rules, predictions, HALF)
    assert all(one.end <= other.start for one, other in pairwise(found))
    kept = {(item.start, item.end, item.category) for item in found}
    assert {(item.start, item.end, item.category) for item in rules if not item.generic} <= kept


@pytest.mark.parametrize(
    ("category", "kind", "word", "expected"),
    [
        (Category.USERNAME, Status.LIVE, Status.LICENCE, Status.LIVE),
        (Category.USERNAME, Status.LICENCE, Status.LIVE, Status.LICENCE),
        (Category.ID, Status.PLACEHOLDER, Status.LIVE, Status.PLACEHOLDER),
        (Category.KEY, Status.PLACEHOLDER, Status.LIVE, Status.PLACEHOLDER),
        (Category.USERNAME, Status.PLACEHOLDER, Status.LIVE, Status.LIVE),
        (Category.USERNAME, Status.LIVE, Status.PLACEHOLDER, Status.PLACEHOLDER),
        (Category.NAME, Status.LICENCE, Status.LIVE, Status.LIVE),
        (Category.NAME, Status.LIVE, Status.LICENCE, Status.LICENCE),
        (Category.PASSWORD, Status.LIVE, Status.PLACEHOLDER, Status.PLACEHOLDER),
    ],
)
def test_of_which_kind_it_is(category, kind, word, expected):
    ours = rule(0, 5, category, kind=kind)
    (found,) = combine([ours], [seen(0, 5, 0.9, category, word)], HALF)
    assert found.kind is expected
    (found,) = combine([ours], [seen(0, 5, 0.3, category, word)], HALF)
    assert found.kind is kind, "it is not sure that there is any"


def test_what_a_rule_proves_is_what_it_says():
    for category in (Category.EMAIL, Category.KEY):
        sure = rule(0, 5, category, confidence=0.9, generic=False)
        (found,) = combine([sure], [seen(0, 5, 0.95, category, Status.PLACEHOLDER)], HALF)
        assert found.kind is Status.LIVE
