"""Private key blocks: the lines stay, the data goes."""

from __future__ import annotations

import base64
import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.mask.policies.block import fill_block, is_block, mask_block

KIND = "RSA PRIVATE KEY"  # never a whole block in the source: other scanners would find it
BEGIN, END = f"-----BEGIN {KIND}-----", f"-----END {KIND}-----"


def key_lines(seed: int = 7, length: int = 200) -> list[str]:
    text = base64.b64encode(Random(seed).randbytes(length)).decode()
    return [text[at : at + 64] for at in range(0, len(text), 64)]


LINES = key_lines()


def assert_gone(masked: str, lines: list[str] = LINES) -> None:
    for line in lines:
        for at in range(max(1, len(line) - 7)):
            assert line[at : at + 8] not in masked


@pytest.mark.parametrize("text", ["", "hunter2", f"x {BEGIN}", END, f"x {END}", f"x\n{END}\ny"])
def test_what_is_no_block(text):
    assert not is_block(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n", "\\r\\n", "\\\\n", "%0A", "&#10;"])
def test_lines_and_their_ends_stay(end):
    masked = mask_block(end.join([BEGIN, *LINES, END]), "<KEY>")
    assert masked == end.join([BEGIN, "<KEY>", *["****"] * (len(LINES) - 1), END])


def test_a_key_of_putty_keeps_its_headers():
    parts = ["PuTTY-User-Key-File-2: ssh-rsa", "Encryption: none", "Comment: rsa-key-20150522"]
    parts += ["Public-Lines: 2", *LINES[:2], "Private-Lines: 1", LINES[2], "Private-MAC: " + "4c" * 20]
    masked = mask_block("\r\n".join(parts), "<KEY>").split("\r\n")
    assert is_block(parts[0])
    assert masked == [*parts[:4], "<KEY>", "****", parts[6], "****", "Private-MAC: ****"]


def test_indentation_stays():
    masked = mask_block(f"{BEGIN}\n    {LINES[0]}\n    {LINES[1]}\n    {END}", "<KEY>")
    assert masked == f"{BEGIN}\n    <KEY>\n    ****\n    {END}"


def test_a_short_last_line_goes():
    for tail in ("Zw==", "abc=", "abcd", "ab", "/+ab"):
        assert tail not in mask_block(f"{BEGIN}\n{LINES[0]}\n{tail}\n{END}", "<KEY>").replace(KIND, "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# ", ""),
        ("// ", ""),
        (" * ", ""),
        ('    "', '\\n"'),
        ("    '", "\\n' +"),
        ('  "', '\\n",'),
        ('sb.append("', '\\n");'),
        ('$key .= "', '\\n";'),
        ('KEY+="', '"'),
        ('privateKeyBuilderLong.append("', '");'),
        ("<string>", "</string>"),
        ("<PrivateKeyValueLine>", "</PrivateKeyValueLine>"),
        ("  - ", ""),
    ],
)
def test_what_holds_the_lines_together_stays(before, after):
    lines = "\n".join(f"{before}{line}{after}" for line in LINES)
    masked = mask_block(f"{BEGIN}\n{lines}\n{END}", "<KEY>")
    data = ["<KEY>", *["****"] * (len(LINES) - 1)]
    assert masked == "\n".join([BEGIN, *(f"{before}{line}{after}" for line in data), END])


def test_lines_joined_by_spaces_go_too():
    masked = mask_block(f"{BEGIN} {' '.join(LINES)} abc {END}", "<KEY>")
    assert masked == f"{BEGIN} <KEY> {' '.join(['****'] * len(LINES))} {END}"


def test_headers_stay_but_their_long_values():
    head = "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,{}\n\n"
    masked = mask_block(f"{BEGIN}\n{head.format('0123456789ABCDEF')}{LINES[0]}\n{END}", "<KEY>")
    assert masked == f"{BEGIN}\n{head.format('<KEY>')}****\n{END}"


