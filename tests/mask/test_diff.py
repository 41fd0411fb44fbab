"""The preview: a unified diff that shows no value."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.mask.diff import preview
from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.splice import Edit, splice

from .make import find_all

CANARY = "s3cr3t-Canary-77"


def edits_of(data: bytes, value: str = CANARY, encoding: str = "utf-8", text: str = "<KEY>") -> list[Edit]:
    needle = value.encode(encoding)
    starts = [match.start() for match in re.finditer(re.escape(needle), data)]
    return [Edit(start, start + len(needle), text.encode(encoding)) for start in starts]


def test_without_edits_nothing_is_shown():
    assert preview("a.py", b"x\n", []) == ""


def test_an_edit_past_the_end_is_refused():
    with pytest.raises(ValueError, match="only 2 bytes"):
        preview("a.py", b"x\n", [Edit(1, 3, b"")])


def test_one_line():
    data = f"a\nb\nc\nd\nkey = '{CANARY}'\ne\nf\ng\nh\n".encode()
    assert preview("dir/a.py", data, edits_of(data)) == (
        "--- a/dir/a.py\n+++ b/dir/a.py\n@@ -2,7 +2,7 @@\n"
        " b\n c\n d\n-key = '•••'\n+key = '<KEY>'\n e\n f\n g\n"
    )


def test_hunks_meet_or_stay_apart():
    near = (f"{CANARY}\n" + "x\n" * 6 + f"{CANARY}\n").encode()
    far = (f"{CANARY}\n" + "x\n" * 7 + f"{CANARY}\n").encode()
    assert preview("a", near, edits_of(near)).count("@@ -") == 1
    assert preview("a", far, edits_of(far)).count("@@ -") == 2


def test_neighbouring_lines_change_together():
    data = f"{CANARY}\n{CANARY}\n".encode()
    assert preview("a", data, edits_of(data)).splitlines()[3:] == ["-•••", "-•••", "+<KEY>", "+<KEY>"]


def test_a_missing_last_line_end_is_told():
    data = f"a\n{CANARY}".encode()
    mark = "\\ No newline at end of file"
    assert preview("a", data, edits_of(data)).splitlines()[3:] == [" a", "-•••", mark, "+<KEY>", mark]
    data = f"{CANARY}\na".encode()
    assert preview("a", data, edits_of(data)).splitlines()[3:] == ["-•••", "+<KEY>", " a", mark]


def test_a_value_of_several_lines():
    data = f"a\nx{CANARY}\n{CANARY}\ny\nb\n".encode()
    edit = Edit(3, data.index(b"\ny"), b"<KEY>\n****")
    assert preview("a", data, [edit]).splitlines()[2:] == [
        "@@ -1,5 +1,5 @@", " a", "-x•••", "-•••", "+x<KEY>", "+****", " y", " b",
    ]  # fmt: skip


def test_lines_that_are_joined_shift_what_follows():
    data = (f"a{CANARY}\nb\n" + "x\n" * 9 + f"{CANARY}\n").encode()
    swallow = Edit(1, 2 + len(CANARY), b"<KEY>")
    lines = preview("a", data, [swallow, *edits_of(data)[1:]]).splitlines()
    assert lines[2:6] == ["@@ -1,5 +1,4 @@", "-a•••", "-b", "+a<KEY>b"]
    assert "@@ -9,4 +8,4 @@" in lines


def test_values_that_stay_are_hidden_on_both_sides():
    data = f"user = bob\nkey = {CANARY} for bob\n".encode()
    hidden = [(7, 10), (data.rindex(b"bob"), data.rindex(b"bob") + 3)]
    assert preview("a", data, edits_of(data), hidden=hidden).splitlines()[3:] == [
        " user = •••", "-key = ••• for •••", "+key = <KEY> for •••",
    ]  # fmt: skip


def test_hidden_spans_round_an_edit_show_what_is_left_as_dots():
    data = f"ab{CANARY}cd\n".encode()
    shown = preview("a", data, edits_of(data), hidden=[(0, len(data) - 1), (1, 4), (0, 0)])
    assert shown.splitlines()[3:] == ["-•••••••••", "+•••<KEY>•••"]


def test_a_value_is_hidden_wherever_it_shows_up_once_more():
    data = f"# not found: {CANARY}, my ada, adamant\nkey = {CANARY}; ada\n".encode()
    edits = [edits_of(data)[1]]
    at = data.rindex(b"ada")
    shown = preview("a", data, edits, hidden=[(at, at + 3)])
    assert shown.splitlines()[3] == " # not found: •••, my •••, adamant"
    assert CANARY not in shown


def test_terminal_escapes_are_spelt_out():
    data = f"\x1b[31mred\u202e \x00\x7f{CANARY}\tä\xa0\u2028.\n".encode()
    assert preview("a\x1b\n.py", data, edits_of(data)).splitlines() == [
        "--- a/a\\x1b\\n.py",
        "+++ b/a\\x1b\\n.py",
        "@@ -1,1 +1,1 @@",
        "-\\x1b[31mred\\u202e \\x00\\x7f•••\tä\\xa0\\u2028.",
        "+\\x1b[31mred\\u202e \\x00\\x7f<KEY>\tä\\xa0\\u2028.",
    ]


def test_undecodable_bytes_are_spelt_out():
    data = b"M\xfcller " + CANARY.encode() + b"\n"
    assert "-M\\xfcller •••" in preview("a", data, edits_of(data))
    assert "-Müller •••" in preview("a", data, edits_of(data), encoding="latin-1")


def test_long_lines_are_cut_round_the_edits():
    data = f"{'a' * 5000}{CANARY}{'b' * 5000}{CANARY}{'c' * 5000}\n{'d' * 5000}\n".encode()
    minus, plus, context = preview("a", data, edits_of(data)).splitlines()[3:]
    assert minus == f"-…{'a' * 60}•••{'b' * 60}…{'b' * 60}•••{'c' * 60}…"
    assert plus == minus.replace("•••", "<KEY>").replace("-", "+")
    assert context == f" {'d' * 240}…"


def test_carriage_returns_at_line_ends_are_not_shown():
    data = f"a\r\n{CANARY}\r\n".encode()
    assert preview("a", data, edits_of(data)).splitlines()[3:] == [" a", "-•••", "+<KEY>"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_encodings_and_byte_order_marks(encoding):
    # U+0A00 beside a NUL holds the bytes of a line feed across two units
    data = f"\ufeff\u0a00\x00ü{CANARY}\n\u000a\u010a\u0a01x\n".encode(encoding)
    assert preview("a", data, edits_of(data, encoding=encoding), encoding=encoding).splitlines()[2:] == [
        "@@ -1,3 +1,3 @@",
        "-\\u0a00\\x00ü•••",
        "+\\u0a00\\x00ü<KEY>",
        " ",
        " Ċ\u0a01x" if "\u0a01".isprintable() else " Ċ\\u0a01x",
    ]


def test_colours():
    data = f"a\n{CANARY}\n".encode()
    shown = preview("a", data, edits_of(data), colour=True)
    assert shown.splitlines() == [
        "\x1b[1m--- a/a\x1b[0m",
        "\x1b[1m+++ b/a\x1b[0m",
        "\x1b[36m@@ -1,2 +1,2 @@\x1b[0m",
        " a",
        "\x1b[31m-•••\x1b[0m",
        "\x1b[32m+<KEY>\x1b[0m",
    ]


def test_a_private_key_shows_none_of_its_lines():
    lines = ["Qk9aQ" * 12, "x1YzW" * 12]
    value = "\n".join(["-----BEGIN " + "PRIVATE KEY-----", *lines, "-----END " + "PRIVATE KEY-----"])
    data = f"a\n{value}\n# {lines[0]}\n".encode()
    edits = plan(find_all(data, {value: "PRIVATE_KEY"}, path="a.pem"), bytes_reader(data))
    shown = preview("a.pem", data, edits)
    assert lines[0] not in shown
    assert lines[1] not in shown
    assert "+****" in shown


TEXTS = st.lists(
    st.sampled_from([CANARY, "bob", "x", " ", "\n", "\r\n", "é", "\u0a00", "\x1b", "y\n" * 9]), max_size=14
)


@given(TEXTS, st.sampled_from(["utf-8", "utf-16-le", "utf-32-be"]))
def test_no_value_ever_and_the_sides_have_the_lines_they_say(pieces, encoding):
    data = "".join(pieces).encode(encoding)
    edits = edits_of(data, encoding=encoding)
    bobs = [(edit.start, edit.end) for edit in edits_of(data, "bob", encoding)]
    shown = preview("a", data, edits, encoding=encoding, hidden=bobs)
    assert CANARY not in shown
    assert "bob" not in shown
    assert "\x1b" not in shown
    assert bool(shown) == bool(edits)
    after = splice(data, edits).decode(encoding).replace("bob", "•••")
    check_hunks(shown, after.split("\n"))


def check_hunks(shown: str, after: list[str]) -> None:
    """Every hunk's counts are right and its added side is the text that will be there."""
    for hunk in re.split(r"(?m)^(?=@@ )", shown)[1:]:
        head, *body = hunk.split("\n")[:-1]
        old, new_at, new = map(int, re.fullmatch(r"@@ -\d+,(\d+) \+(\d+),(\d+) @@", head).groups())
        assert old == sum(line[0] in " -" for line in body)
        there = [line[1:] for line in body if line[0] in " +"]
        assert new == len(there)
        wanted = [
            line.removesuffix("\r").replace("\x1b", "\\x1b").replace("\r", "\\r")
            for line in after[new_at - 1 :][:new]
        ]
        if "\u0a00" in "".join(wanted):
            there, wanted = (
                [line.replace("\\u0a00", "\u0a00") for line in lines] for lines in (there, wanted)
            )
        assert there == wanted
