"""The message of a commit that is being made: what of its file git will keep."""

from __future__ import annotations

import os
import re
from typing import NamedTuple

from piiscan.errors import SourceError
from piiscan.sources.entry import TextEntry
from piiscan.sources.git.process import finished

#: What a report calls it.
NAME = "commit message"

_SCISSORS = b" ------------------------ >8 ------------------------"
#: More than anybody writes; what is longer is refused aloud, not cut.
_LONGEST = 64 << 20


class Cleanup(NamedTuple):
    """What git does to a message before it commits it."""

    mark: bytes = b"#"
    """What a comment begins with; empty where only git knows it, which is what ``auto`` means."""
    comments: bool = True
    """Whether git leaves out lines that begin with the mark."""
    edited: bool = True
    """Whether an editor had it: git puts its comments, and the diff of ``commit -v``, only there."""


def cleanup(cwd: str) -> Cleanup:
    """What the configuration, and the environment that git gives its hooks, say. Raises ``SourceError``."""
    # git says `GIT_EDITOR=:` where it opens no editor (githooks(5)): nothing is a comment there but with
    # --cleanup=strip, and so `git commit -m '#1 is fixed'` keeps its line.
    edited = os.environ.get("GIT_EDITOR") != ":"
    asked = ["config", "--get-regexp", r"^(core\.comment(char|string)|commit\.cleanup)$"]
    rows = os.fsdecode(finished(asked, cwd, hook=True, accept=128).output).splitlines()
    # The last one counts; commentString is the younger name of commentChar.
    said = {key.replace("string", "char"): value for key, _, value in (row.partition(" ") for row in rows)}
    mark = said.get("core.commentchar", "#")
    kind = said.get("commit.cleanup", "default")
    comments = edited and kind in ("default", "strip") and mark != "auto"
    return Cleanup(b"" if mark == "auto" else os.fsencode(mark), comments, edited)


def kept(data: bytes, how: Cleanup) -> bytes:
    """What git will keep of ``data``. Lines that it leaves out become empty ones: the others keep their numbers."""
    lines = data.split(b"\n")  # as git does: after a lone carriage return nothing is a comment
    if how.edited:
        lines = lines[: _cut(lines, how.mark)]
    if how.comments and how.mark:
        lines = [b"" if line.startswith(how.mark) else line for line in lines]
    return b"\n".join(lines)


def entry(path: str, cwd: str) -> TextEntry:
    """The message in the file ``path``. Raises ``SourceError`` where it cannot be read."""
    try:
        with open(path, "rb") as file:
            data = file.read(_LONGEST + 1)
    except OSError as error:
        raise SourceError(f"the message cannot be read: {path}: {error.strerror}") from None
    if len(data) > _LONGEST:
        raise SourceError(f"{path}: a message of more than {_LONGEST >> 20} MiB cannot be checked")
    return TextEntry(NAME, kept(data, cleanup(cwd)))


def _cut(lines: list[bytes], mark: bytes) -> int:
    """The index of the scissors; all lines stay where there are none.

    git writes two lines of comment below them. Without those somebody else wrote the line, and git keeps it and what
    follows, but with ``commit -v``.
    """
    for at, line in enumerate(lines[:-1]):
        here, found, rest = line.partition(_SCISSORS)
        if found and not rest.strip() and _is_mark(here, mark) and lines[at + 1].startswith(here):
            return at
    return len(lines)


def _is_mark(text: bytes, mark: bytes) -> bool:
    return text == mark if mark else re.fullmatch(rb"[#;@!$%^&|:]", text) is not None
