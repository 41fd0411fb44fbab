"""Templates, forms and lines: every one fills, and every span is where its value is."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.train.records import LABELS
from piiscan.train.synthesis import forms, keys, wording
from piiscan.train.synthesis.fill import Filled, Writer
from piiscan.train.synthesis.lines import Lines, indented, part_of

pytest.importorskip("faker")

POSITIVE = sorted(
    {each for family in wording.COMMENTS.values() for each in family}
    | {each for _, family in wording.LINES.values() for each in family}
)
NEGATIVE = sorted({each for _, family in wording.NEGATIVES.values() for each in family})


@pytest.fixture(scope="module")
def writer() -> Writer:
    return Writer(random.Random(1))


def test_a_template_without_values_labels_nothing(writer):
    for template in NEGATIVE:
        filled = writer.fill(template)
        assert filled.spans == (), template
        assert "«" not in filled.text, template


def test_every_template_fills_and_labels(writer):
    for template in POSITIVE:
        filled = writer.fill(template.replace("¶", "\n"), example=False)
        assert "«" not in filled.text, template
        assert filled.spans or ":N»" in template, template
        for span in filled.spans:
            assert filled.text[span.start : span.end].strip(), template
            assert span.label in LABELS


@pytest.mark.parametrize(
    ("language", "shape"), [(name, shape) for name, (_, shapes) in forms.FORMS.items() for shape in shapes]
)
def test_every_form_has_a_place_for_the_value(language, shape):
    assert shape.count("«v»") == 1


def test_innocent_keys_have_a_filler(writer):
    for _, filler in keys.INNOCENT:
        filled = writer.fill(f"«{filler}»")
        assert filled.text
        assert filled.spans == ()


@given(st.integers(0, 10**6), st.sampled_from(sorted(forms.COMMENTS)))
def test_spans_lie_apart_in_the_text(seed, language):
    lines = Lines(random.Random(seed), "train")
    for _, filled, _ in (lines.positive(language), lines.negative(language)):
        end = 0
        for span in filled.spans:
            assert end <= span.start < span.end <= len(filled.text)
            end = span.end


def test_negatives_hold_placeholders_at_most():
    lines = Lines(random.Random(2), "train")
    labels = {span.label for _ in range(900) for span in lines.negative("python")[1].spans}
    assert all(label.endswith("_EXAMPLE") for label in labels)
    assert "PASSWORD_EXAMPLE" in labels


@pytest.mark.parametrize("part", ["dev", "test"])
def test_wording_is_disjoint_between_the_parts(part):
    for family in (*wording.COMMENTS.values(), *(each for _, each in wording.LINES.values())):
        mine = {each for each in family if part_of(each) == part}
        assert not mine & {each for each in family if part_of(each) == "train"}
    share = sum(part_of(each) == part for each in POSITIVE) / len(POSITIVE)
    assert 0.05 < share < 0.2


@given(
    st.lists(st.text(st.characters(exclude_characters="\n\r"), min_size=1), min_size=1, max_size=4),
    st.sampled_from(["", "  ", " * "]),
    st.data(),
)
def test_an_indent_moves_the_spans(lines, prefix, data):
    from piiscan.train.records import Span

    text = "\n".join(lines)
    start = data.draw(st.integers(0, len(text) - 1))
    filled = Filled(text, (Span(start, start + 1, "KEY"),)) if text[start] != "\n" else Filled(text, ())
    moved = indented(filled, prefix)
    assert moved.text == "\n".join(prefix + line for line in lines)
    for before, after in zip(filled.spans, moved.spans, strict=True):
        assert moved.text[after.start : after.end] == text[before.start : before.end]


def test_one_person_is_the_same_in_one_line(writer):
    filled = writer.fill("«USERNAME:V» «USERNAME:V» «USERNAME2:V»")
    first, second, third = filled.text.split(" ")
    assert first == second != third


def test_a_sticky_window_repeats_its_secrets(writer):
    writer.forget(sticky=True)
    assert writer.fill("«PASSWORD:V»").text == writer.fill("«PASSWORD:V»").text
    writer.forget(sticky=False)
    assert len({writer.fill("«PASSWORD:V»").text for _ in range(9)}) > 1


@pytest.mark.parametrize(
    ("name", "style"),
    [
        ("DB_PASSWORD", "upper"),
        ("db_password", "snake"),
        ("db-password", "kebab"),
        ("dbPassword", "camel"),
        ("DbPassword", "pascal"),
        ("password", "snake"),
    ],
)
def test_styles(name, style):
    assert keys.style_of(name) == style
    assert keys.styled(re.findall(r"[a-z]+", "db password" if len(name) > 8 else "password"), style) == name


def test_sheets_hold_values_in_half_of_them():
    from piiscan.train.records import check
    from piiscan.train.synthesis.sheets import sheets

    made = [check(each, each.id) for each in sheets(120, "dev", 3)]
    assert [each.id for each in made] == [each.id for each in sheets(120, "dev", 3)]
    assert len({each.group for each in made}) == 120
    assert not any(not span.label.endswith("_EXAMPLE") for each in made[1::2] for span in each.spans)
    assert sum(bool(each.spans) for each in made[::2]) > 45
    assert max(len(each.text) for each in made) < 1100
