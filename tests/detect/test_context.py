"""The table of context: what the kind of file says about a value."""

from __future__ import annotations

import re

import pytest

from piiscan.catalog.schema import build_rule
from piiscan.detect.candidate import Candidate
from piiscan.detect.context import TABLE, file_kind, password_kind, weigh
from piiscan.detect.filekind import FileKind


def candidate(
    value: str, path: str, *, category: str = "PASSWORD", generic: bool = True, line: str = "{}"
) -> Candidate:
    table = {
        "id": "x", "code": "SEC999", "title": "x", "category": category, "confidence": 0.8, "pattern": "x", "generic": generic,
        "keywords": ["x"], "max_len": 400, "why": "x", "fix": "x", "match": ["x"], "no_match": ["x"],
    }  # fmt: skip
    data = line.format(value).encode()
    match = re.search(re.escape(value.encode()), data)
    assert match
    return Candidate(build_rule(table, family="t", place="t"), data, FileKind(path), match, match.span())


def outcome(*arguments: str, **options: object) -> str:
    item = candidate(*arguments, **options)  # type: ignore[arg-type]
    if not weigh(item):
        return "gone"
    if item.status.value != "live":
        return item.status.value
    return "same" if item.confidence == 0.8 else "lower"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("testpass123", "stock phrase"), ("my-new-password", "stock phrase"), ("P4$$w0rd", "stock phrase"), ("otherclient", "stock phrase"),
        ("swordfish", "words"), ("hello-river", "words"), ("charles1", "words"), ("FORBIDDEN_VALUE", "words"),
        ("12345678", "trivial"), ("qwertz", "stock phrase"), ("x1", "trivial"), ("asdfghjk", "trivial"),
        ("s3lters.Zu", "chosen"), ("kvzqwxjt", "chosen"), ("Summer2024!", "chosen"), ("trav3mund3!", "chosen"),
        ("G38t46tXpbMj1qBq7", "machine-made"), ("Passwort2Go!", "chosen"), ("gvxfs59ds9ch1c0q7", "chosen"), ("Base64Decoder12", "chosen"),
    ],
)  # fmt: skip
def test_kinds_of_passwords(value: str, expected: str):
    assert password_kind(value.encode()) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("poetry.lock", "lock"), ("locales/de.json", "translation"), ("tests/docker-compose.yml", "configuration"), (".env", "configuration"),
        ("tests/test_a.py", "test"), ("src/test/java/LoginTest.java", "test"), ("lab.ipynb", "notebook"), ("docs/a.md", "doc"),
        ("dist/app.min.js", "generated"), ("vendor/a/b.go", "vendored"), ("src/a.py", "source"),
    ],
)  # fmt: skip
def test_kinds_of_files(path: str, expected: str):
    assert file_kind(FileKind(path)) == expected


@pytest.mark.parametrize(
    ("value", "path", "expected"),
    [
        ("testpass123", "tests/test_a.py", "placeholder"),
        ("testpass123", "src/a.py", "placeholder"),
        ("testpass123", "docker-compose.yml", "same"),
        ("testpass123", "tests/docker-compose.yml", "same"),
        ("swordfish", "tests/test_a.py", "placeholder"),
        ("swordfish", "docs/a.md", "placeholder"),
        ("swordfish", "src/a.py", "lower"),
        ("s3lters.Zu", "tests/test_a.py", "same"),
        ("s3lters.Zu", "docs/a.md", "same"),
        ("s3lters.Zu", "dist/app.min.js", "lower"),
        ("s3lters.Zu", "locales/de.json", "gone"),
        ("G38t46tXpbMj1qBq7", "locales/de.json", "lower"),
        ("G38t46tXpbMj1qBq7", "poetry.lock", "gone"),
        ("G38t46tXpbMj1qBq7", "src/a.py", "same"),
        ("s3lters.Zu", "poetry.lock", "gone"),
    ],
)
def test_passwords(value: str, path: str, expected: str):
    assert outcome(value, path) == expected


@pytest.mark.parametrize(
    ("path", "expected"), [("tests/test_a.py", "same"), ("a.min.js", "lower"), ("yarn.lock", "gone")]
)
def test_keys_of_no_known_format(path: str, expected: str):
    assert outcome("x8dk2mv9qplw", path, category="KEY") == expected


@pytest.mark.parametrize("path", ["tests/test_a.py", "yarn.lock", "a.min.js"])
def test_a_provider_s_token_weighs_the_same_everywhere(path: str):
    assert outcome("x8dk2mv9qplw", path, category="KEY", generic=False) == "same"


def test_what_is_proven_weighs_the_same_everywhere():
    item = candidate("testpass123", "tests/test_a.py")
    item.prove()
    assert weigh(item)
    assert (item.confidence, item.status.value) == (0.99, "live")


def test_another_value_may_be_meant():
    item = candidate("Z3JldGU6c3dvcmRmaXNo", "tests/test_a.py")
    assert weigh(item, b"swordfish")
    assert item.status.value == "placeholder"


@pytest.mark.parametrize(
    ("value", "line", "path", "expected"),
    [
        ("4.4.2.1", "<!-- {} apply -->", "a.xsl", "lower"),
        ("4.4.2.1", "host = {}", "a.py", "same"),
        ("4.4.2.1", "http://{}/", "a.py", "same"),
        ("8.8.8.8", "see {}", "a.py", "same"),
        ("84.12.9.1", "see {}", "a.py", "same"),
        ("2.2.2.2", "{} it is", "tests/a.py", "same"),
        ("1.2.3.4", "{} it is", "tests/a.py", "same"),
        ("4.4.2.1", "f('{}')", "tests/a.py", "same"),
        ("2001::2", "f('{}')", "tests/a.py", "same"),
        ("2a02::223:6cff:fe8a:2e8a", "f('{}')", "tests/a.py", "same"),
    ],
)
def test_addresses(value: str, line: str, path: str, expected: str):
    assert outcome(value, path, category="IP_ADDRESS", line=line) == expected


@pytest.mark.parametrize(
    ("path", "expected"), [("tests/a.py", "lower"), ("docs/a.md", "same"), ("src/a.py", "same")]
)
def test_dates_of_birth(path: str, expected: str):
    assert outcome("1988-02-24", path, category="ID") == expected


@pytest.mark.parametrize("category", ["EMAIL", "NAME", "USERNAME", "ID"])
def test_people_weigh_the_same_everywhere(category: str):
    assert outcome("grete", "tests/test_a.py", category=category) == "same"


def test_the_table_names_only_kinds_of_files_that_there_are():
    known = {"lock", "translation", "configuration", "test", "notebook", "doc", "example", "generated", "vendored", "source"}  # fmt: skip
    assert {place for row in TABLE.values() for place in row} <= known
