"""Silver labels: sure ones, projected people, and what is masked."""

from __future__ import annotations

import pytest

from piiscan.train.records import Document, Span
from piiscan.train.silver import Rules, label

pytest.importorskip("faker")


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules()


def labelled(rules, **files):
    documents = [
        Document(path, "g", path, "docs" if path.endswith("md") else "python", text)
        for path, text in files.items()
    ]
    found = [rules.spans(each) for each in documents]
    return {each.path: each for each in label(documents, [f[0] for f in found], [f[1] for f in found])}


def values(document):
    return [(document.text[s.start : s.end], s.label) for s in document.spans]


def hidden(document, value):
    at = document.text.index(value)
    return any(start <= at and at + len(value) <= end for start, end in document.masked)


def test_plain_code_has_no_labels_and_nothing_masked(rules):
    text = "def add(first, second):\n    return first + second  # Dijkstra\n"
    document = labelled(rules, **{"a.py": text})["a.py"]
    assert (document.spans, document.masked, document.complete) == ((), (), True)


def test_a_decorator_is_no_handle(rules):
    document = labelled(rules, **{"a.py": "class A:\n    @property\n    def x(self): ...\n"})["a.py"]
    assert document.masked == ()


def test_an_organisation_is_no_handle(rules):
    document = labelled(rules, **{"a.md": "see https://github.com/kubernetes/kubernetes for more\n"})["a.md"]
    assert not hidden(document, "kubernetes")


def test_people_of_the_metadata_are_found_in_the_files(rules):
    files = {
        "PKG-INFO": "Metadata-Version: 2.1\nName: x\nAuthor: Zdenka Hornik\nAuthor-email: zhornik@kolben.cz\n",
        "CHANGES.md": "- fixed by Zdenka Hornik\n- and @zhornik again\n- zhornik is a word here\n",
    }
    document = labelled(rules, **files)["CHANGES.md"]
    assert ("Zdenka Hornik", "NAME") in values(document)
    assert values(document).count(("zhornik", "USERNAME")) == 1


def test_authors_of_a_repository_are_projected_and_their_list_is_no_document(rules):
    files = {".git/authors": "Zdenka Hornik <z@kolben.cz>\n", "notes.md": "as Zdenka Hornik said\n"}
    documents = labelled(rules, **files)
    assert list(documents) == ["notes.md"]
    assert values(documents["notes.md"]) == [("Zdenka Hornik", "NAME")]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("thanks to Jasper for the patch\n", "Jasper"),
        ("password = 'kolibri77'\n", "kolibri77"),
        ("login('mkvasnik', 'kolibri77')\n", "mkvasnik"),
        ("phone: 0171 5550199 77\n", "0171 5550199 77"),
        ("first_name='Zbynek'\n", "Zbynek"),
        ("by @someoneunknown, finally\n", "someoneunknown"),
    ],
)
def test_what_may_be_a_value_is_a_label_or_masked(rules, text, value):
    document = labelled(rules, **{"a.md": text})["a.md"]
    assert hidden(document, value) or any(value == each for each, _ in values(document))


def test_offsets_count_characters_where_bytes_are_more(rules):
    text = "# ünïcödé ✓ before\ncontact = 'zdenka@kolben.cz'\n"
    assert ("zdenka@kolben.cz", "EMAIL") in [
        (v, name.partition("_")[0]) for v, name in values(labelled(rules, **{"a.py": text})["a.py"])
    ]


def test_a_label_is_never_masked(rules):
    text = "Author: Zdenka Hornik <zdenka@kolben.cz>\nthanks to Zdenka Hornik and Jasper Quist\n"
    document = labelled(rules, **{"AUTHORS.md": text})["AUTHORS.md"]
    assert document.spans
    for span in document.spans:
        assert isinstance(span, Span)
        assert all(end <= span.start or span.end <= start for start, end in document.masked)
