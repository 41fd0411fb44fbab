"""Which lines a model should read: those with a sign that somebody or something secret may stand there. Pure.

A model reads 0.1 MB a second, rules 100: on ordinary code a scan has time for a few lines in a hundred. A sign
is an anchor that the matching engine looks for everywhere, and where that alone says little, an expression that
looks at the rest of the line. What is left is read with some lines round it. ``benchmarks/gate.py`` measures
what is lost on the way, and what it costs.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from piiscan.compiled import regex
from piiscan.model.no_names import FIRST, SECOND
from piiscan.model.placeholders import WORDS
from piiscan.types import Category

#: Lines of context on either side of what was hit.
CONTEXT = 1
#: Of a line so long that it could be a whole file, and of the lines round a hit, so many bytes to either side.
REACH = 400
#: Two stretches that leave less than this between them are read as one: a gap costs a text of its own.
JOIN = 80
#: Bytes of the line before and behind an anchor's end that the rest of a sign is looked for in.
_BEFORE, _BEHIND = 64, 96


class Stretch(NamedTuple):
    """Bytes ``[start, end)`` of the data: whole lines, unless these are longer than ``REACH``."""

    start: int
    end: int


class Sign(NamedTuple):
    """What gives a line away."""

    name: str
    tells: frozenset[Category]
    """What may stand there: a model that adds none of these has nothing to look for."""
    anchor: str
    """In the subset of regular expressions that the engines share; found regardless of case if ``ignore_case``."""
    ignore_case: bool = True
    before: bytes = b""
    """What must stand, on the same line, right before the anchor's end; empty: anything."""
    behind: bytes = b""
    """What must stand, on the same line, right behind the anchor's end; empty: anything."""
    around: bytes = b""
    """What must stand somewhere near it on the same line; empty: anything. For what overlaps, of which the engines
    name different ends."""
    pair: bool = False
    """Whether ``around`` is about two words: a ``first`` or a ``second`` that makes no name does not count."""
    alone: bool = False
    """Whether its line says enough: a line of context less is read. A key and its value, or a URL, need none: without it
    a sixth less is read, and on gold-dev F1 over all stays the same in every preset (PASSWORD, of which there are 55,
    loses one in the preset that believes it)."""


#: How words end that are no names: of 3,600 pairs in django and sympy, 1,200 have one.
_NO_END = rb"(?:tion|ting|ning|sing|ring|ding|king|ming|ment|ity|ics|ive|i[sz]ed|ical|onal|tial|eral|aic|ous|ence|logy|ility|ated|less)"
#: Between a telling key and its value: an assignment, an entry of a table, an argument, a tag.
_GIVES = rb"[\w.\[\]$-]{0,24}(?:[\"'`]?\]?[ \t]{0,20}(?::=|=>|[:=,])|[\"'`]\)\.\w{1,12}[ \t]{0,3}[=(]|[\"'`]?\)?[ \t]{0,3}\(|>)[ \t]{0,20}"
#: What masking writes gives nothing away: lines that hold nothing else are not read again.
_VALUE = _GIVES + rb"(?![\"'`]?(?:" + WORDS + rb"))(?:[\"'`][^\"'`\s]|(?<==)[^\s=\"'`(\[{<$]|(?<=: )[\w!-])"

_WHO = frozenset({Category.NAME, Category.USERNAME})
_LOGIN = frozenset({Category.USERNAME, Category.PASSWORD})
_SECRET = frozenset({Category.PASSWORD, Category.KEY})

