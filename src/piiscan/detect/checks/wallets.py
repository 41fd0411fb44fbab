"""Addresses of cryptocurrencies: the checksums that each carries."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from piiscan.catalog.examples import generator
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import bech32
from piiscan.digest import sha256

if TYPE_CHECKING:
    from random import Random

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"
#: The first block's payment and the burn addresses: nobody's.
_NOBODY = frozenset(
    b"1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa 1111111111111111111114oLvT2 1BitcoinEaterAddressDontSendf59kuE 1CounterpartyXXXXXXXXXXXXXXXUWLpVr "
    b"bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4 "
    b"bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0 rrrrrrrrrrrrrrrrrrrrrhoLvTp rrrrrrrrrrrrrrrrrrrrBZbvji "
    b"GAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAWHF".split()
)


def _number(text: str, alphabet: str) -> int | None:
    number = 0
    for character in text:
        digit = alphabet.find(character)
        if digit < 0:
            return None
        number = number * 58 + digit
    return number


def _payload(text: str, alphabet: str = _BASE58) -> bytes | None:
    """What Base58Check text holds, version byte and all, where its checksum holds."""
    number = _number(text, alphabet)
    if number is None:
        return None
    zeros = len(text) - len(text.lstrip(alphabet[0]))
    data = b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
    body, check = data[:-4], data[-4:]
    return body if sha256(sha256(body).digest()).digest()[:4] == check else None


def base58(candidate: Candidate, argument: str) -> bool:
    """Base58Check of 20 bytes (of ``argument`` where it names a size) under a version byte in ``argument``.

    ``base58:0 5`` takes Bitcoin's versions; ``ripple 0`` means XRP's alphabet; ``size 78`` an extended key, ``size 33 34`` one of two sizes.
    """
    value = candidate.reveal()
    words = argument.split()
    payload = _payload(value.decode("ascii"), _RIPPLE if words[0] == "ripple" else _BASE58)
    if payload is None or value in _NOBODY or len(set(payload)) < 6:
        return False
    if words[0] == "size":
        fits = len(payload) in map(int, words[1:])
    else:
        fits = len(payload) == 21 and str(payload[0]) in words
    if fits:
        candidate.prove()
    return fits


def segwit(candidate: Candidate, argument: str) -> bool:
    """A Bech32 or Bech32m address (BIP 173, BIP 350) under the prefix it has."""
    value = candidate.reveal()
    prefix, _, data = value.decode("ascii").lower().rpartition("1")
    if value in _NOBODY or len(set(data)) < 8:
        return False
    if bech32.remainder(prefix, [_values().index(character) for character in data]) not in (1, 0x2BC830A3):
        return False
    candidate.prove()
    return True


def _values() -> str:
    return "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


_ROUNDS = (
    0x0000000000000001, 0x0000000000008082, 0x800000000000808A, 0x8000000080008000, 0x000000000000808B, 0x0000000080000001,
    0x8000000080008081, 0x8000000000008009, 0x000000000000008A, 0x0000000000000088, 0x0000000080008009, 0x000000008000000A,
    0x000000008000808B, 0x800000000000008B, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
    0x000000000000800A, 0x800000008000000A, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
)  # fmt: skip
_TURNS = (
    (0, 36, 3, 41, 18),
    (1, 44, 10, 45, 2),
    (62, 6, 43, 15, 61),
    (28, 55, 25, 21, 56),
    (27, 20, 39, 8, 14),
)
_MASK = (1 << 64) - 1
_BLOCK = 136


def _turn(lane: int, count: int) -> int:
    return (lane << count | lane >> (64 - count)) & _MASK


def _permute(state: list[list[int]]) -> list[list[int]]:
    """Keccak-f[1600] on five columns of five lanes."""
    for constant in _ROUNDS:
        parity = [lane[0] ^ lane[1] ^ lane[2] ^ lane[3] ^ lane[4] for lane in state]
        spread = [parity[(x - 1) % 5] ^ _turn(parity[(x + 1) % 5], 1) for x in range(5)]
        moved = [[0] * 5 for _ in range(5)]
        for x in range(5):
            for y in range(5):
                moved[y][(2 * x + 3 * y) % 5] = _turn(state[x][y] ^ spread[x], _TURNS[x][y])
        state = [
            [moved[x][y] ^ (~moved[(x + 1) % 5][y] & moved[(x + 2) % 5][y]) for y in range(5)]
            for x in range(5)
        ]
        state[0][0] ^= constant
    return state


def keccak256(data: bytes) -> bytes:
    """Keccak-256 as Ethereum has it: ``hashlib`` knows only the padding that the standard chose later."""
    padded = data + b"\1" + b"\0" * (-len(data) % _BLOCK - 1 if -len(data) % _BLOCK else _BLOCK - 1)
    padded = padded[:-1] + bytes([padded[-1] | 0x80])
    state = [[0] * 5 for _ in range(5)]
    for start in range(0, len(padded), _BLOCK):
        for lane in range(_BLOCK // 8):
            at = start + 8 * lane
            state[lane % 5][lane // 5] ^= int.from_bytes(padded[at : at + 8], "little")
        state = _permute(state)
    return b"".join(state[lane % 5][lane // 5].to_bytes(8, "little") for lane in range(4))


def _mixed(address: str) -> str:
    """Forty hexadecimal digits in the letter case that EIP-55 asks for."""
    digest = keccak256(address.lower().encode()).hex()
    return "".join(
        letter.upper() if int(digit, 16) > 7 else letter
        for letter, digit in zip(address.lower(), digest[:40], strict=True)
    )


_ETHER = regex(rb"ethereum|\beth\b|erc-?20|wallet|payout|donat|beneficiary|recipient", re.IGNORECASE)


def ethereum(candidate: Candidate, argument: str) -> bool:
    """An account of Ethereum: proven by EIP-55's letter case, or in one case and beside a word that says so.

    Zero, burn and system addresses are nobody's; wrong letter case is some other number.
    """
    address = candidate.reveal().decode("ascii")[2:]
    if len(set(address.lower())) < 6 or address.startswith("0" * 8) or address.lower().endswith("dead"):
        return False
    if re.search(r"(..)\1{4}|(....)\2{3}|0123456|1234567|abcdef01", address.lower()):
        return False
    if address == address.lower() or address == address.upper():
        return bool(_ETHER.search(candidate.line()))
    if _mixed(address) != address:
        return False
    candidate.prove()
    return True


_MONERO_BLOCK = {11: 8, 7: 5}


def _monero_bytes(text: str) -> bytes | None:
    data = b""
    for at in range(0, len(text), 11):
        block = text[at : at + 11]
        number = _number(block, _BASE58)
        size = _MONERO_BLOCK.get(len(block), 0)
        if number is None or number >= 1 << 8 * size:
            return None
        data += number.to_bytes(size, "big")
    return data


def monero(candidate: Candidate, argument: str) -> bool:
    """A standard or sub-address of Monero: network byte 18 or 42, and Keccak's first four bytes at the end."""
    data = _monero_bytes(candidate.reveal().decode("ascii"))
    if data is None or len(data) != 69 or data[0] not in (18, 42) or keccak256(data[:-4])[:4] != data[-4:]:
        return False
    candidate.prove()
    return True


