"""Copies of documents in which addresses are spelled out."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.train.records import Document, Range, Span
from piiscan.train.synthesis.spelled import Style, style, with_spelled


def document(text: str, *values: tuple[str, str], **more: object) -> Document:
    spans = tuple(sorted(Span(text.index(v), text.index(v) + len(v), label) for v, label in values))
    return Document(id="d", group="g", path="a.py", language="python", text=text, spans=spans, **more)  # type: ignore[arg-type]


ONE = document(
    "# Emmy Noether <emmy.n@noether.edu>\nx = 1\n",
    ("Emmy Noether", "NAME_LICENSE"),
    ("emmy.n@noether.edu", "EMAIL_LICENSE"),
)


@pytest.mark.parametrize(
    "given_",
    [
        document("# Emmy Noether\n", ("Emmy Noether", "NAME")),
        document("x = 'emmy@noether.edu'\n"),  # nobody has labelled it
        document("# emmy at noether dot edu\n", ("emmy at noether dot edu", "EMAIL")),
        document("# emmy%40noether.edu\n", ("emmy%40noether.edu", "EMAIL")),
        document("# emmy@noether\n", ("emmy@noether", "EMAIL")),
    ],
)
def test_what_holds_no_address_has_no_copy(given_: Document) -> None:
    assert list(with_spelled([given_], 3, 0)) == [given_]


def test_without_copies_the_documents_are_what_they_were() -> None:
    assert list(with_spelled([ONE], 0, 0)) == [ONE]


def test_a_document_comes_first_and_its_copies_behind_it() -> None:
    first, *copies = with_spelled([ONE], 5, 0)
    assert first is ONE
    assert len(copies) == 5
    assert {each.origin for each in copies} == {"spelled"}
    assert {(each.group, each.path) for each in copies} == {("g", "a.py")}


def test_the_same_seed_draws_the_same() -> None:
    assert list(with_spelled([ONE], 9, 4)) == list(with_spelled([ONE], 9, 4))
    assert list(with_spelled([ONE], 9, 4)) != list(with_spelled([ONE], 9, 5))


def test_most_are_spelled_out_and_some_become_a_host_that_is_no_value() -> None:
    _, *copies = with_spelled([ONE], 400, 1)
    found = [
        [each.text[s.start : s.end] for s in each.spans if s.label == "EMAIL_LICENSE"] for each in copies
    ]
    kept = sum(values == ["emmy.n@noether.edu"] for values in found)
    hosts = [each for each, values in zip(copies, found, strict=True) if not values]
    assert all("noether.edu" in each.text and "emmy.n" not in each.text for each in hosts)
    assert 15 < kept < 70
    assert 25 < len(hosts) < 90
    spelled = [values[0] for values in found if values and "@noether" not in values[0]]
    assert len(spelled) > 250
    assert all(each.startswith("emmy") and each.endswith("edu") for each in spelled)
    assert len(set(spelled)) > 100


def test_some_lose_their_brackets() -> None:
    _, *copies = with_spelled([ONE], 200, 2)
    bare = [each for each in copies if "<" not in each.text.partition("\n")[0] or ">" not in each.text]
    assert 20 < len(bare) < 120
    for each in bare:
        assert each.text.startswith("# Emmy Noether ")
        assert each.text.endswith("\nx = 1\n")


@pytest.mark.parametrize(
    ("drawn", "wanted"),
    [
        (Style(" at ", ".", "."), "emmy.n at maths.noether.edu"),
        (Style(" (at) ", " dot ", "."), "emmy.n (at) maths dot noether dot edu"),
        (Style("[at]", "[dot]", "[dot]"), "emmy[dot]n[at]maths[dot]noether[dot]edu"),
    ],
)
def test_a_style_is_used_throughout(drawn: Style, wanted: str) -> None:
    assert drawn.spelled("emmy.n", "maths.noether.edu") == wanted


def test_no_style_leaves_the_address_as_it_was() -> None:
    source = random.Random(3)
    for _ in range(3000):
        assert style(source).spelled("emmy", "noether.edu") not in ("emmy@noether.edu", "emmy.noether.edu")


@given(
    st.lists(
        st.sampled_from(
            ["<ada@kovalevsk.com>", "Ada Ng", "x = 1", "(emmy.n@maths.noether.edu)", "bob@x.org", "\n", "é"]
        ),
        max_size=12,
    ),
    st.integers(0, 10**6),
)
def test_other_spans_and_ranges_hold_the_same_text_in_a_copy(parts: list[str], seed: int) -> None:
    text, spans, masked = "", [], []
    for part in parts:
        inner = part.strip("<>()")
        start = len(text) + part.index(inner)
        if "@" in part:
            spans.append(Span(start, start + len(inner), "EMAIL"))
        elif part == "Ada Ng":
            spans.append(Span(start, start + len(inner), "NAME"))
        elif part == "x = 1":
            masked.append(Range(start, start + len(inner)))
        text += part + " "
    given_ = Document("d", "g", "a", "text", text, tuple(spans), tuple(masked), tuple(masked))
    for copy in with_spelled([given_], 2, seed):
        assert [copy.text[s.start : s.end] for s in copy.spans if s.label == "NAME"] == [
            "Ada Ng"
        ] * parts.count("Ada Ng")
        assert [copy.text[a:b] for a, b in copy.masked] == ["x = 1"] * parts.count("x = 1")
        assert copy.negatives == copy.masked
        assert list(copy.spans) == sorted(copy.spans)
        assert copy.text.count("é") == parts.count("é")
        for span in copy.spans:
            if span.label == "EMAIL":
                value = copy.text[span.start : span.end]
                assert value[:3] in ("ada", "emm", "bob")
                assert value[-3:] in ("com", "edu", "org")
