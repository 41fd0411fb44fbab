"""What the model gets to read: nothing of what says nothing, and everything round a sign."""

from __future__ import annotations

import itertools
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.detect.engine.choose import build_engine
from piiscan.model.gate import CONTEXT, JOIN, REACH, SIGNS, Gate, telling
from piiscan.run.judge import gate_anchors
from piiscan.types import Category

ENGINE = build_engine("python", partial(gate_anchors, SIGNS))


def read(text: str | bytes, *spans: tuple[int, int], context: int = 0) -> list[bytes]:
    """The stretches that are kept, as bytes."""
    data = text.encode() if isinstance(text, str) else text
    found = Gate(context=context).stretches(data, ENGINE.scan(data), spans)
    return [data[start:end] for start, end in found]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "def total(self):\n    return self.count + 1\n",
        "password = getpass()\n",
        "token = self.tokens.pop()\n",
        "user = request.user\n",
        "@property\ndef name(self): ...\n",
        " * @param value what it is\n",
        "# The Value of this\n",
        "# See Note below\n",
        "# An Aggregate Function of Norwegian Spanish\n",
        "Intended Audience :: Developers\n",
        "# Apache Software License\n",
        "    x = [i]\n",
        "[default]\n",
        "# (section 3)\n",
        "C = a@b\n",
        "AUTHORITY = 3\n",
        "x = 'abcdefghijklmnopqrstuvwxyz'\n",
        "version = '1.2.3'\n",
        "host 192.0.2.40\n",
        "tag v192.0.2.40_1\n",
        "1.192.0.2.40_1\n",
        "_192.0.2.40.50\n",
    ],
)
def test_ordinary_code_is_not_read(text):
    assert read(text) == []


@pytest.mark.parametrize(
    "line",
    [
        'username = "%s"',
        'User.objects.create(user_name="%s", age=3)',
        "DB_PASSWORD=%s",
        "api_key: '%s'",
        'make_password("%s", hasher=algo)',
        '<user name="%s">',
        "cd /home/%s/notes",
        "cd ~%s/notes",
        "https://github.com/%s/notes",
        'assert "%s" != "x"',
    ],
)
@pytest.mark.parametrize("category", Category)
def test_what_masking_has_written_is_not_read(line, category):
    written = [
        f"REDACTED_{category}",
        f"<{category}>",
        f"<{category}:0123456789ab>",
        f"REDACTED_{category}_12",
        "*" * 8,
    ]
    urls = written if not line.startswith(("cd", "http")) else [each for each in written if each[0] == "R"]
    assert [read(line % each + "\n") for each in urls] == [[]] * len(urls)


@pytest.mark.parametrize(
    "line",
    [
        'username = "<USERNAME>", password = "kx8ruhr"',
        'DB_PASSWORD = "kx8ruhr.2"  # <NAME>',
        '{"<TOKEN>": "kx8ruhr.2"}',
        '[("<TOKEN>", "kx8ruhr.2")]',
        'make_password("<PASSWORD>", "seasalt", hasher=algo)',
        'password = "REDACTED"',
        'password = "<ruhrtal.8>"',
        'password = "****"',
        "# <NAME> thanks to jim for this",
        "PASSWORD=hunter2",
        "https://github.com/REDMOND/notes",
        "https://github.com/Redacted_Sun/notes",
    ],
)
def test_what_stands_beside_it_or_looks_like_it_is_read(line):
    assert read(line + "\n") == [line.encode() + b"\n"]


@pytest.mark.parametrize(
    "line",
    [
        "# thanks to jim for this",
        "author = jim nutt",
        "# reviewed with Emmy Noether",
        "# The Emmy Noether lectures",
        "# Software by Apache Emmy Noether",
        "* Fix the cache (enoether #1254)",
        "* Fix the cache (enoether PR 684)",
        "  [enoether]",
        "https://travis-ci.org/enoether/ring.svg",
        "browser.getControl('New password').value = 'fish'",
        "# von Jörg Müller",
        "# by E. Noether",
        "# TODO(enoether): look again",
        "- faster (by @enoether)",
        "From: emmy at <emmy@noether.edu>",
        "redis://emmy:k2@cache",
        "#! /home/emmy/bin/perl",
        "see https://github.com/enoether/ring",
        "password: hunter2",
        'DB_PASSWORD="hunter2"',
        "login('emmy', 'x')",
        '"username": "enoether"',
        "create user emmy password 'x'",
        "auth.equal('emmy:1234-5678')",
        "phone: +49 30 1234567",
        "validate('943 476 5870')",
        "--acct=20001001",
        "Directory[192.0.2.40_1]: x",
        "open('log_192.0.2.40')",
        "key = 'q7Rt2LmZx9Kd4Wp1'",
    ],
)
def test_a_sign_is_read_and_no_line_beside_it(line):
    assert read(f"x = 1\n{line}\ny = 2\n") == [f"{line}\n".encode()]


