"""Sealing: what must not open does not, and says so in one line."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import SealError, UsageError
from piiscan.mask import seal as module
from piiscan.mask.seal import Secret, seal, unseal

KEY = Secret(bytes(range(32)), is_key_file=True)
TEXT = b"what must not be read"


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """Half a second for every passphrase is the point of scrypt, but not here."""
    monkeypatch.setattr(module, "_COST", (4, 8, 1))


def test_a_wrong_key():
    other = Secret(bytes(32), is_key_file=True)
    with pytest.raises(SealError, match="passphrase or key is wrong"):
        unseal(seal(TEXT, KEY), other)


def test_a_wrong_passphrase():
    sealed = seal(TEXT, Secret.passphrase("ruhrtal"))
    with pytest.raises(SealError, match="passphrase or key is wrong"):
        unseal(sealed, Secret.passphrase("Ruhrtal"))
    assert unseal(sealed, Secret.passphrase("ruhrtal")) == TEXT


def test_a_passphrase_where_a_key_file_is_wanted_and_the_other_way_round():
    words = Secret.passphrase("ruhrtal")
    with pytest.raises(SealError, match="with a key file"):
        unseal(seal(TEXT, KEY), words)
    with pytest.raises(SealError, match="with a passphrase"):
        unseal(seal(TEXT, words), KEY)


def test_another_context():
    with pytest.raises(SealError, match="wrong, or it is damaged"):
        unseal(seal(TEXT, KEY, context=b"1"), KEY, context=b"2")


def test_any_changed_byte_and_any_lost_end():
    sealed = seal(TEXT, KEY)
    for at in range(len(sealed)):
        broken = bytearray(sealed)
        broken[at] ^= 1
        with pytest.raises(SealError):
            unseal(bytes(broken), KEY)
        with pytest.raises(SealError):
            unseal(sealed[:at], KEY)


@pytest.mark.parametrize("cost", [(63, 8, 1), (20, 32, 1), (17, 255, 1), (17, 8, 255), (0, 8, 1), (17, 0, 1)])
def test_a_header_that_asks_for_all_memory(cost):
    sealed = bytearray(seal(TEXT, Secret.passphrase("ruhrtal")))
    sealed[9:12] = bytes(cost)
    with pytest.raises(SealError, match="header makes no sense"):
        unseal(bytes(sealed), Secret.passphrase("ruhrtal"))


@pytest.mark.parametrize(("secret", "is_key_file"), [(b"", False), (b"x" * 31, True)])
def test_secrets_that_are_none(secret, is_key_file):
    with pytest.raises(UsageError):
        Secret(secret, is_key_file=is_key_file)


def test_without_the_library_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "cryptography", None)
    with pytest.raises(UsageError, match="needs the `cryptography` library") as caught:
        Secret(bytes(32), is_key_file=True)
    assert "piiscan-lint[vault]" in caught.value.hint


def test_nothing_shows_in_a_traceback():
    assert "ruhrtal" not in repr(Secret.passphrase("ruhrtal"))


def test_the_same_text_never_looks_the_same():
    assert seal(TEXT, KEY) != seal(TEXT, KEY)
    assert TEXT not in seal(TEXT, KEY)


@given(st.binary(max_size=500), st.binary(max_size=20))
def test_what_was_sealed_comes_back(data, context):
    assert unseal(seal(data, KEY, context=context), KEY, context=context) == data
