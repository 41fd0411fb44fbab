"""Journals and restoring: what must not be touched is not, and undo(mask(x)) == x, byte for byte."""

from __future__ import annotations

import os
import tempfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import JournalError, MaskError
from piiscan.mask.compose import compose
from piiscan.mask.files.state import FileState
from piiscan.mask.files.write import changes_of, commit, prepare
from piiscan.mask.journal.entry import Entry
from piiscan.mask.journal.reading import LOG, Journal
from piiscan.mask.journal.restore import Standing, clear, restore, standing
from piiscan.mask.journal.writer import JournalWriter
from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.seal import Secret
from piiscan.mask.splice import Edit, merge

from ..make import finding

KEY = Secret(bytes(range(32)), is_key_file=True)


def mask(path: Path, edits, writer: JournalWriter) -> Entry:
    draft = prepare(str(path), changes_of(edits), expected=FileState.of(str(path)), announce=writer.announce)
    entry = Entry.of(draft, path.name, len(edits))
    writer.record([entry])
    commit(draft)
    return entry


def writer_in(folder: Path, secret: Secret | None = None) -> JournalWriter:
    return JournalWriter(lambda: str(folder / "piiscan" / "journal"), str(folder), secret=secret)


ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32-le", "latin-1")
STORED = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}
TEXT = st.text(st.sampled_from("ab=:'\"<>é \t\r\n漢😀0"), max_size=60)


@st.composite
def texts(draw):
    """A stored text, its encoding, and disjoint findings on whole characters of it."""
    encoding = draw(st.sampled_from(ENCODINGS))
    text = draw(TEXT)
    if encoding == "latin-1":
        text = text.encode("latin-1", "ignore").decode("latin-1")
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    data = text.encode(encoding)
    bom = len(data) - len(text.encode(STORED.get(encoding, encoding)))
    offsets = [bom + len(text[:cut].encode(STORED.get(encoding, encoding))) for cut in cuts]
    classes = st.sampled_from(["EMAIL", "KEY", "IPV4", "PASSWORD"])
    spans = zip(offsets[::2], offsets[1::2], strict=False)
    return data, STORED.get(encoding, encoding), [finding(draw(classes), start, end) for start, end in spans]


@given(texts(), st.booleans())
def test_undo_of_mask_is_the_old_file(case, encrypted):
    data, encoding, findings = case
    try:
        edits = plan(findings, bytes_reader(data), encoding=encoding)
    except MaskError:  # what Latin-1 gives by chance may look like half a character of UTF-8
        return
    if not edits:
        return
    with tempfile.TemporaryDirectory() as folder:
        path, secret = Path(folder, "a.txt"), KEY if encrypted else None
        path.write_bytes(data)
        writer = writer_in(Path(folder), secret)
        mask(path, edits, writer)
        writer.close()
        journal = Journal.load(writer.directory)
        assert journal is not None
        [entry], [temporary] = journal.entries(secret)
        assert temporary == entry.temporary
        masked = path.read_bytes()
        assert standing(entry) is Standing.MASKED
        assert restore(entry) is Standing.MASKED
        assert path.read_bytes() == data
        assert restore(entry) is Standing.OLD
        assert masked != data


@given(st.binary(min_size=1, max_size=80), st.data())
def test_undo_of_any_edits_is_the_old_file(data, draw):
    spans = st.tuples(st.integers(0, len(data) - 1), st.integers(1, 9), st.binary(max_size=4))
    drawn = draw.draw(st.lists(spans, min_size=1, max_size=6))
    edits = merge(Edit(at, min(len(data), at + length), text) for at, length, text in drawn)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.bin")
        path.write_bytes(data)
        writer = writer_in(Path(folder))
        entry = mask(path, edits, writer)
        writer.close()
        restore(Entry.from_json(entry.to_json()))
        assert path.read_bytes() == data
    assert compose(edits, ()) == edits


