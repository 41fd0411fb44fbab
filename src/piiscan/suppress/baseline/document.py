"""What the baseline's file must hold, and what is wrong where it does not."""

from __future__ import annotations

import json
import re
from typing import Any

from piiscan.settings.wording import quoted
from piiscan.suppress.baseline.entry import Entry, Verdict
from piiscan.suppress.baseline.letters import from_letters

#: Of the format, and of how contexts and tags are made.
VERSION = 1
#: Bytes of the key.
KEY_SIZE = 16

_CONFLICT = re.compile(rb"^(<{7}|={7}|>{7}|\|{7})(?:[ \r\n]|$)", re.MULTILINE)
_LENGTHS = {"context": 16, "tag": 8}
_LETTERS = frozenset("abcdefghijklmnop")
_HEAD = {"version", "salt", "findings"}
_FIELDS = {"path", "rule", "context", "tag", "n", "verdict"}
_HINT = "take one side and run `piiscan baseline update`"


class UnfitError(Exception):
    """One line that says what is wrong, without the file's name, and perhaps what to do."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def parse(data: bytes) -> tuple[bytes, tuple[Entry, ...]]:
    """The key and the entries, sorted, each once. Raises ``UnfitError``."""
    conflict = _CONFLICT.search(data)
    if conflict:
        line = data.count(b"\n", 0, conflict.start()) + 1
        raise UnfitError(f"merge-conflict markers in line {line}", _HINT)
    return _content(_document(data))


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise UnfitError(f"is not JSON: {error.msg.lower()} in line {error.lineno}") from None
    except (ValueError, RecursionError):  # not UTF-8, a number of 5,000 digits, brackets in brackets
        raise UnfitError("is not JSON") from None
    if not isinstance(document, dict) or "version" not in document:
        raise UnfitError("is no baseline of piiscan")
    return document


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(name for name, _ in pairs if sum(name == other for other, _ in pairs) > 1)
        raise UnfitError(f"has {quoted(twice)} twice", _HINT)
    return found


def _content(document: dict[str, Any]) -> tuple[bytes, tuple[Entry, ...]]:
    version = document["version"]
    if version != VERSION or isinstance(version, bool):
        which = (
            f"format {version}" if isinstance(version, int) and 0 <= version < 1 << 30 else "another format"
        )
        raise UnfitError(
            f"was made by another version of piiscan ({which}, this one reads {VERSION})",
            "make it anew: `piiscan baseline create --force`",
        )
    _known(document, _HEAD, "")
    salt, items = document.get("salt"), document.get("findings")
    if not _is_spelled(salt, 2 * KEY_SIZE):
        raise UnfitError(f"`salt` must be {2 * KEY_SIZE} letters from a to p")
    if not isinstance(items, list):
        raise UnfitError("`findings` must be a list")
    entries = [_entry(item, place) for place, item in enumerate(items, 1) if item is not None]
    return from_letters(str(salt)), _each_once(entries)


def _entry(item: object, place: int) -> Entry:
    where = f"finding {place}: "
    if not isinstance(item, dict):
        raise UnfitError(f"{where}is no object")
    _known(item, _FIELDS, where)
    path, rule, number = item.get("path"), item.get("rule"), item.get("n", 1)
    for name, value in (("path", path), ("rule", rule)):
        if not isinstance(value, str) or not value or "\0" in value:
            raise UnfitError(f"{where}`{name}` must be a text")
    if "context" not in item:
        raise UnfitError(f"{where}`context` is missing")
    for name, length in _LENGTHS.items():
        if name in item and not _is_spelled(item[name], length):
            raise UnfitError(f"{where}`{name}` must be {length} letters from a to p")
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number < 1 << 30:
        raise UnfitError(f"{where}`n` must be a number from 1")
    return Entry(str(path), str(rule), item["context"], item.get("tag", ""), number, _verdict(item, where))


def _is_spelled(value: object, length: int) -> bool:
    return isinstance(value, str) and len(value) == length and set(value) <= _LETTERS


def _verdict(item: dict[str, Any], where: str) -> Verdict | None:
    if "verdict" not in item:
        return None
    try:
        return Verdict(item["verdict"])
    except ValueError:
        words = ", ".join(f'"{each.value}"' for each in Verdict)
        raise UnfitError(f"{where}`verdict` must be one of {words}") from None


def _known(values: dict[str, Any], names: set[str], where: str) -> None:
    for name in values:
        if name not in names:
            raise UnfitError(f"{where}unknown field {quoted(name)}", "a newer piiscan may have written it")


def _each_once(entries: list[Entry]) -> tuple[Entry, ...]:
    """Sorted. A merge by union leaves a line twice that both sides have added, or one as it was beside one as it is
    decided now; where both sides have decided, somebody must choose.
    """
    found: dict[tuple[object, ...], tuple[int, Entry]] = {}
    for place, entry in enumerate(entries, 1):
        name = (*entry.identity, entry.number)
        first, other = found.get(name, (place, entry))
        if None is not entry.verdict != other.verdict is not None:
            raise UnfitError(
                f"findings {first} and {place} are the same one with two verdicts",
                "delete one of the two lines",
            )
        found[name] = first, other if entry.verdict is None else entry
    return tuple(sorted((entry for _, entry in found.values()), key=lambda entry: entry.sort_key))
