"""The baseline's file: JSON, one finding a line, sorted; every line but the last ends the same way.

So git merges it line by line, and with ``merge=union`` it always does: no comma is missing after the last finding,
because ``null`` stands there.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterable
from typing import NamedTuple

from piiscan.errors import BaselineError
from piiscan.settings.wording import escaped
from piiscan.suppress.baseline.document import KEY_SIZE, VERSION, UnfitError, parse
from piiscan.suppress.baseline.entry import Entry, numbered
from piiscan.suppress.baseline.letters import spelled

#: Its name at the root of a project.
NAME = ".piiscan-baseline.json"
_MOST_BYTES = 256 << 20


class Baseline(NamedTuple):
    """What a project knows of."""

    key: bytes
    entries: tuple[Entry, ...] = ()

    @classmethod
    def empty(cls) -> Baseline:
        """With a key of its own."""
        return cls(os.urandom(KEY_SIZE))

    def having(self, entries: Iterable[Entry]) -> Baseline:
        """With these entries instead, sorted and numbered anew."""
        return self._replace(entries=numbered(entries))


def read(path: str) -> Baseline:
    """The baseline at ``path``. Raises ``BaselineError``, one line that names the file."""
    name = escaped(os.path.basename(path))
    data = _bytes(path, name)
    try:
        return Baseline(*parse(data))
    except UnfitError as error:
        raise BaselineError(f"{name}: {error}", hint=error.hint) from None


def write(path: str, baseline: Baseline) -> None:
    """Write the file whole, or not at all. Raises ``BaselineError``."""
    target = os.path.realpath(path)
    temporary = os.path.join(os.path.dirname(target), f".piiscan-{os.urandom(8).hex()}.tmp")
    try:
        try:
            with open(temporary, "xb") as handle:
                handle.write(text(baseline).encode("ascii"))
                handle.flush()
                os.fsync(handle.fileno())
            with contextlib.suppress(OSError):
                os.chmod(temporary, stat.S_IMODE(os.stat(target).st_mode))
            os.replace(temporary, target)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise BaselineError(f"{escaped(os.path.basename(path))}: cannot be written: {reason}") from None


def text(baseline: Baseline) -> str:
    """What the file holds, in ASCII."""
    head = f'{{"version": {VERSION},\n"salt": "{spelled(baseline.key)}",\n"findings": [\n'
    return head + "".join(f"{_line(entry)},\n" for entry in baseline.entries) + "null]}\n"


def _line(entry: Entry) -> str:
    values: dict[str, object] = {"path": entry.path, "rule": entry.rule, "context": entry.context}
    if entry.tag:
        values["tag"] = entry.tag
    if entry.number > 1:
        values["n"] = entry.number
    if entry.verdict is not None:
        values["verdict"] = entry.verdict.value
    return json.dumps(values)


def _bytes(path: str, name: str) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # reading a pipe or a device might not end
            raise BaselineError(f"{name}: is no regular file")
        with open(path, "rb") as handle:
            data = handle.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        hint = "`piiscan baseline create` makes one" if isinstance(error, FileNotFoundError) else ""
        raise BaselineError(f"{name}: cannot be read: {reason}", hint=hint) from None
    if len(data) > _MOST_BYTES:
        raise BaselineError(f"{name}: is larger than {_MOST_BYTES >> 20} MiB")
    return data
