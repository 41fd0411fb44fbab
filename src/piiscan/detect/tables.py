"""Cells of tables by what their columns are called: CSV and its like, rows of SQL.

The name of a column stands far away from what it says of the values, so that no window round a value shows it: whoever
looks for them needs the text from its beginning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from functools import cache
from typing import NamedTuple

from piiscan.compiled import regex

Span = tuple[int, int]
#: Which of the columns with these names are wanted, by index.
Choose = Callable[[list[bytes]], list[int]]

#: A longer first line is no header.
_HEADER = 8192
_TITLE = regex(rb"[A-Za-z_\x80-\xff][\w .#()/\x80-\xff-]{0,48}")
_ABOVE = regex(rb"(?:[ \t]*|#[^\r\n]{0,1000}|sep=(?P<separator>[,;|\t]))\r?\n", re.IGNORECASE)
_STATEMENT = regex(
    rb"[ \t]*(?:CREATE[ \t]+(?:TABLE|TEMP|DATABASE|INDEX|VIEW|TYPE|SCHEMA|UNIQUE|OR)|(?:INSERT|REPLACE)[ \t]+(?:IGNORE[ \t]+)?INTO|DELETE[ \t]+FROM"
    rb"|(?:SELECT|UPDATE|ALTER|DROP|COPY|GRANT|USE|WITH|SET)[ \t])",
    re.IGNORECASE,
)
_DELIMITERS = (b",", b";", b"\t", b"|")
_NAME = rb"(?:[\w.$-]{1,128}|[`\"\[][^`\"\]\r\n]{1,128}[`\"\]])(?:\.(?:[\w$-]{1,128}|[`\"\[][^`\"\]\r\n]{1,128}[`\"\]])){0,2}"
_COLUMNS = rb"\((?P<columns>[^()';]{1,8000})\)"


def _spaced(pattern: bytes, flags: int = 0) -> re.Pattern[bytes]:
    """A statement, in which a blank stands for a gap, with line ends or not."""
    return regex(pattern.replace(b" ", rb"\s{1,64}"), re.IGNORECASE | flags)


_INSERT = _spaced(
    rb"\b(?:INSERT|REPLACE) (?:IGNORE )?INTO (?P<table>"
    + _NAME
    + rb")\s{0,64}(?:"
    + _COLUMNS
    + rb"\s{0,64})?VALUES\s{0,64}(?=\()"
)
_COPY = _spaced(
    rb"^COPY (?P<table>" + _NAME + rb")\s{0,64}" + _COLUMNS + rb"\s{0,64}FROM stdin\b[^\r\n]*\r?\n",
    re.MULTILINE,
)
_CREATE = _spaced(
    rb"\bCREATE (?:TEMP(?:ORARY)? )?TABLE (?:IF NOT EXISTS )?(?P<table>" + _NAME + rb")\s{0,64}\("
)
#: What a definition in `CREATE TABLE` begins with where it is none of a column.
_NO_COLUMN = frozenset(
    b"primary key unique constraint index foreign check fulltext spatial exclude like period".split()
)
_DEFINED = regex(rb"[ \t\r\n]*[`\"\[]?([\w\x80-\xff -]{1,64}?)[`\"\]]?(?:[ \t\r\n(]|\Z)")
#: A string, or what else structures a statement. One that nothing closes takes the rest: else each quote in it would be tried.
_TOKEN = regex(rb"'(?P<string>[^'\\]*(?:(?:\\.|'')[^'\\]*)*)(?:'|\\?\Z)|[(),;]|[^'(),;]+", re.DOTALL)
_WORD = regex(rb"\s*[A-Za-z]")
_UNQUOTED = b'`"[] \t\r\n'


def cells(data: bytes, choose: Choose) -> list[Span]:
    """Where the values of the columns lie that ``choose`` wants, in order, without quotes; empty ones are left out."""
    found = [*_delimited(data, choose)]
    if not found:
        found = sorted({*_inserted(data, choose), *_copied(data, choose)})
    return found


def titles(data: bytes) -> Iterator[list[bytes]]:
    """The names of columns that stand there, of every table; a part of a text may be asked."""
    header = _titles(data)
    if header:
        yield header.titles
    for statement in (*_INSERT.finditer(data), *_COPY.finditer(data)):
        if statement["columns"] is not None:
            yield [each.strip(_UNQUOTED) for each in statement["columns"].split(b",")]
    yield from _definitions(data).values()


class _Header(NamedTuple):
    titles: list[bytes]
    delimiter: bytes
    end: int
    """Where the rows begin."""


def _delimited(data: bytes, choose: Choose) -> Iterator[Span]:
    header = _titles(data)
    wanted = frozenset(choose(header.titles)) if header else frozenset()
    if header and wanted:
        for column, left, right in _fields(data, header.end, header.delimiter):
            if column in wanted and left < right:
                yield left, right


def _titles(data: bytes) -> _Header | None:
    """The first line, where it names columns."""
    start, delimiters = _beginning(data)
    end = data.find(b"\n", start, start + _HEADER)
    if end < 0:
        return None
    head = data[start:end].rstrip(b"\r")
    if _STATEMENT.match(head):
        return None
    for delimiter in sorted(delimiters, key=lambda each: -head.count(each)):
        names = [head[left:right].strip() for _, left, right in _fields(head, 0, delimiter)]
        named = sum(
            _TITLE.fullmatch(name) is not None and name.count(b"(") == name.count(b")") for name in names
        )
        if named > 1 and 2 * named > sum(
            map(bool, names)
        ):  # a column of numbers has no name, a year's has a number
            return _Header(names, delimiter, end + 1)
    return None


def _beginning(data: bytes) -> tuple[int, tuple[bytes, ...]]:
    """Where the line of titles begins, and what may stand between them: comments and Excel's `sep=;` may stand above."""
    start = 0
    while above := _ABOVE.match(data, start):
        start = above.end()
        if above["separator"]:
            return start, (above["separator"],)
    return start, _DELIMITERS


