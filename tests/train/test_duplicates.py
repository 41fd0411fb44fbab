"""Exact and near duplicates."""

from __future__ import annotations

import random

import pytest

from piiscan.train.duplicates import Duplicates

pytest.importorskip("numpy")


def text(seed: int, words: int = 400) -> str:
    rng = random.Random(seed)
    return " ".join("".join(rng.choices("abcdefgh", k=6)) for _ in range(words))


def test_different_texts_are_kept():
    duplicates = Duplicates()
    assert not any(duplicates.seen(text(seed)) for seed in range(50))
    assert (duplicates.exact, duplicates.near) == (0, 0)


def test_short_texts_are_compared_as_they_are():
    duplicates = Duplicates()
    assert not duplicates.seen("a = 1")
    assert not duplicates.seen("a = 2")
    assert duplicates.seen("a  =\n1")


@pytest.mark.parametrize("words", [40, 400, 9000])
def test_a_changed_word_makes_no_new_text(words):
    duplicates = Duplicates()
    first = text(1, words)
    assert not duplicates.seen(first)
    assert duplicates.seen(first)
    assert duplicates.seen(first + " end")
    assert (duplicates.exact, duplicates.near) == (1, 1)


def test_half_a_text_is_another():
    duplicates = Duplicates()
    first = text(1)
    assert not duplicates.seen(first)
    assert not duplicates.seen(first[: len(first) // 2] + text(2, 200))
