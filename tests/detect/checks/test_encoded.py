import base64

import pytest

from .one_check import confidences


@pytest.mark.parametrize(
    ("argument", "text", "count"),
    [
        ("32", base64.b64encode(b"x" * 31).decode(), 0),
        ("16 32", base64.b64encode(b"x" * 24).decode(), 0),
        ("32", "no-base-64!", 0),
        ("16 32", base64.b64encode(b"x" * 16).decode(), 1),
        ("16 32", base64.urlsafe_b64encode(b"\xff" * 32).decode(), 1),
    ],
)
def test_size(argument, text, count):
    assert len(confidences(f"encoded.size:{argument}", text)) == count


def test_size_of_the_group():
    encoded = base64.b64encode(b"x" * 16).decode()
    assert confidences("encoded.size:16", f"base64:{encoded}", "base64:(?P<encoded>[^ ]{1,60}=)") == [0.5]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("+EAAabcdef", 0),
        ("EAAabcdef+", 0),
        ("EAAabcdef/xyz", 0),
        ("iVBORw0KGgoAAAANSUhEUgAA/EAAabcdef", 0),
        ("EAAabcdef", 1),
        ("token=EAAabcdef", 1),
        ("https://api.acme.org/v1/EAAabcdef", 1),
        ("path/to/some/lower/folder/EAAabcdef", 1),
    ],
)
def test_alone(text, count):
    assert len(confidences("encoded.alone", text, "EAA[a-z]{6}")) == count


@pytest.mark.parametrize(
    ("encoded", "expected"),
    [
        ("eyJvIjo", []),
        (base64.b64encode(b'{"o": 1').decode(), []),
        (base64.b64encode(b'["o"]').decode(), []),
        (base64.b64encode(b'{"n": 1}').decode(), []),
        ("!!!!", []),
        (base64.b64encode(b'{"n": 1, "o": "2"}').decode(), [0.99]),
        (base64.b64encode(b'{"o": 1}').decode().rstrip("="), [0.99]),
    ],
)
def test_json(encoded, expected):
    assert confidences("encoded.json:o", f"glc_{encoded}", "glc_(?P<encoded>[^ \n]{4,60})") == expected
