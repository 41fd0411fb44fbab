"""Documents become arrays; what nobody knows is left out."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

np = pytest.importorskip("numpy")

from piiscan.model.pieces import SPECIALS  # noqa: E402
from piiscan.model.tags import KINDS, spans_of  # noqa: E402
from piiscan.model.tokenizer import Tokenizer  # noqa: E402
from piiscan.train.examples import IGNORED, batches, cuts, example, examples, parse_label, stack  # noqa: E402
from piiscan.train.records import LABELS, Document, Range, Span  # noqa: E402
from piiscan.types import Category, Status  # noqa: E402

MARKS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
TOKENIZER = Tokenizer(
    (*SPECIALS, *string.ascii_lowercase, *string.digits, *MARKS, "password", "emmy", "noether")
)
TEXT = "password = emmy\n# Emmy Noether\n"


def document(*spans, **more):
    return Document("d", "g", "a.py", "python", TEXT, tuple(spans), **more)


@pytest.mark.parametrize("label", sorted(LABELS - {"AMBIGUOUS"}))
def test_every_label_has_a_category_and_a_kind(label):
    category, kind = parse_label(label)
    assert isinstance(category, Category)
    assert (kind is Status.LIVE) == (label == category.value)


def test_ambiguous_is_left_out():
    made = example(document(Span(11, 15, "AMBIGUOUS")), TOKENIZER)
    assert made.tags.tolist() == [0, 0, IGNORED, 0, 0, 0, 0, 0]


def test_a_span_has_its_tags_kind_and_weight():
    made = example(document(Span(18, 30, "NAME_LICENSE", 0.5), weight=2.0), TOKENIZER)
    assert [(item.start, item.end) for item in spans_of(made.tags.tolist())] == [(5, 7)]
    assert set(made.kinds[5:7].tolist()) == {KINDS.index(Status.LICENCE)}
    assert made.weights.tolist() == [2, 2, 2, 2, 2, 1, 1, 2]


def test_partial_labels_leave_the_rest_out():
    made = example(document(Span(11, 15, "PASSWORD"), complete=False, negatives=(Range(0, 8),)), TOKENIZER)
    assert made.tags[0] == 0
    assert made.tags[2] > 0
    assert (made.tags[3:] == IGNORED).all()


@given(st.text(alphabet="ab 1_.@\n", min_size=1, max_size=300), st.integers(1, 20), st.integers(0, 3))
def test_an_epoch_sees_every_piece_once(text, size, epoch):
    items = examples([Document("d", "g", "a", "", text)], TOKENIZER)
    found = cuts(items, size=size, plain=1.0, seed=0, epoch=epoch)
    seen = sorted(piece for cut in found for piece in range(cut.start, cut.end))
    assert seen == (list(range(len(items[0].ids))) if items else [])
    assert all(cut.end - cut.start <= size for cut in found)


def test_windows_without_a_value_are_thinned_and_those_with_one_are_not():
    items = examples([document()] * 50 + [document(Span(11, 15, "PASSWORD"))] * 50, TOKENIZER)
    found = cuts(items, size=64, plain=0.2, seed=1, epoch=0)
    assert sum(cut.example >= 50 for cut in found) == 50
    assert 2 <= sum(cut.example < 50 for cut in found) <= 20


def test_batches_are_the_same_each_time_and_hold_everything():
    items = examples([document()] * 40, TOKENIZER)
    found = cuts(items, size=3, plain=1.0, seed=0, epoch=0)
    made = batches(found, budget=12, seed=0, epoch=0)
    assert made == batches(found, budget=12, seed=0, epoch=0)
    assert made != batches(found, budget=12, seed=1, epoch=0)
    assert sorted(cut for batch in made for cut in batch) == sorted(found)
    arrays = stack(items, made[0])
    assert arrays["ids"].shape == arrays["tags"].shape
    assert (arrays["tags"][arrays["mask"] == 0] == IGNORED).all()