def _fields(data: bytes, start: int, delimiter: bytes) -> Iterator[tuple[int, int, int]]:
    """Column, start and end of every field from ``start`` on."""
    column = 0
    for field in _field(delimiter).finditer(data, start):
        quoted = field.start("quoted") >= 0
        left, right = field.span("quoted" if quoted else "plain")
        if not quoted:
            right = left + len(data[left:right].rstrip())
            left = right - len(data[left:right].lstrip())
        yield column, left, right
        if not field["end"]:
            return
        column = column + 1 if field["end"] == delimiter else 0


@cache
def _field(delimiter: bytes) -> re.Pattern[bytes]:
    sign = re.escape(delimiter)
    return regex(
        rb'(?: *"(?P<quoted>[^"]*(?:""[^"]*)*)" *|(?P<plain>[^'
        + sign
        + rb"\r\n]*))(?P<end>"
        + sign
        + rb"|\r?\n|\r|\Z)"
    )


def _inserted(data: bytes, choose: Choose) -> Iterator[Span]:
    """Strings in the rows of `INSERT`, whose columns it names itself, or `CREATE TABLE` does."""
    defined: dict[bytes, list[bytes]] | None = None
    at = 0
    while statement := _INSERT.search(data, at):
        at = statement.end()
        columns = statement["columns"]
        if columns is not None:
            names = [each.strip(_UNQUOTED) for each in columns.split(b",")]
        else:
            if defined is None:
                defined = _definitions(data)
            names = defined.get(_table(statement["table"]), [])
        wanted = frozenset(choose(names)) if names else frozenset()
        if wanted:
            at = yield from _strings(data, at, wanted)


def _strings(data: bytes, start: int, wanted: frozenset[int]) -> Generator[Span, None, int]:
    """Those of the wanted columns in the rows from ``start`` on; returns where they end."""
    depth = column = 0
    for token in _TOKEN.finditer(data, start):
        text = token[0]
        if text == b"(":
            depth += 1
            if depth == 1:
                column = 0
        elif text == b")":
            depth -= 1
        elif text == b",":
            column += depth == 1
        elif depth <= 0 and (text == b";" or _WORD.match(text)):  # `ON DUPLICATE KEY …`
            return token.start()
        elif depth == 1 and column in wanted and token.start("string") < token.end("string"):
            yield token.span("string")
    return len(data)


def _copied(data: bytes, choose: Choose) -> Iterator[Span]:
    """Values below `COPY … FROM stdin`, up to the line that ends them."""
    at = 0
    while statement := _COPY.search(data, at):
        wanted = frozenset(choose([each.strip(_UNQUOTED) for each in statement["columns"].split(b",")]))
        start = statement.end()
        at = data.find(b"\n\\.", start - 1) + 1 or len(data)
        if wanted:
            for column, left, right in _tabbed(data, start, at):
                if column in wanted and data[left:right] not in (b"", b"\\N"):
                    yield left, right


def _tabbed(data: bytes, start: int, stop: int) -> Iterator[tuple[int, int, int]]:
    """Fields between tabs, in which quotes mean nothing."""
    while start < stop:
        end = data.find(b"\n", start, stop)
        end = stop if end < 0 else end
        left = start
        for column, field in enumerate(data[start:end].rstrip(b"\r").split(b"\t")):
            yield column, left, left + len(field)
            left += len(field) + 1
        start = end + 1


def _table(name: bytes) -> bytes:
    return name.rpartition(b".")[2].strip(_UNQUOTED).lower()


def _definitions(data: bytes) -> dict[bytes, list[bytes]]:
    """The columns of each table that is created there."""
    found: dict[bytes, list[bytes]] = {}
    at = 0
    while statement := _CREATE.search(data, at):
        names: list[bytes] = []
        depth, begin = 1, statement.end()
        at = len(data)
        for token in _TOKEN.finditer(data, begin):
            text = token[0]
            depth += (text == b"(") - (text == b")")
            if (text == b"," and depth == 1) or depth == 0:
                defined = _DEFINED.match(data, begin, token.start())
                if defined and defined[1].split(b" ")[0].lower() not in _NO_COLUMN:
                    names.append(defined[1])
                begin = token.end()
            if depth == 0 or text == b";":
                at = token.end()
                break
        found.setdefault(_table(statement["table"]), names)
    return found
