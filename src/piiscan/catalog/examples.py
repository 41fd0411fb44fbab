"""Examples in rule files hold generators, so that no token stands in the repository as such.

``%{alnum:36}`` becomes 36 letters and digits, the same ones on every run (seeded by rule and position).
``%{}`` becomes nothing: it breaks a literal that a push protection would take for the real thing.
Kinds: ``alnum``, ``alpha``, ``upper``, ``lower``, ``digits``, ``hex``, ``HEX``, ``upnum`` (A-Z0-9),
``lownum`` (a-z0-9), ``b32`` (A-Z2-7), ``b64`` (with ``+/``), ``b64url`` (with ``-_``), ``b58``,
``password`` (letters, digits, punctuation). ``%{base64:some text}`` encodes its text.
Every checksum in ``piiscan.detect.checks`` may register a generator of its own with ``generator``.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_GENERATOR = re.compile(r"%\{(?:([A-Za-z0-9_.-]+):([^{}]*))?\}")

# Not from `string`, whose import takes 1 ms of every scan that runs a check.
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()
DIGITS = "0123456789"
_LETTERS = LOWER + UPPER

_ALPHABETS = {
    "alnum": _LETTERS + DIGITS,
    "alpha": _LETTERS,
    "upper": UPPER,
    "lower": LOWER,
    "digits": DIGITS,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "upnum": UPPER + DIGITS,
    "lownum": LOWER + DIGITS,
    "b32": UPPER + "234567",
    "b64": _LETTERS + DIGITS + "+/",
    "b64url": _LETTERS + DIGITS + "-_",
    "b58": "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz",
    "password": _LETTERS + DIGITS + "!#*+-.?_",
}

_EXTRA: dict[str, Callable[[str, Random], str]] = {
    "base64": lambda text, _: binascii.b2a_base64(text.encode(), newline=False).decode(),
}


def generator(kind: str) -> Callable[[Callable[[str, Random], str]], Callable[[str, Random], str]]:
    """Register a generator: a function of the text after the colon and a seeded ``Random``."""

    def register(function: Callable[[str, Random], str]) -> Callable[[str, Random], str]:
        _EXTRA[kind] = function
        return function

    return register


def _characters(kind: str, count: int, random: Random) -> str:
    alphabet = _ALPHABETS[kind]
    text = "".join(random.choice(alphabet) for _ in range(count))
    if count >= 12 and kind in ("alnum", "lownum", "upnum", "b64", "b64url"):
        # A random token without a digit exists, but an example must not depend on that luck.
        text = text[:-2] + random.choice(DIGITS) + random.choice(alphabet.replace("+/", ""))[:1]
    return text


def expand(text: str, seed: str) -> str:
    """``text`` with every generator replaced.

    ``seed`` makes the result repeatable: the same seed gives the same n-th generator the same output.
    Raises ``ValueError`` for a generator that does not exist.
    """
    from random import Random  # 2 ms, and the checks that register generators need nothing of it

    count = 0

    def fill(match: re.Match[str]) -> str:
        nonlocal count
        kind, argument = match.groups()
        if kind is None:
            return ""
        count += 1
        random = Random(f"{seed}/{count}")  # noqa: S311 - examples, not secrets
        if kind in _EXTRA:
            return _EXTRA[kind](argument, random)
        if kind not in _ALPHABETS or not argument.isdigit():
            raise ValueError(f"unknown generator %{{{kind}:{argument}}}")
        return _characters(kind, int(argument), random)

    return _GENERATOR.sub(fill, text)
