"""Which form of placeholder keeps a file well-formed, from the text round the value. No parser: one line.

Where the line leaves a doubt the answer is the form that is safe in either case: ``REDACTED_EMAIL`` is a word
in every language, and ``0`` is a number in every language and harmless in a string.
"""

from __future__ import annotations

import re
from enum import Enum

from piiscan.mask.syntax.kind import Kind, Syntax, syntax_of
from piiscan.mask.syntax.place import Place, line_after, line_before, place_of


class Style(Enum):
    """How the text of a placeholder is written."""

    ANGLE = "<{}>"
    """``<EMAIL>``: where any character may stand."""
    PLAIN = "REDACTED_{}"
    """``REDACTED_EMAIL``: where only a word is safe."""
    NUMBER = "0"
    """For a number without quotes, where the language wants a number."""


_LITERAL = re.compile(rb"[+-]?[0-9][0-9_]*(?:\.[0-9]+)?|0[xX][0-9A-Fa-f_]+")
_HEX = re.compile(rb"[0-9A-Fa-f_]+")
_YAML_BEFORE = re.compile(rb"\s*(?:[?-]\s+)*(?:[^\s:#][^:#]*:\s+)?")
_YAML_NUMBER_KEY = re.compile(rb":(?:\s|$)")
_YAML_AFTER = re.compile(rb"\s*(?:\s#.*)?")
_TAG = re.compile(rb"</|/>")


def style_for(path: str, before: bytes, after: bytes, value: bytes, *, head: bytes = b"") -> Style:
    """The safe style for ``value`` in the file called ``path``.

    ``before`` and ``after`` are the text on both sides (ASCII-compatible bytes), at least to the ends of the
    line; ``head`` is the start of the file, where known.
    """
    return choose(syntax_of(path, head), before, after, value)


def choose(syntax: Syntax, before: bytes, after: bytes, value: bytes, *, whole_line: bool = True) -> Style:
    """As ``style_for``; ``whole_line`` is false where ``before`` starts in the middle of the line."""
    if b"-----BEGIN" in value:
        # A block brings its own quotes, or stands where raw lines may stand.
        plain = syntax.kind in (Kind.MARKUP, Kind.SHELL)
        return Style.PLAIN if plain or not syntax.angle else Style.ANGLE
    style = _CHOICE[syntax.kind](syntax, before, after, value, whole_line)
    return Style.PLAIN if style is Style.ANGLE and not syntax.angle else style


def _text(syntax: Syntax, before: bytes, after: bytes, value: bytes, whole: bool) -> Style:
    return Style.ANGLE


def _markup(syntax: Syntax, before: bytes, after: bytes, value: bytes, whole: bool) -> Style:
    return Style.PLAIN


def _json(syntax: Syntax, before: bytes, after: bytes, value: bytes, whole: bool) -> Style:
    return Style.NUMBER if _is_number(before, value) and _stands_alone(before, after) else Style.ANGLE


def _ini(syntax: Syntax, before: bytes, after: bytes, value: bytes, whole: bool) -> Style:
    alone = line_before(before).rstrip()[-1:] in (b"=", b":") and not line_after(after).strip()
    return Style.NUMBER if alone and _is_number(before, value) else Style.ANGLE


def _yaml(syntax: Syntax, before: bytes, after: bytes, value: bytes, whole: bool) -> Style:
    if place_of(syntax, before, after, whole) is not Place.OPEN:
        return Style.ANGLE
    left, right = line_before(before), line_after(after)
    is_key = not left.strip(b" -?{") and _YAML_NUMBER_KEY.match(right)
    if _is_number(before, value) and (is_key or _stands_alone(left, right)):
        return Style.NUMBER
    # A part of a scalar may be a shell script (`run: curl -u bob:…`), so only a whole one gets the brackets.
    return Style.ANGLE if _YAML_BEFORE.fullmatch(left) and _YAML_AFTER.fullmatch(right) else Style.PLAIN


def _shell(syntax: Syntax, before: bytes, after: bytes, value: bytes, whole: bool) -> Style:
    place = place_of(syntax, before, after, whole)
    # In the midst of a string stands perhaps another command: `sh -c "mysql -p…"`.
    in_quotes = place is Place.QUOTED and _directly_quoted(before, after)
    return Style.ANGLE if in_quotes or place is Place.COMMENT else Style.PLAIN


def _code(syntax: Syntax, before: bytes, after: bytes, value: bytes, whole: bool) -> Style:
    place = place_of(syntax, before, after, whole)
    if place is Place.OPEN and _directly_quoted(before, after):
        place = Place.QUOTED
    if place is Place.QUOTED and _TAG.search(line_before(before) + line_after(after)):
        return Style.PLAIN  # HTML in a string, or quotes in the text of a JSX element
    if place in (Place.QUOTED, Place.COMMENT):
        return Style.ANGLE
    if _is_number(before, value):
        return Style.NUMBER
    return Style.ANGLE if place is Place.STARRED else Style.PLAIN


_CHOICE = {
    Kind.TEXT: _text,
    Kind.MARKUP: _markup,
    Kind.SHELL: _shell,
    Kind.JSON: _json,
    Kind.YAML: _yaml,
    Kind.INI: _ini,
    Kind.CODE: _code,
}


def _is_number(before: bytes, value: bytes) -> bool:
    return bool(_LITERAL.fullmatch(value) or (before[-2:].lower() == b"0x" and _HEX.fullmatch(value)))


def _stands_alone(before: bytes, after: bytes) -> bool:
    """A JSON or YAML number could stand here, or a part of one."""
    left, right = before.rstrip()[-1:], after.lstrip()[:1]
    return (left in b":,[{.+-eE" or left.isdigit()) and (right in b",]}/#.eE" or right.isdigit())


def _directly_quoted(before: bytes, after: bytes) -> bool:
    return before[-1:] in (b'"', b"'", b"`") and before[-1:] == after[:1]
