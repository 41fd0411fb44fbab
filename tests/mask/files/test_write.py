"""Rewriting files: what is refused, what survives a failure, what is kept."""

from __future__ import annotations

import os
import stat
import sys

import pytest

from piiscan.errors import MaskError
from piiscan.mask.files import write
from piiscan.mask.files.state import FileState
from piiscan.mask.files.write import rewrite_file
from piiscan.mask.splice import Edit

OLD, NEW = b"x = 'hunter2'\r\n", b"x = '<KEY>'\r\n"
EDITS = [Edit(5, 12, b"<KEY>")]
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX owners, modes and links")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "a.py"
    path.write_bytes(OLD)
    yield path
    assert [name for name in os.listdir(tmp_path) if name.startswith(write.TEMPORARY_PREFIX)] == []


def rewrite(path, **options):
    rewrite_file(str(path), EDITS, expected=FileState.of(str(path)), **options)


def assert_refused(path, words, expected=None, **options):
    with pytest.raises(MaskError, match=words) as caught:
        rewrite_file(str(path), EDITS, expected=expected or FileState.of(str(path)), **options)
    assert "\n" not in caught.value.message
    assert "hunter2" not in str(caught.value)


def test_no_edits_touch_nothing(file):
    before = os.stat(file)
    rewrite_file(str(file), [], expected=FileState(0, 0, 0, 0))
    assert os.stat(file) == before


def test_a_missing_file(file, tmp_path):
    assert_refused(tmp_path / "none", "cannot be rewritten: No such file", FileState.of(str(file)))


def test_a_file_that_grew(file):
    expected = FileState.of(str(file))
    file.write_bytes(OLD + b"more")
    assert_refused(file, "changed since it was scanned", expected)
    assert file.read_bytes() == OLD + b"more"


def test_a_file_that_was_touched(file):
    expected = FileState.of(str(file))
    os.utime(file, ns=(1, 1))
    assert_refused(file, "changed since it was scanned", expected)


def test_a_file_that_was_replaced_by_one_like_it(file, tmp_path):
    expected, status = FileState.of(str(file)), os.stat(file)
    other = tmp_path / "b.py"
    other.write_bytes(OLD)
    os.utime(other, ns=(status.st_atime_ns, status.st_mtime_ns))
    os.replace(other, file)
    assert_refused(file, "changed since it was scanned", expected)


def test_a_file_that_changes_while_it_is_rewritten(file, monkeypatch):
    real = write.replace_spans

    def and_somebody_writes(src, dst, changes, **options):
        real(src, dst, changes, **options)
        file.write_bytes(b"theirs")

    monkeypatch.setattr(write, "replace_spans", and_somebody_writes)
    assert_refused(file, "changed since it was scanned")
    assert file.read_bytes() == b"theirs"


def test_spans_of_another_file(file):
    with pytest.raises(MaskError, match="changed since it was scanned"):
        rewrite_file(str(file), [Edit(5, 999, b"")], expected=FileState.of(str(file)))
    assert file.read_bytes() == OLD


@posix
def test_a_read_only_file_even_for_the_superuser(file):
    file.chmod(0o444)
    assert_refused(file, "is read-only")
    assert file.read_bytes() == OLD


def test_a_file_that_this_user_may_not_write(file, monkeypatch):
    monkeypatch.setattr(write.os, "access", lambda path, mode: False)
    assert_refused(file, "is read-only")


def test_a_directory(file, tmp_path):
    assert_refused(tmp_path, "not a regular file")


@posix
def test_a_fifo_is_not_opened(file, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert_refused(tmp_path / "pipe", "not a regular file")


@posix
def test_a_loop_of_links(file, tmp_path):
    (tmp_path / "loop").symlink_to("loop")
    assert_refused(tmp_path / "loop", "cannot be rewritten", FileState.of(str(file)))


@posix
def test_hard_links_are_refused(file, tmp_path):
    os.link(file, tmp_path / "b.py")
    assert_refused(file, "has 2 hard links")
    assert file.read_bytes() == OLD


@posix
def test_hard_links_are_parted_when_asked(file, tmp_path):
    os.link(file, tmp_path / "b.py")
    rewrite(file, break_hard_links=True)
    assert file.read_bytes() == NEW
    assert (tmp_path / "b.py").read_bytes() == OLD


@posix
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may write anywhere"
)
def test_a_read_only_directory(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "a.py").write_bytes(OLD)
    inner.chmod(0o555)
    try:
        assert_refused(inner / "a.py", "cannot be rewritten: Permission denied")
    finally:
        inner.chmod(0o755)
    assert (inner / "a.py").read_bytes() == OLD


