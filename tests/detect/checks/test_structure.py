import base64
import json

import pytest

from piiscan.catalog.examples import expand
from piiscan.detect.checks.structure import decode_base64

from ..judge import verdict

TOKEN = expand("%{jwt:HS256}", "structure")
HEAD, CLAIMS, SIGNATURE = TOKEN.split(".")


def encoded(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (TOKEN, "proven"),
        (f"{encoded({'alg': 'none'})}.{encoded({})}.", "proven"),
        (f"{encoded({'typ': 'JWT'})}.{CLAIMS}.{SIGNATURE}", "dropped"),
        (f"{encoded(['alg'])}.{CLAIMS}.{SIGNATURE}", "dropped"),
        (f"{encoded('alg')}.{CLAIMS}.{SIGNATURE}", "dropped"),
        (f"{HEAD}.{encoded([1])}.{SIGNATURE}", "dropped"),
        (f"{HEAD}.claims.{SIGNATURE}", "dropped"),
        (f"{HEAD[:-3]}.{CLAIMS}.{SIGNATURE}", "dropped"),
        (HEAD, "dropped"),
        ("a.b.c", "dropped"),
    ],
)
def test_jwt(text, expected):
    assert verdict("structure.jwt", text) == expected


def test_a_token_that_nests_without_end_is_no_crash():
    deep = base64.urlsafe_b64encode(b'{"alg":' + b"[" * 2000).decode().rstrip("=")
    assert verdict("structure.jwt", f"{deep}.{CLAIMS}.x") == "dropped"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b"YWJj", b"abc"),
        (b"YWI=", b"ab"),
        (b"YWI", b"ab"),
        (b"_-_-", b"\xff\xef\xfe"),
        (b"/+/+", b"\xff\xef\xfe"),
        (b"", b""),
        (b"Y", None),
        (b"YW Jj", None),
        (b"YW!j", None),
    ],
)
def test_decode_base64(text, value):
    assert decode_base64(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (base64.b64encode(b'{"a": 1}').decode(), "proven"),
        (base64.b64encode(b'["a"]').decode(), "dropped"),
        ("no-base-64!", "dropped"),
    ],
)
def test_decodes(text, expected):
    assert verdict("structure.decodes:{", text) == expected
    grouped = r"(?P<value>key=(?P<encoded>\S+))"
    assert verdict("structure.decodes:{", f"key={text}", pattern=grouped) == expected


BLOCK = "BEGIN(?P<body>[^!]*)END"


@pytest.mark.parametrize(
    ("body", "argument", "expected"),
    [
        (expand("\n%{b64:64}\n", "p"), ":64", "kept"),
        (expand("\n%{b64:63}\n", "p"), ":64", "dropped"),
        (expand("\n%{b64:40}\n%{b64:24}\n", "p"), ":64", "kept"),
        (expand("\n%{b64:64}\n", "p"), "", "kept"),
        (expand(r"\n%{b64:40}\n%{b64:24}\n", "p"), ":64", "kept"),
        (expand(r"\r\n%{b64:40}\r\n%{b64:24}\r\n", "p"), ":64", "kept"),
        ("\nyour key goes here, and here, and here, and here, and here, and here\n", ":64", "dropped"),
        ("\n...\n", ":64", "dropped"),
        ("\n" + "short\n" * 40, ":64", "dropped"),
    ],
)
def test_pem(body, argument, expected):
    assert verdict(f"structure.pem{argument}", f"BEGIN{body}END", pattern=BLOCK, multiline=True) == expected
