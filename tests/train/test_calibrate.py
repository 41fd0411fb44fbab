"""Thresholds and temperatures, from predictions whose truth is known."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("numpy")

from piiscan.errors import DataError
from piiscan.train.calibrate import NEVER, _temperature, _threshold, calibrate, from_json, to_json
from piiscan.train.metrics import Counts
from piiscan.train.pseudo import _precise


def test_nothing_predicted_leaves_everything_missed():
    assert _threshold([], 5, 1.0) == (NEVER, Counts(fn=5))


def test_what_rules_find_already_asks_more_of_the_model():
    rows = [(0.9, True), (0.8, False), (0.75, False), (0.7, True), (0.6, False)]
    alone, _ = _threshold(rows, 20, 1.0)
    beside, counts = _threshold(rows, 20, 1.0, Counts(tp=18, fn=2))
    assert alone < beside
    assert counts == Counts(19, 0, 1)
    assert _threshold([(0.9, False)], 20, 1.0, Counts(tp=18, fn=2)) == (NEVER, Counts(18, 0, 2))


def test_precision_asks_for_more_than_recall():
    source = random.Random(0)
    rows = [(p, source.random() < p) for p in (source.random() for _ in range(500))]
    wanted = sum(good for _, good in rows) + 20
    chosen = [_threshold(rows, wanted, beta)[0] for beta in (0.5, 1.0, 2.0)]
    assert chosen[0] > chosen[1] > chosen[2]


def test_the_threshold_reaches_what_it_says():
    rows = [(0.9, True), (0.8, True), (0.7, False), (0.6, True), (0.2, False)]
    threshold, counts = _threshold(rows, 4, 1.0)
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
    assert _threshold(rows, 40, 1.0, Counts(fn=40))[0] < 0.5
    assert _threshold(rows, 40, 1.0, Counts(fn=40), 0.5) == (0.75, Counts(1, 1, 39))
    assert _threshold(rows, 40, 1.0, Counts(fn=40), 0.75) == (NEVER, Counts(0, 0, 40))
