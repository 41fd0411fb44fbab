"""What is kept of a text: the same detections come back, anything else is asked anew, and no value is in it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect.detector import Detection, Detector
from piiscan.detect.modelled import modelled
from piiscan.run.kept import Kept
from piiscan.types import Category, Status

from .small import RULES

KEPT = Kept(RULES, "digest")
FOUND = [
    Detection(RULES[0], 3, 9, Status.LIVE, 0.913, ("rule", "proof"), 20),
    Detection(modelled()[Category.NAME], 20, 32, Status.LICENCE, 0.5, ("model",)),
]


def test_nothing_is_something_that_is_known():
    assert KEPT.unpacked(KEPT.packed([]), 0) == []


def test_what_was_found_comes_back():
    assert KEPT.unpacked(KEPT.packed(FOUND), 32) == FOUND


@pytest.mark.parametrize(
    "value",
    [
        b"",
        b"{",
        b"7",
        b"[7]",
        b"[[]]",
        b"[[999,0,1,'live',1,[],-1]]",
        b'[[999,0,1,"live",1,["rule"],-1]]',
        b'[[0,0,1,"dead",1,["rule"],-1]]',
        b'[[0,5,5,"live",1,["rule"],-1]]',
        b'[[0,5,999,"live",1,["rule"],-1]]',
        b'[[0,5,9,"live",1,["rule"],-1],[0,8,12,"live",1,["rule"],-1]]',
        b"[" * 5000,
    ],
)
def test_anything_else_is_unknown(value):
    assert KEPT.unpacked(value, 32) is None


@given(st.binary(max_size=40))
def test_any_bytes_do_no_harm(value):
    found = KEPT.unpacked(value, 32)
    assert found is None or found == []


def test_it_holds_numbers_and_no_value():
    value = "acme_" + "x" * 8
    data = f"token = '{value}'\n".encode()
    packed = KEPT.packed(Detector(RULES, engine="python").scan(data, "a.py"))
    assert json.loads(packed)
    assert value.encode() not in packed
    assert b"xxxx" not in packed
