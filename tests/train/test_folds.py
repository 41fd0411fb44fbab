"""No group stands in two folds."""

from __future__ import annotations

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")

from piiscan.errors import DataError
from piiscan.train.folds import assign
from piiscan.train.records import Document, Span


def documents(groups):
    return [
        Document(f"d{n}", f"g{n % groups}", "a", "", "text" * 10, (Span(0, 4, "NAME"),) * (n % 3 == 0))
        for n in range(60)
    ]


def test_more_folds_than_groups_are_refused():
    with pytest.raises(DataError, match="as many groups"):
        assign(documents(3), 4)


def test_a_group_is_never_torn_apart_and_folds_are_even():
    found = documents(20)
    folds = assign(found, 5)
    by_group = {}
    for item, fold in zip(found, folds, strict=True):
        assert by_group.setdefault(item.group, fold) == fold
    sizes = [folds.count(fold) for fold in range(5)]
    assert max(sizes) - min(sizes) <= 6
    assert folds == assign(found, 5)
