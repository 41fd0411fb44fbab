"""Encoded text inside a file: where it stands, and what it says.

The engine's pass over the file names the few places where a run begins that decodes to ASCII text: pictures,
fonts and digests do not. Only these are decoded.
"""

from __future__ import annotations

import binascii
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from piiscan.catalog.rule import MAX_LEN_LIMIT
from piiscan.compiled import regex
from piiscan.detect.engine.protocol import Anchor

#: How often text may be encoded.
DEPTH = 2
#: A longer run is left alone: a segment's overlap could not hold it.
LONGEST_RUN = MAX_LEN_LIMIT
#: Bytes of encoded runs that are decoded in one file, or in one segment of a large one. What follows is left alone.
BUDGET = 1 << 20
#: A run counts for at least so many, since a short one is work as well.
_LEAST = 256
#: Less text than this holds no secret.
_SHORTEST = 8
#: The share of characters that are no text which is put up with: one in so many.
_SPOILT = 20

# Base 64 of printable ASCII, tabs and line ends: which characters stand where in a group of four.
_FOUR = r"[CDI-Za-f][AC-HQS-Xgi-nwyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/_-]"
_BASE64 = rf"(?:{_FOUR}){{6}}"
_HEX = r"(?:[02-7][0-9A-Fa-f]){16}"
_ALPHABET = bytes.maketrans(b"-_", b"+/")
_PRINTABLE = bytes({*range(32, 127), *range(128, 256), 9, 10, 13})


class Run(NamedTuple):
    """An encoded run, and what it says."""

    start: int
    end: int
    text: bytes


class _Form(NamedTuple):
    """A way to encode text."""

    anchors: tuple[tuple[str, tuple[str, ...]], ...]
    """What is looked for, with its keywords. Each begins with a literal of its own: one class of characters for
    all of them costs ten times as much."""
    length: int
    """Of what an anchor finds, without what stands before the run; or of one escape."""
    run: re.Pattern[bytes]
    tail: re.Pattern[bytes]
    decode: Callable[[bytes], bytes | None]
    before: re.Pattern[bytes] | None = None
    """One escape; runs of escapes are followed back to where they begin."""
    plain: bytes = b""
    """What may stand between escapes before the anchor."""


def _base64(run: bytes) -> bytes | None:
    body = run.partition(b"%")[0].rstrip(b"=").translate(_ALPHABET)
    if len(body) % 4 == 1:
        return None
    try:
        return binascii.a2b_base64(body + b"=" * (-len(body) % 4))
    except binascii.Error:
        return None


def _hex(run: bytes) -> bytes | None:
    return None if len(run) % 2 else binascii.unhexlify(run)


_PERCENT = regex(rb"%([0-9A-Fa-f]{2})")
_ESCAPE = regex(rb"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2}))")


def _percent(run: bytes) -> bytes | None:
    return _PERCENT.sub(lambda found: binascii.unhexlify(found[1]), run)


def _escaped(run: bytes) -> bytes | None:
    return _ESCAPE.sub(_character, run)


def _character(found: re.Match[bytes]) -> bytes:
    if found[2]:
        return binascii.unhexlify(found[2])
    return chr(int(found[1], 16)).encode("utf-8", "replace")


