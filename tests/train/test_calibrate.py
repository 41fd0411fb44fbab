"""Thresholds and temperatures, from predictions whose truth is known."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("numpy")

from piiscan.errors import DataError
from piiscan.train import thresholds
from piiscan.train.calibrate import _temperature, calibrate, from_json, to_json
from piiscan.train.metrics import Counts, Found
from piiscan.train.pseudo import _precise
from piiscan.train.records import Document, Span
from piiscan.train.thresholds import DOUBT, NEVER, Group, _Pool, least
from piiscan.types import Category


def test_nothing_predicted_leaves_everything_missed():
    assert least([], 5, 1.0) == (NEVER, Counts(fn=5))


def test_what_rules_find_already_asks_more_of_the_model():
    rows = [(0.9, True), (0.8, False), (0.75, False), (0.7, True), (0.6, False)]
    alone, _ = least(rows, 20, 1.0)
    beside, counts = least(rows, 20, 1.0, Counts(tp=18, fn=2))
    assert alone < beside
    assert counts == Counts(19, 0, 1)
    assert least([(0.9, False)], 20, 1.0, Counts(tp=18, fn=2)) == (NEVER, Counts(18, 0, 2))


def test_precision_asks_for_more_than_recall():
    source = random.Random(0)
    rows = [(p, source.random() < p) for p in (source.random() for _ in range(500))]
    wanted = sum(good for _, good in rows) + 20
    chosen = [least(rows, wanted, beta)[0] for beta in (0.5, 1.0, 2.0)]
    assert chosen[0] > chosen[1] > chosen[2]


def test_the_threshold_reaches_what_it_says():
    rows = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.2, False)]
    threshold, counts = least(rows, 4, 1.0)
    above = [good for p, good in rows if p >= threshold]
    assert counts == Counts(sum(above), len(above) - sum(above), 4 - sum(above))


def test_a_temperature_undoes_what_is_too_sure():
    source = random.Random(1)
    rows = [(0.99, source.random() < 0.8) for _ in range(400)]
    assert _temperature(rows) > 2
    assert _temperature([(0.8, source.random() < 0.8) for _ in range(4000)]) == pytest.approx(1, abs=0.15)


def test_what_cannot_be_precise_is_never_sure():
    assert _precise([(0.9, False)] * 20, 0.95, 8) > 1
    assert _precise([(0.9, True)] * 7, 0.95, 8) > 1
    assert _precise([(0.9, True)] * 10 + [(0.5, False)] * 10, 0.95, 8) == 0.9


def test_json_goes_both_ways():
    from piiscan.model.pieces import SPECIALS
    from piiscan.model.tokenizer import Tokenizer

    made = calibrate([], [], Tokenizer(SPECIALS))
    assert from_json(to_json(made), "x") == made
    with pytest.raises(DataError, match="not what"):
        from_json({"bias": 1}, "x")


def test_most_of_what_is_added_must_be_right():
    rows = [(0.9, False), (0.8, True), (0.7, False), (0.6, False), (0.5, True)]
    assert least(rows, 40, 1.0, Counts(fn=40))[0] < 0.5
    assert least(rows, 40, 1.0, Counts(fn=40), 0.5) == (NEVER, Counts(0, 0, 40))


def test_a_few_right_ones_are_not_enough_to_believe_in():
    rows = [(0.9 - number / 100, True) for number in range(DOUBT - 1)]
    assert least(rows, 40, 1.0, Counts(fn=40), 0.5) == (NEVER, Counts(0, 0, 40))
    rows.append((0.5, True))
    assert least(rows, 40, 1.0, Counts(fn=40), 0.5) == (0.25, Counts(DOUBT, 0, 40 - DOUBT))


def test_one_package_decides_nothing_by_itself():
    rows = [(0.9 - number / 100, True) for number in range(20)]
    alike = [Group(True, "a" if number else "b") for number in range(20)]
    alike[0], alike[1], alike[2] = Group(True, "b"), Group(True, "c"), Group(True, "d")
    apart = [Group(True, f"package {number % 4}") for number in range(20)]
    assert least(rows, 40, 1.0, Counts(fn=40), 0.5, alike) == (NEVER, Counts(0, 0, 40))
    assert least(rows, 40, 1.0, Counts(fn=40), 0.5, apart)[1] == Counts(20, 0, 20)


def test_candidates_alone_do_not_decide():
    rows = [(0.9 - number / 100, number % 10 < 8) for number in range(60)]
    groups = [Group(rows[number][1], f"package {number % 5}") for number in range(60)]
    assert least(rows, 80, 1.0, Counts(fn=80), 0.5, groups)[1].tp == 48
    groups = [Group(not rows[number][1], f"package {number % 5}") for number in range(60)]
    assert least(rows, 80, 1.0, Counts(fn=80), 0.5, groups)[1] == Counts(8, 0, 72)


def test_what_looks_good_among_many_values_is_held_back_elsewhere():
    rows = [(0.95, True), *((0.6, True) for _ in range(30))]
    pool = _Pool(rows, 60, Counts(fn=60))
    assert pool.threshold("balanced") == (NEVER, Counts(fn=60))
    assert pool.threshold("recall") == (0.3, Counts(31, 0, 29))
    assert _Pool(rows, 20, Counts(fn=20)).threshold("balanced") == (NEVER, Counts(fn=20))


def test_a_rare_category_is_left_to_the_rules_but_where_everything_is_wanted(monkeypatch):
    open_, rare = (chosen(monkeypatch, Category.ID, rare=each)["ID"] for each in ((), (Category.ID,)))
    assert open_["balanced"]["threshold"] < NEVER
    assert (rare["balanced"]["threshold"], rare["precision"]["threshold"]) == (NEVER, NEVER)
    assert rare["recall"] == open_["recall"]


def test_addresses_share_a_threshold_beside_rules_and_not_without(monkeypatch):
    beside = chosen(monkeypatch, Category.EMAIL)
    assert beside["IP_ADDRESS"] == beside["EMAIL"] | {"values": 0}
    assert beside["EMAIL"]["balanced"]["threshold"] < NEVER
    alone = chosen(monkeypatch, Category.EMAIL, spans=None)
    assert alone["EMAIL"]["balanced"]["threshold"] != alone["IP_ADDRESS"]["balanced"]["threshold"]


def chosen(monkeypatch, category, *, rare=(), spans=()):
    """What is measured where a model sees ``category`` in 200 documents of seven packages, rightly, and rules see nothing."""
    documents = [
        Document(f"d{n}", f"p{n % 7}", "a.py", "python", "x 4711", (Span(2, 6, str(category)),))
        for n in range(200)
    ]
    found = Found(2, 6, category, confidence=0.9)
    rows = [(found, True, Group(True, document.group)) for document in documents]
    standing = dict.fromkeys(thresholds.CATEGORIES, Counts()) | {category: Counts(fn=200)}
    monkeypatch.setattr(thresholds, "_added", lambda *_: (rows, standing))
    return thresholds.choose(documents, [[]] * 200, None if spans is None else [[]] * 200, rare)[1]
