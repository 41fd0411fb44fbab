"""Vocabularies are learnt the same way each time."""

from __future__ import annotations

import pytest

from piiscan.errors import DataError
from piiscan.model.pieces import SPECIALS
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.vocabulary import count_parts, learn


def test_a_vocabulary_without_room_is_refused():
    with pytest.raises(DataError, match="no room"):
        learn({"word": 5}, 50)


def test_what_is_frequent_becomes_one_piece():
    text = "passwordField = getPassword(2024)\n" * 5
    vocabulary = learn(count_parts([text]), 300)
    assert vocabulary[: len(SPECIALS)] == list(SPECIALS)
    assert {"password", "field", "get", "2024"} <= set(vocabulary)
    tokenizer = Tokenizer(vocabulary)
    pieces = [vocabulary[n] for n in tokenizer.encode("PASSWORD_FIELD").ids]
    assert pieces == ["password", "_", "field"]


def test_random_runs_teach_nothing():
    run = "aB3xK9mQ2zR7pL5wT8nV4cY6dF1gH0jS3kU2"
    counts = count_parts([f"key = {run}\n"] * 9)
    assert counts["key"] == 9
    assert all(len(part) <= 4 for part in counts)


def test_the_same_counts_give_the_same_vocabulary():
    counts = count_parts(["alpha beta gamma alphabet betamax gammaray"] * 3)
    backwards = dict(reversed(counts.items()))
    assert learn(counts, 260) == learn(backwards, 260)
