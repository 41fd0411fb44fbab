"""One span, one label: what stays is disjoint, sorted, and the same in whatever order it came."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rule_table import build
from piiscan.detect.candidate import Candidate
from piiscan.detect.resolve import resolve
from piiscan.types import Category

from .make import at

RULES = [
    build(id=f"rule-{number}", code=f"ACM{number:03}", category=category.value, generic=generic)
    for number, (category, generic) in enumerate((c, g) for c in Category for g in (False, True))
]
BY_CODE = {rule.code: rule for rule in RULES}
DATA = bytes(200)


def make(start: int, end: int, rule=RULES[0], confidence: float = 0.8, proven: bool = False) -> Candidate:
    found = at(DATA, start, end, rule=rule)
    found.confidence = confidence
    if proven:
        found.prove()
    return found


@st.composite
def some(draw: st.DrawFn) -> Candidate:
    start = draw(st.integers(0, 60))
    return make(
        start, start + draw(st.integers(1, 25)), draw(st.sampled_from(RULES)),
        draw(st.sampled_from([0.5, 0.8, 0.95])), draw(st.booleans()),
    )  # fmt: skip


def place(item: Candidate) -> tuple[object, ...]:
    return item.start, item.end, item.rule.code, item.confidence, item.layers


def overlap(a: Candidate, b: Candidate) -> bool:
    return a.start < b.end and b.start < a.end


@given(st.lists(some(), max_size=12), st.randoms(use_true_random=False))
def test_disjoint_sorted_maximal_and_the_same_in_any_order(found, random):
    kept = resolve(list(found))
    assert all(a.end <= b.start for a, b in pairwise(kept))
    assert all(any(item is one for one in found) for item in kept)
    assert all(any(overlap(item, one) for one in kept) for item in found)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert [place(item) for item in resolve(shuffled)] == [place(item) for item in kept]


def named(category: str, *, generic: bool = False):
    return next(rule for rule in RULES if rule.category == category and rule.generic is generic)


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        # Proof beats everything, a rule that knows the format all but that, then the graver category.
        (make(0, 9, named("NAME", generic=True), 0.5, proven=True), make(0, 50, named("KEY"), 0.98)),
        (make(0, 9, named("NAME"), 0.5), make(0, 50, named("KEY", generic=True), 0.98)),
        (make(0, 9, named("KEY"), 0.5), make(0, 50, named("PASSWORD"), 0.98)),
        (make(0, 9, named("PASSWORD"), 0.5), make(0, 50, named("ID"), 0.98)),
        (make(0, 9, named("ID"), 0.5), make(0, 50, named("EMAIL"), 0.98)),
        (make(0, 9, named("EMAIL"), 0.5), make(0, 50, named("IP_ADDRESS"), 0.98)),
        (make(0, 9, named("IP_ADDRESS"), 0.5), make(0, 50, named("USERNAME"), 0.98)),
        (make(0, 9, named("USERNAME"), 0.5), make(0, 50, named("NAME"), 0.98)),
        (make(0, 9, confidence=0.9), make(0, 50, confidence=0.8)),
        (make(0, 50), make(0, 49)),
    ],
)
def test_the_better_one_stays(better: Candidate, worse: Candidate):
    assert resolve([worse, better]) == [better]
    assert resolve([better, worse]) == [better]


def test_a_tie_falls_to_the_later_code():
    first, second = make(0, 9, BY_CODE["ACM000"]), make(0, 9, BY_CODE["ACM000"])
    other = make(0, 9, build(id="other", code="ACM999", category=first.rule.category.value))
    assert resolve([first, other, second]) == [other]


def test_neighbours_touch_and_both_stay():
    left, right = make(0, 5), make(5, 9)
    assert resolve([right, left]) == [left, right]


def test_what_the_loser_covered_beside_the_winner_is_free_again():
    winner, loser, beyond = (
        make(5, 10, named("KEY")),
        make(0, 30, named("NAME")),
        make(20, 25, named("EMAIL")),
    )
    assert resolve([loser, beyond, winner]) == [winner, beyond]


def test_nothing_and_one():
    one = make(3, 4)
    assert resolve([]) == []
    assert resolve([one]) == [one]
