"""Where a vault's replacements are seen, and where not, in texts that people and programs have changed."""

from __future__ import annotations

import pytest

from piiscan.mask.vault.book import Book
from piiscan.mask.vault.restore import restored
from piiscan.mask.vault.vault import Vault

BOOK = Book(bytes(range(32)))
TAG = BOOK.tag
for number in range(1, 12):
    assert BOOK.number("EMAIL", (f"value-{number}".encode(),)) == number
assert BOOK.number("KEY", (b"AAAA", b"BBBB", b"CCCC")) == 1
VAULT = Vault(BOOK)


def back(text: str) -> str:
    return VAULT.restored(text.replace("TAG", TAG).encode(), "utf-8").decode().replace(TAG, "TAG")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EMAIL",
        "<EMAIL>",
        "<EMAIL_1>",
        "REDACTED_EMAIL_1",
        "<EMAIL_1_BCDF>",  # another vault's
        "<EMAIL_12_TAG>",  # never given
        "<EMAIL_0_TAG>",
        "<EMAIL_01_TAG>",
        "<PHONE_1_TAG>",
        "<email_1_TAG>",
        "MYEMAIL_1_TAG",
        "xEMAIL_1_TAG",
        "EMAIL_1_TAGx",
        "_TAG",
        "_1_TAG",
    ],
)
def test_what_is_left_alone(text):
    assert back(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<EMAIL_1_TAG>", "value-1"),
        ("<EMAIL_10_TAG>", "value-10"),
        ("REDACTED_EMAIL_1_TAG", "value-1"),
        ("REDACTED_EMAIL_10_TAG", "value-10"),
        ("REDACTED_EMAIL_1_TAG0", "value-10"),
        ("xREDACTED_EMAIL_1_TAGREDACTED_EMAIL_2_TAGx", "xvalue-1value-2x"),
        ("<REDACTED_EMAIL_1_TAG>", "<value-1>"),
        ("&lt;EMAIL_1_TAG&gt;", "value-1"),
        (r"\u003cEMAIL_1_TAG\u003e", "value-1"),
        (r"\u003CEMAIL_1_TAG\u003E", "value-1"),
        ("%3CEMAIL_1_TAG%3E", "value-1"),
        ("%3cEMAIL_1_TAG%3e", "value-1"),
        ("EMAIL_1_TAG", "value-1"),
        ("`EMAIL_1_TAG`,", "`value-1`,"),
        ("<EMAIL_1_TAG", "<value-1"),
        ("<<EMAIL_1_TAG>>", "<value-1>"),
    ],
)
def test_what_is_put_back(text, value):
    assert back(text) == value


def test_unknown_tokens_are_named():
    found = restored(
        f"<EMAIL_99_{TAG}> REDACTED_PHONE_1_{TAG} <EMAIL_99_{TAG}>".encode(), "utf-8", VAULT.finder
    )
    assert found.edits == ()
    assert found.unknown == {f"EMAIL_99_{TAG}": 2, f"PHONE_1_{TAG}": 1}


def test_tokens_of_another_vault_are_named():
    data = f"<EMAIL_1_BCDF> REDACTED_KEY_2_XW9K <EMAIL_1_{TAG}> <HTTP_2> max_1_BCDF a_1_bcdf".encode()
    assert [*VAULT.finder.foreign(data)] == ["EMAIL_1_BCDF", "KEY_2_XW9K"]


class TestBlocks:
    BLOCK = "-----BEGIN X-----\n<KEY_1_TAG>\n****\n****\n-----END X-----\n****"

    def test_the_lines_come_back(self):
        assert back(self.BLOCK) == "-----BEGIN X-----\nAAAA\nBBBB\nCCCC\n-----END X-----\n****"

    def test_whatever_is_round_them_now(self):
        text = self.BLOCK.replace("\n****", "\\n' +\n    '****")
        assert back(text).startswith("-----BEGIN X-----\nAAAA\\n' +\n    'BBBB\\n' +\n    'CCCC\n-----END")

    def test_a_line_less_and_nothing_is_touched(self):
        text = self.BLOCK.replace("****\n", "", 1).replace("TAG", TAG)
        found = restored(text.encode(), "utf-8", VAULT.finder)
        assert (found.edits, found.count, found.blocks) == ((), 0, 1)


def test_values_in_values():
    """A second round of masking has found something that the first had written a part of."""
    book = Book(bytes(32))
    inner = f"<EMAIL{book.tail(book.number('EMAIL', (b'joe@x.org',)))}>"
    outer = f"<PASSWORD{book.tail(book.number('PASSWORD', (f'{inner}:pw'.encode(),)))}>"
    assert Vault(book).restored(f"x{outer}y".encode(), "utf-8") == b"xjoe@x.org:pwy"


def test_a_wide_value_goes_into_narrow_text_and_the_other_way_round():
    book = Book(bytes(32))
    token = f"<NAME{book.tail(book.number('NAME', ('Jörg'.encode(),)))}>"
    latin = f"<NAME{book.tail(book.number('NAME', ('Jörg'.encode('latin-1'),)))}>"
    assert (
        Vault(book).restored(f"😀{token}.".encode("utf-16-le"), "utf-16-le").decode("utf-16-le") == "😀Jörg."
    )
    assert Vault(book).restored(token.encode(), "utf-8").decode() == "Jörg"
    assert Vault(book).restored(latin.encode("utf-16-be"), "utf-16-be").decode("utf-16-be") == "Jörg"
