"""Tables of scores."""

from __future__ import annotations

import pytest

pytest.importorskip("numpy")

from piiscan.train.evaluate import as_json, as_markdown, path_kind, score
from piiscan.train.metrics import Found
from piiscan.train.records import Document, Span
from piiscan.types import Category


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("src/app.c", "source"),
        ("src/latest.c", "source"),
        ("tests/test_app.py", "test"),
        ("app.spec.js", "test"),
        ("README.md", "documentation"),
        ("config/app.yml", "configuration"),
        (".env", "configuration"),
        ("LICENSE", "licence"),
        ("debian/copyright.txt", "documentation"),
    ],
)
def test_paths_have_kinds(path, kind):
    assert path_kind(path) == kind


def test_a_table_of_one_system():
    documents = [
        Document("a", "g1", "a.py", "py|thon", "name = emmy", (Span(7, 11, "USERNAME"),)),
        Document("b", "g2", "b.md", "markdown", "nothing here"),
    ]
    found = [[Found(7, 11, Category.USERNAME, confidence=0.9)], [Found(0, 7, Category.NAME, confidence=0.2)]]
    values = as_json("mine", score(documents, found), draws=20)
    assert values["overlap"]["USERNAME"]["f1"] == 1
    assert values["overlap"]["NAME"] == {
        "tp": 0,
        "fp": 1,
        "fn": 0,
        "precision": 0.0,
        "recall": None,
        "f1": 0.0,
        "f2": 0.0,
        "f1_interval": [0.0, 0.0],
        "strict_f1": 0.0,
    }
    assert values["path"]["documentation"]["fp"] == 1
    page = as_markdown("Scores", [values], ["a note"])
    assert "| USERNAME | mine | 1 | 1 | 0 | 0 | 1.000 |" in page
    assert "py\\|thon" in page
