"""Which sequences of tags are valid."""

from __future__ import annotations

import pytest

from piiscan.model.tags import BEGIN, CATEGORIES, END, INSIDE, SINGLE, spans_of, tag
from piiscan.types import Category

KEY = CATEGORIES.index(Category.KEY)
NAME = CATEGORIES.index(Category.NAME)


@pytest.mark.parametrize(
    "tags",
    [
        [tag(NAME, INSIDE)],
        [tag(NAME, BEGIN)],
        [tag(NAME, BEGIN), 0],
        [tag(NAME, BEGIN), tag(KEY, END)],
        [tag(NAME, BEGIN), tag(NAME, SINGLE)],
        [tag(NAME, BEGIN), tag(NAME, BEGIN), tag(NAME, END)],
        [tag(NAME, SINGLE), tag(NAME, END)],
    ],
)
def test_invalid_sequences_are_refused(tags):
    with pytest.raises(ValueError, match=r"sequence|open"):
        spans_of(tags)