class BugError(Exception):
    """A bug, say."""


@pytest.mark.parametrize(
    ("error", "seen"),
    [
        (OSError(28, "No space left on device"), MaskError),
        (KeyboardInterrupt(), KeyboardInterrupt),
        (BugError(), BugError),
    ],
)
@pytest.mark.parametrize("step", ["open", "replace_spans", "fsync", "replace", "_keep_metadata"])
def test_whatever_fails_the_file_stays_and_no_temporary_one(file, monkeypatch, step, error, seen):
    def fail(*args, **kwargs):
        raise error

    monkeypatch.setattr(write if hasattr(write, step) else write.os, step, fail)
    with pytest.raises(seen):
        rewrite(file)
    monkeypatch.undo()
    assert file.read_bytes() == OLD
    assert os.listdir(file.parent) == ["a.py"]


def test_a_full_disk_is_one_clear_line(file, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write.os, "fsync", full)
    assert_refused(file, r"a\.py: cannot be rewritten: No space left on device$")


def test_a_directory_that_cannot_be_synced_is_no_error(file, monkeypatch):
    real = os.fsync

    def only_files(descriptor):
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(22, "Invalid argument")
        real(descriptor)

    monkeypatch.setattr(write.os, "fsync", only_files)
    rewrite(file)
    assert file.read_bytes() == NEW


def test_another_programs_temporary_file_is_left_alone(file, monkeypatch, tmp_path):
    monkeypatch.setattr(write, "temporary_in", lambda folder: os.path.join(folder, "theirs-0.tmp"))
    other = tmp_path / "theirs-0.tmp"
    other.write_bytes(b"keep")
    assert_refused(file, "cannot be rewritten: File exists")
    assert other.read_bytes() == b"keep"
    other.unlink()


def test_the_bytes_are_rewritten(file):
    rewrite(file)
    assert file.read_bytes() == NEW


@posix
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o2750, 0o664])
def test_the_mode_is_kept_whatever_the_umask(file, mode):
    file.chmod(mode)
    old = os.umask(0o077)
    try:
        rewrite(file)
    finally:
        os.umask(old)
    assert stat.S_IMODE(os.stat(file).st_mode) == mode


@posix
def test_the_copy_is_private_until_it_has_the_mode(file, monkeypatch):
    seen = []
    real = write._keep_metadata

    def look(old, new):
        seen.append(stat.S_IMODE(os.fstat(new).st_mode))
        real(old, new)

    monkeypatch.setattr(write, "_keep_metadata", look)
    rewrite(file)
    assert [mode & 0o177 for mode in seen] == [0]


@posix
@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only the superuser gives files away"
)
def test_the_owner_is_kept(file):
    os.chown(file, 12345, 23456)
    rewrite(file)
    assert (os.stat(file).st_uid, os.stat(file).st_gid) == (12345, 23456)


@posix
def test_set_user_id_is_not_given_to_another_owner(file, monkeypatch):
    def denied(*args):
        raise PermissionError(1, "Operation not permitted")

    file.chmod(0o4755)
    monkeypatch.setattr(write.os, "fchown", denied)
    rewrite(file)
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o755


@pytest.mark.skipif(sys.platform != "linux", reason="extended attributes")
def test_extended_attributes_are_kept(file):
    try:
        os.setxattr(file, "user.note", b"mine")
    except OSError:
        pytest.skip("this file system has none")
    rewrite(file)
    assert os.getxattr(file, "user.note") == b"mine"


@posix
def test_a_symbolic_link_stays_and_its_target_is_rewritten(file, tmp_path):
    (tmp_path / "sub").mkdir()
    link = tmp_path / "sub" / "link.py"
    link.symlink_to("../a.py")
    rewrite(link)
    assert link.is_symlink()
    assert file.read_bytes() == NEW
    assert os.listdir(tmp_path / "sub") == ["link.py"]


@posix
def test_names_that_are_no_utf8(tmp_path):
    path = os.fsdecode(os.fsencode(str(tmp_path)) + b"/\xff\n.py")
    try:
        with open(path, "wb") as handle:
            handle.write(OLD)
    except OSError:
        pytest.skip("this file system refuses such names")
    rewrite(path)
    with open(path, "rb") as handle:
        assert handle.read() == NEW
    assert_refused(path, r"/\\udcff\\n\.py: changed", FileState(0, 0, 0, 0))
