"""Regular expressions that need not be compiled at every start.

``re`` takes 0.3 ms for a pattern, so the 300 that a scan needs take 70 ms, in each process anew. What it makes of
a pattern is a list of numbers, which can be kept: then it is 0.01 ms. This module remembers; reading and writing
files is up to ``piiscan.run.regexes``. Where this Python is not as expected, ``re`` compiles, as always.
"""

from __future__ import annotations

import marshal
import re
import sys
from functools import cache
from importlib import import_module
from typing import Any, AnyStr

#: What ``re`` makes of a pattern: flags, number of groups, their names, and its code as 32-bit numbers.
_Made = tuple[int, int, dict[str, int], bytes]
_Table = dict[tuple[str | bytes, int], _Made]

_known: _Table = {}
_learned: _Table = {}


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """``re.compile(pattern, flags)``. Raises ``re.error``."""
    key = (pattern, int(flags))
    made = _known.get(key)
    if made is not None and (built := _built(pattern, made)) is not None:
        return built
    if not _is_as_expected():
        return re.compile(pattern, flags)
    made = _make(pattern, int(flags))
    _learned[key] = made
    return _built(pattern, made) or re.compile(pattern, flags)


def adopt(table: bytes) -> None:
    """Know what ``learned`` gave in another process of the same Python. Raises ``ValueError`` for anything else."""
    try:
        entries = marshal.loads(table)  # noqa: S302 - from our own cache, sealed against damage
    except (EOFError, TypeError, ValueError) as error:
        raise ValueError("not a table of patterns") from error
    if not isinstance(entries, dict):
        raise ValueError("not a table of patterns")
    _known.update(entries)


def learned() -> bytes:
    """All that is known by now, where that is more than what was adopted; else empty."""
    return marshal.dumps({**_known, **_learned}) if _learned.keys() - _known.keys() else b""


def _built(pattern: AnyStr, made: _Made) -> re.Pattern[AnyStr] | None:
    """None where the numbers are not what this Python takes: it checks them."""
    try:
        flags, groups, names, code = made
        numbered: list[str | None] = [None] * (groups + 1)
        for name, number in names.items():
            numbered[number] = name
        built: re.Pattern[AnyStr] = _native().compile(
            pattern, flags, memoryview(code).cast("I").tolist(), groups, names, tuple(numbered)
        )
    except (RuntimeError, ValueError, TypeError, OverflowError, LookupError, AttributeError):
        return None
    return built


def _make(pattern: str | bytes, flags: int) -> _Made:
    """What ``re.compile`` does before it hands over to C."""
    from array import array

    parser, compiler = _modules()
    parsed = parser.parse(pattern, flags)
    code = array("I", compiler._code(parsed, flags))
    return flags | parsed.state.flags, parsed.state.groups - 1, dict(parsed.state.groupdict), code.tobytes()


@cache
def _native() -> Any:
    return import_module("_sre")


@cache
def _modules() -> tuple[Any, Any]:
    """The parser and the compiler of ``re``. Raises ``ImportError``."""
    if sys.version_info >= (3, 11):
        return import_module("re._parser"), import_module("re._compiler")
    return import_module("sre_parse"), import_module("sre_compile")


@cache
def _is_as_expected() -> bool:
    """Whether the parts of ``re`` used here give what ``re.compile`` gives, tried on one pattern."""
    sample = rb"(?:(?<![\w-])|(?<=\\[nrt]))(?P<name>[A-Z]{2,9}|x+?)(?i:[^\"'\n]*)(?P=name)?(?!\S)"
    try:
        made = _make(sample, re.IGNORECASE.value)
        built = _built(sample, made)
    except Exception:  # whatever it is: then `re` compiles
        return False
    usual = re.compile(sample, re.IGNORECASE)
    return built == usual and built is not None and built.groupindex == usual.groupindex