def test_escaped_slashes_belong_to_the_data():
    line = LINES[0][:30] + "\\/" + LINES[0][30:]
    assert mask_block(f"{BEGIN}\\n{line}\\n{END}", "<KEY>") == f"{BEGIN}\\n<KEY>\\n{END}"


def test_a_block_without_its_beginning():
    text = f"{LINES[0]}\n  {LINES[1]}\nZw==\n{END}"
    assert is_block(text)
    assert mask_block(text, "<KEY>") == f"<KEY>\n  ****\n****\n{END}"
    assert is_block(f'{LINES[0]}\\n" +\n "{END}')


def test_a_block_that_breaks_off():
    assert mask_block(f"{BEGIN}\n{LINES[0]}\n{LINES[1][:20]}", "<KEY>") == f"{BEGIN}\n<KEY>\n****"


def test_the_json_string_stays_a_json_string():
    value = "\n".join([BEGIN, *LINES, END, ""])
    text = json.dumps({"private_key": value})
    start, end = text.index(BEGIN), text.index(END) + len(END)
    masked = text[:start] + mask_block(text[start:end], "<KEY>") + text[end:]
    assert json.loads(masked)["private_key"].count("\n") == value.count("\n")


@given(
    st.integers(0, 10**6),
    st.integers(1, 2000),
    st.sampled_from(["\n", "\r\n", "\\n"]),
    st.sampled_from(["<KEY>", "REDACTED_KEY"]),
)
def test_nothing_is_left_and_twice_is_once(seed, length, end, word):
    lines = key_lines(seed, length)
    masked = mask_block(end.join([BEGIN, *lines, END]), word)
    assert_gone(masked, [line for line in lines if len(line) >= 8])
    assert mask_block(masked, word) == masked
    body = masked.replace(BEGIN, "").replace(END, "").replace("\\n", "")
    assert sum(letter.isalnum() for letter in body) < 64  # below what the `pem` check takes for a key


def test_a_slash_that_begins_a_line_on_one_line_is_data():
    """`/****` began a comment in C; where line ends are spelt out no comment can begin."""
    lines = ["/" + LINES[0][1:], "//" + LINES[1][2:]]
    assert mask_block("\\n".join([BEGIN, *lines, END]), "<KEY>") == "\\n".join([BEGIN, "<KEY>", "****", END])


@pytest.mark.parametrize("sign", ["+", "/", "//", "+/"])
def test_what_begins_one_line_is_data_and_what_begins_all_is_not(sign):
    lines = [LINES[0], sign + LINES[1][len(sign) :], LINES[2]]
    assert mask_block("\n".join([BEGIN, *lines, END]), "<KEY>") == "\n".join(
        [BEGIN, "<KEY>", "****", "****", END]
    )
    assert mask_block("\n".join([BEGIN, *lines]), "<KEY>") == "\n".join([BEGIN, "<KEY>", "****", "****"])
    signed = "".join(f"\n{sign}{line}" for line in [*LINES[:2], END])
    assert mask_block(BEGIN + signed, "<KEY>") == f"{BEGIN}\n{sign}<KEY>\n{sign}****\n{sign}{END}"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\\n", '\\n"\n  "'])
def test_the_word_is_told_what_it_stands_for(end):
    text, given = end.join([BEGIN, *LINES, END]), []
    filled = fill_block(text, lambda lines: given.append(lines) or "<KEY>")
    assert filled == mask_block(text, "<KEY>")
    assert given == [tuple(LINES)]


def test_stars_that_stood_there_count_and_two_blocks_have_a_word_each():
    text = "\n".join([BEGIN, "****", LINES[0], "****", LINES[1], END, BEGIN, LINES[2], END])
    given: list[tuple[str, ...]] = []
    filled = fill_block(text, lambda lines: given.append(lines) or f"<KEY_{len(given)}>")
    assert given == [(LINES[0], "****", LINES[1]), (LINES[2],)]
    assert filled == "\n".join([BEGIN, "****", "<KEY_1>", "****", "****", END, BEGIN, "<KEY_2>", END])