def _led(pattern: str, *leads: tuple[str, tuple[str, ...]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((lead + pattern, keywords) for lead, keywords in leads)


_ANYWHERE = ("",)
_QUOTES = ('"', ('"',)), ("'", ("'",))
_EQUALS = ("=", ("=",))
_COLON = (": ", (": ",))
_BEGIN = ("^", _ANYWHERE)
_NOTHING = regex(b"")
_FORMS = (
    _Form(
        _led(
            _BASE64, *_QUOTES, _EQUALS, _COLON, _BEGIN, ("`", ("`",)), (">", (">",)),
            ("asic ", ("asic ",)), ("64,", ("64,",)),
        ),
        24, regex(rb"[A-Za-z0-9+/_-]+"), regex(rb"={0,2}(?:(?<!=)(?:%3[Dd]){1,2})?"), _base64,
    ),
    _Form(_led(_HEX, *_QUOTES, _EQUALS, _COLON, _BEGIN), 32, regex(rb"[0-9A-Fa-f]+"), _NOTHING, _hex),
    _Form(
        ((r"(?:%[2-7][0-9A-Fa-f]){3}", ("%",)),),
        3, regex(rb"[%A-Za-z0-9._~-]+"), _NOTHING, _percent, regex(rb"%[0-9A-Fa-f]{2}"),
        b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%._~-",
    ),
    _Form(
        ((r"(?:\\u00[2-7][0-9A-Fa-f]){4}", ("\\u00",)),),
        6, regex(rb"(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|[A-Za-z0-9_-])+"), _NOTHING, _escaped,
        regex(rb"\\u[0-9A-Fa-f]{4}"),
    ),
    _Form(
        ((r"(?:\\x[2-7][0-9A-Fa-f]){4}", ("\\x",)),),
        4, regex(rb"(?:\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|[A-Za-z0-9_-])+"), _NOTHING, _escaped,
        regex(rb"\\x[0-9A-Fa-f]{2}"),
    ),
)  # fmt: skip
_ANCHORS = tuple(
    (pattern, keywords, number) for number, form in enumerate(_FORMS) for pattern, keywords in form.anchors
)
#: A picture, a font or a sound in a URL: text at best by chance, or a drawing.
_MEDIA = regex(rb"data:(?:image|font|audio|video|application/(?:x-)?font)[^\s\"'<>()]{0,80}$", re.I)


def decode_anchors(first: int) -> list[Anchor]:
    """What the engine is to look for, numbered from ``first``."""
    return [
        Anchor(first + index, pattern, False, keywords, "encoded text")
        for index, (pattern, keywords, _) in enumerate(_ANCHORS)
    ]


class Budget:
    """How much may still be decoded in a file, and how many runs were left alone."""

    def __init__(self) -> None:
        self.left = BUDGET
        self.refused = 0

    def take(self, size: int) -> bool:
        """Whether a run of ``size`` bytes may be decoded; counts it either way."""
        if size > LONGEST_RUN or self.left < max(size, _LEAST):
            self.refused += 1
            return False
        self.left -= max(size, _LEAST)
        return True


def runs(
    data: bytes, hits: Iterable[tuple[int, int]], budget: Budget, found: Sequence[tuple[int, int]] = ()
) -> Iterator[Run]:
    """The runs that hold text, of each form in order; ``hits`` are anchors, counted from 0, and their ends.

    What overlaps one of the spans ``found`` (disjoint, sorted) is left alone.
    """
    known = [end for _, end in found]
    by_form: dict[int, set[int]] = {}
    for index, end in hits:
        by_form.setdefault(_ANCHORS[index][2], set()).add(end)
    for number, ends in sorted(by_form.items()):
        form, covered = _FORMS[number], 0
        for hit in sorted(ends):
            if hit <= covered:
                continue
            start = _start(form, data, hit, covered)
            covered = end = max(hit, _end(form, data, start))
            at = bisect_right(known, start)
            if (at < len(found) and found[at][0] < end) or _MEDIA.search(data, max(0, start - 120), start):
                continue
            if not budget.take(end - start):
                continue
            text = form.decode(data[start:end])
            if text is not None and _is_text(text):
                yield Run(start, end, text)


def _start(form: _Form, data: bytes, hit: int, floor: int) -> int:
    """Where the run begins whose anchor ends at ``hit``."""
    start = hit - form.length
    if form.before is None:
        return start
    floor = max(floor, hit - LONGEST_RUN - form.length)
    if form.plain:
        return floor + len(data[floor:start].rstrip(form.plain))
    while start - form.length >= floor and form.before.match(data, start - form.length, start):
        start -= form.length
    return start


def _end(form: _Form, data: bytes, start: int) -> int:
    """Where the run ends. In pieces: the ``re`` module keeps a note of each round of a loop."""
    end = start
    while found := form.run.match(data, end, end + LONGEST_RUN):
        whole = found.end() < end + LONGEST_RUN - form.length
        end = found.end()
        if whole:
            break
    tail = form.tail.match(data, end)
    return tail.end() if tail else end


def _is_text(text: bytes) -> bool:
    return len(text) >= _SHORTEST and len(text.translate(None, _PRINTABLE)) * _SPOILT <= len(text)
