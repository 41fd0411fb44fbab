"""Rewriting a file that is in memory: as `rewrite_file` does, with the same refusals."""

from __future__ import annotations

import os
import stat
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import MaskError
from piiscan.mask.files import whole
from piiscan.mask.files.state import FileState
from piiscan.mask.files.whole import prepare_whole
from piiscan.mask.files.write import TEMPORARY_PREFIX, Change, changes_of, commit, prepare
from piiscan.mask.splice import Edit, merge, splice

OLD, NEW = b"x = 'hunter2'\r\n", b"x = '<KEY>'\r\n"
CHANGES = (Change(5, 12, b"<KEY>"),)
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX owners, modes and links")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(OLD)
    yield path
    assert [name for name in os.listdir(tmp_path) if name.startswith(TEMPORARY_PREFIX)] == []


def drafted(path, old=OLD, new=NEW, changes=CHANGES, **options):
    temporary = str(path.parent / f"{TEMPORARY_PREFIX}{'0' * 16}.tmp")
    return prepare_whole(str(path), old, new, changes, name="a.py", temporary=temporary, **options)


def refused(path, words, **options):
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(MaskError, match=words) as caught:
        drafted(path, **options)
    assert caught.value.message.startswith("a.py: ")
    assert "hunter2" not in str(caught.value)
    assert before is None or path.read_bytes() == before


def test_a_missing_file(file, tmp_path):
    refused(tmp_path / "none", "cannot be rewritten: No such file")


@pytest.mark.parametrize("now", [b"", OLD[:-1], OLD + b"x", OLD.replace(b"2", b"3"), b"x" * 100_000])
def test_a_file_that_is_not_what_was_scanned(file, now):
    file.write_bytes(now)
    refused(file, "changed since it was scanned")


@posix
def test_what_must_not_be_rewritten(file, tmp_path):
    (tmp_path / "link").symlink_to("a.py")
    refused(tmp_path / "link", "cannot be rewritten")
    os.mkfifo(tmp_path / "fifo")
    refused(tmp_path / "fifo", "not a regular file")
    (tmp_path / "folder").mkdir()
    refused(tmp_path / "folder", "not a regular file")
    os.link(file, tmp_path / "other")
    refused(file, "2 hard links")
    commit(drafted(file, break_hard_links=True))
    assert (file.read_bytes(), (tmp_path / "other").read_bytes()) == (NEW, OLD)
    file.chmod(0o444)
    refused(file, "is read-only", old=NEW)


@posix
def test_a_locked_file(file):
    import fcntl

    with file.open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        refused(file, "is locked by another process")


@posix
def test_mode_and_privacy(file, monkeypatch):
    file.chmod(0o754)
    seen = []
    real = whole.keep_metadata
    monkeypatch.setattr(
        whole,
        "keep_metadata",
        lambda old, new: (seen.append(stat.S_IMODE(os.fstat(new).st_mode)), real(old, new)),
    )
    commit(drafted(file))
    assert (seen, stat.S_IMODE(file.stat().st_mode)) == ([0o600], 0o754)


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_leaves_nothing(file, monkeypatch, error):
    def fail(*_):
        raise error

    monkeypatch.setattr(whole, "keep_metadata", fail)
    with pytest.raises(MaskError if isinstance(error, OSError) else KeyboardInterrupt):
        drafted(file)
    assert file.read_bytes() == OLD


def test_what_is_written_twice_never_takes_the_name(file, monkeypatch):
    """As a compiler once made of it."""
    write = os.write
    monkeypatch.setattr(
        whole.os, "write", lambda descriptor, text: write(descriptor, text) and write(descriptor, text)
    )
    refused(file, "not what was to be written")


def test_somebody_elses_file_of_that_name_stays(file, tmp_path):
    other = tmp_path / f"{TEMPORARY_PREFIX}{'0' * 16}.tmp"
    other.write_text("theirs")
    refused(file, "File exists")
    assert other.read_text() == "theirs"
    other.unlink()


def test_a_change_between_writing_and_renaming_is_seen(file):
    draft = drafted(file)
    file.write_bytes(OLD[::-1] + b"more")
    with pytest.raises(MaskError, match="changed since"):
        commit(draft)
    assert file.read_bytes() == OLD[::-1] + b"more"


@given(
    st.binary(min_size=1, max_size=60),
    st.lists(st.tuples(st.integers(0, 59), st.integers(1, 9), st.binary(max_size=9)), max_size=5),
)
def test_it_is_the_draft_that_prepare_makes(tmp_path_factory, data, spans):
    path = tmp_path_factory.mktemp("it") / "a.py"
    path.write_bytes(data)
    edits = merge(Edit(start, start + size, text) for start, size, text in spans if start + size <= len(data))
    changes = changes_of(edits)
    ours = drafted(path, data, splice(data, edits), changes)
    theirs = prepare(str(path), changes, expected=FileState.of(str(path)))
    assert (ours.old, ours.new, ours.back, ours.expected) == (
        theirs.old,
        theirs.new,
        theirs.back,
        theirs.expected,
    )
    with open(ours.temporary, "rb") as one, open(theirs.temporary, "rb") as other:
        assert one.read() == other.read()