def stellar(candidate: Candidate, argument: str) -> bool:
    """An account of Stellar: base 32 that ends in the CRC-16 of what stands before."""
    value = candidate.reveal()
    data = base64.b32decode(value)
    if value in _NOBODY or len(set(data)) < 8 or data[0] != 6 << 3:
        return False
    if binascii.crc_hqx(data[:-2], 0) != int.from_bytes(data[-2:], "little"):
        return False
    candidate.prove()
    return True


def ton(candidate: Candidate, argument: str) -> bool:
    """An account of TON: a tag, the chain, a hash, and the CRC-16 of all three, in base 64 of either alphabet."""
    data = base64.b64decode(candidate.reveal().replace(b"-", b"+").replace(b"_", b"/"))
    if data[0] not in (0x11, 0x51) or data[1] not in (0, 0xFF) or len(set(data[2:34])) < 8:
        return False
    if binascii.crc_hqx(data[:-2], 0) != int.from_bytes(data[-2:], "big"):
        return False
    candidate.prove()
    return True


def _encoded(data: bytes, alphabet: str = _BASE58) -> str:
    data += sha256(sha256(data).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, digit = divmod(number, 58)
        text = alphabet[digit] + text
    return alphabet[0] * (len(data) - len(data.lstrip(b"\0"))) + text


@generator("base58check")
def _base58check(argument: str, random: Random) -> str:
    """``%{base58check:00}``: that version, in hexadecimal, and 20 random bytes; ``xpub`` and ``xprv`` extended keys, ``wif`` a private one, ``ripple`` XRP."""
    if argument == "xpub":
        return _encoded(bytes.fromhex("0488b21e03") + random.randbytes(73))
    if argument == "xprv":
        return _encoded(bytes.fromhex("0488ade403") + random.randbytes(40) + b"\0" + random.randbytes(32))
    if argument == "wif":
        return _encoded(b"\x80" + random.randbytes(32) + b"\x01")
    if argument == "ripple":
        return _encoded(b"\0" + random.randbytes(20), _RIPPLE)
    return _encoded(bytes.fromhex(argument) + random.randbytes(20))


@generator("segwit")
def _segwit(argument: str, random: Random) -> str:
    """``%{segwit:bc}``: a witness program of 20 random bytes, version 0; ``bc 1`` one of 32 bytes, version 1."""
    prefix, _, version = argument.partition(" ")
    size = 32 if version else 20
    number = int.from_bytes(random.randbytes(size), "big") << -8 * size % 5
    count = (8 * size + 4) // 5
    data = [int(version or 0)] + [number >> 5 * place & 31 for place in range(count - 1, -1, -1)]
    tail = bech32.remainder(prefix, data + [0] * 6) ^ (0x2BC830A3 if version else 1)
    data += [tail >> 5 * place & 31 for place in range(5, -1, -1)]
    return prefix + "1" + "".join(_values()[value] for value in data)


@generator("ethereum")
def _ethereum(argument: str, random: Random) -> str:
    """``%{ethereum:}``: an address in the right letter case; ``wrong``: in a wrong one."""
    address = _mixed(random.randbytes(20).hex())
    return "0x" + (address.swapcase() if argument == "wrong" else address)


@generator("monero")
def _monero(argument: str, random: Random) -> str:
    """``%{monero:}``: a standard address."""
    data = b"\x12" + random.randbytes(64)
    data += keccak256(data)[:4]
    text = ""
    for at in range(0, len(data), 8):
        block = data[at : at + 8]
        number = int.from_bytes(block, "big")
        width = next(length for length, size in _MONERO_BLOCK.items() if size == len(block))
        text += "".join(_BASE58[number // 58**place % 58] for place in range(width - 1, -1, -1))
    return text


@generator("stellar")
def _stellar(argument: str, random: Random) -> str:
    """``%{stellar:}``: an account's address."""
    data = bytes([6 << 3]) + random.randbytes(32)
    return base64.b32encode(data + binascii.crc_hqx(data, 0).to_bytes(2, "little")).decode()


@generator("ton")
def _ton(argument: str, random: Random) -> str:
    """``%{ton:}``: an account's address that is not bounced; ``bounce``: one that is."""
    data = bytes([0x11 if argument else 0x51, 0]) + random.randbytes(32)
    return base64.urlsafe_b64encode(data + binascii.crc_hqx(data, 0).to_bytes(2, "big")).decode()
