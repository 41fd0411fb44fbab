"""Labels kept without their text."""

import gzip
import json

import pytest

from piiscan.errors import DataError
from piiscan.train import places, records
from piiscan.train.records import Document, Range, Span

TEXT = "first line\nlogin = wkrieger\nlast ✂ line\n"
FILE = Document("f", "pypi:acme", "a/b.py", "python", TEXT)


@pytest.fixture
def corpus(tmp_path):
    path = str(tmp_path / "corpus.jsonl.gz")
    records.write(path, [FILE, Document("g", "pypi:acme", "a/c.py", "python", "nothing here\n")])
    return path


def piece(**more):
    spans = (Span(8, 16, "USERNAME"),)
    return Document("read:pypi:acme/a/b.py#11", "pypi:acme", "a/b.py", "python", TEXT[11:28], spans, **more)


def test_there_and_back(corpus, tmp_path):
    lines = places.take([piece()], [corpus])
    path = str(tmp_path / "places.jsonl.gz")
    assert places.write(path, lines) == 1
    laid = places.lay(places.read(path), [corpus])
    assert not laid.missing
    (document,) = laid.documents
    assert (document.text, document.spans) == (TEXT[11:28], (Span(8, 16, "USERNAME"),))
    assert (document.group, document.path, document.language, document.origin) == (
        "pypi:acme",
        "a/b.py",
        "python",
        "read",
    )


def test_no_value_is_kept(corpus, tmp_path):
    path = str(tmp_path / "places.jsonl.gz")
    places.write(path, places.take([piece()], [corpus]))
    assert b"wkrieger" not in gzip.decompress((tmp_path / "places.jsonl.gz").read_bytes())


def test_an_id_without_a_place_is_looked_for(corpus):
    (line,) = places.take([records.replace_id(piece(), "x")], [corpus])
    assert line["start"] == 11


def test_another_text_there_is_missing(corpus, tmp_path):
    (line,) = places.take([piece()], [corpus])
    path = tmp_path / "places.jsonl"
    path.write_text(json.dumps({**line, "check": "0" * 12}) + "\n" + json.dumps({**line, "path": "a/d.py"}))
    laid = places.lay(places.read(str(path)), [corpus])
    assert (len(laid.documents), len(laid.missing)) == (0, 2)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"length": 900}, "ends behind the file"),
        ({"length": 0}, "ends behind the file"),
        ({"spans": [[8, 99, "USERNAME"]]}, "outside the text"),
        ({"spans": [[8, 16, "HANDLE"]]}, "unknown label"),
        ({"spans": [[8, "16", "ID"]]}, "not a whole number"),
        ({"spans": [[8, 16]]}, "start, end and label"),
        ({"spans": [[8, 16, "ID"], [10, 12, "KEY"]]}, "overlap"),
        ({"start": True}, "not a whole number"),
        ({"group": ""}, "are texts"),
        ({"value": "x"}, "unknown or missing"),
    ],
)
def test_what_cannot_be(corpus, tmp_path, change, message):
    (line,) = places.take([piece()], [corpus])
    path = tmp_path / "places.jsonl"
    path.write_text(json.dumps({**line, **change}))
    with pytest.raises(DataError, match=message) as error:
        places.lay(places.read(str(path)), [corpus])
    assert f"{path}:1" in str(error.value)


def test_what_a_place_cannot_say(corpus):
    with pytest.raises(DataError, match="masked"):
        places.take([piece(masked=(Range(0, 2),))], [corpus])
    with pytest.raises(DataError, match="masked"):
        places.take([piece(complete=False)], [corpus])
    with pytest.raises(DataError, match="not in the corpus"):
        places.take([Document("x", "pypi:acme", "a/b.py", "python", "elsewhere")], [corpus])


def test_a_damaged_file(tmp_path):
    path = tmp_path / "places.jsonl.gz"
    path.write_bytes(gzip.compress(b"{}" * 99)[:-9])
    with pytest.raises(DataError, match="cannot read"):
        list(places.read(str(path)))