SIGNS = (
    Sign(
        "person", _WHO,
        r"[A-Z][a-z'\x80-\xff-]{1,20} (?:[A-Z]\.? |van |von |de |der |den )?[A-Z][a-z.\x80-\xff]"
        r"|\b[A-Z]\. (?:[A-Z]\. )?[A-Z][a-z\x80-\xff]",
        False,
        around=rb"(?<![\w.])(?![A-Z][a-z]{0,14}"
        + _NO_END
        + rb"\b)(?P<first>[A-Z](?:[a-z'\x80-\xff-]{1,20}|\.)) (?:[A-Z]\.? |van |von |de |der |den )?(?P<second>[A-Z](?:\.|(?![a-z]{0,15}"
        + _NO_END
        + rb"\b)[a-z\x80-\xff]+))",
        pair=True,
    ),
    Sign("author", _WHO, r"author", behind=rb"s?[\"'\])]{0,2}(?:\(s\))?[ \t]{0,3}(?:[:=<>(-]|\\n)|s?[ \t]+[A-Z]", alone=True),
    Sign("credit", _WHO, r"maintainer|copyright|signed-off-by|reported by|written by|patch(?:es)? (?:by|from)|created by"),
    Sign("credit", _WHO, r"fixed by|inspired by|idea (?:by|from)|contributed|thank(?:s|x)? |\bthx |courtesy|suggest(?:ed|ion) by|\$id: "),
    Sign("credit", _WHO, r"\([a-z][\w-]{1,30},? (?:pr ?#?|#)\d|\bby user [a-z]", alone=True),
    Sign("credit", _WHO, r"[ \t]\[[a-z][\w-]{1,20}\]", before=rb"\A[ \t]{1,8}\[[\w-]+\]\Z", behind=rb"\s*\Z", alone=True),
    Sign("note", _WHO, r"(?:todo|fixme|note|xxx|hack) ?\([a-z]"),
    Sign("handle", _WHO, r"[\[(\"',; .)]@[a-z0-9]", before=rb"[^\s*#/].*@.\Z|[(\"'\[]@.\Z", behind=rb"[\w-]{2}"),
    Sign("address", _LOGIN | {Category.EMAIL}, r"[\w.%+-]@[a-z0-9\[]", before=rb"[\w.%+-]{2}@.\Z", behind=rb"[\w.:-]{2}"),
    Sign("address", _LOGIN | {Category.EMAIL}, r":[^\s/\"']{1,40}@"),
    Sign("home", _WHO, r"/(?:home|users)/[a-z]|\\users\\[a-z\\]|[ \"'(=/]~[a-z]\w\w"),
    Sign("hub", _WHO, r"(?:github|gitlab|bitbucket|twitter|launchpad|linkedin|travis-ci|david-dm)\.(?:com|org|net)[/:](?:~|in/)?[a-z0-9]", alone=True),
    Sign(
        "credential", _SECRET,
        r"passw|passphrase|pwd|passcode|[_-]pw\b|secret|token|api_?-?key|credential|private_?-?key|access_?-?key|auth_?-?key"
        r"|encryption_?-?key|signing_?-?key|\bsalt|\bpass\b",
        behind=_VALUE,
        alone=True,
    ),
    Sign("login", _LOGIN, r"identified by|password [\"']|md5\([\"']|basic-auth|--?(?:user|login|pass)[ =]\S|create[ _]user|credentials:"),
    Sign("pair", _LOGIN, r"[\"'][a-z]\w{2,15}:[^\s\"':/,(]{3,20}[\"']", alone=True),
    Sign(
        "account", _WHO | {Category.ID},
        r"user|\blogin|\buid|account|\bnick(?:name)?|mailbox|\bacct|owner|first_?name|last_?name|full_?name|display_?name|surname"
        r"|registrant|payee|customer|assignee|reviewer|\brealname|\bdeveloper",
        behind=_VALUE,
        alone=True,
    ),
    Sign("phone", frozenset({Category.ID}), r"[^0-9e]\+\d{1,3}[ ().-]{1,2}\d[\d ().-]{5}|[\"'>:]\+\d{9}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\b\d{3}-\d{2,3}-\d{4}\b|\b(?:phone|fax|tel)\b[^\n\d]{0,12}\d[\d -]\d"),
    Sign("number", frozenset({Category.ID}), r"[\"']\d[\d ./-]{7,15}\d[\"']|(?:acct|account|ssn|iban|tax|passport)[\w.-]{0,12}[ \"':=]{1,5}\d{5}", alone=True),
    # Whole ones are for rules to decide; of what is glued to something they cannot tell: `192.0.2.40_1`, and `2.1.10.40_1` of a port.
    Sign(
        "network", frozenset({Category.IP_ADDRESS}),
        r"\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}_|_\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b",
        before=rb"(?:^|[^0-9A-Za-z.])\d{1,3}(?:\.\d{1,3}){3}_?\Z",
        behind=rb"(?!\.\d)",
        alone=True,
    ),
    Sign(
        "random", _SECRET,
        r"[\"'=][A-Za-z0-9+/_-]{16}",
        False,
        rb"[\"'= ](?=.{0,15}[0-9])(?=.{0,15}[A-Z])(?=.{0,15}[a-z])[A-Za-z0-9+/_-]{16}\Z",
        alone=True,
    ),
)  # fmt: skip


def telling(categories: Set[Category]) -> list[Sign]:
    """The signs of what a model may add. The places that rules are unsure of are read without any."""
    return [sign for sign in SIGNS if not sign.tells.isdisjoint(categories)]


_start = itemgetter(0)
_written = regex(WORDS)
#: Behind a key: `{"<TOKEN>": "…"}`, `login("<USERNAME>", "…")`.
_as_key = regex(rb"[\"'`\])]{0,3}[ \t]{0,9}(?::=|=>|[:=,])[ \t]{0,20}[\"'`][^\"'`\s<]")
_Test = re.Pattern[bytes] | None
#: Before, behind and around an anchor's end, and the lines of context.
_Tests = tuple[_Test, _Test, Callable[[bytes], object] | None, int]


