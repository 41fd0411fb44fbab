"""A detector that knows the context passes, one that knows values by heart does not."""

from __future__ import annotations

import re

import pytest

pytest.importorskip("numpy")

from piiscan.model.spans import Prediction
from piiscan.train.records import Document, Span
from piiscan.train.swaps import swaps
from piiscan.types import Category, Status

TEXT = "password = hunter2x\n"
DOCUMENTS = [Document("d", "g", "a.py", "", TEXT, (Span(11, 19, "PASSWORD"),))]


def reading(regex):
    def predict(texts):
        return [
            [Prediction(*m.span(1), Category.PASSWORD, Status.LIVE, 0.9) for m in re.finditer(regex, text)]
            for text in texts
        ]

    return predict


def test_what_finds_nothing_is_not_measured():
    assert swaps(DOCUMENTS, reading("(nothing)")) == {"kept": None, "kept_of": 0, "lost": None, "lost_of": 0}


def test_context_passes_both():
    assert swaps(DOCUMENTS, reading(r"password = (\w+)")) == {
        "kept": 1,
        "kept_of": 1,
        "lost": 1,
        "lost_of": 1,
    }


def test_values_by_heart_fail_both():
    assert swaps(DOCUMENTS, reading("(hunter2x)"))["kept"] == 0
    assert swaps(DOCUMENTS, reading("(hunter2x)"))["lost"] == 0
