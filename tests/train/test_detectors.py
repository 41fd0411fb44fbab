"""Rules read documents as a scan would read files."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from piiscan.model.combine import RuleSpan
from piiscan.model.spans import Prediction
from piiscan.train.detectors import alone, rule_spans, rules, together
from piiscan.train.records import Document
from piiscan.types import Category, Status

MAIL = "emmy@noether" + ".edu"
TEXT = f"# Σοφία wrote this\r\nowner = '{MAIL}'\n\ud800 # ü"
HALF = dict.fromkeys(Category, 0.5)


def document(text=TEXT):
    return Document("d", "g", "a.py", "python", text)


def test_nothing_in_nothing_found():
    assert rules([document("plain text")]) == [[]]


def test_offsets_are_code_points():
    [found] = rules([document()])
    assert [(TEXT[item.start : item.end], item.category) for item in found] == [(MAIL, Category.EMAIL)]


def test_an_address_is_proven_and_a_name_is_a_guess():
    [spans] = rule_spans([document(f"Author: Emmy Noether <{MAIL}>\n")])
    assert {(span.category, span.generic) for span in spans} == {
        (Category.NAME, True),
        (Category.EMAIL, False),
    }


def test_both_together():
    spans = rule_spans([document()])
    seen = [
        [
            Prediction(2, 7, Category.NAME, Status.LIVE, 0.9),
            Prediction(8, 13, Category.NAME, Status.LIVE, 0.1),
        ]
    ]
    assert [(item.start, item.category) for item in together(spans, seen, HALF)[0]] == [
        (2, Category.NAME),
        (TEXT.index(MAIL), Category.EMAIL),
    ]
    assert [item.start for item in alone(seen, HALF)[0]] == [2]


def test_what_rules_vouch_for_counts_as_in_a_scan():
    text = "ä = 1\nacct_number = '10001010'\nacct_number = '10003001'\n"
    start = text.index("10003001")
    seen = [[Prediction(start, start + 8, Category.ID, Status.LIVE, 0.7)]]
    first = RuleSpan(text.index("10001010"), text.index("10001010") + 8, Category.ID, Status.LIVE, 0.7, True)
    never = dict.fromkeys(Category, 1.0)
    assert [item.start for item in together([[first]], seen, never, [text])[0]] == [first.start, start]
    assert together([[]], seen, never, [text]) == [[]]
    assert [item.start for item in together([[first]], seen, never)[0]] == [first.start]
