"""The event as GitHub wrote it to disk. Standard library only.

Strangers write parts of a payload. Only object ids, numbers and the names of branches are read from it, and each is
checked before anything is done with it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, NoReturn

_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


class InputError(Exception):
    """An input or the event makes no sense; one line of text."""


class Payload:
    """What GitHub tells of the event. Everything raises ``InputError`` where it is not as documented."""

    def __init__(self, path: str, event: str) -> None:
        self._event = event
        try:
            self._document: object = json.loads(Path(path).read_bytes() if path else b"")
        except OSError:
            raise InputError("the event's payload (GITHUB_EVENT_PATH) cannot be read") from None
        except (ValueError, RecursionError):
            raise InputError("the event's payload (GITHUB_EVENT_PATH) is not JSON") from None

    def id(self, *keys: str) -> str:
        """The id of an object of git."""
        value = self._at(keys)
        if not isinstance(value, str) or not _ID.fullmatch(value):
            self._refuse(keys, "the id of a commit")
        return value

    def text(self, *keys: str) -> str:
        """A string."""
        value = self._at(keys)
        if not isinstance(value, str):
            self._refuse(keys, "text")
        return value

    def number(self, *keys: str) -> int:
        """A whole number."""
        value = self._at(keys)
        if not isinstance(value, int) or isinstance(value, bool):
            self._refuse(keys, "a number")
        return value

    def flag(self, key: str) -> bool:
        """Whether the payload says so; what is not there is false."""
        return isinstance(self._document, dict) and self._document.get(key) is True

    def _at(self, keys: tuple[str, ...]) -> Any:
        value = self._document
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def _refuse(self, keys: tuple[str, ...], wanted: str) -> NoReturn:
        raise InputError(f"the payload of `{self._event}` lacks `{'.'.join(keys)}`, {wanted}")