@pytest.fixture
def entry(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x = hunter2\n")
    writer = writer_in(tmp_path)
    made = mask(path, [Edit(4, 11, b"<KEY>")], writer)
    writer.close()
    return made


def test_a_file_that_is_neither_old_nor_new(entry, tmp_path):
    (tmp_path / "a.txt").write_bytes(b"x = <KEY>\nmore\n")
    with pytest.raises(MaskError, match="changed since it was masked"):
        restore(entry)
    assert (tmp_path / "a.txt").read_bytes() == b"x = <KEY>\nmore\n"


def test_a_journal_that_gives_another_text_is_not_believed(entry, tmp_path):
    wrong = Entry.from_json({**entry.to_json(), "old": "0" * 64})
    with pytest.raises(MaskError, match="does not fit the journal"):
        restore(wrong)
    assert (tmp_path / "a.txt").read_bytes() == b"x = <KEY>\n"
    assert sorted(os.listdir(tmp_path)) == ["a.txt", "piiscan"]


@pytest.mark.parametrize(
    "name", ["a.txt", ".piiscan-1.tmp", ".piiscan-0123456789abcdef.tmp.py", "..", ".piiscan-"]
)
def test_only_temporary_files_are_cleared(tmp_path, name):
    if name != "..":
        (tmp_path / name).write_text("mine")
    assert not clear(str(tmp_path / name))


def test_a_line_that_was_cut_off_counts_for_nothing(entry, tmp_path):
    [log] = tmp_path.rglob(LOG)
    data = log.read_bytes()
    lines = data.splitlines(keepends=True)
    for length in range(len(data) + 1):
        log.write_bytes(data[:length])
        journal = Journal.load(str(log.parent))
        whole = sum(length >= sum(map(len, lines[: number + 1])) for number in range(len(lines)))
        assert (journal is None) == (whole == 0)
        if journal is not None:
            entries, temporaries = journal.entries(None)
            assert (len(temporaries), len(entries)) == (min(whole - 1, 1), max(whole - 2, 0))


@pytest.mark.parametrize("secret", [None, KEY], ids=["plain", "sealed"])
def test_any_changed_byte_is_noticed(tmp_path, secret):
    path = tmp_path / "a.txt"
    path.write_bytes(b"x = hunter2\n")
    writer = writer_in(tmp_path, secret)
    mask(path, [Edit(4, 11, b"<KEY>")], writer)
    writer.close()
    log = Path(writer.directory, LOG)
    data = log.read_bytes()
    for at in range(0, len(data) - 1, 3):
        log.write_bytes(data[:at] + bytes([data[at] ^ 4]) + data[at + 1 :])
        journal = Journal.load(writer.directory)
        if journal is None:
            continue
        with pytest.raises(JournalError, match=r"damaged|cannot be opened"):
            journal.entries(secret)


def test_sealed_lines_cannot_change_places(tmp_path):
    writer = writer_in(tmp_path, KEY)
    for name in "ab":
        (tmp_path / name).write_bytes(b"x = hunter2\n")
        mask(tmp_path / name, [Edit(4, 11, b"<KEY>")], writer)
    writer.close()
    log = Path(writer.directory, LOG)
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([*lines[:2], lines[4], lines[3], lines[2]]))
    journal = Journal.load(writer.directory)
    assert journal is not None
    with pytest.raises(JournalError, match="cannot be opened"):
        journal.entries(KEY)


def test_a_large_file_is_not_held_in_memory(tmp_path):
    path, size = tmp_path / "a.txt", 48_000_000
    with path.open("wb") as handle:
        handle.write(b"x = hunter2\n")
        handle.truncate(size)
    writer = writer_in(tmp_path)
    tracemalloc.start()
    try:
        entry = mask(path, [Edit(4, 11, b"<KEY>")], writer)
        restore(entry)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        writer.close()
    assert peak < 8_000_000
    assert Path(writer.directory, LOG).stat().st_size < 2_000
    with path.open("rb") as handle:
        assert (handle.read(12), path.stat().st_size) == (b"x = hunter2\n", size)
