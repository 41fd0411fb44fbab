"""Generators in examples: the same on every run, of the length and the characters that they promise."""

from __future__ import annotations

import base64
import json
import re
import string
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from hypothesis import given
from hypothesis import strategies as st

import piiscan.detect.checks.crc
import piiscan.detect.checks.structure
from piiscan.catalog.examples import _EXTRA, expand, generator
from piiscan.detect.checks.numbers import luhn

LETTERS, DIGITS = string.ascii_letters, string.digits
ALPHABETS = {
    "alnum": LETTERS + DIGITS,
    "alpha": LETTERS,
    "upper": string.ascii_uppercase,
    "lower": string.ascii_lowercase,
    "digits": DIGITS,
    "hex": DIGITS + "abcdef",
    "HEX": DIGITS + "ABCDEF",
    "upnum": string.ascii_uppercase + DIGITS,
    "lownum": string.ascii_lowercase + DIGITS,
    "b32": string.ascii_uppercase + "234567",
    "b58": (LETTERS + DIGITS).translate(str.maketrans("", "", "0OIl")),
    "b64": LETTERS + DIGITS + "+/",
    "b64url": LETTERS + DIGITS + "-_",
    "password": LETTERS + DIGITS + "!#*+-.?_",
}
#: No random token may depend on luck to have a digit: rules ask for one.
WITH_A_DIGIT = ("alnum", "lownum", "upnum", "b64", "b64url")
KIND, SEED = st.sampled_from(sorted(ALPHABETS)), st.text(max_size=12)
SIZE = st.integers(min_value=0, max_value=300)
PLAIN = st.text(st.characters(exclude_characters="%", codec="utf-8"), max_size=40)


@given(KIND, SIZE, SEED)
def test_length_and_alphabet(kind: str, size: int, seed: str):
    text = expand(f"%{{{kind}:{size}}}", seed)
    assert len(text) == size
    assert set(text) <= set(ALPHABETS[kind])
    if kind in WITH_A_DIGIT and size >= 12:
        assert set(text) & set(DIGITS)


@pytest.mark.parametrize("kind", sorted(ALPHABETS))
def test_the_whole_alphabet_is_used(kind: str):
    assert set(expand(f"%{{{kind}:5000}}", "all")) == set(ALPHABETS[kind])


@given(KIND, SIZE, SEED)
def test_the_same_seed_gives_the_same_characters(kind: str, size: int, seed: str):
    template = f"a %{{{kind}:{size}}} b %{{hex:8}}"
    assert expand(template, seed) == expand(template, seed)


@given(KIND, st.integers(min_value=16, max_value=60), SEED)
def test_another_seed_or_place_gives_others(kind: str, size: int, seed: str):
    template = f"%{{{kind}:{size}}}"
    first, _, second = expand(f"{template}/%{{}}{template}", seed).partition("/")
    if kind not in ("b64",):  # whose own characters hold the slash
        assert len({first, second, expand(template, seed + "x")}) == 3


@given(PLAIN, PLAIN, SEED)
def test_the_text_around_decides_nothing(before: str, after: str, seed: str):
    alone = expand("%{alnum:20}", seed)
    assert expand(f"{before}%{{alnum:20}}{after}", seed) == before + alone + after


@given(PLAIN, SEED)
def test_text_without_a_generator_stays(text: str, seed: str):
    assert expand(text, seed) == text


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("gh%{}p_", "ghp_"),
        ("%{}%{}", ""),
        ("100%", "100%"),
        ("%s and %(name)s and %d{3}", "%s and %(name)s and %d{3}"),
        ("${alnum:3}", "${alnum:3}"),
        ("% {alnum:3}", "% {alnum:3}"),
        ("%{alnum}", "%{alnum}"),
        ("%{base64:user:password}", "dXNlcjpwYXNzd29yZA=="),
        ("%{base64:}", ""),
        ("%{base64:é}", "w6k="),
    ],
)
def test_what_is_a_generator(template: str, text: str):
    assert expand(template, "s") == text


@pytest.mark.parametrize(
    "template", ["%{nothing:3}", "%{alnum:}", "%{alnum:many}", "%{alnum:-1}", "%{ALNUM:3}", "x %{hex:1.5} y"]
)
def test_a_generator_that_does_not_exist(template: str):
    with pytest.raises(ValueError, match="unknown generator %"):
        expand(template, "s")


def test_a_break_does_not_count():
    assert expand("%{}%{hex:9}", "s") == expand("%{hex:9}", "s")


def test_a_generator_of_one_s_own():
    @generator("test-shout")
    def _shout(argument: str, random) -> str:
        return argument.upper() + str(random.randrange(10))

    text = expand("%{test-shout:hey}", "s")
    assert re.fullmatch("HEY[0-9]", text)
    assert text == expand("%{test-shout:hey}", "s")


@given(SEED)
def test_a_web_token_decodes(seed: str):
    parts = expand("%{jwt:HS256}", seed).split(".")
    assert len(parts) == 3
    header, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in parts[:2])
    assert header == {"alg": "HS256", "typ": "JWT"}
    assert set(claims) == {"sub", "iat"}


@given(SEED)
def test_numbers_have_their_check_digits(seed: str):
    card = expand("%{card:4539}", seed)
    assert re.fullmatch("4539[0-9]{12}", card)
    assert luhn(card.encode())
    iban = expand("%{iban:DE}", seed)
    assert re.fullmatch("DE[0-9]{20}", iban)
    assert int("".join(str(int(character, 36)) for character in iban[4:] + iban[:4])) % 97 == 1
    assert expand("%{ibanspaced:DE}", seed).replace(" ", "") == iban


def test_every_generator_is_in_the_docs():
    for module in iter_modules(piiscan.detect.checks.__path__):
        import_module(f"piiscan.detect.checks.{module.name}")
    page = (Path(__file__).parents[2] / "docs/rules.md").read_text(encoding="utf-8")
    ours = [kind for kind, made in _EXTRA.items() if made.__module__.startswith("piiscan.")]
    assert len(ours) > 20
    assert [kind for kind in ours if f"`%{{{kind}:" not in page] == []
