"""What rules of gitleaks and Betterleaks say besides their expression: which part is the secret, and what to drop.

``piiscan.catalog.foreign.condition`` makes the arguments, and has their grammar.
"""

from __future__ import annotations

import json
import math
import operator
import os
import re
from collections import Counter
from collections.abc import Callable
from weakref import WeakKeyDictionary

from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import takes
from piiscan.detect.filekind import FileKind
from piiscan.detect.words import pieces

Test = Callable[[Candidate], bool]
Text = Callable[[Candidate], bytes]

#: A line of minified code can be the whole file: this much of it on either side is the line.
_LINE_REACH = 4096
#: Characters a word piece from which a text counts as language.
_LANGUAGE = 2.5


def first_group(candidate: Candidate, argument: str) -> bool:
    """Narrows the finding to the first group of the pattern that holds text, where one does."""
    for number in range(1, candidate.match.re.groups + 1):
        start, end = candidate.match.span(number)
        if start < end:
            candidate.start, candidate.end = start, end
            break
    return True


def _words(text: str) -> tuple[bytes, ...]:
    words = json.loads(text)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError
    return tuple(word.encode() for word in words)


_answers: WeakKeyDictionary[FileKind, dict[tuple[bytes, ...], bool]] = WeakKeyDictionary()


@takes(_words)
def keywords(candidate: Candidate, argument: tuple[bytes, ...]) -> bool:
    """One of these words stands somewhere in the file, in any case."""
    answers = _answers.setdefault(candidate.file, {})
    if argument not in answers:  # Asked once a file: the look-up reads all of it.
        lowered = candidate.data.lower()
        answers[argument] = any(word in lowered for word in argument)
    return answers[argument]


def _secret(candidate: Candidate) -> bytes:
    return candidate.reveal()


def _match(candidate: Candidate) -> bytes:
    return candidate.match.group().strip(b"\n")


def _line(candidate: Candidate) -> bytes:
    """The line or lines that the whole match stands on; a line end at its edge adds none."""
    start, end = candidate.match.span()
    whole = candidate.match.group()
    start += len(whole) - len(whole.lstrip(b"\n"))
    end = max(start, end - (len(whole) - len(whole.rstrip(b"\n"))))
    floor, ceiling = max(0, start - _LINE_REACH), min(len(candidate.data), end + _LINE_REACH)
    begin = candidate.data.rfind(b"\n", floor, start) + 1 or floor
    stop = candidate.data.find(b"\n", end, ceiling)
    return candidate.data[begin : ceiling if stop < 0 else stop]


def _path(candidate: Candidate) -> bytes:
    return os.fsencode(candidate.file.path)


_TARGETS: dict[str, Text] = {
    "secret": _secret,
    "match": _match,
    "line": _line,
    "path": _path,
    "nothing": lambda candidate: b"",
}
_OPERATORS = {"<=": operator.le, "<": operator.lt, ">=": operator.ge, ">": operator.gt}


def bits_per_character(value: bytes) -> float:
    """Shannon entropy as gitleaks counts it: characters, over the number of bytes."""
    size = len(value)
    counts = Counter(value.decode("utf-8", "replace")).values()
    return -sum(n / size * math.log2(n / size) for n in counts) if size else 0.0


def _read(text: str) -> Test:
    """The tree that ``text`` holds as JSON. Raises ``ValueError`` for anything else."""
    try:
        return _test(json.loads(text))
    except (LookupError, TypeError, AttributeError, RecursionError, re.error):
        raise ValueError from None


def _test(tree: list[object]) -> Test:
    kind, *rest = tree
    if kind in ("any", "all"):
        tests = [_test(each) for each in rest[0]]  # type: ignore[attr-defined]
        return _any(tests) if kind == "any" else _all(tests)
    if kind == "not":
        inner = _test(rest[0])  # type: ignore[arg-type]
        return lambda candidate: not inner(candidate)
    return _leaf(str(kind), _TARGETS[str(rest[0])], rest[1:])


def _any(tests: list[Test]) -> Test:
    return lambda candidate: any(test(candidate) for test in tests)


def _all(tests: list[Test]) -> Test:
    return lambda candidate: all(test(candidate) for test in tests)


def _leaf(kind: str, text: Text, rest: list[object]) -> Test:
    if kind == "language":
        return lambda candidate: _is_language(text(candidate))
    if kind == "entropy":
        compare, number = _OPERATORS[str(rest[0])], float(str(rest[1]))
        return lambda candidate: compare(bits_per_character(text(candidate)), number)
    if kind == "same":
        wanted = str(rest[0]).encode("utf-8", "surrogatepass")
        return lambda candidate: text(candidate) == wanted
    if not isinstance(rest[0], list):
        raise ValueError
    if kind == "regex":
        patterns = [regex(pattern.encode()) for pattern in rest[0]]
        return lambda candidate: _occurs(patterns, text(candidate))
    if kind == "words":
        words = [word.encode() for word in rest[0]]
        return lambda candidate: _holds(words, text(candidate))
    raise ValueError


def _is_language(value: bytes) -> bool:
    return len(value) > _LANGUAGE * max(1, pieces(value))


def _occurs(patterns: list[re.Pattern[bytes]], value: bytes) -> bool:
    return any(pattern.search(value) for pattern in patterns)


def _holds(words: list[bytes], value: bytes) -> bool:
    lowered = value.lower()
    return any(word in lowered for word in words)


@takes(_read)
def unless(candidate: Candidate, argument: Test) -> bool:
    """Drops what the tree is true of: an allowlist, an entropy that is too low, a filter."""
    return not argument(candidate)
