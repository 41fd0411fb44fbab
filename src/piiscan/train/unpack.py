"""Files of an archive or a folder, read without unpacking: nothing of a package is written or run."""

from __future__ import annotations

import os
import subprocess
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from piiscan.errors import DataError
from piiscan.train.language import language_of

#: Larger files are data or generated; the shipped corpus leaves out 2 % of its files so.
LARGEST_FILE = 400_000

_LARGEST_ARCHIVE = 600_000_000
"""Bytes read from one archive: a decompression bomb ends here, with an error."""

File = tuple[str, bytes]

_SKIPPED_FOLDERS = frozenset({".git", ".hg", ".svn", "node_modules", "__pycache__", ".tox", ".venv"})


def files_of_archive(path: str) -> Iterator[File]:
    """(path without the top folder, bytes) of each text-like file. ``DataError`` for a damaged archive."""
    try:
        if path.endswith(".zip"):
            with zipfile.ZipFile(path) as archive:
                yield from _zipped(archive)
        else:
            # Under r| members come in the order of the file and none is sought, so that a .xz is unpacked once.
            with tarfile.open(path, "r|*") as archive_:
                yield from _tarred(archive_, os.path.basename(path))
    except (OSError, EOFError, tarfile.TarError, zipfile.BadZipFile, zlib.error) as error:
        raise DataError(f"{path}: damaged archive ({type(error).__name__})") from None


def files_of_folder(path: str) -> Iterator[File]:
    """The same for a folder, in a fixed order; links are passed over."""
    if not os.path.isdir(path):
        raise DataError(f"{path}: no such folder")
    for folder, folders, names in os.walk(path):
        folders[:] = sorted(set(folders) - _SKIPPED_FOLDERS)
        for name in sorted(names):
            full = os.path.join(folder, name)
            shown = os.path.relpath(full, path).replace(os.sep, "/")
            if language_of(shown) and _small_file(full):
                yield shown, _read(full)


def files_of_repository(path: str) -> Iterator[File]:
    """The files that git tracks in a work tree, and who wrote them, as ``.git/authors``."""
    yield ".git/authors", _git(path, "log", "--format=%aN <%aE>", "--max-count=20000")
    for name in sorted(_git(path, "ls-files", "-z").split(b"\0")):
        shown = os.fsdecode(name)
        full = os.path.join(path, shown)
        if shown and language_of(shown) and _small_file(full):
            yield shown, _read(full)


def _small_file(path: str) -> bool:
    return os.path.isfile(path) and not os.path.islink(path) and os.path.getsize(path) <= LARGEST_FILE


def _read(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(LARGEST_FILE)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None


def _git(path: str, *arguments: str) -> bytes:
    # A repository is not trusted: its configuration must not name programs that git then runs.
    safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "log.showSignature=false"]
    try:
        return subprocess.run(
            ["git", "-C", path, *safe, *arguments], capture_output=True, check=True, timeout=300
        ).stdout
    except FileNotFoundError:
        raise DataError("`git` is not installed") from None
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        raise DataError(f"{path}: not a git repository that can be read") from None


def _tarred(archive: tarfile.TarFile, name: str) -> Iterator[File]:
    # Debian's own part lies in a tar of its own whose top folder says something.
    keep_top = ".debian.tar" in name
    budget = _LARGEST_ARCHIVE
    for member in archive:
        budget -= max(member.size, 512)
        if budget < 0:
            raise DataError(f"{name}: unpacks to more than {_LARGEST_ARCHIVE // 1_000_000} MB")
        shown = member.name if keep_top else _below_top(member.name)
        if member.isreg() and member.size <= LARGEST_FILE and language_of(shown):
            stream = archive.extractfile(member)
            if stream is not None:
                yield shown, stream.read(LARGEST_FILE)


def _zipped(archive: zipfile.ZipFile) -> Iterator[File]:
    budget = _LARGEST_ARCHIVE
    for member in archive.infolist():
        if not member.is_dir() and member.file_size <= LARGEST_FILE and language_of(member.filename):
            budget -= member.file_size
            if budget < 0:
                raise DataError(
                    f"{archive.filename}: unpacks to more than {_LARGEST_ARCHIVE // 1_000_000} MB"
                )
            with archive.open(member) as stream:
                yield _below_top(member.filename), stream.read(LARGEST_FILE)


def _below_top(name: str) -> str:
    return name.removeprefix("./").partition("/")[2] or name
