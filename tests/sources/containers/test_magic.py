"""What a file is, told from its bytes."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile

import pytest

from piiscan.sources.containers.magic import Form, form_of

from .built import docx_of, items, paragraph, pdf_of, tar_of, texts, zip_of


@pytest.mark.parametrize(
    "head",
    [
        b"", b"P", b"PK", b"PK is not a zip", b"BZhello world, this is text", b"\x1f\x8b", b"7z", b"Rar!", b"\0" * 512,
        b"text " * 200, b"#!/bin/sh\necho PK\n", b"x = b'%PDF-1.4'\n", b"%PD", b"ustar" * 110, b"BZh9 and so on",
    ],
)  # fmt: skip
def test_everything_else_is_a_file_like_any_other(head):
    assert form_of(head) is None


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (zip_of({"a": "b"}), Form.ZIP),
        (zip_of({}), Form.ZIP),
        (b"#!/usr/bin/env python3\n" + zip_of({"__main__.py": "1"}), Form.ZIP),
        (tar_of({"a": "b"}), Form.TAR),
        (tar_of({"a": "b"}, form=tarfile.USTAR_FORMAT), Form.TAR),
        (gzip.compress(b"a", mtime=0), Form.GZIP),
        (bz2.compress(b"a"), Form.BZIP2),
        (bz2.compress(b""), Form.BZIP2),
        (lzma.compress(b"a"), Form.XZ),
        (docx_of(paragraph("a")), Form.ZIP),
        (pdf_of("a"), Form.PDF),
        (b"\r\n%PDF-1.7\n", Form.PDF),
        (bytes.fromhex("377abcaf271c") + b"\0\4", Form.SEVEN_ZIP),
        (b"Rar!\x1a\x07\x01\0", Form.RAR),
        (bytes.fromhex("d0cf11e0a1b11ae1"), Form.OLE),
    ],
    # Not the bytes, which hold times: pytest-xdist refuses tests that each process calls otherwise.
    ids=lambda value: value.name if isinstance(value, Form) else "",
)
def test_it_is_known_by_its_bytes(data, form):
    assert form_of(data[:8192]) is form


def test_a_tar_from_before_there_was_a_magic_is_known_by_its_checksum():
    block = bytearray(tar_of({"old.txt": "old"}))
    block[257:265] = b"\0" * 8
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\0 " % sum(block[:512])
    assert texts(items(bytes(block))) == {"outer!/old.txt": b"old"}


@pytest.mark.parametrize("name", ["a.txt", "a.tar.gz", "a.pdf", "noending"])
def test_the_ending_does_not_matter(name):
    assert texts(items(zip_of({"in.txt": "text"}), name)) == {f"{name}!/in.txt": b"text"}


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.gz", "a.docx", "a.pdf"])
def test_a_text_with_the_ending_of_an_archive_is_a_text(name):
    assert texts(items(b"just text\n", name)) == {name: b"just text\n"}
