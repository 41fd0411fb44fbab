"""Formats of other tools: what does not hold is one line, what holds comes back the same."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import DataError
from piiscan.train.formats import FORMATS, reader, writer
from piiscan.train.records import Document, Range, Span

PLAIN = Document(
    "d",
    "g",
    "a.py",
    "python",
    "who = 'Ida Berg' # ida@berg.cz ✓\n",
    (Span(7, 15, "NAME"), Span(19, 30, "EMAIL")),
)
WRITABLE = [name for name in FORMATS if name != "creddata"]


@pytest.mark.parametrize("name", [name for name in WRITABLE if name != "jsonl"])
def test_what_a_format_cannot_say_is_refused(tmp_path, name):
    masked = Document("d", "g", "a.py", "python", "x = 1", masked=(Range(0, 1),))
    with pytest.raises(DataError, match="no place for masked text"):
        writer(name)(str(tmp_path / "o"), [masked])
    assert list(tmp_path.iterdir()) == []


def test_creddata_is_read_only():
    with pytest.raises(DataError, match="read only"):
        writer("creddata")


@pytest.mark.parametrize("name", list(FORMATS))
def test_a_file_that_is_not_there_is_one_line(tmp_path, name):
    with pytest.raises(DataError):
        list(reader(name)(str(tmp_path / "none")))


@pytest.mark.parametrize("name", WRITABLE)
def test_there_and_back(tmp_path, name):
    path = str(tmp_path / "o")
    assert writer(name)(path, [PLAIN, PLAIN]) == 2
    for document in reader(name)(path):
        assert (document.text, document.spans, document.group, document.path, document.language) == (
            PLAIN.text,
            PLAIN.spans,
            "g",
            "a.py",
            "python",
        )


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60), st.data())
def test_conll_keeps_every_offset_of_words(tmp_path_factory, text, data):
    import re

    words = [found.span() for found in re.finditer(r"\w+|[^\w\s]", text)]
    if not words:
        return
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    document = Document("d", "g", "p", "l", text, (Span(words[first][0], words[last][1], "NAME"),))
    path = str(tmp_path_factory.mktemp("c") / "o")
    writer("conll")(path, [document])
    assert [each.spans for each in reader("conll")(path)] == [document.spans]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("bigcode", "{}", ":1: no content"),
        (
            "bigcode",
            '{"content": "abc", "fragments": [{"start": 0, "end": 9, "category": "NAME"}]}',
            ":1: span 0-9",
        ),
        (
            "bigcode",
            '{"content": "abc", "fragments": [{"start": 0, "end": 1, "category": "PERSON"}]}',
            ":1: unknown label",
        ),
        (
            "bigcode",
            '{"content": "abc", "fragments": [{"start": 0, "end": 2, "category": "NAME", "value": "zz"}]}',
            "not what stands there",
        ),
        ("bigcode", '{"content": "abc", "fragments": "["}', "fragments are not JSON"),
        (
            "bigcode",
            '{"content": "abc", "fragments": [{"start": "0", "end": 2, "category": "NAME"}]}',
            "not a whole number",
        ),
        ("conll", "word\n", ":1: a token without a tag"),
        ("conll", "a\tO\nb\tI-NAME\n", ":2: 'I-NAME' follows no NAME"),
        ("conll", "a\tB-THING\n", ":1: unknown label"),
        ("conll", "a\tX\n", "no BIO tag"),
        ("conll", '# {"text": "abc"}\nzzz\tO\n', ":2: the token is not in the text"),
        ("label-studio", "{}", "not a list"),
        ("label-studio", '[{"data": {}, "annotations": [{"result": []}]}]', "task 1: data has no text"),
        (
            "label-studio",
            '[{"data": {"text": "abc"}, "annotations": [{"result": [{"value": {"start": 0, "end": 7, "labels": ["NAME"]}}]}]}]',
            "span 0-7",
        ),
    ],
)
def test_what_does_not_hold_is_named(tmp_path, name, text, said):
    (tmp_path / "in").write_text(text)
    with pytest.raises(DataError) as caught:
        list(reader(name)(str(tmp_path / "in")))
    assert said in caught.value.message


def test_two_labels_on_one_span_are_ambiguous(tmp_path):
    fragments = [{"start": 0, "end": 3, "category": each} for each in ("EMAIL", "USERNAME")]
    (tmp_path / "b").write_text(json.dumps({"content": "abc", "fragments": fragments}))
    assert next(reader("bigcode")(str(tmp_path / "b"))).spans == (Span(0, 3, "AMBIGUOUS"),)
    tasks = [
        {
            "data": {"text": "abc"},
            "annotations": [{"result": [{"value": {"start": 0, "end": 3, "labels": ["EMAIL", "NAME"]}}]}],
        },
        {"data": {"text": "x"}},
    ]
    (tmp_path / "l").write_text(json.dumps(tasks))
    assert [each.spans for each in reader("label-studio")(str(tmp_path / "l"))] == [
        (Span(0, 3, "AMBIGUOUS"),)
    ]


def test_a_foreign_conll_file_has_its_tokens_for_a_text(tmp_path):
    (tmp_path / "c").write_text("by\tO\nIda\tB-PER\nBerg\tI-PER\n\nend O\n")
    first, second = reader("conll")(str(tmp_path / "c"))
    assert (first.text, first.spans) == ("by Ida Berg", (Span(3, 11, "NAME"),))
    assert second.text == "end"


@pytest.fixture
def creddata(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data/a.py").write_text(
        "first\npassword = 'kolibri'\ntoken = None\nid = 'abc'\nx = 'YOUR_KEY'\n"
    )

    def labels(*rows):
        text = "".join(json.dumps({"repo": "r", "path": "data/a.py", **row}) + "\n" for row in rows)
        (tmp_path / "labels-dev.jsonl").write_text(text)
        return str(tmp_path)

    return labels


def row(line, start=-1, end=-1, truth="T", category="Password", last=None):
    return {
        "line_start": line,
        "line_end": last or line,
        "value_start": start,
        "value_end": end,
        "truth": truth,
        "category": category,
    }


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([row(9)], ":1: line_start 9 is outside"),
        ([row(1, truth="?")], "not T, F or X"),
        ([row(2, truth="F"), {**row(2), "path": "../../x"}], ":2"),
        ([{**row(1), "path": "none.py"}], "cannot read"),
    ],
)
def test_creddata_that_does_not_hold_is_named(creddata, rows, said):
    with pytest.raises(DataError, match=said.replace("?", r"\?")):
        list(reader("creddata")(creddata(*rows)))


def test_a_private_key_without_columns_shows_where_it_ends(creddata, tmp_path):
    block = "-----BEGIN " + "PRIVATE KEY-----\nAAAA\n-----END " + "PRIVATE KEY-----"
    folder = creddata(row(2, category="PEM Private Key", last=4), row(6, 4, 2, category="JWK", last=7))
    (tmp_path / "data/a.py").write_text(f"x\n{block}\ny\nk = ab\ncd z\n")
    (document,) = reader("creddata")(folder)
    assert [document.text[s.start : s.end] for s in document.spans] == [block, "ab\ncd"]
    assert document.masked == ()


def test_nobody_looked_for_people_on_a_line_without_a_secret(creddata, tmp_path):
    folder = creddata(row(1, truth="F"), row(2, truth="F"), row(3, 4, 7, truth="F"))
    long = "x" * 500
    (tmp_path / "data/a.py").write_text(f"token = get('ida@host.org')\nkey = {long}\nk= 'abc' {long}\n")
    (document,) = reader("creddata")(folder)
    assert [document.text[a:b] for a, b in document.negatives] == ["token = get('ida@host.org')", "abc"]
    assert any("ida@host.org" in document.text[a:b] for a, b in document.masked)
    assert all("token" not in document.text[a:b] for a, b in document.masked)


def test_creddata_says_what_it_knows_and_no_more(creddata):
    folder = creddata(
        row(2, 12, 19),
        row(3, truth="F", category="Token"),
        row(4, 6, 9, category="UUID"),
        row(5, 5, 13, truth="X", category="API"),
    )
    (document,) = reader("creddata")(folder)
    assert [(document.text[s.start : s.end], s.label) for s in document.spans] == [
        ("kolibri", "PASSWORD"),
        ("YOUR_KEY", "KEY_EXAMPLE"),
    ]
    assert [document.text[a:b] for a, b in document.negatives] == ["token = None"]
    assert [document.text[a:b] for a, b in document.masked] == ["id = 'abc'"]
    assert not document.complete
    unknown = "".join(document.text[a:b] for a, b in document.unknown())
    assert "first" in unknown
    assert "token" not in unknown
