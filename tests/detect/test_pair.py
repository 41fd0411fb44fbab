"""Rules that mean more together: who is whose partner, and what that does."""

from __future__ import annotations

import pytest

from catalog.rule_table import GOOD, build, toml
from piiscan.catalog.load import RuleFile, build_catalog, partners
from piiscan.catalog.rule import NEAR_LIMIT
from piiscan.catalog.shelf import Shelf, to_line
from piiscan.detect.detector import Detection, Detector
from piiscan.detect.verify import failures
from piiscan.errors import RuleError


def rules(**near: object):
    tables = (
        {**GOOD, "id": "acme-id", "code": "ACM002", "severity": "warning", "pattern": "id_[0-9]{4}", "keywords": ["id_"]},
        {**GOOD, "pattern": "key_[0-9]{4}", "keywords": ["key_"], "near": {"rule": "acme-id", "within": 20, **near}},
    )  # fmt: skip
    return build_catalog([RuleFile("rules/acme.toml", "acme", toml(*tables))]).rules


def found(text: str, **near: object) -> list[Detection]:
    return Detector(rules(**near), engine="python").scan(text.encode(), "a.txt")


def seen(text: str, **near: object) -> list[tuple[str, str, float]]:
    items = found(text, **near)
    by_start = {item.start: item for item in items}
    return [
        (
            text[item.start : item.end],
            text[slice(*by_start[item.partner][1:3])] if item.partner >= 0 else "",
            item.confidence,
        )
        for item in items
    ]


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize("text", ["key_1234", "key_1234 ...................... id_1234", "id_12 key_1234"])
def test_without_a_partner(text: str, required: bool):
    keys = [item for item in seen(text, required=required) if item[0].startswith("key")]
    assert keys == ([] if required else [("key_1234", "", 0.8)])


@pytest.mark.parametrize("required", [False, True])
@pytest.mark.parametrize(
    "text", ["id_1234 key_1234", "key_1234 id_1234", "key_1234 .................. id_1234"]
)
def test_with_a_partner(text: str, required: bool):
    assert ("key_1234", "id_1234", 0.9) in seen(text, required=required)
    assert ("id_1234", "", 0.8) in seen(text, required=required)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("id_1111 key_1111 id_2222 key_2222", ["1111", "2222"]),
        ("id_1111\nkey_1111\nid_2222\nkey_2222", ["1111", "2222"]),
        ("key_1111\nid_1111\n\nkey_2222\nid_2222", ["1111", "2222"]),
        ("key_1111 id_1111\nkey_2222 id_2222", ["1111", "2222"]),
        ("id_1111 key_1111 key_2222", ["1111", "1111"]),
        ("id_1111 id_2222 key_2222", ["2222"]),
    ],
)
def test_whose_partner_is_whose(text: str, pairs: list[str]):
    assert [other[3:] for value, other, _ in seen(text) if value.startswith("key")] == pairs


def test_many_in_one_file_take_no_long_time():
    text = "id_1234 key_1234\n" * 20_000
    assert sum(bool(other) for _, other, _ in seen(text)) == 20_000


@pytest.mark.parametrize(
    ("near", "message"),
    [
        ("acme-id", "key `near`: must be a table"),
        ({"rule": "acme-id"}, "key `near`: a table of `rule`"),
        ({"rule": "acme-id", "within": "2"}, "key `near`: a table of `rule`"),
        ({"rule": "acme-id", "within": True}, "key `near`: a table of `rule`"),
        ({"rule": "acme-id", "within": 2, "lines": 2}, "key `near`: a table of `rule`"),
        ({"rule": "acme-id", "within": 0}, f"key `near`: `within` must be 1 to {NEAR_LIMIT}"),
        ({"rule": "acme-id", "within": NEAR_LIMIT + 1}, f"key `near`: `within` must be 1 to {NEAR_LIMIT}"),
        ({"rule": "acme-token", "within": 9}, "key `near`: a rule cannot be its own partner"),
        ({"rule": "acme-id", "within": 9}, "key `near`: there is no rule `acme-id`"),
        ({"rule": "ACM001", "within": 9}, "key `near`: there is no rule `ACM001`"),
    ],
)
def test_a_wrong_partner_is_named_with_its_place(near: object, message: str):
    with pytest.raises(RuleError) as caught:
        build(near=near)
    assert f"rules/acme.toml: rule `acme-token`: {message}" in str(caught.value)


def test_examples_run_with_the_partner():
    wanted = {
        "pattern": "key_[0-9]{4}",
        "keywords": ["key_"],
        "match": ["id_1 key_1234"],
        "no_match": ["key_1234"],
    }
    one = {**GOOD, "id": "acme-id", "code": "ACM002", "pattern": "id_[0-9]", "keywords": ["id_"]}
    two = {**GOOD, **wanted, "near": {"rule": "acme-id", "within": 20, "required": True}}
    catalog = build_catalog([RuleFile("a.toml", "a", toml(one, two))])
    rule = next(item for item in catalog.rules if item.near)
    assert failures(rule, engine="python", partner=partners(catalog)[rule.id]) == []
    assert failures(rule, engine="python") != []


def test_a_partner_may_be_a_rule_that_ships():
    table = {**GOOD, "near": {"rule": "github-pat", "within": 9}}
    catalog = build_catalog([RuleFile("a.toml", "a", toml(table))], complete=False)
    assert partners(catalog)["acme-token"].id == "github-pat"


def test_the_cache_keeps_it():
    for rule in rules(required=True):
        assert Shelf([to_line(rule)], [rule.code], [rule.id])[0] == rule._replace(match=(), no_match=())
