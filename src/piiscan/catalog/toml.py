"""TOML of rule files, with errors that name the file."""

from __future__ import annotations

import sys
from typing import Any

from piiscan.errors import RuleError


def parse(data: bytes, name: str) -> dict[str, Any]:
    """The document. Raises ``RuleError`` with ``name``."""
    # Not needed where the cache is good: 6 ms.
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib

    try:
        document: dict[str, Any] = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RuleError(f"{name}: is not UTF-8 (byte {error.start})") from None
    except tomllib.TOMLDecodeError as error:
        raise RuleError(f"{name}: is not valid TOML: {error}") from None
    except RecursionError:
        raise RuleError(f"{name}: is not valid TOML: nested too deeply") from None
    return document
