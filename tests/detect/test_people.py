"""Persons in a credit: who they are, and who is none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect.people import is_stock_name, people_spans, plausible, whole_name


def people(text: str) -> list[str]:
    value = text.encode()
    return [value[start:end].decode() for start, end in people_spans(value)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2010-2012 Wilhelmina Krieger", ["Wilhelmina Krieger"]),
        ("Wilhelmina Krieger <w.krieger@acme-corp.de>", ["Wilhelmina Krieger"]),
        ("Wilhelmina Krieger, Rudolf Krieger and others", ["Wilhelmina Krieger", "Rudolf Krieger"]),
        ("by Sofia V. Kowalska", ["Sofia V. Kowalska"]),
        ("W. Krieger", ["W. Krieger"]),
        ("J.R. Krieger", ["J.R. Krieger"]),
        ("Ludwig van der Krieger", ["Ludwig van der Krieger"]),
        ("Anne-Marie Krieger-Kowalska", ["Anne-Marie Krieger-Kowalska"]),
        ("Patrick O'Krieger", ["Patrick O'Krieger"]),
        ("Åsa Ångström", ["Åsa Ångström"]),
        ("Иван Кригер", ["Иван Кригер"]),
        ('Wilhelmina "Mina" Krieger', ['Wilhelmina "Mina" Krieger']),
        ("Acme Software GmbH", []),
        ("The Debian Team", []),
        ("Regents of the University", []),
        ("All Rights Reserved", []),
        ("MIT License", []),
        ("Krieger", []),
        ("wilhelmina krieger", []),
        ("get_author Name_Of_Thing", []),
        ("New York", []),
        ("1 January 2020", []),
        ("", []),
    ],
)
def test_people(text: str, names: list[str]):
    assert people(text) == names


@given(st.binary(max_size=120))
def test_spans_are_disjoint_sorted_and_never_cut_a_character(value):
    spans = people_spans(value)
    assert all(0 <= start < end <= len(value) for start, end in spans)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


WORD = st.text("abcdefghijklmnopqrstuvwxyzéüñ", min_size=3, max_size=9).map(lambda word: "Q" + word + "q")


@given(
    WORD,
    WORD,
    st.sampled_from(["", "2001, ", "by ", "(", "* ", "\t"]),
    st.sampled_from(["", ",", ")", " <a@b.de>", "."]),
)
def test_two_words_with_capitals_are_a_name(first, last, before, after):
    assert people(f"{before}{first} {last}{after}") == [f"{first} {last}"]


@pytest.mark.parametrize(
    ("value", "stock"),
    [
        ("John Doe", True),
        ("jane  doe", True),
        ("John Q. Public", True),
        ("Max Mustermann", True),
        ("Your Name", True),
        ("First Last", True),
        ("Alice", True),
        ("Test User 7", True),
        ("Wilhelmina Krieger", False),
        ("John Doering", False),
        ("Alice Krieger", False),
    ],
)
def test_stock_names(value: str, stock: bool):
    assert is_stock_name(value.encode()) is stock


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("Wilhelmina Krieger", True),
        ("Иван Кригер", True),
        ("WILHELMINA KRIEGER", False),
        ("Krieger Software", False),
        ("Monday Morning", False),
        ("2020", False),
        ("", False),
    ],
)
def test_plausible(value: str, good: bool):
    assert plausible(value.encode()) is good


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("by S.R. van den ⟦Berg⟧, 1999", "S.R. van den Berg"),
        ("`JM ⟦Fernández⟧`_", "JM Fernández"),
        ('name = "⟦A. Jesse Jiryu⟧ Davis"', "A. Jesse Jiryu Davis"),
        ("⟦Amanda Hager⟧ Lopes <a", "Amanda Hager Lopes"),
        ("⟦Arturo Martin⟧-de-Nicolas", "Arturo Martin-de-Nicolas"),
        ("⟦Gene Selkov⟧, Jr. wrote", "Gene Selkov, Jr."),
        ("⟦Emmy⟧ van der Waerden wrote", "Emmy van der Waerden"),
        # What stands there and is no part of it.
        ("Contact ⟦Emmy Noether⟧ now", "Emmy Noether"),
        ("IBM ⟦Emmy Noether⟧ and", "Emmy Noether"),
        ("by ⟦Emmy⟧ and others", "Emmy"),
        ('"⟦Emmy⟧ Software"', "Emmy"),
        ("⟦Emmy Noether⟧", "Emmy Noether"),
    ],
)
def test_whole_names(text, whole):
    data = text.encode()
    start, end = data.index("⟦".encode()), data.index("⟧".encode()) - len("⟦".encode())
    plain = text.replace("⟦", "").replace("⟧", "").encode()
    first, last = whole_name(plain, start, end)
    assert plain[first:last].decode() == whole


@given(st.text("Aa. -,é\"'Jrvande", max_size=40), st.data())
def test_a_whole_name_holds_its_part_and_cuts_no_character(text, source):
    data = text.encode()
    cuts = [len(text[:at].encode()) for at in range(len(text) + 1)]
    start = source.draw(st.sampled_from(cuts))
    end = source.draw(st.sampled_from([cut for cut in cuts if cut >= start]))
    first, last = whole_name(data, start, end)
    assert first <= start <= end <= last
    assert {first, last} <= set(cuts)
