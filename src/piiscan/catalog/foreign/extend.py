"""``[extend] path``: the files that a foreign rule file builds on."""

from __future__ import annotations

import os
import re
import stat

from piiscan.catalog.toml import parse
from piiscan.errors import RuleError
from piiscan.settings.foreign import is_foreign

#: gitleaks follows two.
DEEPEST = 8
_MOST_BYTES = 8 << 20

_EXTENDS = re.compile(rb"^[ \t]*(?:\[[ \t]*extend[ \t]*\]|extend[ \t]*[.=])", re.MULTILINE)


def may_extend(data: bytes) -> bool:
    """Whether it is worth parsing."""
    return _EXTENDS.search(data) is not None


def bases(path: str, data: bytes, name: str) -> tuple[tuple[str, bytes], ...]:
    """The files that the one at ``path`` extends, the nearest first, each with its path. Raises ``RuleError``."""
    found: list[tuple[str, bytes]] = []
    seen = {os.path.realpath(path)}
    while may_extend(data):
        named = _base(data, name)
        if not named:
            break
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.path.expanduser(named)))
        shown = os.path.relpath(path)
        if os.path.realpath(path) in seen:
            raise RuleError(f"{name}: key `extend.path`: leads in a circle, back to {shown}")
        if len(found) == DEEPEST:
            raise RuleError(f"{name}: key `extend.path`: more than {DEEPEST} files extend each other")
        seen.add(os.path.realpath(path))
        data, name = _read(path, f"{name}: key `extend.path`: {shown}"), shown
        found.append((path, data))
    return tuple(found)


def _base(data: bytes, name: str) -> str:
    """What the file extends; empty where it extends nothing or is none of theirs, which is another's to say."""
    table = parse(data, name)
    extend = table.get("extend")
    path = extend.get("path") if is_foreign(table) and isinstance(extend, dict) else None
    return path if isinstance(path, str) else ""


def _read(path: str, place: str) -> bytes:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise RuleError(f"{place}: is not a regular file")
        with open(path, "rb") as handle:
            data = handle.read(_MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise RuleError(f"{place}: cannot be read: {reason}") from None
    if len(data) > _MOST_BYTES:
        raise RuleError(f"{place}: is larger than {_MOST_BYTES >> 20} MiB")
    return data
