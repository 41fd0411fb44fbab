"""How far a value reaches that a rule has cut: to the end of its escape, or of its literal; and where it begins.

    "Gleis9\\"sued4"      a rule that stops at the quote leaves `Gleis9\\`: the rest would close the string
    'Gleis9''sued4'      YAML, SQL and CSV write a quote twice
    password = Gl<eis    in INI and YAML a value ends where its line does
    "\\u003cada@x.org"    the rule takes `u003cada@x.org`: what is left of the escape would be none

Half a secret is not left in a file, and half an escape breaks it. One line decides, no parser.
"""

from __future__ import annotations

import re

from piiscan.mask.syntax.kind import Kind, Syntax
from piiscan.mask.syntax.place import line_after, line_before
from piiscan.types import Category

#: Signs at which rules stop though a password may hold them; not those that part things, such as ``:``, ``@``, ``;``,
#: and no escape but that of a quote: a line end closes a value (``"token\\n"``).
_STOP = re.compile(rb"\\*[\"'`]|[<>]")
#: What stands on behind them is more than a password.
_LONGEST = 128
_OPENING = re.compile(rb"(\\*)([\"'`])$")
_BARE = re.compile(rb"\s*(?:[?-]\s+)*[A-Za-z_][A-Za-z0-9_.-]*\s*[:=]\s*")
_NUMBERED = re.compile(rb"u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|U[0-9A-Fa-f]{8}|u\{[0-9A-Fa-f]{1,6}\}")
_LETTER = re.compile(rb"[abfnrtv0/]")
#: Endings of languages that refuse a backslash before any sign; in the others ``C:\\temp\\notes`` has no escapes.
_STRICT = frozenset(("toml", "go", "rs", "java", "kt", "kts", "swift", "cs", "scala"))
_BLANK = re.compile(rb"\s")
_CODE_AGAIN = re.compile(rb"[{]|\$\(")
_QUOTES = (b'"', b"'", b"`")
_WHOLE_SECRETS = (Category.PASSWORD, Category.KEY)
_DOUBLING = ("csv", "tsv", "sql", "psql", "ddl", "yaml", "yml")


def missing(syntax: Syntax, path: str, category: Category, before: bytes, value: bytes, after: bytes) -> int:
    """How many bytes behind ``value`` go with it; all texts are ASCII-compatible, ``before`` holds its line."""
    rest = line_after(after).removesuffix(b"\r")
    if b"\n" in value or b"-----BEGIN" in value or not (_STOP.match(rest) or (rest and value[-1:] == b"\\")):
        return 0
    more = _of_literal(syntax, path, before, value, rest) if category in _WHOLE_SECRETS else 0
    if not more and category in _WHOLE_SECRETS and syntax.kind in (Kind.YAML, Kind.INI):
        more = _of_line(before, rest)
    return more or _of_escape(syntax, path, before, value, rest)


def begun(syntax: Syntax, path: str, before: bytes, value: bytes) -> int:
    """How many bytes at the beginning of ``value`` belong to the escape whose backslash is before it."""
    if (len(before) - len(before.rstrip(b"\\"))) % 2 == 0 or syntax.kind not in (
        Kind.CODE,
        Kind.JSON,
        Kind.YAML,
    ):
        return 0
    line = line_before(before)
    opened = max(line.rfind(quote) for quote in _QUOTES)
    if opened >= 0 and not _escapes(syntax, path, line[opened : opened + 1]):
        return 0
    escape = _NUMBERED.match(value)
    if escape is None and (syntax.kind is Kind.JSON or path.rpartition(".")[2].lower() in _STRICT):
        escape = _LETTER.match(value)
    return escape.end() if escape and escape.end() < len(value) else 0


def edges(category: Category, value: bytes) -> tuple[int, int]:
    """How many quotes at the beginning and at the end of ``value`` are the file's, not the value's.

    A rule for names takes all that is no bracket: ``['Boise', 'Fort Collins', …`` gave ``Fort Collins'``.
    """
    if category in _WHOLE_SECRETS:
        return 0, 0  # a password may hold a quote
    first, last = value[:1], value[-1:]
    left = int(first in _QUOTES and value.count(first) % 2 == 1)
    right = int(last in _QUOTES and value.count(last) % 2 == 1)
    return (left, right) if left + right < len(value) else (0, 0)


def _of_literal(syntax: Syntax, path: str, before: bytes, value: bytes, rest: bytes) -> int:
    """To the quote that closes the literal which the value opens."""
    opening = _OPENING.search(line_before(before)[-8:])
    if opening is None:
        return 0
    if syntax.kind is Kind.INI:  # quotes mean nothing there, but for the outer ones
        tail = rest.rstrip()
        return (
            len(tail) - 1
            if tail[-1:] == opening[2] and len(tail) <= _LONGEST and not _BLANK.search(tail)
            else 0
        )
    quote, text, at = opening[2], value + rest, len(value)
    doubles = path.rpartition(".")[2].lower() in _DOUBLING and not (
        quote == b'"' and syntax.kind is Kind.YAML
    )
    escapes = _escapes(syntax, path, quote)
    while (at := text.find(quote, at)) >= 0:
        if doubles and text[at + 1 : at + 2] == quote:
            at += 2
        elif not escapes or _closes(syntax, text, at, quote, len(opening[1])):
            tail = text[len(value) : at - (len(opening[1]) if escapes else 0)]
            joined = len(tail) <= _LONGEST and not _BLANK.search(tail) and not _CODE_AGAIN.search(tail)
            return len(tail) if joined else 0
        else:
            at += 1
    return 0


def _closes(syntax: Syntax, text: bytes, at: int, quote: bytes, escapes: int) -> bool:
    """The quote at ``at`` is not escaped, in a literal whose own quotes have ``escapes`` backslashes before them.

    In JSON other code may stand in a string, as in notebooks: there it takes two backslashes to escape.
    """
    count = at - len(text[:at].rstrip(b"\\"))
    if escapes > 1:
        return count == escapes
    if escapes == 1:
        return count % 2 == 1 and (count - 1) // 2 % 2 == 0
    if syntax.kind is Kind.JSON and quote != b'"':
        return count // 2 % 2 == 0
    return count % 2 == 0


def _of_line(before: bytes, rest: bytes) -> int:
    """To the next blank, where a key alone stands before the value."""
    if not _BARE.fullmatch(line_before(before)):
        return 0
    blank = _BLANK.search(rest)
    length = blank.start() if blank else len(rest)
    return length if length <= _LONGEST and not _CODE_AGAIN.search(rest[:length]) else 0


def _of_escape(syntax: Syntax, path: str, before: bytes, value: bytes, rest: bytes) -> int:
    """The character whose backslash is the value's last."""
    opening = _OPENING.search(line_before(before)[-8:])
    known = syntax.kind in (Kind.CODE, Kind.JSON, Kind.YAML, Kind.SHELL) and rest[0] < 128
    if not known or not _escapes(syntax, path, opening[2] if opening else rest[:1]):
        return 0
    return (len(value) - len(value.rstrip(b"\\"))) % 2


def _escapes(syntax: Syntax, path: str, quote: bytes) -> bool:
    """Whether a backslash means something between such quotes."""
    ending = path.rpartition(".")[2].lower()
    if quote == b"'":
        return syntax.kind not in (Kind.SHELL, Kind.YAML, Kind.INI) and not (
            ending == "toml" or ending in _DOUBLING
        )
    return ending not in _DOUBLING or syntax.kind is Kind.YAML if quote == b'"' else ending != "go"
