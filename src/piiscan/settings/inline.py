"""``--config KEY=VALUE``: TOML on the command line, with bare words where they cannot be misread."""

from __future__ import annotations

import os
import re
from typing import Any

from piiscan.compiled import regex
from piiscan.errors import ConfigError
from piiscan.settings.schema import KEY_BY_NAME
from piiscan.settings.toml import parse_text

ORIGIN = "--config"

_ASSIGNMENT = regex(r"\s*([A-Za-z0-9_-]+)(?:\.([A-Za-z0-9_-]+))?\s*=\s*([\w./~*:,+-]+)\s*", re.ASCII)


def parse_assignment(text: str) -> dict[str, Any]:
    """The table that ``key = value`` stands for; raises `ConfigError` where it is no TOML."""
    try:
        table = parse_text(text, ORIGIN)
    except ConfigError as error:
        table = _from_bare_word(text)
        if not table:
            hint = f"write {ORIGIN} 'key = value' with a TOML value, as in {ORIGIN} 'fail-on = \"error\"'"
            raise ConfigError(error.message, hint=hint) from None
    if "extend" in table:
        raise ConfigError(f"{ORIGIN}: `extend` only works in a file", hint=f"name the file: {ORIGIN} PATH")
    return table


def is_assignment(text: str) -> bool:
    """Whether ``--config TEXT`` is a ``key = value``, and not the path of a file."""
    return "=" in text and not os.path.exists(text)


def _from_bare_word(text: str) -> dict[str, Any]:
    """``fail-on=error``, ``select=SEC1,EMAIL``, ``severity.NAME=error``; empty where it is none of these."""
    match = _ASSIGNMENT.fullmatch(text)
    if match is None:
        return {}
    name, inner, word = match.groups()
    key = KEY_BY_NAME.get(name)
    if inner:
        return {name: {inner: word}}
    return {name: word.split(",") if key and key.kind.listed else word}
