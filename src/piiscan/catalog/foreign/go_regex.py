"""Go's regular expressions (RE2 syntax), parsed into nodes over the bytes of UTF-8."""

from __future__ import annotations

import re
from typing import NamedTuple

from piiscan.catalog.foreign import unicode
from piiscan.catalog.foreign.errors import BrokenRegexError, UntranslatableError
from piiscan.catalog.foreign.nodes import (
    ALL,
    EMPTY,
    Alt,
    Assert,
    Cat,
    Chars,
    Group,
    Node,
    Repeat,
    bits,
    cat,
    literal,
)
from piiscan.catalog.foreign.unicode import Ranges

_MOST_REPEATS = 1000
_DEEPEST = 100
_LONGEST = 32_768

# What Python's own classes hold beyond these (`\s` a vertical tab) Go's do not.
_PERL: dict[str, Ranges] = {
    "d": [(48, 57)],
    "s": [(9, 10), (12, 13), (32, 32)],
    "w": [(48, 57), (65, 90), (95, 95), (97, 122)],
}
_POSIX: dict[str, Ranges] = {
    "alnum": [(48, 57), (65, 90), (97, 122)],
    "alpha": [(65, 90), (97, 122)],
    "ascii": [(0, 127)],
    "blank": [(9, 9), (32, 32)],
    "cntrl": [(0, 31), (127, 127)],
    "digit": [(48, 57)],
    "graph": [(33, 126)],
    "lower": [(97, 122)],
    "print": [(32, 126)],
    "punct": [(33, 47), (58, 64), (91, 96), (123, 126)],
    "space": [(9, 13), (32, 32)],
    "upper": [(65, 90)],
    "word": _PERL["w"],
    "xdigit": [(48, 57), (65, 70), (97, 102)],
}
_CONTROL = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}

