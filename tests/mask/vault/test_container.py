"""What is no vault, or no longer one, or not with this key: one line each, whatever the bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import VaultError
from piiscan.mask import seal
from piiscan.mask.seal import Secret
from piiscan.mask.vault.container import HEADER_BYTES, inspect, packed, unpacked

CONTENTS = b"the values, all of them"
KEY = Secret(b"k" * 32, is_key_file=True)
FILE = packed(CONTENTS, KEY)


def refused(data: bytes, secret: Secret = KEY) -> str:
    with pytest.raises(VaultError) as caught:
        unpacked(data, secret, "x.vault")
    assert "\n" not in caught.value.message
    return caught.value.message.removeprefix("x.vault: ")


@pytest.mark.parametrize("data", [b"", b"x", b"PIIX", b"PIISEAL1" + b"x" * 100, b"x" + FILE, b"\0" * 1000])
def test_what_is_no_vault(data):
    assert refused(data) == "is no vault of piiscan"


@pytest.mark.parametrize("length", range(1, len(FILE)))
def test_what_is_cut_off(length):
    assert refused(FILE[:length]).startswith("is cut off: ")


@pytest.mark.parametrize("at", range(len(FILE)))
def test_every_byte_counts(at):
    for bit in (1, 128):
        data = bytearray(FILE)
        data[at] ^= bit
        message = refused(bytes(data))
        expected = ("is no vault of piiscan", "is a vault of version", "is cut off", "is damaged")
        assert message.startswith(expected), message


def test_bytes_behind_the_end():
    assert refused(FILE + b"x") == "is damaged"


def test_another_version():
    data = FILE[:8] + struct.pack(">H", 2) + FILE[10:]
    assert refused(data) == "is a vault of version 2; this piiscan reads version 1"


def test_somebody_who_makes_the_digest_fit_is_found_out():
    from piiscan.digest import blake2b

    for at in range(HEADER_BYTES, len(FILE)):
        sealed = bytearray(FILE[HEADER_BYTES:])
        sealed[at - HEADER_BYTES] ^= 1
        digest = blake2b(bytes(sealed), digest_size=32).digest()
        data = FILE[:10] + struct.pack(">Q32s", len(sealed), digest) + bytes(sealed)
        inspect(data, "x.vault")
        assert refused(data).startswith("cannot be opened: ")


def test_wrong_keys(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(seal, "_COST", (4, 8, 1))
    wrong = Secret(b"l" * 32, is_key_file=True)
    assert refused(FILE, wrong) == "cannot be opened: the passphrase or key is wrong, or it is damaged"
    assert refused(FILE, Secret.passphrase("k" * 32)) == "cannot be opened: it was encrypted with a key file"
    with_passphrase = packed(CONTENTS, Secret.passphrase("right"))
    assert unpacked(with_passphrase, Secret.passphrase("right"), "x") == CONTENTS
    assert "is wrong" in refused(with_passphrase, Secret.passphrase("wrong"))
    assert refused(with_passphrase, KEY) == "cannot be opened: it was encrypted with a passphrase"


@given(st.binary(max_size=300))
def test_contents_come_back_and_do_not_show(contents):
    data = packed(contents, KEY)
    assert unpacked(data, KEY, "x") == contents
    assert len(contents) < 4 or contents not in data
