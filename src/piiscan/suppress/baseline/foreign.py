"""What other scanners keep of findings they know: where each stands, and perhaps what somebody said of it.

`.secrets.baseline` of detect-secrets, `.gitleaksignore`, JSON reports of gitleaks and Betterleaks. None of the values
or hashes in them is looked at.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from typing import Any, NamedTuple

from piiscan.errors import BaselineError
from piiscan.settings.wording import escaped
from piiscan.suppress.baseline.entry import Verdict
from piiscan.types import Category

_MOST_BYTES = 256 << 20
_FINGERPRINT = re.compile(
    r"(?:(?P<commit>[0-9a-f]{40}|[0-9a-f]{64}):)?(?P<path>.+):(?P<rule>[^:]+):(?P<line>\d{1,9})"
)
_SECRETS = frozenset({Category.KEY, Category.PASSWORD})
#: The detectors of detect-secrets that look for something else.
_TYPES = {
    "Public IP (ipv4)": frozenset({Category.IP_ADDRESS}),
    "Email Address": frozenset({Category.EMAIL}),
}


class Foreign(NamedTuple):
    """One finding that another scanner knows of."""

    path: str
    """As it stands there, ``/`` between parts; perhaps absolute."""
    line: int
    """From 1; 0 where that is not said."""
    end_line: int
    categories: frozenset[Category] = _SECRETS
    """What it can be: it was written about a secret, and says nothing of an address on the same line."""
    verdict: Verdict | None = None


def read(path: str) -> list[Foreign]:
    """What ``path`` knows of, in its order, each once. Raises ``BaselineError``, one line that names the file."""
    name = escaped(os.path.basename(path))
    text = _text(path, name)
    try:
        if text.lstrip()[:1] in ("{", "["):
            return list(dict.fromkeys(_of_json(text)))
        return list(dict.fromkeys(_of_lines(text)))
    except _UnfitError as error:
        raise BaselineError(f"{name}: {error}", hint=_KNOWN) from None


_KNOWN = "known are .secrets.baseline, .gitleaksignore, and JSON reports of gitleaks and Betterleaks"


class _UnfitError(Exception):
    pass


def _text(path: str, name: str) -> str:
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise BaselineError(f"{name}: is no regular file")
        with open(path, "rb") as handle:
            data = handle.read(_MOST_BYTES + 1)
    except OSError as error:
        reason = (error.strerror or "unreadable").lower()
        raise BaselineError(f"{name}: cannot be read: {reason}") from None
    if len(data) > _MOST_BYTES:
        raise BaselineError(f"{name}: is larger than {_MOST_BYTES >> 20} MiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BaselineError(f"{name}: is no text in UTF-8", hint=_KNOWN) from None


def _of_json(text: str) -> Iterator[Foreign]:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if error.msg == "Extra data" and error.lineno > 1:
            yield from _of_json_lines(text)
            return
        raise _UnfitError(f"is not JSON: {error.msg.lower()} in line {error.lineno}") from None
    except (ValueError, RecursionError):
        raise _UnfitError("is not JSON") from None
    if isinstance(document, list):
        for place, item in enumerate(document, 1):
            yield _gitleaks(item, place)
    elif isinstance(document, dict) and isinstance(document.get("results"), dict):
        yield from _detect_secrets(document["results"])
    elif isinstance(document, dict) and isinstance(document.get("findings"), list):
        for place, item in enumerate(document["findings"], 1):
            yield from _betterleaks(item, place)
    elif isinstance(document, dict) and ("finding" in document or "scan" in document):
        yield from _of_json_lines(text)  # of one line
    else:
        raise _UnfitError("is of no known kind")


def _of_json_lines(text: str) -> Iterator[Foreign]:
    """A report of Betterleaks, a finding a line, and a summary at its end."""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            item = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError):
            raise _UnfitError(f"line {number} is not JSON") from None
        if not isinstance(item, dict):
            raise _UnfitError(f"line {number} is no object")
        if "finding" in item:
            yield from _betterleaks(item["finding"], number)


def _detect_secrets(results: dict[str, Any]) -> Iterator[Foreign]:
    for path, items in results.items():
        if not isinstance(items, list):
            raise _UnfitError("`results` must hold a list for every file")
        for item in items:
            if not isinstance(item, dict):
                raise _UnfitError("`results` holds something that is no finding")
            line = _line(item.get("line_number", 0))
            categories = _TYPES.get(str(item.get("type")), _SECRETS)
            said = {True: Verdict.REAL, False: Verdict.FALSE_POSITIVE}
            secret = item.get("is_secret")
            verdict = said[secret] if isinstance(secret, bool) else None
            yield Foreign(path.replace("\\", "/"), line, line, categories, verdict)


def _gitleaks(item: object, place: int) -> Foreign:
    if not isinstance(item, dict) or not isinstance(item.get("File"), str):
        raise _UnfitError(f"item {place} is no finding of gitleaks or Betterleaks")
    first = _line(item.get("StartLine", 0))
    return Foreign(item["File"].replace("\\", "/"), first, max(first, _line(item.get("EndLine", first))))


def _betterleaks(item: object, place: int) -> Iterator[Foreign]:
    """A finding as version 2 has it, and what belongs with it, such as the secret key of an access key's ID."""
    where = item.get("location") if isinstance(item, dict) else None
    if not isinstance(item, dict) or not isinstance(where, dict) or not isinstance(where.get("path"), str):
        raise _UnfitError(f"item {place} is no finding of gitleaks or Betterleaks")
    first = _line(where.get("start_line", 0))
    yield Foreign(where["path"].replace("\\", "/"), first, max(first, _line(where.get("end_line", first))))
    for parts in _dicts(item.get("component_sets")):
        for part in _dicts(parts.get("components")):
            yield from _betterleaks(part, place)


def _dicts(value: object) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _line(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 1 << 30:
        raise _UnfitError("a line number is none")
    return value


def _of_lines(text: str) -> Iterator[Foreign]:
    for number, line in enumerate(text.splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        match = _FINGERPRINT.fullmatch(line)
        if match is None:
            raise _UnfitError(f"line {number} is no fingerprint (PATH:RULE:LINE)")
        at = int(match["line"])
        yield Foreign(match["path"].replace("\\", "/"), at, at)
