"""Documents, their JSON, and the split by group."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import DataError
from piiscan.train.records import (
    Document,
    Range,
    Span,
    from_json,
    parse,
    read,
    split,
    splitter,
    to_json,
    write,
)

GOOD = {
    "id": "a",
    "group": "pypi:x",
    "path": "a.py",
    "language": "python",
    "text": "user = 'bo'",
    "spans": [{"start": 8, "end": 10, "label": "USERNAME"}],
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"spans": [{"start": 8, "end": 99, "label": "USERNAME"}]}, "outside the text"),
        ({"spans": [{"start": 8, "end": 8, "label": "USERNAME"}]}, "is empty"),
        ({"spans": [{"start": -1, "end": 3, "label": "USERNAME"}]}, "outside"),
        ({"spans": [{"start": 8, "end": 10, "label": "PERSON"}]}, "unknown label 'PERSON'"),
        (
            {"spans": [{"start": 8, "end": 10, "label": "NAME"}, {"start": 9, "end": 11, "label": "EMAIL"}]},
            "overlap",
        ),
        ({"spans": [{"start": 8, "end": 10, "label": "USERNAME", "text": "no"}]}, "not what stands there"),
        ({"spans": [{"start": True, "end": 10, "label": "USERNAME"}]}, "not a whole number"),
        ({"spans": [{"end": 10, "label": "USERNAME"}]}, "start, end and label"),
        ({"spans": "none"}, "not a list"),
        ({"masked": [[0, 99]]}, "outside the text"),
        ({"masked": [[0]]}, "not a list of [start, end]"),
        ({"text": ""}, "missing or empty"),
        ({"group": ""}, "no 'group'"),
        ({"weight": -1}, "not a number"),
        ({"surprise": 1}, "unknown key 'surprise'"),
        ({"complete": "yes"}, "not true or false"),
    ],
)
def test_what_is_not_sound_is_named_with_its_line(change, said):
    with pytest.raises(DataError) as caught:
        from_json({**GOOD, **change}, "data.jsonl:7")
    assert caught.value.message.startswith("data.jsonl:7: ")
    assert said in caught.value.message


@pytest.mark.parametrize("line", ["{", "[]", '"text"', "[" * 100_000])
def test_what_is_no_object_is_named(line):
    with pytest.raises(DataError, match="f:1: not"):
        parse(line, "f:1")


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(DataError, match="cannot read"):
        list(read(tmp_path / "none.jsonl"))


def test_a_damaged_archive_is_one_line(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00garbage")
    with pytest.raises(DataError, match="cannot read"):
        list(read(tmp_path / "a.jsonl.gz"))


def test_gold_devs_layout_is_taken():
    gold = {
        **GOOD,
        "registry": "npm",
        "package": "@a/b",
        "version": "1",
        "start_line": 1,
        "stratum": "random",
    }
    del gold["group"]
    assert from_json(gold, "f:1").group == "npm:@a/b"


def test_a_failed_write_leaves_the_file_that_was_there(tmp_path):
    path = tmp_path / "a.jsonl"
    write(path, [from_json(GOOD, "f:1")])
    before = path.read_bytes()

    def failing():
        yield from_json(GOOD, "f:1")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(path, failing())
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["a.jsonl"]


@given(st.text(st.characters(), min_size=1), st.data())
def test_what_is_written_is_read_again(tmp_path_factory, text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document = Document(
        "i",
        "g",
        "p",
        "l",
        text,
        (Span(start, end, "NAME", 0.5),),
        (Range(start, end),),
        (Range(0, 1),),
        False,
        "o",
        2.0,
    )
    path: Path = tmp_path_factory.mktemp("r") / "a.jsonl"
    write(path, [document])
    assert list(read(path)) == [document]
    assert from_json(json.loads(json.dumps(to_json(document))), "f:1") == document


def test_unknown_text_of_a_partial_document_is_all_but_what_is_labelled():
    document = Document(
        "i",
        "g",
        "p",
        "l",
        "x" * 20,
        (Span(2, 4, "KEY"), Span(6, 8, "AMBIGUOUS")),
        (),
        (Range(10, 12),),
        complete=False,
    )
    assert document.unknown() == (Range(0, 2), Range(4, 10), Range(12, 20))


def test_unknown_text_of_a_complete_document_is_what_is_masked():
    document = Document("i", "g", "p", "l", "x" * 20, (Span(6, 8, "AMBIGUOUS"),), (Range(7, 10), Range(1, 2)))
    assert document.unknown() == (Range(1, 2), Range(6, 10))


def test_a_group_is_never_torn_apart():
    documents = [Document(str(n), f"g{n % 40}", "p", "l", "x") for n in range(400)]
    parts = split(documents, {"train": 0.8, "dev": 0.2}, seed=3)
    assert {d.group for d in parts["train"]} & {d.group for d in parts["dev"]} == set()
    assert 0 < len(parts["dev"]) < 200
    choose = splitter({"train": 0.8, "dev": 0.2}, seed=3)
    assert all(choose(d.group) == "dev" for d in parts["dev"])


@pytest.mark.parametrize("fractions", [{}, {"a": 0.0}, {"a": 1.0, "b": -0.1}])
def test_a_split_without_parts_is_refused(fractions):
    with pytest.raises(DataError):
        splitter(fractions)
