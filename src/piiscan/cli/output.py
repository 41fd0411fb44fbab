"""Printing, whoever still listens: a reader that has gone, or a full disk, must not stop what is being done."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import IO

import click

from piiscan.cli.terminal import in_github
from piiscan.errors import UsageError
from piiscan.report.escape import defused

#: What writing into a pipe without a reader gives; EINVAL is how Windows says it.
_GONE = (errno.EPIPE, errno.EINVAL)


def write(text: str) -> None:
    """Write to standard output, in UTF-8 whatever the terminal says: a name is no reason to stop.

    Raises as ``write_bytes`` does.
    """
    write_bytes(text.encode("utf-8", "backslashreplace"))


def write_bytes(data: bytes) -> None:
    """Write to standard output, as it is and at once.

    Raises ``BrokenPipeError`` where nobody reads, ``UsageError`` where it cannot be written.
    """
    try:
        sys.stdout.flush()
        left = memoryview(data)
        while left:  # with PYTHONUNBUFFERED there is no buffer, and a pipe takes what fits
            left = left[sys.stdout.buffer.write(left) or _would_block() :]
        sys.stdout.flush()
    except OSError as error:
        _silence(sys.stdout)
        if error.errno in _GONE:
            raise BrokenPipeError from None
        raise UsageError(f"cannot write to standard output: {error.strerror}") from None


def complain(text: str) -> None:
    """Write a line to standard error, with the colours that ``text`` has. Where that is gone, nobody is told."""
    try:
        click.echo(loggable(text), err=True, color=True)
    except OSError:
        _silence(sys.stderr)


def loggable(text: str) -> str:
    """``text``, in which a GitHub runner finds no command."""
    return defused(text) if in_github() else text


class Outlet:
    """Standard output for a command that changes files: it is finished, whatever becomes of its messages."""

    def __init__(self) -> None:
        self._problem: UsageError | None = None
        self._closed = False

    def write(self, text: str) -> None:
        """Print ``text``, or nothing any more once that has failed."""
        if self._closed:
            return
        try:
            write(loggable(text))
        except BrokenPipeError:
            self._closed = True
        except UsageError as error:
            self._closed, self._problem = True, error

    def close(self) -> None:
        """Raises ``UsageError`` for the first message that could not be written; a reader's leaving is none."""
        if self._problem is not None:
            raise self._problem


def _would_block() -> int:
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def _silence(stream: IO[str]) -> None:
    """Let what is still in the buffers of ``stream`` go nowhere: flushing it at exit would fail again."""
    with contextlib.suppress(OSError, ValueError):
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, stream.fileno())
        os.close(null)
