"""What a value of a table says by itself, once its column has said what it is."""

from __future__ import annotations

import pytest

from piiscan.detect.checks import columns
from piiscan.types import Status

from ..make import candidate


def of(check: str, text: str, path: str = "a.csv") -> str:
    item = candidate(text, path)
    if not getattr(columns, check)(item, ""):
        return "dropped"
    return "kept" if item.status is Status.LIVE else item.status.value


@pytest.mark.parametrize(
    "text",
    ["«x»", "«abc»", "«NULL»", "«disabled»", "«two words»", "«5f4dcc3b5aa765d61d8327deb882cf99»", "«$2y$10$abcdefghijklmnopqrstuv»",
     "«{SSHA}abcdefghijklmnop»", "«a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11»", "user7,«**user7»,u@example.net",
     "mgr,«*salt*unpossible»,x@mail.example.org", "«" + "x7Q" * 30 + "»"],
)  # fmt: skip
def test_no_password(text: str):
    assert of("password", text) == "dropped"


@pytest.mark.parametrize("path", ["i18n/de.csv", "app/locale/x.csv", "de_DE.csv"])
def test_a_table_of_words_and_their_translations_has_none(path: str):
    """`"Password","Passwort"` may be its first row."""
    assert of("password", "Zurück,«Kx8-ruhrtal»", path) == "dropped"
    assert of("password", "Zurück,«Kx8-ruhrtal»", "users.csv") == "kept"


@pytest.mark.parametrize(
    "text", ["«password»", "«123456»", "«1234»", "«${PASSWORD}»", "«changeme»", "«Passwort»"]
)
def test_what_everybody_chooses_is_a_placeholder(text: str):
    assert of("password", text) == "placeholder"


@pytest.mark.parametrize(
    "text",
    ["«Kx8-ruhrtal»", "«zu9gleis»", "user7,«**user7»,u@acme-corp.de", "«Kx8-ruhrtal»,admin@example.com", "«Zu-9-gleis!»"],
)  # fmt: skip
def test_a_password(text: str):
    assert of("password", text) == "kept"


@pytest.mark.parametrize(
    ("check", "text", "expected"),
    [
        ("name", "«Grete»", "kept"),
        ("name", "«Hermann, Grete»", "kept"),
        ("name", "«Émilie du Châtelet»", "kept"),
        ("name", "«van der Waerden»", "kept"),
        ("name", "«John»", "placeholder"),
        ("name", "«Grete»,g@example.org", "placeholder"),
        ("name", "«Acme GmbH»", "dropped"),
        ("name", "«grete»", "dropped"),
        ("name", "«42»", "dropped"),
        ("name", "«X»", "dropped"),
        ("name", "«<NAME>»", "dropped"),
        ("user", "«ghermann7»", "kept"),
        ("user", "«ghermann7»,g@example.org", "placeholder"),
        ("user", "«alice»", "placeholder"),
        ("user", "«root»", "dropped"),
        ("user", "«g.hermann@acme-corp.de»", "dropped"),
        ("user", "«17»", "dropped"),
        ("number", "«C7290K1588»", "kept"),
        ("number", "«123-45-6789»", "dropped"),
        ("number", "«abc»", "dropped"),
        ("number", "«2024-01-17»", "dropped"),
        ("telephone", "«0104 834 7290»", "kept"),
        ("telephone", "«911»", "dropped"),
        ("telephone", "«(555) 010-1234»", "dropped"),
        ("telephone", "«grete»", "dropped"),
        ("birth", "«1987-05-14»", "kept"),
        ("birth", "«14.05.1987»", "kept"),
        ("birth", "«1987-01-01»", "dropped"),
        ("birth", "«1987»", "dropped"),
    ],
)
def test_the_others(check: str, text: str, expected: str):
    assert of(check, text) == expected
