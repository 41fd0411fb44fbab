"""Fakes: of the same shape, the same for the same value, told without the key, and nothing that anyone would write."""

from __future__ import annotations

import ipaddress
import re
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary import CARD, EMAIL, NAME, PASSWORD, TOKEN, USER, made
from piiscan.detect import fakes
from piiscan.detect.checks.numbers import luhn
from piiscan.detect.written import is_written, is_written_at
from piiscan.mask.policies.fake import comparable, fake, whole_number
from piiscan.types import Category

from ..make import finding

KEY, OTHER = b"a key of the tests", b"another key of tests"


def made_up(value: str, mask: str, after: bytes = b"", key: bytes = KEY) -> str | None:
    text = fake(finding(mask), value.encode(), after, key)
    return None if text is None else text.decode("ascii")


def shape(text: str) -> str:
    return re.sub("[0-9]", "0", re.sub("[A-Z]", "A", re.sub("[a-z]", "a", text)))


@pytest.mark.parametrize(
    "value",
    [
        *(
            TOKEN,
            PASSWORD,
            EMAIL,
            CARD,
            NAME,
            USER,
            "",
            "fake",
            "fakefakefake",
            "fake-password-1",
            "FAKE_SMTP_PASSWORD",
        ),
        *(
            "fakeredis==2.20.1",
            "fa4e00000000",
            "000-00-0000",
            "0000000",
            "00000000000000",
            "000000-0000-0000-000000",
        ),
        *(
            "99999999999",
            "999-12-3456",
            "XX00 0000 0000 0000",
            "Grasmere",
            "Robin Windermere",
            "Ashmere Road 12, Alderton",
        ),
        *(
            "robin@ashmere.com",
            "192.0.2.1.5",
            made("%{alnum:40}"),
            made("%{hex:40}"),
            made("%{digits:16}"),
            made("000%{digits:9}"),
        ),
    ],
)
def test_what_is_no_fake(value):
    assert not is_written(value.encode())
    assert not is_written_at(b"x = '" + value.encode() + b"'", 5, 5 + len(value))


@settings(max_examples=2000)
@given(
    st.from_regex(
        re.compile(r"(?:fake|fa4e|FAKE|000|999|XX00)[A-Za-z0-9._-]{4,24}", re.ASCII), fullmatch=True
    )
)
def test_a_marker_alone_makes_no_fake(value):
    # Of a million such values one to a hundred have the right end by chance; of 2,000 none, but for bad luck.
    assert not is_written(value.encode())


def test_a_secret_with_a_fake_in_it_is_still_one():
    own = made_up(TOKEN, "KEY")
    assert is_written(own.encode())
    assert not is_written(f"{own}{TOKEN}".encode())
    assert not is_written(f"{TOKEN}{own}".encode())
    assert not is_written(f"{own}-{TOKEN}".encode())


@pytest.mark.parametrize("value", ["123456", "1234", "1999-12-31", "31.12.1999", "12/31/1999", "12-34"])
def test_too_short_numbers_and_dates_have_none(value):
    assert made_up(value, "ID") is None


@pytest.mark.parametrize("value", ["300.1.2.3", "localhost", "81.9.10.11/24"])
def test_what_is_no_address_has_none(value):
    assert made_up(value, "IPV4") is None


@pytest.mark.parametrize(
    ("value", "mask"),
    [
        (TOKEN, "KEY"),
        (made("%{hex:40}"), "KEY"),
        (made("%{HEX:32}"), "KEY"),
        (made("%{hex:8}-%{hex:4}-%{hex:4}-%{hex:4}-%{hex:12}"), "KEY"),
        (made("%{b64:43}") + "=", "KEY"),
        (made("ey%{b64url:30}.ey%{b64url:40}.%{b64url:43}"), "KEY"),
        (made("%{upnum:20}"), "KEY"),
        (made("%{alnum:4000}"), "KEY"),
        (PASSWORD, "PASSWORD"),
        ("zu9gleisKornfeld", "PASSWORD"),
        (CARD, "ID"),
        ("+49 30 901820-77", "ID"),
        ("(212) 867-5309", "ID"),
        ("078-05-1120", "ID"),
        ("DE44 5001 0517 5407 3249 31", "ID"),
        ("a4:83:e7:1b:2c:3d", "ID"),
        ("A4-83-E7-1B-2C-3D", "ID"),
        ("C01X00T47Z19", "ID"),
        ("ada.krieger_77", "USERNAME"),
    ],
)
def test_length_and_kinds_of_characters_stay(value, mask):
    own = made_up(value, mask)
    assert own != value
    assert len(own) == len(value)
    assert {*shape(own)} - {*shape(value)} <= {"a"}
    kept = [(a, b) for a, b in zip(value, own, strict=True) if b in " -.:()+=" or (a in " :()" and a != b)]
    assert all(a == b for a, b in kept)  # signs stand where they stood, or are gone
    assert is_written(own.encode()) or fakes.is_card(own.encode())


def test_short_values_become_twelve_characters():
    for value in ("x", "hunter2", "geheim!!", "ada"):
        assert len(made_up(value, "PASSWORD")) == fakes.SHORTEST_WORD


