"""A rule's own examples: what fails, and how it is said."""

from __future__ import annotations

import pytest

from catalog.rule_table import build
from piiscan.detect.verify import failures
from piiscan.errors import RuleError

RULE = {"pattern": "acme_[a-z0-9]{8}", "keywords": ["acme_"], "max_len": 13}
PLACE = "acme: rule `acme-token`: "


def wrong(**changes: object) -> list[str]:
    return failures(
        build(**{**RULE, "match": ["acme_%{lownum:8}"], "no_match": ["acme"], **changes}), engine="python"
    )


def test_a_good_rule():
    assert wrong() == []


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"match": ["acme_%{lownum:7}"]}, "match 1 is not found"),
        ({"match": ["acme_%{lownum:8}", "acme-%{lownum:8}"]}, "match 2 holds none of the rule's keywords"),
        ({"no_match": ["x", "acme_%{lownum:8}"]}, "no_match 2 is found"),
        ({"max_len": 12}, "match 1 is longer than max_len 12"),
        (
            {"match": [{"text": "acme_%{lownum:8}", "value": "acme_"}]},
            "match 1 is found, but not at its `value`",
        ),
        ({"path": r"\.env$"}, "match 1 is not found"),
        ({"confidence": 0.6, "checks": ["crc.tail62"]}, "match 1 is not found"),
        ({"checks": ["entropy.shannon:9"]}, "match 1 is not found"),
    ],
)
def test_a_failure_is_named(changes, message):
    assert wrong(**changes) == [PLACE + message]


def test_every_failure_is_named():
    assert wrong(match=["acme_", "acme_1"], no_match=["acme_%{lownum:8}"]) == [
        PLACE + "match 1 is not found",
        PLACE + "match 2 is not found",
        PLACE + "no_match 1 is found",
    ]


def test_an_example_s_path_counts():
    example = {"text": "acme_%{lownum:8}", "path": "prod.env", "value": "acme_%{lownum:8}"}
    assert wrong(path=r"\.env$", match=[example], no_match=["acme_%{lownum:8}"]) == []


def test_a_no_match_may_be_found_with_little_confidence():
    assert wrong(checks=["crc.tail62"], confidence=0.6, match=["acme_%{lownum:8}"], no_match=["x"]) == [
        PLACE + "match 1 is not found"
    ]


def test_a_rule_for_those_who_ask_for_more_is_held_to_its_own_confidence():
    assert wrong(confidence=0.4) == []
    assert wrong(confidence=0.4, no_match=["acme_%{lownum:8}"]) == [PLACE + "no_match 1 is found"]
    assert wrong(confidence=0.4, checks=["crc.tail62"]) == [PLACE + "match 1 is not found"]


def test_a_check_that_does_not_exist():
    with pytest.raises(RuleError, match=r"there is no check `no\.such`"):
        wrong(checks=["no.such"])


@pytest.mark.parametrize("text", ["acme_%{lownumber:8}", "acme_%{lownum:eight}", "%{base64}%{iban:QQ}"])
def test_a_generator_that_does_not_exist(text: str):
    with pytest.raises(RuleError, match="match"):
        wrong(match=[text])
