"""Passwords and keys that are told in prose."""

from __future__ import annotations

import pytest

from piiscan.run.engine import load_detector

TEXTS = ("notes.txt", "ticket.md", "app.log", "stdin", "commit 0123456789ab message", "main.py")
#: Made here, so that no scanner takes this file for somebody's.
WORD = "kX8" + "ruhr7" + "tal"
SIGNS = "q7." + "Ruhr9" + "tal!"
KEY = "Zk3" + "pW9qLx2" + "Vn8sTb4" + "Yc6Rm1" + "Hd5F"


@pytest.fixture(scope="module")
def detector():
    return load_detector()


def told(detector, text: str, path: str) -> list[str]:
    data = text.encode()
    return [
        data[item.start : item.end].decode()
        for item in detector.scan(data, path)
        if item.rule.id in ("told-password", "told-secret")
    ]


@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize(
    "text",
    [
        "the password is required",
        "the password is wrong, try again",
        "password: hunter2",
        "the password is letmein",
        "your password is password2",
        "the password is hashed with sha-256",
        f"the password hash is {WORD}",
        f"e.g. password: {WORD}",
        "password: Optional[str]",
        "pass: v1.2.3-rc1",
        "the token is " + "0f" * 20,
        "token 123e4567-e89b-12d3-a456-426614174000",
        f"public key: {KEY}",
        "the secret is my-application-secret-for-staging",
        "Password: b64Pwd,",
        "password: base64Hash",
    ],
)
def test_what_is_only_spoken_of(detector, text, path):
    assert told(detector, text, path) == []


@pytest.mark.parametrize("path", TEXTS)
@pytest.mark.parametrize(
    ("text", "value"),
    [
        (f"the wifi password is {WORD}.", WORD),
        (f"bob said: the password was {SIGNS}, but no more", SIGNS),
        (f"login bob, password -> {WORD}", WORD),
        (f"Kennwort: {WORD}", WORD),
        (f"please use token {KEY} for staging", KEY),
        (f"my api key is `{KEY}`", KEY),
    ],
)
def test_what_is_told(detector, text, value, path):
    assert told(detector, text, path) == [value]


@pytest.mark.parametrize("path", ["de.po", "package-lock.json", "app.min.js"])
def test_files_that_tell_nothing(detector, path):
    assert told(detector, f"the password is {WORD}", path) == []


def test_a_sign_at_the_end_belongs_to_it_and_a_full_stop_does_not(detector):
    assert told(detector, f"the password is {SIGNS}.", "a.txt") == [SIGNS]
