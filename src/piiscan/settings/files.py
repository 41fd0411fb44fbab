"""Configuration files: where they are found, how they are read, and what they extend."""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

from piiscan.errors import ConfigError
from piiscan.settings.resolve import Layer
from piiscan.settings.schema import validate
from piiscan.settings.toml import parse
from piiscan.settings.values import MODEL_WORDS
from piiscan.settings.wording import escaped

#: Within one directory the first of these that counts wins.
NAMES = ("piiscan.toml", ".piiscan.toml", "pyproject.toml")
PYPROJECT = "pyproject.toml"

_MOST_BYTES = 1 << 20


class ConfigFile(NamedTuple):
    """A file that was read, and the table in it that is ours, not yet validated."""

    path: str
    origin: str
    """How messages name the file."""
    table: dict[str, object]


def discover(start: str) -> ConfigFile | None:
    """The nearest configuration of the directory ``start`` and those above it, up to the root."""
    directory = start
    while True:
        for name in NAMES:
            path = os.path.join(directory, name)
            if os.path.isfile(path) and (found := _counts(path, start)):
                return found
        above = os.path.dirname(directory)
        if above == directory:
            return None
        directory = above


def read(path: str, start: str, *, named_by: str = "") -> ConfigFile:
    """The configuration at ``path``, which somebody named: it must be there, and hold some.

    ``named_by`` says who named it, for the message.
    """
    origin = display(path, start)
    table = _ours(path, parse(_bytes(path, origin, named_by), origin), origin)
    if table is None:
        raise ConfigError(f"{origin}: no table [tool.piiscan]")
    return ConfigFile(path, origin, table)


def chain(config: ConfigFile, start: str) -> list[Layer]:
    """The validated tables of the file and of all that it extends, the furthest base first."""
    tables: list[Layer] = []
    seen = set()
    while True:
        seen.add(os.path.realpath(config.path))
        table = validate(config.table, config.origin)
        base = str(table.pop("extend", ""))
        tables.insert(0, Layer(config.origin, _anchored(table, config)))
        if not base:
            return tables
        path = os.path.normpath(os.path.join(os.path.dirname(config.path), os.path.expanduser(base)))
        if os.path.realpath(path) in seen:
            raise ConfigError(f"{config.origin}: `extend` leads in a circle, back to {display(path, start)}")
        config = read(path, start, named_by=f"{config.origin}: `extend`: ")


def display(path: str, start: str) -> str:
    """The path as messages show it: relative where it lies under ``start``."""
    prefix = start if start.endswith(os.sep) else start + os.sep
    return escaped(path.removeprefix(prefix))


def _counts(path: str, start: str) -> ConfigFile | None:
    """The file, unless it is a ``pyproject.toml`` without a table for us."""
    origin = display(path, start)
    data = _bytes(path, origin)
    # Other people's pyproject.toml costs a search, not a parse, and may be broken.
    if os.path.basename(path) == PYPROJECT and b"tool.piiscan" not in data:
        return None
    table = _ours(path, parse(data, origin), origin)
    return None if table is None else ConfigFile(path, origin, table)


def _bytes(path: str, origin: str, named_by: str = "") -> bytes:
    """The file's content; a device or a FIFO is never opened, since reading might not end."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise ConfigError(f"{named_by}{origin}: not a regular file")
        with open(path, "rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise ConfigError(f"{named_by}{origin}: cannot be read: {reason}") from None
    if len(data) > _MOST_BYTES:
        raise ConfigError(f"{named_by}{origin}: larger than {_MOST_BYTES >> 20} MiB")
    return data


def _ours(path: str, document: dict[str, object], origin: str) -> dict[str, object] | None:
    if os.path.basename(path) != PYPROJECT:
        return document
    tool = document.get("tool")
    table = tool.get("piiscan") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConfigError(f"{origin}: `tool.piiscan` must be a table")
    return table


def _anchored(table: dict[str, object], config: ConfigFile) -> dict[str, object]:
    """The table with its paths made absolute; they count from the file that they stand in."""
    folder = os.path.dirname(config.path)
    rules, model, output = table.get("rules"), table.get("model"), table.get("output")
    if isinstance(rules, tuple):
        table["rules"] = tuple(_absolute(path, folder) for path in rules)
    if isinstance(model, str) and model not in MODEL_WORDS:
        table["model"] = _absolute(model, folder)
    # A repository that somebody merely scans must not choose which of their files is overwritten.
    if isinstance(output, tuple) and any(":" in each for each in output):
        raise ConfigError(
            f"{config.origin}: `output` takes formats only, no files",
            hint="name the file on the command line: `-o sarif:out.sarif`",
        )
    return table


def _absolute(path: str, folder: str) -> str:
    return os.path.normpath(os.path.join(folder, os.path.expanduser(path)))
