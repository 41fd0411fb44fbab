"""Two keys of one table stay two."""

from __future__ import annotations

import json
import sys

import pytest

from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import splice

from ..make import find_all

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MAILS = {"ada@lovelace.org": "EMAIL", "grete@hermann.de": "EMAIL"}
HOSTS = {"141.30.77.12": "IPV4", "141.30.77.13": "IPV4"}


def masked(text: str, path: str, values: dict[str, str] = MAILS, policy: str = "placeholder") -> str:
    data = text.encode()
    present = {value: mask for value, mask in values.items() if value in text}
    edits = plan(
        find_all(data, present, path=path),
        bytes_reader(data),
        policies=Policies(policy, key=lambda: bytes(range(32))),
    )
    return splice(data, edits).decode()


def test_values_are_not_numbered():
    assert masked('["ada@lovelace.org", "grete@hermann.de"]', "a.json") == '["<EMAIL>", "<EMAIL>"]'


def test_one_key_alone_has_no_number():
    assert masked('{"ada@lovelace.org": 1}', "a.json") == '{"<EMAIL>": 1}'


def test_one_value_has_one_key_in_the_whole_file():
    text = masked('[{"ada@lovelace.org": 1}, {"grete@hermann.de": 2}, {"ada@lovelace.org": 3}]', "a.json")
    assert text == '[{"<EMAIL>": 1}, {"<EMAIL_2>": 2}, {"<EMAIL>": 3}]'


@pytest.mark.parametrize(
    "policy", ["placeholder", "numbered", "fake", "partial", "stars", "hash", "template:<gone>"]
)
def test_json_keys_stay_apart(policy):
    text = masked('{"ada@lovelace.org": 1, "grete@hermann.de": 2}', "a.json", policy=policy)
    assert [*json.loads(text).values()] == [1, 2]


@pytest.mark.parametrize("policy", ["placeholder", "stars", "env", "template:<gone>"])
def test_toml_with_two_mailboxes_for_keys_still_parses(policy):
    text = masked(
        '"ada@lovelace.org" = 1\n"grete@hermann.de" = 2\n[x."ada@lovelace.org"]\n', "a.toml", policy=policy
    )
    assert len(tomllib.loads(text)) == 3


def test_toml_headings_stay_apart():
    text = masked('[x."ada@lovelace.org"]\na = 1\n[x."grete@hermann.de"]\na = 1\n', "a.toml")
    assert len(tomllib.loads(text)["x"]) == 2


def test_addresses_for_keys_stay_apart():
    text = masked('{"141.30.77.12": 1, "141.30.77.13": 2}', "a.json", HOSTS)
    assert text == '{"192.0.2.1": 1, "192.0.2.2": 2}'


def test_numbers_for_keys_stay_numbers():
    values = {"4539578763621486": "ID", "4929547654321098": "ID"}
    assert masked("4539578763621486: a\n4929547654321098: b\n", "a.yaml", values) == "0: a\n2: b\n"


def test_yaml_keys_without_quotes_stay_apart():
    assert (
        masked("ada@lovelace.org: 1\ngrete@hermann.de: 2\n", "a.yaml")
        == "REDACTED_EMAIL: 1\nREDACTED_EMAIL_2: 2\n"
    )


def test_a_key_that_an_earlier_run_has_written_is_not_given_again():
    assert masked('{"<EMAIL>": 1, "grete@hermann.de": 2}', "a.json") == '{"<EMAIL>": 1, "<EMAIL_2>": 2}'


def test_links_of_restructuredtext_keep_names_of_their_own():
    text = "`ada@lovelace.org <https://a.org>`_, `grete@hermann.de <https://b.org>`_, `ada@lovelace.org`_\n"
    assert masked(text, "a.rst") == (
        "`REDACTED_EMAIL <https://a.org>`_, `REDACTED_EMAIL_2 <https://b.org>`_, `REDACTED_EMAIL`_\n"
    )
    text = "`ada@lovelace.org <ada@lovelace.org>`_, `grete@hermann.de <grete@hermann.de>`_\n"
    assert masked(text, "a.rst") == (
        "`REDACTED_EMAIL <REDACTED_EMAIL>`_, `REDACTED_EMAIL_2 <REDACTED_EMAIL>`_\n"
    )
