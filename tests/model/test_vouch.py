"""What a rule's finding vouches for: the same value, or another behind the same key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.model.combine import RuleSpan, combine
from piiscan.model.gate import Gate
from piiscan.model.spans import Prediction
from piiscan.model.vouch import LEAST, NEAR, key_of, likely, vouched, vouchers
from piiscan.types import Category, Status

NEVER = dict.fromkeys(Category, 1.0)
KNOWN, OTHER = b"10001010", b"10003001"
TEXT = b"connect --acct=10001010\n# --acct=10003001\n"


def span(data, value=KNOWN, category=Category.ID, kind=Status.LIVE, confidence=0.7):
    start = data.index(value)
    return RuleSpan(start, start + len(value), category, kind, confidence, True)


def seen(data, value=OTHER, probability=LEAST, category=Category.ID):
    start = data.rindex(value)
    return Prediction(start, start + len(value), category, Status.LIVE, probability)


def starts(data, rules, items, least=0.5, thresholds=NEVER):
    return set(vouched(data, vouchers(data, rules, least), items, thresholds, least))


def test_nobody_vouches_where_no_rule_has_found_anything():
    assert starts(TEXT, [], [seen(TEXT)]) == set()
    assert likely(TEXT, []) == []


@pytest.mark.parametrize(
    "rule",
    [
        span(TEXT, kind=Status.PLACEHOLDER),
        span(TEXT, kind=Status.LICENCE),
        span(TEXT, confidence=0.49),
        span(TEXT, category=Category.USERNAME),
    ],
)
def test_what_is_not_reported_as_live_vouches_for_nothing(rule):
    assert starts(TEXT, [rule], [seen(TEXT)]) == set()


def test_a_number_behind_the_same_key_counts_from_a_probability_on():
    assert starts(TEXT, [span(TEXT)], [seen(TEXT)]) == {TEXT.index(OTHER)}
    assert starts(TEXT, [span(TEXT)], [seen(TEXT, probability=LEAST - 0.01)]) == set()


def test_behind_another_key_it_does_not():
    text = TEXT.replace(b"# --acct", b"# --port")
    assert starts(text, [span(text)], [seen(text, probability=0.9)]) == set()


def test_the_same_number_counts_wherever_it_stands_near():
    text = b'--acct=10001010\nassert number == "1000-1010"\nx = "1000-1011"\n'
    assert starts(text, [span(text)], [seen(text, b"1000-1010", 0.3)]) == {text.index(b"1000-1010")}
    assert starts(text, [span(text)], [seen(text, b"1000-1011", 0.3)]) == set()


def test_the_same_digits_of_a_short_number_say_nothing():
    text = b"--acct=123 x 123 y"
    assert starts(text, [span(text, b"123")], [seen(text, b"123", 0.3)]) == set()


@pytest.mark.parametrize(("between", "counts"), [(NEAR - 8, True), (NEAR + 1, False)])
def test_only_what_is_near(between, counts):
    text = KNOWN + b" " + b"x" * (between - 8) + b" --acct=" + OTHER
    text = b"--acct=" + text
    assert bool(starts(text, [span(text)], [seen(text)])) is counts
    assert bool(likely(text, vouchers(text, [span(text)], 0.5))) is counts


def test_near_counts_both_ways():
    for gap, count in ((NEAR // 2, 1), (2 * NEAR, 0)):
        text = b"--acct=" + OTHER + b" " + b"x" * gap + b" --acct=" + KNOWN
        assert len(starts(text, [span(text)], [seen(text)])) == count
        assert len(likely(text, vouchers(text, [span(text)], 0.5))) == count


def test_no_other_category_is_vouched_for():
    rule, item = span(TEXT, category=Category.NAME), seen(TEXT, category=Category.NAME)
    assert starts(TEXT, [rule], [item]) == set()


def test_what_is_above_its_threshold_needs_nobody():
    assert starts(TEXT, [span(TEXT)], [seen(TEXT)], thresholds={**NEVER, Category.ID: LEAST}) == set()


def test_the_confidence_is_that_of_both_and_reaches_the_least():
    rules = [span(TEXT)]
    [sure] = vouched(TEXT, vouchers(TEXT, rules, 0.5), [seen(TEXT)], NEVER, 0.5).values()
    assert LEAST < sure < 0.7
    assert starts(TEXT, rules, [seen(TEXT)], least=0.69) == set()


def test_it_is_a_finding_then_unless_a_rule_has_found_it():
    rules, items = [span(TEXT)], [seen(TEXT)]
    sure = vouched(TEXT, vouchers(TEXT, rules, 0.5), items, NEVER, 0.5)
    assert [item.layers for item in combine(rules, items, NEVER, vouched=sure)] == [("rule",), ("model",)]
    assert len(combine(rules, items, NEVER)) == 1
    both = [*rules, span(TEXT, OTHER)]
    assert [item.layers for item in combine(both, items, NEVER, vouched=sure)] == [
        ("rule",),
        ("rule", "model"),
    ]


@pytest.mark.parametrize(
    ("before", "key"),
    [
        (b"", b""),
        (b"x\n        ", b""),
        (b"Phone: ", b"phone:"),
        (b"  --acct=", b"--acct="),
        (b'{"admin_id": "', b'admin_id": "'),
        (b">>> validate('", b"validate('"),
    ],
)
def test_the_key_is_the_word_and_the_marks_before(before, key):
    assert key_of(before + KNOWN, len(before)) == key


def read(text, *rules):
    return [text[start:end] for start, end in likely(text, vouchers(text, rules, 0.5))]


def test_what_could_be_vouched_for_is_read_together_with_what_vouches():
    assert read(TEXT, span(TEXT)) == [b"10001010\n# --acct=10003001"]
    assert read(TEXT, span(TEXT), span(TEXT, OTHER)) == []


@pytest.mark.parametrize(
    "text",
    [
        b"connect --acct=10001010\n# --port=10003001\n",
        b"connect --acct=10001010\n# --acct=$ACCOUNT\n",
        b"connect --acct=10001010\n# --acct=12\n",
        b"connect --acct=10001010\n# --acct=ACCOUNTS\n",
    ],
)
def test_nothing_is_read_for_what_could_not(text):
    assert read(text, span(text)) == []


def test_columns_have_no_key():
    text = b"phone:        +353 1 236 5412\nfax:          +353 1 230 1273\n"
    assert read(text, span(text, b"+353 1 236 5412")) == [text[14:-1]]


def test_a_long_list_is_looked_at_once():
    lines = [b"--acct=%08d\n" % number for number in range(5000)]
    text = b"".join(lines)
    rules = [span(text, line[7:-1]) for line in lines[::2]]
    found = likely(text, vouchers(text, rules, 0.5))
    assert len(found) <= len(lines)
    reached = Gate(context=0).stretches(text, (), found)
    assert sum(end - start for start, end in reached) >= len(text) - 2 * len(lines[0])


@given(st.binary(max_size=400), st.integers(0, 400), st.integers(1, 30))
def test_any_bytes(data, at, length):
    start = min(at, len(data))
    rule = RuleSpan(start, min(start + length, len(data)), Category.ID, Status.LIVE, 0.7, True)
    if rule.start == rule.end:
        return
    for first, last in likely(data, vouchers(data, [rule], 0.5)):
        assert 0 <= first < last <= len(data)