def test_hex_stays_hex_and_a_uuid_a_uuid():
    own = made_up(made("%{hex:8}-%{hex:4}-%{hex:4}-%{hex:4}-%{hex:12}"), "KEY")
    assert re.fullmatch(r"fa4e[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", own)


@pytest.mark.parametrize(
    "value", ["a@b.de", EMAIL, "ada+x@acme.co.uk", "O'Hara@acme.de", "ada%40acme.de", "ada at acme dot de"]
)
def test_mailboxes_are_at_documentation_domains(value):
    own = made_up(value, "EMAIL")
    assert re.fullmatch(r"fake[A-Za-z0-9._-]+(?:@|%40)example\.(?:com|org|net)", own)
    assert ("%40" in own) is ("%40" in value)
    assert is_written(own.encode())


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("Wilhelmina", "[A-Z][a-z]+mere"),
        ("Wilhelmina Krieger", "[A-Z][a-z]+ [A-Z][a-z]+mere"),
        ("W. A. Krieger", r"[A-Z]\. [A-Z]\. [A-Z][a-z]+mere"),
        ("WILHELMINA KRIEGER", "[A-Z]+ [A-Z]+MERE"),
        ("Åse O'Hara-Þór", "[A-Z][a-z]+ [A-Z][a-z]+mere"),
    ],
)
def test_names_have_as_many_words(value, form):
    own = made_up(value, "NAME")
    assert re.fullmatch(form, own)
    assert is_written(own.encode())


class TestAddresses:
    @pytest.mark.parametrize(
        "value", ["81.9.10.11", "10.0.0.1", "2a01:4f8::1", "::ffff:81.9.10.11", "fe80::1"]
    )
    def test_one_of_the_same_family(self, value):
        own = ipaddress.ip_address(made_up(value, "IPV6" if ":" in value else "IPV4"))
        assert own.version == ipaddress.ip_address(value).version
        assert fakes.is_address(str(own).encode())

    @pytest.mark.parametrize("length", [0, 3, 4, 8, 16, 23, 24, 28, 30, 32])
    def test_a_network_stays_one(self, length):
        value = str(ipaddress.ip_network(f"81.9.10.129/{length}", strict=False)[0])
        own = made_up(value, "IPV4", f"/{length}".encode())
        assert fakes.is_address(own.encode())
        if length >= 4:
            assert ipaddress.ip_network(f"{own}/{length}").prefixlen == length

    @pytest.mark.parametrize("length", [20, 28, 32, 48, 64, 128])
    def test_a_network_of_ipv6_stays_one(self, length):
        value = str(ipaddress.ip_network(f"2a01:4f8:1:2::3/{length}", strict=False)[0])
        own = made_up(value, "IPV6", f"/{length}".encode())
        assert fakes.is_address(own.encode())
        assert ipaddress.ip_network(f"{own}/{length}").prefixlen == length


@given(st.text(string.digits, min_size=7, max_size=20))
def test_no_number_passes_the_check_of_cards(value):
    own = fake(finding("ID"), value.encode(), b"", KEY)
    assert own is not None
    assert not luhn(own)
    assert is_written(own)


@pytest.mark.parametrize("value", [b"4539578763621486", b"12345678901", b"123456789012345678"])
def test_a_number_without_quotes_has_no_leading_zero(value):
    own = whole_number(value, KEY)
    assert own is not None
    assert (len(own), own[:3], is_written(own)) == (len(value), b"999", True)


@pytest.mark.parametrize("value", [b"1234567890", b"1234567890123456789", b"12.5", b"0x1234567890ab"])
def test_a_number_of_another_size_has_none(value):
    assert whole_number(value, KEY) is None


@given(st.sampled_from([*Category]), st.text(min_size=1, max_size=40))
def test_the_same_for_the_same_value_and_key_and_anything_has_one_or_none(category, value):
    data = value.encode("utf-8", "replace")
    own = fake(finding(category.value), data, b"", KEY)
    assert own == fake(finding(category.value), data, b"", KEY)
    assert own is None or (own.isascii() and not re.search(rb"[^A-Za-z0-9 @%.,_:()+/=-]", own))


def test_another_key_gives_another_fake_and_another_value_too():
    values = [made("%{alnum:24}", str(n)) for n in range(300)]
    assert len({made_up(value, "KEY", key=key) for value in values for key in (KEY, OTHER)}) == 600


def test_encodings_do_not_matter():
    for encoding in ("utf-8", "utf-16-le", "utf-32-be"):
        assert comparable("Jürgen \U0001f600".encode(encoding), encoding) == "Jürgen \U0001f600".encode()


def test_the_lists_are_plain_words_and_each_name_is_told():
    for name in fakes.LAST_NAMES:
        assert re.fullmatch(b"[A-Z][a-z]+mere", name)
        assert fakes.is_name(name)
    assert len({*fakes.LAST_NAMES}) == len(fakes.LAST_NAMES) >= 60
    assert not any(fakes.is_name(name) for name in fakes.FIRST_NAMES)


def test_hostile_texts_cost_no_time():
    text = b"fake" + b"-a" * 200_000 + b" 000" + b" 1" * 200_000 + b"XX00" + b" A" * 200_000
    assert not is_written(text)
