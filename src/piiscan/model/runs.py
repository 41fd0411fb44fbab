"""Long runs of [A-Za-z0-9+/_-]: which are random, and what kind of random.

Spelling out 200 characters of base64 would fill a window with pieces that say nothing, and teach a model
somebody's secrets. A random run becomes its head, one piece for its kind, and its padding.
"""

from __future__ import annotations

import re
from typing import NamedTuple

#: Runs from this length on are looked at, in code points.
SHORTEST = 25

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_SEPARATORS = re.compile(r"[+/_-]+")
_JOINED = re.compile(r"[_-]")
_HEX = re.compile(r"(?=[a-f]*[0-9])(?:[0-9a-f]+|[0-9A-F]+)")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_CAPITALS = re.compile(r"(?=[A-Z]*[2-7])[A-Z0-9]+")
_PREFIX = re.compile(r"(?:[A-Za-z]{2,10}[_-]){1,3}")
_HEAD = 4

#: Parts (camel-case words, numbers) for each letter or digit: prose and identifiers have 0.1 to 0.3, hexadecimal
#: digits and base64 0.4 to 0.55.
_RANDOM = 0.36
#: The same where digits stand in several places and nothing joins words: the heads of DER in base64 have 0.28.
_MIXED = 0.26
#: Different characters for each character, up to 64: below, it is padding or a table, not a key.
_VARIED = 0.3


class Run(NamedTuple):
    """A random run: ``head`` characters to be spelled out, then one piece."""

    head: int
    piece: str


def random_run(run: str) -> Run | None:
    """What kind of random ``run`` is (without its padding), or None: words, a path, an identifier."""
    if _UUID.fullmatch(run):
        return Run(0, "<uuid>")
    if _HEX.fullmatch(run):
        return Run(0, "<hex>")
    if _CAPITALS.fullmatch(run):
        return Run(_HEAD, "<capitals>")
    if "/" in run and _is_path(run):
        return None
    prefix = _PREFIX.match(run)
    head = prefix.end() if prefix and not _is_random(prefix.group()) else 0
    body = run[head:]
    if len(body) < SHORTEST - 9 or not _is_random(body):
        return None
    if head == 0:
        head = _HEAD
    if _HEX.fullmatch(body):
        return Run(head, "<hex>")
    varied = len(set(body[:64])) / min(len(body), 64)
    return Run(head, "<base64>" if varied >= _VARIED else "<base64-low>")


def _is_random(run: str) -> bool:
    parts = _PARTS.findall(run)
    letters = sum(map(len, parts))
    mixed = sum(part.isdigit() for part in parts) > 1 and not _JOINED.search(run)
    return 2 * letters >= len(run) and len(parts) >= (_MIXED if mixed else _RANDOM) * letters


def _is_path(run: str) -> bool:
    """Whether a segment between slashes is a plain word: base64 has one in no 1,000 runs."""
    return any(len(part) >= 3 and not _is_random(part) for part in run.split("/") if _words(part))


def _words(part: str) -> bool:
    words = [word for word in _SEPARATORS.split(part) if word]
    return all(word.isalpha() and (word.islower() or word[1:].islower()) for word in words)
