"""A user and a password in one value."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect import values
from piiscan.detect.checks.structure import decode_base64

_LOGIN = regex(rb"[A-Za-z0-9._@+-]{1,64}:[^\s:]{3,}")


def is_login_option(key: bytes, value: bytes) -> bool:
    """`--auth=bob:p4ssw0rd`: whom a password is for, and the password, which the check `assigned.command_line` has."""
    return key == b"--auth" and _LOGIN.fullmatch(value) is not None


def is_stock_login(value: bytes) -> bool:
    """Base 64 of `username:password` and its like."""
    user, colon, word = (decode_base64(value) or b"").partition(b":")
    return bool(colon) and values.is_stock(user) and values.is_stock(word)
