"""Pieces and their offsets."""

from __future__ import annotations

import string

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from piiscan.model.pieces import FEATURES, SPECIALS
from piiscan.model.runs import random_run
from piiscan.model.tokenizer import Tokenizer

MARKS = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
VOCABULARY = (*SPECIALS, *string.ascii_lowercase, *string.digits, *MARKS, "pass", "word", "emmy", "noether")
TOKENIZER = Tokenizer(VOCABULARY)
HEX = "0123456789abcdef" * 4

texts = st.text(st.characters(exclude_categories=()), max_size=200) | st.text(
    "aZ09 \r\n\t_+/=-é漢\ud800\0\ufeff😀", max_size=200
)


def pieces(text: str, tokenizer: Tokenizer = TOKENIZER) -> list[str]:
    return [tokenizer.vocabulary[number] for number in tokenizer.encode(text).ids]


def test_a_vocabulary_without_the_special_pieces_is_refused():
    with pytest.raises(ValueError, match="special pieces"):
        Tokenizer(("a", "b"))


def test_a_piece_that_stands_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        Tokenizer((*SPECIALS, "a", "a"))


def test_no_text_has_no_pieces():
    assert TOKENIZER.encode("").ids == []
    assert TOKENIZER.encode(" \t ").ids == []


@given(texts, st.booleans())
@example("\ufeffa\r\nb\rc\n\n d", True)
@example("\ud800\udc00 x\ud800", True)
@example("a\0b", True)
@example("İstanbul ǅ ﬁ", True)
@example("A" * 40 + "==", True)
@example(HEX + "=/" + HEX, True)
def test_offsets_cover_everything_but_white_space_once(text, collapse):
    encoding = Tokenizer(VOCABULARY, collapse=collapse).encode(text)
    at = 0
    for start, end in zip(encoding.starts, encoding.ends, strict=True):
        assert at <= start < end
        assert text[at:start].isspace() or at == start
        at = end
    assert text[at:].isspace() or at == len(text)
    assert len(encoding.ids) == len(encoding.features) == len(encoding.starts)
    assert all(0 <= number < len(VOCABULARY) for number in encoding.ids)
    assert all(0 <= number < FEATURES for number in encoding.features)


@given(texts)
def test_the_cache_changes_nothing(text):
    used = Tokenizer(VOCABULARY)
    used.encode(text)
    assert used.encode(text) == Tokenizer(VOCABULARY).encode(text)


def test_words_are_cut_at_case_digits_and_underscores():
    assert pieces("passWord_emmy2") == ["pass", "word", "_", "emmy", "2"]
    assert pieces("HTTPPass") == ["h", "t", "t", "p", "pass"]


def test_case_lives_in_the_feature():
    small, capital, large = (TOKENIZER.encode(word) for word in ("pass", "Pass", "PASS"))
    assert small.ids == capital.ids == large.ids
    assert len({small.features[0], capital.features[0], large.features[0]}) == 3


def test_accents_fold_and_offsets_stay():
    encoding = TOKENIZER.encode("Émmy Nöether")
    assert [TOKENIZER.vocabulary[i] for i in encoding.ids] == ["emmy", "noether"]
    assert (encoding.starts, encoding.ends) == ([0, 5], [4, 12])


def test_a_line_end_is_one_piece_with_its_indentation():
    assert pieces("a\r\n    b\n\n\tc") == ["a", "<line>", "b", "<blank>", "c"]


def test_other_scripts_are_one_piece_a_word():
    assert pieces("Софья 漢字 x") == ["<cyrillic>", "<cjk>", "x"]


def test_numbers_outside_the_vocabulary_are_one_piece():
    assert pieces("12345") == ["<digits>"]


def test_a_row_of_marks_is_one_piece():
    assert pieces("-----") == ["-"]


@pytest.mark.parametrize(
    "run",
    [
        "get_element_by_id_from_document",
        "getElementByIdFromTheDocument",
        "src/main/java/org/example/Application",
        "-----------------------------",
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "AVeryLongClassNameWithManyParts",
        "THIS_IS_A_LONG_CONSTANT_OF_MINE",
    ],
)
def test_words_are_no_random_runs(run):
    assert random_run(run) is None


@pytest.mark.parametrize(
    ("run", "piece"),
    [
        (HEX, "<hex>"),
        ("0a1b2c3d-0a1b-2c3d-4e5f-0a1b2c3d4e5f", "<uuid>"),
        ("ghp_" + "aB3xK9mQ2zR7pL5wT8nV4cY6dF1gH0jS3kU2", "<base64>"),
        ("MIIEvQ" + "IBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7", "<base64>"),
        ("JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", "<capitals>"),
    ],
)
def test_random_runs_collapse(run, piece):
    found = random_run(run)
    assert found is not None
    assert found.piece == piece
    assert len(pieces(run)) <= 8


def test_a_name_before_its_value_stays_apart():
    encoding = TOKENIZER.encode("API_KEY=" + HEX)
    assert TOKENIZER.vocabulary[encoding.ids[-1]] == "<hex>"
    assert encoding.starts[-1] == len("API_KEY=")


def test_without_collapsing_everything_is_spelled_out():
    spelled = Tokenizer(VOCABULARY, collapse=False)
    assert "<hex>" not in pieces(HEX, spelled)
