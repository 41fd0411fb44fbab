"""Invented people, secrets and numbers."""

from __future__ import annotations

import ipaddress
import random
import re

import pytest

from piiscan.train.synthesis.numbers import Numbers
from piiscan.train.synthesis.people import DEFAULT_USERS, People
from piiscan.train.synthesis.secrets import Secrets

pytest.importorskip("faker")
SEEDS = range(60)


def test_train_and_test_share_no_first_name():
    draw = {
        part: {People(random.Random(s), part).person().first for s in range(400)}
        for part in ("train", "dev", "test")
    }
    # A name of two countries may fall on both sides; it must be the exception.
    assert len(draw["train"] & draw["test"]) < 0.2 * len(draw["test"])
    assert len(draw["train"] & draw["dev"]) < 0.2 * len(draw["dev"])


@pytest.mark.parametrize("seed", SEEDS)
def test_people(seed):
    people = People(random.Random(seed))
    person = people.person()
    assert person.first
    assert person.last
    assert re.fullmatch(r"[\w.+-]+", person.username)
    assert re.fullmatch(r"[\w.+-]+@[\w.-]+\.\w+", person.email)
    assert person.username not in DEFAULT_USERS or not person.example
    assert people.person(example=True).example
    assert "@" in people.example_email()


@pytest.mark.parametrize("seed", SEEDS)
def test_secrets_stay_on_their_line(seed):
    secrets = Secrets(random.Random(seed))
    for value in (
        secrets.password(),
        secrets.key(),
        secrets.provider(),
        secrets.password_placeholder(),
        secrets.key_placeholder(),
    ):
        assert value
        assert not set(value) & set("\n\r\"'\\")
    block = secrets.private_key()
    assert block.startswith("-----BEGIN")
    assert block.endswith("PRIVATE KEY-----")


def luhn(digits: str) -> bool:
    return (
        sum(int(d) if at % 2 == 0 else sum(divmod(2 * int(d), 10)) for at, d in enumerate(reversed(digits)))
        % 10
        == 0
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_check_digits_are_right(seed):
    numbers = Numbers(random.Random(seed))
    assert luhn(re.sub(r"\D", "", numbers.card()))
    assert luhn(numbers.imei())
    iban = numbers.iban().replace(" ", "")
    assert int("".join(str(int(c, 36)) for c in iban[4:] + iban[:4])) % 97 == 1
    from stdnum.br import cpf
    from stdnum.es import dni
    from stdnum.nl import bsn
    from stdnum.pl import pesel

    assert cpf.is_valid(numbers._cpf())
    assert dni.is_valid(numbers._dni())
    assert bsn.is_valid(numbers._bsn())
    assert pesel.calc_check_digit((p := numbers._pesel())[:-1]) == p[-1]


@pytest.mark.parametrize("seed", SEEDS)
def test_addresses(seed):
    numbers = Numbers(random.Random(seed))
    address = ipaddress.ip_address(numbers.ip())
    assert not address.is_loopback
    assert not address.is_multicast
    assert not address.is_unspecified
    network, mask = numbers.network()
    ipaddress.ip_network(network + mask, strict=False)
    ipaddress.ip_address(numbers.no_host())
