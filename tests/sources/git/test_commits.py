from __future__ import annotations

import pytest

from piiscan.sources.git.commits import message_of, written

HEAD = b"tree 0\nauthor A <a@b> %s\ncommitter A <a@b> 0 +0000\n\nsubject\n\nbody\n"


@pytest.mark.parametrize("date", [b"", b"never", b"1 0100", b"999999999999999999 +0000", b"1 +01"])
def test_damaged_dates(date: bytes) -> None:
    assert written(HEAD % date).date == ""


@pytest.mark.parametrize(
    ("date", "shown"),
    [
        (b"0 +0000", "1970-01-01T00:00:00+00:00"),
        (b"1614807367 +0830", "2021-03-04T06:06:07+08:30"),
        (b"1614807367 -0330", "2021-03-03T18:06:07-03:30"),
    ],
)
def test_dates_are_the_authors(date: bytes, shown: str) -> None:
    assert written(HEAD % date).date == shown


def test_a_message_begins_behind_the_headers() -> None:
    assert message_of(HEAD) == b"subject\n\nbody\n"
    assert message_of(b"tree 0\n") == b""


def test_tags() -> None:
    data = b"object %s\ntype commit\ntag v1\ntagger T <t@u> 60 +0000\n\nnews\n" % (b"a" * 40)
    found = written(data)
    assert (found.name, found.target, found.target_kind) == ("v1", "a" * 40, "commit")
    assert found.date == "1970-01-01T00:01:00+00:00"
