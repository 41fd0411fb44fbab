"""Fingerprints know a finding again when its surroundings change, and hold nothing of its value."""

from __future__ import annotations

import re

import pytest

from .small import scan

VALUE = "acme_abcdefgh"
LINE = f"token = '{VALUE}'  # of the bot"


def prints(text: str, path: str = "src/a.py", **options: object) -> list[str]:
    return [item.fingerprint for item in scan(text, path, **options)]


def test_a_fingerprint_is_32_hex_digits():
    assert all(re.fullmatch("[0-9a-f]{32}", each) for each in prints(f"{LINE}\nuser:me;"))


@pytest.mark.parametrize(
    "text",
    [
        f"\n\n# new\n{LINE}",
        f"    {LINE}",
        f"\t{LINE}   ",
        f"{LINE}\r\n",
        LINE.replace(" = ", "="),
        f"{LINE}\nother = '{VALUE}'",
        LINE.replace(VALUE, "acme_zyxwvuts"),
        f"\ufeff{LINE}",
    ],
    ids=[
        "moved",
        "indented",
        "by a tab",
        "crlf",
        "spaced otherwise",
        "another below",
        "another value",
        "a byte order mark",
    ],
)
def test_it_survives(text: str):
    assert prints(text)[0] == prints(LINE)[0]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (LINE, "src/b.py"),
        (LINE, "a.py"),
        (LINE.replace("token", "key"), "src/a.py"),
        (LINE.replace("acme_abcdefgh", "user:me;"), "src/a.py"),
    ],
    ids=["another path", "another folder", "another line", "another rule"],
)
def test_it_changes_with(text: str, path: str):
    assert prints(text, path)[0] != prints(LINE)[0]


def test_equal_lines_are_told_apart_by_their_order():
    three = prints(f"{LINE}\n{LINE}\n\nx\n  {LINE}")
    assert len(set(three)) == 3
    assert prints(f"{LINE}\n{LINE}") == three[:2]


def test_two_on_one_line_are_two():
    assert len(set(prints(f"{VALUE} {VALUE}"))) == 2


def test_the_directory_that_a_scan_starts_in_does_not_matter():
    assert prints(LINE, "a.py", prefix="src") == prints(LINE, "src/a.py")
    assert prints(LINE, "a.py", prefix="lib") != prints(LINE, "src/a.py")


@pytest.mark.parametrize(
    "text",
    [
        "{0} # {0} again",
        "login('user:me;', '{0}')",
        "x = '{0}'\nuser:me; '{0}'",
        "user:{0};",
        "user:{0}; '{0}'",
    ],
)
def test_nothing_of_a_value_goes_in_wherever_it_stands_once_more(text: str):
    assert prints(text.format(VALUE)) == prints(text.format("acme_zyxwvuts"))


def test_a_path_that_is_no_text_has_a_fingerprint_too():
    assert prints(LINE, "caf\udce9.py") != prints(LINE, "cafe.py")