class Gate:
    """Chooses by ``signs``, with ``context`` lines round each hit."""

    def __init__(self, signs: Sequence[Sign] = SIGNS, *, context: int = CONTEXT) -> None:
        self.signs = signs
        self.context = context
        self._made: list[_Tests] | None = None

    def stretches(
        self,
        data: bytes,
        hits: Iterable[tuple[int, int]],
        spans: Iterable[tuple[int, int]] = (),
        settled: Sequence[tuple[int, int]] = (),
    ) -> list[Stretch]:
        """The parts of ``data`` to read, by position and apart from each other.

        ``hits``: index of a sign and where its anchor ends. ``spans``, what rules are not sure of, lie in the
        stretches. What rules are sure of is ``settled``, by position and apart: a sign there says nothing new.
        """
        places = [(*span, self.context) for span in spans]
        places += _outside(self._confirmed(data, hits), settled)
        found: list[Stretch] = []
        for start, end, lines in sorted(places):
            if found and end + REACH < found[-1].end:
                continue
            low, high = _from(data, start, lines), _to(data, end, lines)
            if found and low <= found[-1].end + JOIN:
                found[-1] = Stretch(min(low, found[-1].start), max(high, found[-1].end))
            else:
                found.append(Stretch(low, high))
        return found

    def _confirmed(self, data: bytes, hits: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
        """What the engine found and the rest of the line bears out: its place, and the lines of context."""
        tests = self._tests()
        for index, end in hits:
            before, behind, around, lines = tests[index]
            if behind is not None and not behind.match(_rest(data, end)):
                continue
            if before is not None and not before.search(_begun(data, end)):
                continue
            if around is not None and not around(_begun(data, end) + _rest(data, end)):
                continue
            if data[end - 1 : end].isupper() and _is_written(data, end):  # the quick question first
                continue
            yield end - 1, end, lines

    def _tests(self) -> list[_Tests]:
        if self._made is None:
            self._made = [
                (
                    _test(sign.before),
                    _test(sign.behind),
                    _around(sign),
                    max(0, self.context - sign.alone),
                )
                for sign in self.signs
            ]
        return self._made


def _test(pattern: bytes) -> _Test:
    return regex(pattern) if pattern else None


def _around(sign: Sign) -> Callable[[bytes], object] | None:
    pattern = _test(sign.around)
    if pattern is None:
        return None
    return partial(_has_name, pattern) if sign.pair else pattern.search


def _has_name(pattern: re.Pattern[bytes], text: bytes) -> bool:
    """Whether two words stand there that both may be of a name."""
    found = pattern.search(text)
    while found is not None and (found["first"] in FIRST or found["second"] in SECOND):
        found = pattern.search(text, found.end("first"))
    return found is not None


def _is_written(data: bytes, end: int) -> bool:
    """Whether what ends there is a part of what masking has written, and no key that a value follows."""
    low = max(0, end - _BEFORE)
    around = data[low : end + _BEHIND]
    for match in _written.finditer(around):
        if match.start() + low < end <= match.end() + low:
            return _as_key.match(around, match.end()) is None
    return False


def _begun(data: bytes, end: int) -> bytes:
    """The line up to ``end``."""
    low = max(0, end - _BEFORE)
    return data[max(data.rfind(b"\n", low, end) + 1, low) : end]


def _rest(data: bytes, end: int) -> bytes:
    """The line from ``end`` on."""
    return data[end : end + _BEHIND].partition(b"\n")[0]


def _outside(
    places: Iterable[tuple[int, int, int]], settled: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, int]]:
    for place in places:
        at = bisect_right(settled, place[0], key=_start) - 1
        if at < 0 or settled[at][1] < place[1]:
            yield place


def _from(data: bytes, at: int, lines: int) -> int:
    """Where the line begins that is ``lines`` above that of ``at``."""
    floor = max(0, at - REACH)
    for _ in range(lines + 1):
        found = data.rfind(b"\n", floor, at)
        if found < 0:
            return _whole(data, floor)
        at = found
    return at + 1


def _to(data: bytes, at: int, lines: int) -> int:
    """Where the line ends that is ``lines`` below that of ``at``."""
    ceiling = min(len(data), at + REACH)
    for _ in range(lines + 1):
        found = data.find(b"\n", at, ceiling)
        if found < 0:
            return _whole(data, ceiling)
        at = found + 1
    return at


def _whole(data: bytes, at: int) -> int:
    """``at``, or where the character of UTF-8 begins that it stands in."""
    for back in range(4 if 0 < at < len(data) else 0):
        if data[at - back] & 0xC0 != 0x80:
            return at - back
    return at
