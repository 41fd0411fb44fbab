"""Splitters cut one matched value into the spans it holds, such as the people on a copyright line."""

from __future__ import annotations

from collections.abc import Callable

from piiscan.catalog.rule import Rule
from piiscan.compiled import regex
from piiscan.detect.people import people_spans, plausible
from piiscan.errors import RuleError

Splitter = Callable[[bytes], list[tuple[int, int]]]

#: One name between quotes and commas, of one word or some.
_NAME = regex(rb"[A-Za-z\x80-\xff][A-Za-z'.\x80-\xff-]*(?: [A-Za-z\x80-\xff][A-Za-z'.\x80-\xff-]*)*")
#: `given =`, in between.
_KEY = regex(rb"[A-Za-z]+ ?=")


def name_spans(value: bytes) -> list[tuple[int, int]]:
    """The first and the last name in two arguments or columns: `Emmy", family = "Noether`, `Emmy,Noether`."""
    spans = [found.span() for found in _NAME.finditer(_KEY.sub(lambda key: b" " * len(key[0]), value))]
    return (
        [(start, start + len(value[start:end].rstrip(b"'"))) for start, end in spans]
        if all(plausible(value[start:end]) for start, end in spans)
        else []
    )


#: An item of a list in quotes; another kind of quote may stand in it.
_QUOTED = regex(rb"([\"'])((?:\\[^\r\n]|(?!\1)[^\\\r\n])+)\1")


def quoted_spans(value: bytes) -> list[tuple[int, int]]:
    """The items of a list, without their quotes: `"Gleis-9", 'Kx8'`."""
    return [found.span(2) for found in _QUOTED.finditer(value)]


_SPLITTERS: dict[str, Splitter] = {
    "names": name_spans,
    "people": people_spans,
    "quoted": quoted_spans,
}


def find_splitter(name: str, rule: Rule) -> Splitter:
    """The splitter called ``name``: value bytes to spans in it. Raises ``RuleError`` when unknown."""
    family, _, kind = name.partition(".")
    if family == "columns":
        from piiscan.detect import columns  # few files have any

        splitter = columns.splitter(kind) if kind in columns.KINDS else None
    else:
        splitter = _SPLITTERS.get(name)
    if splitter is None:
        raise RuleError(f"{rule.place}: key `split`: there is no splitter `{name}`")
    return splitter