_COUNTED = re.compile(r"\{(\d{1,9})(?:(,)(\d{0,9}))?\}", re.ASCII)
_NAMED = re.compile(r"\(\?P?<([A-Za-z_]\w*)>", re.ASCII)
_FLAGS = re.compile(r"\(\?([imsU]*)(?:(-)([imsU]+))?([:)])")
_POSIX_CLASS = re.compile(r"\[:(\^?)(\w+):\]", re.ASCII)
_UNICODE_CLASS = re.compile(r"\\([pP])(?:\{(\^?)([^{}]*)\}|([A-Za-z]))", re.ASCII)
_HEX = re.compile(r"\\x(?:\{([0-9A-Fa-f]{1,8})\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"\\(0[0-7]{0,2}|[1-7][0-7]{1,2})")
_FLAG = {
    ("begin", False): Assert(r"\A"),
    ("begin", True): Assert("(?m:^)"),
    ("end", False): Assert(r"\Z"),
    ("end", True): Assert("(?m:$)"),
}


class Parsed(NamedTuple):
    """An expression, and how many capture groups it has."""

    node: Node
    groups: int


class _Flags(NamedTuple):
    any_case: bool = False
    lines: bool = False
    dot_all: bool = False
    lazy: bool = False


def parse(source: str) -> Parsed:
    """The expression as a tree.

    Raises ``BrokenRegexError`` for what Go refuses as well, ``UntranslatableError`` for what has no counterpart.
    """
    if len(source) > _LONGEST:
        raise UntranslatableError(f"is longer than {_LONGEST:,} characters")
    reader = _Reader(source)
    node = reader.alternatives(_Flags(), 0)
    if reader.at < len(source):
        raise BrokenRegexError("a closing bracket has no opening one")
    return Parsed(node, reader.groups)


class _Reader:
    """Recursive descent; ``at`` is the next character."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.groups = 0
        self.names: set[str] = set()

    def alternatives(self, flags: _Flags, depth: int) -> Node:
        """Up to the bracket that closes it, or the end."""
        if depth > _DEEPEST:
            raise UntranslatableError(f"has brackets more than {_DEEPEST} deep")
        branches: list[Node] = []
        items: list[Node] = []
        while self.at < len(self.source) and self.source[self.at] != ")":
            if self.source[self.at] == "|":
                self.at += 1
                branches.append(cat(items))
                items = []
                continue
            switched = self._switch(flags)
            if switched is not None:
                flags = switched
                continue
            item = self._atom(flags, depth)
            if item is not EMPTY:
                items.append(self._repeated(item, flags))
        branches.append(cat(items))
        return branches[0] if len(branches) == 1 else Alt(tuple(branches))

    def _switch(self, flags: _Flags) -> _Flags | None:
        """``(?i)``: the flags that hold to the end of the group."""
        match = _FLAGS.match(self.source, self.at)
        if match is None or match[4] == ":":
            return None
        if not match[1] and not match[3]:
            raise BrokenRegexError("`(?)` sets no flag")
        self.at = match.end()
        return _changed(flags, match)

    def _atom(self, flags: _Flags, depth: int) -> Node:
        source, at = self.source, self.at
        character = source[at]
        if character == "(":
            return self._group(flags, depth)
        if character == "[":
            return self._class(flags)
        if character == "\\":
            return self._escape(flags)
        if character in "*+?":
            raise BrokenRegexError(f"`{character}` has nothing to repeat")
        self.at += 1
        if character == ".":
            return Chars(ALL if flags.dot_all else ALL & ~bits((10,)))
        if character == "^":
            return _FLAG["begin", flags.lines]
        if character == "$":
            return _FLAG["end", flags.lines]
        return _character(ord(character), flags)

    def _group(self, flags: _Flags, depth: int) -> Node:
        match = _FLAGS.match(self.source, self.at)
        named = _NAMED.match(self.source, self.at)
        number = 0
        if match is not None:
            flags = _changed(flags, match)
            self.at = match.end()
        elif named is None and self.source.startswith("(?", self.at):
            raise BrokenRegexError(f"`{self.source[self.at : self.at + 4]}` is no group that Go knows")
        else:
            if named is not None and named[1] in self.names:
                raise BrokenRegexError(f"two groups are called `{named[1]}`")
            if named is not None:
                self.names.add(named[1])
            self.at = named.end() if named is not None else self.at + 1
            self.groups += 1
            number = self.groups
        inner = self.alternatives(flags, depth + 1)
        if self.at >= len(self.source):
            raise BrokenRegexError("a bracket is not closed")
        self.at += 1
        if number:
            return Group(number, inner)
        # An empty one is kept: it may be repeated.
        return inner if inner is not EMPTY else Cat((EMPTY,))

    def _repeated(self, item: Node, flags: _Flags) -> Node:
        """``item`` with the operator behind it, of which Go allows one."""
        found = self._operator()
        if found is None:
            return item
        low, high = found
        if low > _MOST_REPEATS or (high or 0) > _MOST_REPEATS:
            raise BrokenRegexError(f"a count is beyond {_MOST_REPEATS}")
        if high is not None and high < low:
            raise BrokenRegexError(f"`{{{low},{high}}}` counts backwards")
        lazy = self.source.startswith("?", self.at)
        self.at += lazy
        if self._operator() is not None:
            raise BrokenRegexError("a repetition is repeated without brackets")
        return Repeat(item, low, high, lazy != flags.lazy)

    def _operator(self) -> tuple[int, int | None] | None:
        character = self.source[self.at : self.at + 1]
        simple = {"*": (0, None), "+": (1, None), "?": (0, 1)}.get(character)
        if simple:
            self.at += 1
            return simple
        match = _COUNTED.match(self.source, self.at)
        if match is None:
            return None
        self.at = match.end()
        low = int(match[1])
        return low, low if match[2] is None else int(match[3]) if match[3] else None

    def _escape(self, flags: _Flags) -> Node:
        source, at = self.source, self.at
        letter = source[at + 1 : at + 2]
        if letter == "Q":
            end = source.find("\\E", at + 2)
            text = source[at + 2 :] if end < 0 else source[at + 2 : end]
            return self._quoted(text, len(source) if end < 0 else end + 2, flags)
        if letter in ("A", "z", "b", "B"):
            self.at += 2
            return Assert({"A": r"\A", "z": r"\Z", "b": r"\b", "B": r"\B"}[letter])
        if letter == "C":
            raise UntranslatableError(r"`\C` (any byte) is not known here")
        found = self._escaped_class(flags)
        if found is not None:
            return found
        return _character(self._escaped_point(), flags)

    def _quoted(self, text: str, end: int, flags: _Flags) -> Node:
        """``\\Q…\\E``: an operator behind it repeats the last character alone."""
        if not text:
            self.at = end
            return EMPTY
        rest = [_character(ord(character), flags) for character in text]
        self.at = end
        return cat([*rest[:-1], self._repeated(rest[-1], flags)])

    def _escaped_class(self, flags: _Flags) -> Node | None:
        r"""``\d`` and ``\pL``; None where something else stands there."""
        letter = self.source[self.at + 1 : self.at + 2]
        if letter and letter in "dswDSW":
            self.at += 2
            ranges = _PERL[letter.lower()]
            return unicode.any_but(ranges) if letter.isupper() else unicode.node(ranges)
        match = _UNICODE_CLASS.match(self.source, self.at)
        if match is None:
            if letter and letter in "pP":
                raise BrokenRegexError(f"`\\{letter}` names no class")
            return None
        found = self._unicode_ranges(match, flags)
        return unicode.node(found)

    def _unicode_ranges(self, match: re.Match[str], flags: _Flags) -> Ranges:
        self.at = match.end()
        name = match[3] if match[3] is not None else match[4]
        if name == "Any":
            found: Ranges | None = [(0, 0x10FFFF)]
        else:
            found = unicode.category(name)
        if found is None:
            if not re.fullmatch(r"[A-Z][A-Za-z_]*", name):
                raise BrokenRegexError(f"`{match[0]}` names no class")
            raise UntranslatableError(
                f"the Unicode class `{match[0]}` is not known here: general categories alone are"
            )
        if flags.any_case:
            found = unicode.folded(found)
        return unicode.complement(found) if (match[1] == "P") != bool(match[2]) else found

    def _escaped_point(self) -> int:
        """The character that an escape stands for."""
        source, at = self.source, self.at
        letter = source[at + 1 : at + 2]
        if not letter:
            raise BrokenRegexError("ends in a backslash")
        if letter in _CONTROL:
            self.at += 2
            return _CONTROL[letter]
        match = _HEX.match(source, at) or _OCTAL.match(source, at)
        if match is not None:
            self.at = match.end()
            point = int(match[1], 8) if match.re is _OCTAL else int(match[1] or match[2], 16)
            if point > 0x10FFFF:
                raise BrokenRegexError(f"`{match[0]}` is beyond Unicode")
            return point
        if letter in "123456789":
            raise BrokenRegexError(f"`\\{letter}`: Go has no back-references")
        if ord(letter) < 128 and not letter.isalnum():
            self.at += 2
            return ord(letter)
        raise BrokenRegexError(f"`\\{letter}` is no escape that Go knows")

    def _class(self, flags: _Flags) -> Node:
        self.at += 1
        negated = self.source.startswith("^", self.at)
        self.at += negated
        ranges: Ranges = []
        first = True
        while first or not self.source.startswith("]", self.at):
            if self.at >= len(self.source):
                raise BrokenRegexError("a `[` is not closed")
            first = False
            ranges += self._class_item(flags)
        self.at += 1
        ranges = unicode.normal(ranges)
        if negated:
            return unicode.any_but(ranges)
        if not ranges:
            raise BrokenRegexError("a class is empty")
        return unicode.node(ranges)

    def _class_item(self, flags: _Flags) -> Ranges:
        posix = _POSIX_CLASS.match(self.source, self.at)
        if posix is not None:
            if posix[2] not in _POSIX:
                raise BrokenRegexError(f"`{posix[0]}` is no class")
            self.at = posix.end()
            ranges = _POSIX[posix[2]]
            ranges = unicode.folded(ranges) if flags.any_case else ranges
            return unicode.complement(ranges) if posix[1] else ranges
        match = _UNICODE_CLASS.match(self.source, self.at)
        if match is not None:
            return self._unicode_ranges(match, flags)
        letter = self.source[self.at + 1 : self.at + 2]
        if self.source[self.at] == "\\" and letter and letter in "dswDSW":
            self.at += 2
            ranges = _PERL[letter.lower()]
            return unicode.complement(ranges) if letter.isupper() else ranges
        low = high = self._class_point()
        dash = self.source.startswith("-", self.at) and not self.source.startswith("-]", self.at)
        if dash:
            self.at += 1
            high = self._class_point()
            if high < low:
                raise BrokenRegexError("a range in a class runs backwards")
        return unicode.folded([(low, high)]) if flags.any_case else [(low, high)]

    def _class_point(self) -> int:
        if self.at >= len(self.source):
            raise BrokenRegexError("a `[` is not closed")
        if self.source[self.at] == "\\":
            return self._escaped_point()
        self.at += 1
        return ord(self.source[self.at - 1])


def _changed(flags: _Flags, match: re.Match[str]) -> _Flags:
    names = {"i": "any_case", "m": "lines", "s": "dot_all", "U": "lazy"}
    on = {names[letter]: True for letter in match[1]}
    off = {names[letter]: False for letter in match[3] or ""}
    return flags._replace(**{**on, **off})


def _character(point: int, flags: _Flags) -> Node:
    if not flags.any_case:
        return literal(chr(point).encode("utf-8", "surrogatepass"))
    return unicode.node(unicode.folded([(point, point)]))