def test_context_is_whole_lines():
    lines = [f"line {number}\n" for number in range(9)]
    lines[4] = "by Emmy Noether\n"
    assert read("".join(lines), context=1) == ["".join(lines[3:6]).encode()]
    assert read("".join(lines), context=2) == ["".join(lines[2:7]).encode()]


def test_a_line_that_says_enough_needs_one_less():
    lines = [f"line {number}\n" for number in range(9)]
    lines[4] = "password: hunter2\n"
    assert read("".join(lines), context=1) == [lines[4].encode()]
    assert read("".join(lines), context=2) == ["".join(lines[3:6]).encode()]


def test_only_signs_of_what_could_be_added_are_looked_for():
    names = {sign.name for sign in telling({Category.NAME})}
    assert "person" in names
    assert not names & {"credential", "network", "number", "phone", "random"}
    assert telling(set()) == []
    assert telling(set(Category)) == list(SIGNS)
    assert {sign.name for sign in SIGNS if Category.PASSWORD in sign.tells} >= {"credential", "login", "pair"}


def test_stretches_that_nearly_touch_are_one():
    gap = "x = 1\n"
    assert len(read(f"password: a1\n{gap}password: b2\n")) == 1
    assert len(read(f"password: a1\n{gap * JOIN}password: b2\n")) == 2


def test_what_a_rule_is_not_sure_of_is_read():
    assert read("x = 1\nsome thing\ny = 2\n", (6, 10)) == [b"some thing\n"]


def test_a_sign_in_what_a_rule_is_sure_of_says_nothing_new():
    data = b"mail emmy@noether.edu\n"
    hits = ENGINE.scan(data)
    assert Gate(context=0).stretches(data, hits) == [(0, len(data))]
    assert Gate(context=0).stretches(data, hits, settled=[(0, 2), (5, 21)]) == []
    assert Gate(context=0).stretches(data, hits, settled=[(0, 2), (10, 21)]) == []
    assert Gate(context=0).stretches(data, hits, settled=[(12, 21)]) == [(0, len(data))]


def test_of_a_line_without_an_end_only_what_is_near_is_read():
    [kept] = read("x" * 100_000 + " password: 'hunter2' " + "y" * 100_000)
    assert len(kept) < 3 * REACH
    assert b"hunter2" in kept


def test_a_random_line_of_ten_thousand_characters_is_not_read_whole():
    line = "".join(chr(33 + number * 7919 % 90) for number in range(10_000))
    assert sum(map(len, read(line))) <= 10_000


def test_a_cut_does_not_fall_into_a_character():
    [kept] = read("é" * 5_000 + " password: 'hunter2' " + "漢" * 5_000)
    assert kept.decode()  # UTF-8 as it stands


@given(st.lists(st.sampled_from([s + e for s in ("x = 1", "password: 'a1'", "é Emmy Noether", "") for e in ("\n", "\r\n")])), st.integers(0, 3))  # fmt: skip
def test_stretches_are_whole_lines_in_order_and_apart(lines, context):
    data = "".join(lines).encode()
    found = Gate(context=context).stretches(data, ENGINE.scan(data), [])
    assert all(a.end + JOIN < b.start for a, b in itertools.pairwise(found))
    for start, end in found:
        assert 0 <= start < end <= len(data)
        assert start == 0 or data[start - 1 : start] == b"\n"
        assert end == len(data) or data[end - 1 : end] == b"\n"


@given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 40))
def test_spans_are_covered_whatever_the_bytes(data, at, length):
    at = min(at, len(data))
    end = min(len(data), at + length)
    found = Gate(context=CONTEXT).stretches(data, [], [(at, end)] if at < end else [])
    assert at == end or any(start <= at and end <= stop for start, stop in found)


def test_engines_read_the_same():
    pytest.importorskip("hyperscan")
    other = build_engine("hyperscan", partial(gate_anchors, SIGNS))
    text = (
        b"# thanks to Emmy Noether <emmy@noether.edu>\npassword: 'hunter2'\n+49 30 1234567 (by @enoether)\n"
    )
    ends = [set(engine.scan(text * 3)) for engine in (ENGINE, other)]
    assert next(Gate().stretches(text * 3, each) for each in ends) == Gate().stretches(text * 3, ends[1])
    assert {number for number, _ in ends[0]} == {number for number, _ in ends[1]}
    assert max(number for number, _ in ends[0]) < len(SIGNS)
