"""Traces: the same for the same line, and of nothing that can be tried."""

from __future__ import annotations

import random
import re

import pytest

from piiscan.catalog.load import RuleFile, build_catalog
from piiscan.suppress.baseline.trace import Tracer
from piiscan.types import Category

RULES = build_catalog(
    [
        RuleFile(
            "a.toml",
            "a",
            b"".join(
                b"[[rule]]\nid = '%s'\ncode = 'ACM00%d'\ntitle = 'x'\ncategory = '%s'\npattern = 'acme_[a-z]{8}'\n"
                b"keywords = ['acme_']\nmax_len = 13\nwhy = 'x'\nfix = 'x'\nmatch = ['acme_abcdefgh']\nno_match = ['x']\n"
                % (category.lower().replace("_", "-").encode(), number, category.encode())
                for number, category in enumerate((each.value for each in Category), 1)
            ),
        )
    ]
).rules
KEY = next(rule for rule in RULES if rule.category is Category.KEY)
VALUE = bytes(random.Random(3).choices(b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", k=40))
TRACER = Tracer(b"k" * 16)


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule is not KEY], ids=lambda rule: rule.id)
def test_only_keys_are_tagged(rule):
    assert TRACER.of(rule, "x = <KEY>", VALUE, ("rule",)).tag == ""


def test_what_stands_encoded_is_not_tagged():
    assert TRACER.of(KEY, "x = <KEY>", VALUE, ("rule", "decoded")).tag == ""


def test_a_tag_is_eight_letters_and_the_values():
    tag = TRACER.of(KEY, "x = <KEY>", VALUE, ("rule",)).tag
    assert re.fullmatch("[a-p]{8}", tag)
    assert TRACER.of(KEY, "another <KEY>", VALUE, ("rule",)).tag == tag
    assert TRACER.of(KEY, "x = <KEY>", VALUE[::-1], ("rule",)).tag not in ("", tag)
    assert TRACER.of(KEY._replace(id="b"), "x = <KEY>", VALUE, ("rule",)).tag not in ("", tag)
    assert Tracer(b"l" * 16).of(KEY, "x = <KEY>", VALUE, ("rule",)).tag not in ("", tag)
    assert TRACER.of(KEY, "x = <KEY>", VALUE[:20] + b"\n    " + VALUE[20:], ("rule",)).tag == tag


def test_a_context_is_of_the_line_without_its_white_space():
    context = TRACER.of(KEY, "x = <KEY>", VALUE, ("rule",)).context
    assert re.fullmatch("[a-p]{16}", context)
    assert TRACER.of(KEY, "\tx=<KEY>  \r", b"other", ("rule",)).context == context
    assert TRACER.of(KEY, "y = <KEY>", VALUE, ("rule",)).context != context
    assert Tracer(b"l" * 16).of(KEY, "x = <KEY>", VALUE, ("rule",)).context != context


def test_a_line_is_telling_by_what_is_not_masked():
    assert not TRACER.of(KEY, "<KEY>, <IP_ADDRESS>", VALUE, ("rule",)).telling
    assert not TRACER.of(KEY, "    - 'x': <KEY>", VALUE, ("rule",)).telling
    assert TRACER.of(KEY, "database_password = <KEY>", VALUE, ("rule",)).telling
