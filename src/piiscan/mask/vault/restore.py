"""Edits that put values back where their replacements stand, in a text of any encoding.

Offsets: replacements are ASCII, so a wide text (UTF-16, UTF-32) is looked at as UTF-8, and every piece between
two replacements is as long in the file as it is when encoded again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from piiscan.errors import MaskError
from piiscan.mask.encoding import unit_width
from piiscan.mask.splice import Edit, splice
from piiscan.mask.vault.find import Finder, Found

#: What a data line of a private key block became, but for the first.
STARS = b"****"
_EDGE = b"-----"
#: A value that was masked in a second round holds tokens of the first; more rounds than four there are not.
_DEPTH = 8


@dataclass(slots=True)
class Restored:
    """What putting values back does to one text."""

    edits: tuple[Edit, ...] = ()
    """For the text as stored; disjoint and in order."""
    count: int = 0
    """Replacements that give way to values."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Tokens of this vault that it does not know, by name."""
    blocks: int = 0
    """Private key blocks whose lines have been changed: they stay as they are."""


def restored(data: bytes, encoding: str, finder: Finder) -> Restored:
    """Raises ``MaskError`` where ``data`` is not in ``encoding``."""
    width = unit_width(encoding)
    if width == 1:
        return _narrow(data, finder)
    result = _narrow(canonical(data[: len(data) // width * width], encoding), finder)
    result.edits = tuple(_widened(data, result.edits, encoding))
    return result


def canonical(data: bytes, encoding: str) -> bytes:
    """``data`` as a book keeps it: narrow text as it is, wide text as UTF-8. Raises ``MaskError``."""
    if unit_width(encoding) == 1:
        return data
    try:
        return data.decode(encoding, "surrogatepass").encode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        raise MaskError(f"is not valid {encoding}") from None


def stored(value: bytes, encoding: str) -> bytes:
    """The other way round; narrow text that is no UTF-8 gets into a wide file as Latin-1."""
    if unit_width(encoding) == 1:
        return value
    try:
        text = value.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        text = value.decode("latin-1")
    return text.encode(encoding, "surrogatepass")


def _narrow(data: bytes, finder: Finder, depth: int = 0) -> Restored:
    result = Restored()
    edits: list[Edit] = []
    found = finder.all(data)
    result.unknown.update(each.name for each in found if not each.values)
    known = [each for each in found if each.values]
    for each, after in zip_longest(known, known[1:]):
        places = _places(data, each, after.start if after else len(data))
        if places is None:
            result.blocks += 1
            continue
        result.count += 1
        for (start, end), value in zip(places, each.values, strict=True):
            text = _expanded(value, finder, depth)
            if not text or start == end:
                raise MaskError("the vault holds an empty value")
            edits.append(Edit(start, end, text))
    result.edits = tuple(edits)
    return result


def _expanded(value: bytes, finder: Finder, depth: int) -> bytes:
    """``value`` with the values of what stands in it."""
    return splice(value, _narrow(value, finder, depth + 1).edits) if depth < _DEPTH else value


def _places(data: bytes, found: Found, upto: int) -> list[tuple[int, int]] | None:
    """Where a token and the lines below it stand, in a block; None where there are fewer lines than there were."""
    places = [(found.start, found.end)]
    edge = data.find(_EDGE, found.end, upto) if len(found.values) > 1 else -1
    upto = edge if edge >= 0 else upto
    while len(places) < len(found.values):
        at = data.find(STARS, places[-1][1], upto)
        if at < 0:
            return None
        places.append((at, at + len(STARS)))
    return places


def _widened(data: bytes, edits: Sequence[Edit], encoding: str) -> Iterator[Edit]:
    text = canonical(data[: len(data) // unit_width(encoding) * unit_width(encoding)], encoding)
    at, offset = 0, 0
    for edit in edits:
        start = offset + len(stored(text[at : edit.start], encoding))
        offset = start + len(stored(text[edit.start : edit.end], encoding))
        at = edit.end
        yield Edit(start, offset, stored(edit.replacement, encoding))
