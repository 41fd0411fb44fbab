"""What would keep Python busy for ever is refused by name, and what only looks like it is not."""

from __future__ import annotations

import re
import time

import pytest

from piiscan.catalog.foreign.errors import UntranslatableError
from piiscan.catalog.foreign.regex import read


@pytest.mark.parametrize(
    "source",
    [
        "(a+)+",
        "(a*)*",
        "(a|a)*",
        r"(\w|\d)+x",
        r"(\w+\s?)+x",
        r"(?:a?b?)*",
        "(?:[a-z]+[0-9a-z]*)+",
        "((?:ab?)*)*",
        r"(?:\w{1,3}\w?)+",
        r"(.*,)*",
    ],
)
def test_nested_repetitions_that_share_text_are_refused(source: str):
    with pytest.raises(UntranslatableError, match="in many ways"):
        read(source)


@pytest.mark.parametrize(
    "source",
    [".*.*.*.*.*x", r"\s*\s*\s*\s*\s*=", r"\w+\w+\w+\w+\w+x", r"(?:\w{1,30}\w?){9}x", r"(?:a|a){30}"],
)
def test_too_many_ways_are_refused(source: str):
    with pytest.raises(UntranslatableError, match="Python would take too long"):
        read(source)


@pytest.mark.parametrize(
    "source",
    [
        r"(?:[a-z]+\.)+com",
        r"(?:\d{1,3}\.){3}\d{1,3}",
        r"(?:\w+,)*\w+;",
        "(?:foo|far|baz)*",
        "(?:ab|ac)+d",
        r"-----BEGIN[ A-Z]{0,40}-----[\s\S]{64,}?-----END",
        r"(?i)key\s*[:=]\s*['\"]?[^\s'\"]+",
        r"(?i)[\w.-]{0,50}?(?:token|secret)[ \t\w.-]{0,20}[\s'\"]{0,3}(?:=|>|:)[\x60'\"\s=]{0,5}([\w.=-]{10,150})(?:['\"\s;]|$)",
        r"a.*b",
        r"(?:\.?[a-z])+x",
    ],
)
def test_what_the_next_byte_decides_is_taken(source: str):
    assert re.compile(read(source).pattern().encode())


@pytest.mark.parametrize(
    ("source", "longest"),
    [
        ("a.*b", 4096),
        ("(?i)a.*b", 4096),
        (".*b", 1024),
        (".*a.*b", 512),
        ("a{3,}", 4096),
        (r"x\w+\w+\w+y", 64),
        (r"a(?:[a-z]+\.)+com", 64),
        (r"a(?:(?:[a-z]+\.)+,)+;", 16),
        (r"(?:[a-z]+\.){3}com", 1024),
        (r"a(?:[a-z]+\.){1,20}com", 64),
        (r"a(?:[a-z]{100,}\.)+", 64),
    ],
)
def test_open_repetitions_end_the_sooner_the_more_there_are(source: str, longest: int):
    ends = [int(end) for end in re.findall(r",(\d+)\}", read(source).pattern())]
    assert max(ends) == longest


@pytest.mark.parametrize(
    "source",
    [
        r"a.*b",
        r"\w+\w+!",
        r"(?:[a-z]+\.)+com!",
        r"[\w.-]{0,50}?(?:aa|bb)\w{0,20}!",
        r".*a.*b!",
        r"\w+\w+\w+!",
    ],
)
@pytest.mark.parametrize("text", [b"a" * 3000, b"ab." * 1000, b"a.b" * 1000], ids=["a", "ab.", "a.b"])
def test_no_place_takes_long(source: str, text: str):
    pattern = re.compile(read(source).pattern().encode())
    begun = time.perf_counter()
    pattern.match(text)
    assert time.perf_counter() - begun < 2
