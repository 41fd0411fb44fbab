"""Credentials inside strings: forms, headers, calls, objects written out as text."""

from __future__ import annotations

import pytest

from piiscan.catalog.examples import expand

from ..judge import verdict

CHOSEN = expand("Kx8-%{}ruhrtal.Zu", "t")
DRAWN = expand("%{alnum:32}", "inside")
FORM = r"""(?P<before>[?&"'\s])(?P<key>[A-Za-z_.-]+)=(?P<value>[^&\s"']+)"""
HEADER = r"""["'](?P<key>[A-Za-z-]+): (?P<value>[^"']+)["']"""
CALL = r"""(?P<key>\w+)\(["'](?P<value>[^"']+)["']"""
OBJECT = r"""(?P<key>\w+)": "\{[^}]*?: \\"(?P<value>[^"\\]+)\\"[^}]*\}"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"'user=x&password={CHOSEN}'", "kept"),
        (f"-F 'password={CHOSEN}'", "kept"),
        (f'"host=db user=app password={CHOSEN}"', "kept"),
        (f"see password={CHOSEN} there", "dropped"),
        ("'password=secret&x=1'", "dropped"),
        ("'password=${PASS}&x=1'", "dropped"),
        ("'password=%s&x=1'", "dropped"),
        ("'password=Wachtwoord'", "dropped"),
        (f"'password_hash={CHOSEN}'", "dropped"),
        (f"'password={expand('%{hex:64}', 'x')}'", "dropped"),
    ],
)
def test_a_password_in_a_form(text: str, expected: str):
    assert verdict("inside.form", text, pattern=FORM) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"https://acme-corp.de/x?token={DRAWN}", "kept"),
        (f"'client_secret={DRAWN}&x=1'", "kept"),
        ("https://acme-corp.de/x?token=the-token-of-the-user", "dropped"),
        (f"https://acme-corp.de/graph/badge.svg?token={DRAWN}", "dropped"),
        (f"https://acme-corp.de/badge.svg?branch=main&token={DRAWN}", "dropped"),
        (f"https://acme-corp.de/x?csrf_token={DRAWN}", "dropped"),
        (f"https://acme-corp.de/x?token_type={DRAWN}", "dropped"),
    ],
)
def test_a_secret_in_a_form(text: str, expected: str):
    assert verdict("inside.form:key", text, pattern=FORM) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"'X-Api-Key: {DRAWN}'", "kept"),
        ("'X-Api-Key: your-key-goes-here'", "dropped"),
        (f"'X-CSRF-Token: {DRAWN}'", "dropped"),
    ],
)
def test_a_header(text: str, expected: str):
    assert verdict("inside.header", text, pattern=HEADER) == expected


@pytest.mark.parametrize(
    ("text", "argument", "expected"),
    [
        (f'setPassword("{CHOSEN}")', "", "kept"),
        ('password("kvzqwxjt")', "", "kept"),
        ('password("swordfish")', "", "weaker"),
        ('setPassword("secret")', "", "dropped"),
        ('setPassword("Kennwort")', "", "dropped"),
        (f'checkPassword("{CHOSEN}")', "", "dropped"),
        (f'hash_password("{CHOSEN}")', "", "dropped"),
        (f'getPassword("{CHOSEN}")', "", "dropped"),
        (f'SetAuthToken("{DRAWN}")', ":key", "kept"),
        (f'verifyToken("{DRAWN}")', ":key", "dropped"),
        (f'nextToken("{DRAWN}")', ":key", "dropped"),
        ('setToken("the_access_token")', ":key", "dropped"),
    ],
)
def test_a_call(text: str, argument: str, expected: str):
    assert verdict(f"inside.call{argument}", text, pattern=CALL) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (DRAWN, "kept"),
        (DRAWN[:16], "dropped"),
        ("authentication_backend", "dropped"),
        ("6f1c77a2-6196-4f17-a06b-c462cffae87a", "dropped"),
    ],
)
def test_an_object_as_text(value: str, expected: str):
    assert verdict("inside.structure", f'"token": "{{\\"a\\": \\"{value}\\"}}"', pattern=OBJECT) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"ALGOLIA_KEY={DRAWN}", "kept"),
        (f"STRIPE_PUBLISHABLE_KEY={DRAWN}", "dropped"),
        ("APP_KEY=insert_key", "dropped"),
    ],
)
def test_a_key_in_the_environment(line: str, expected: str):
    assert verdict("inside.env_key", line, pattern=r"(?P<key>[A-Z_]+)=(?P<value>\S+)") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("YourSuperSecretKeyThatIsAtLeast32CharactersLong!", "dropped"),
        ("THIS_IS_THE_SECRET_KEY_OF_ACME", "dropped"),
        ("${JWT_KEY}", "dropped"),
        (DRAWN, "kept"),
    ],
)
def test_a_key_that_signs_tokens(value: str, expected: str):
    assert verdict("inside.signing_key", f"Key: {value}", pattern=r"Key: (?P<value>\S+)") == expected
