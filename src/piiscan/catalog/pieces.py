"""Pieces of patterns that have a name: `(?&name)` stands for what a table `[pieces]` of a rule file says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from piiscan.errors import RuleError

#: Pieces are made of pieces: ten lines could grow to any length.
LONGEST: Final = 65_536
_NAME = re.compile(r"[a-z][a-z0-9_]*")
#: Escapes and sets of characters stand as they are, whatever they hold.
_AS_IT_IS = r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]"
_TOKEN = re.compile(_AS_IT_IS + r"|\(\?&(?P<name>[^()]*)\)(?P<repeated>[*+?{]?)", re.DOTALL)
_STEP = re.compile(_AS_IT_IS + r"|(?P<sign>[()|])", re.DOTALL)


class PieceError(ValueError):
    """A pattern cannot be put together; ``hint`` says what may be meant."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def expand(source: str, pieces: Mapping[str, str]) -> str:
    """The pattern with the piece in the place of each name, in a group where it takes one to be one thing.

    Raises ``PieceError`` where there is no such piece, or the pattern gets too long.
    """

    def replaced(token: re.Match[str]) -> str:
        name = token["name"]
        if name is None:
            return token[0]
        if name not in pieces:
            raise PieceError(f"there is no piece `{name}`", _nearest(name, pieces))
        piece = pieces[name]
        grouped = token["repeated"] or _is_choice(piece)
        return (f"(?:{piece})" if grouped else piece) + token["repeated"]

    if "(?&" not in source:
        return source
    result = _TOKEN.sub(replaced, source)
    if len(result) > LONGEST:
        raise PieceError(f"is longer than {LONGEST:,} characters with its pieces")
    return result


def _is_choice(source: str) -> bool:
    """Whether a `|` stands outside of all groups."""
    depth = 0
    for step in _STEP.finditer(source):
        depth += {"(": 1, ")": -1}.get(step["sign"] or "", 0)
        if step["sign"] == "|" and not depth:
            return True
    return False


def _nearest(name: str, pieces: Iterable[str]) -> str:
    import difflib

    close = difflib.get_close_matches(name, [*pieces], 1)
    return f"did you mean `{close[0]}`?" if close else "the table [pieces] of a rule file defines them"


def collect(tables: Iterable[tuple[str, object]]) -> dict[str, str]:
    """The pieces of all files, made of those before them. ``tables``: how messages call a file, and its ``[pieces]``.

    Raises ``RuleError``.
    """
    pieces: dict[str, str] = {}
    said: dict[str, str] = {}
    for place, table in tables:
        if not isinstance(table, Mapping):
            raise RuleError(f"{place}: `pieces` must be a table")
        for name, source in table.items():
            where = f"{place}: piece `{name}`"
            if not _NAME.fullmatch(name):
                raise RuleError(f"{where}: must be small letters, digits and `_`")
            if not isinstance(source, str) or not source:
                raise RuleError(f"{where}: must be a pattern")
            if name in said:
                raise RuleError(f"{where}: is already defined in {said[name]}")
            try:
                pieces[name] = expand(source, pieces)
                re.compile(pieces[name].encode())
            except PieceError as error:
                raise RuleError(f"{where}: {error}", hint=error.hint) from None
            except (re.error, RecursionError, OverflowError) as error:
                raise RuleError(f"{where}: does not compile: {error}") from None
            said[name] = place
    return pieces
