"""A shortened anchor finds a place in every match of the whole one."""

from __future__ import annotations

import re

import pytest

from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect.engine.protocol import shortened
from piiscan.detect.verify import expanded


@pytest.mark.parametrize("anchor", ["ghp_", "a{30}", "(?:ab){40}", r"\w+", "[a-z]{8}x", "[a-z]*", "[a-z]{3}"])
def test_what_stays_as_it_is(anchor: str):
    assert shortened(anchor) == anchor


@pytest.mark.parametrize(
    ("anchor", "short"),
    [
        ("ghp_[A-Za-z0-9]{36}", "ghp_[A-Za-z0-9]{12}"),
        ("k-[a-z]{20,200}", "k-[a-z]{12}"),
        ("k-[a-z]{4,200}", "k-[a-z]{4}"),
        ("k-[a-z]{0,9}", "k-[a-z]{0}"),
        (r"k\d{40}", r"k\d{12}"),
        ("(?P<value>k[a-z]{40})", "(?P<value>k[a-z]{12})"),
        ("a{30}|[b]{30}", "a{30}|[b]{12}"),
    ],
)
def test_what_is_cut(anchor: str, short: str):
    assert shortened(anchor) == short


def test_the_catalogue_loses_nothing():
    for rule in build_catalog(builtin_files()).rules:
        flags = re.IGNORECASE if rule.ignore_case else 0
        for number, example in enumerate(rule.match, 1):
            text = expanded(rule, example.text, "match", number).encode()
            for found in re.finditer(rule.anchor.encode(), text, flags):
                assert re.search(shortened(rule.anchor).encode(), found.group(), flags), rule.id
