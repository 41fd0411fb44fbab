"""TOML, read with errors that people can act on, and written. The parser is imported when first needed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from piiscan.compiled import regex
from piiscan.errors import ConfigError
from piiscan.settings.wording import escaped

_PLACE = regex(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_BARE = regex(r"[A-Za-z0-9_-]+")
_SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def parse(data: bytes, origin: str) -> dict[str, Any]:
    """The document's table; raises `ConfigError` with ``origin``, line and column."""
    try:
        text = data.decode("utf-8-sig")  # Windows editors put a BOM there, which TOML does not know.
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{origin}:{line}: not UTF-8 text", hint="save the file as UTF-8") from None
    return parse_text(text, origin)


def parse_text(text: str, origin: str) -> dict[str, Any]:
    """As `parse`, for text that has been decoded."""
    # Not a plain import: type checkers look for tomli even where the interpreter has tomllib.
    toml = import_module("tomllib" if sys.version_info >= (3, 11) else "tomli")
    try:
        table: dict[str, Any] = toml.loads(text)
    except RecursionError:
        raise ConfigError(f"{origin}: not valid TOML: nested too deeply") from None
    except ValueError as error:
        raise ConfigError(_complaint(str(error), text, origin)) from None
    return table


def _complaint(message: str, text: str, origin: str) -> str:
    place = _PLACE.search(message)
    if place is None:
        return f"{origin}: not valid TOML: {escaped(message, 120)}"
    line, column = place.groups()
    if line is None:
        line, column = str(text.count("\n") + 1), str(len(text) - text.rfind("\n"))
    return f"{origin}:{line}:{column}: not valid TOML: {escaped(message[: place.start()], 120)}"


def write_value(value: object) -> str:
    """The value on one line of TOML: strings, booleans, numbers, sequences and mappings of them."""
    if isinstance(value, str):
        return f'"{"".join(map(_character, value))}"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{write_key(k)} = {write_value(each)}' for k, each in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(write_value, value))}]"
    return str(value)


def write_key(name: str) -> str:
    """A key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else write_value(name)


def _character(c: str) -> str:
    if "\ud800" <= c <= "\udfff":
        return "\\uFFFD"  # A byte of a path that is not UTF-8; TOML has no way to write it.
    if c in _SHORT:
        return _SHORT[c]
    return c if c.isprintable() else f"\\U{ord(c):08X}"
