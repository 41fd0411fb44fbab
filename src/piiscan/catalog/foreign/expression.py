"""Betterleaks' `filter` and `prefilter`: the part of their language that says when a finding is dropped.

Comparisons of a finding's texts and of the path, joined by and, or and not. Variables, slices and everything that
computes are beyond it; so are attributes of commits, which are the empty text, as they are in a scan of a tree.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from piiscan.catalog.foreign import condition
from piiscan.catalog.foreign.condition import NEVER, Tree
from piiscan.catalog.foreign.errors import UntranslatableError

_TOKEN = re.compile(
    r"""(?:
    (?P<raw>`[^`]*`|r\"\"\".*?\"\"\"|r'''.*?'''|r"[^"\n]*"|r'[^'\n]*')
    |(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>-?\d+(?:\.\d+)?)
    |(?P<name>[A-Za-z_]\w*)
    |(?P<sign>\|\||&&|\?\?|\?\.|\[\?|==|!=|<=|>=|[<>!()\[\],.])
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_BLANK = re.compile(r"(?:\s+|//[^\n]*)*")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "0": "\0"}
_COMPARISONS = ("==", "!=", "<=", "<", ">=", ">")
_TURNED = {"<=": ">=", "<": ">", ">=": "<=", ">": "<"}
_DEEPEST = 50


class _Text(NamedTuple):
    """A literal, or ``target``: a text that is known when something has been found."""

    literal: str
    target: str = ""


class _Entropy(NamedTuple):
    target: str


class _Yes(NamedTuple):
    tree: Tree


_Value = _Text | _Entropy | _Yes | float | list[str]


def read(source: str) -> Tree:
    """When the expression says that a finding is dropped. Raises ``UntranslatableError``."""
    reader = _Reader(_tokens(source))
    tree = _truth(reader.either(0))
    if reader.at < len(reader.tokens):
        raise _beyond(reader.peek())
    return tree


def _tokens(source: str) -> list[tuple[str, str]]:
    tokens = []
    at = 0
    while (at := _skip(source, at)) < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise _beyond(source[at : at + 10])
        tokens.append((str(match.lastgroup), match[match.lastgroup or 0]))
        at = match.end()
    return tokens


def _skip(source: str, at: int) -> int:
    """Where the next token begins: behind blanks and comments."""
    match = _BLANK.match(source, at)
    return match.end() if match else at


def _beyond(what: str) -> UntranslatableError:
    return UntranslatableError(
        f"`{what}` is more than piiscan reads of the language" if what else "ends too soon"
    )


def _truth(value: _Value) -> Tree:
    if not isinstance(value, _Yes):
        raise UntranslatableError("is neither true nor false")
    return value.tree


class _Reader:
    """Recursive descent over the tokens."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at][1] if self.at < len(self.tokens) else ""

    def take(self, *texts: str) -> str:
        """The next token if it is one of these, else nothing."""
        found = self.peek()
        if found and found in texts:
            self.at += 1
            return found
        return ""

    def need(self, text: str) -> None:
        if not self.take(text):
            raise _beyond(self.peek())

    def either(self, depth: int) -> _Value:
        return self._joined(("||", "or"), self.both, condition.any_of, depth)

    def both(self, depth: int) -> _Value:
        return self._joined(("&&", "and"), self.single, condition.all_of, depth)

    def _joined(
        self,
        signs: tuple[str, ...],
        part: Callable[[int], _Value],
        join: Callable[[list[Tree]], Tree],
        depth: int,
    ) -> _Value:
        value = part(depth)
        trees: list[Tree] = []
        while self.take(*signs):
            trees = trees or [_truth(value)]
            trees.append(_truth(part(depth)))
        return _Yes(join(trees)) if trees else value

    def single(self, depth: int) -> _Value:
        if depth > _DEEPEST:
            raise UntranslatableError("is nested too deeply")
        if self.take("!", "not"):
            return _Yes(["not", _truth(self.single(depth + 1))])
        left = self.operand(depth)
        negated = bool(self.take("not"))
        sign = self.take(*_COMPARISONS, "contains", "startsWith", "endsWith", "matches", "in")
        if not sign:
            if negated:
                raise _beyond(self.peek())
            return left
        found = _compared(left, sign, self.operand(depth))
        return _Yes(["not", found]) if negated else _Yes(found)

    def operand(self, depth: int) -> _Value:
        value = self._plain(depth)
        while True:
            if self.take("??"):
                self.operand(depth)  # what is not known is the empty text
            elif self.take("."):
                value = self._method(value, depth)
            else:
                return value

    def _method(self, value: _Value, depth: int) -> _Value:
        name = self._name()
        self.need("(")
        argument = self.either(depth + 1)
        self.need(")")
        if name == "orValue":
            return value
        return _Yes(_compared(value, name, argument))

    def _name(self) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind != "name":
            raise _beyond(text)
        self.at += 1
        return text

    def _plain(self, depth: int) -> _Value:
        if self.at >= len(self.tokens):
            raise _beyond("")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return float(text)
        if kind in ("raw", "string"):
            return _Text(_unquoted(kind, text))
        if text == "(":
            value = self.either(depth + 1)
            self.need(")")
            return value
        if text == "[":
            return self._list()
        if text in ("true", "false"):
            return _Yes(["all", []] if text == "true" else NEVER)
        if text in ("finding", "attributes"):
            return self._field(text)
        if kind == "name" and self.peek() in (".", "("):
            return self._call(text, depth)
        raise _beyond(text)

    def _list(self) -> list[str]:
        items = []
        while not self.take("]"):
            items.append(self._literal())
            if self.peek() != "]":
                self.need(",")
        return items

    def _literal(self) -> str:
        kind, text = self.tokens[self.at] if self.at < len(self.tokens) else ("", "")
        if kind not in ("raw", "string"):
            raise _beyond(text)
        self.at += 1
        return _unquoted(kind, text)

    def _field(self, of: str) -> _Value:
        if self.take(".", "?."):
            name = self._name()
        else:
            if not self.take("[", "[?"):
                raise _beyond(of)
            name = self._literal()
            self.need("]")
        return _field(of, name)

    def _call(self, name: str, depth: int) -> _Value:
        while self.take("."):
            name = self._name()  # `filter.entropy` and `entropy` are the same
        if not self.take("("):
            raise _beyond(name)
        if name == "get":
            return self._get(depth)
        arguments: list[_Value] = []
        while not self.take(")"):
            arguments.append(self.either(depth + 1))
            if self.peek() != ")":
                self.need(",")
        return _called(name, arguments)

    def _get(self, depth: int) -> _Value:
        of = self._name()
        self.need(",")
        name = self._literal()
        if self.take(","):
            self.either(depth + 1)
        self.need(")")
        return _field(of, name)


def _field(of: str, name: str) -> _Text:
    if of == "finding" and name in condition.TARGETS:
        return _Text("", name)
    if of == "attributes" and name == "path":
        return _Text("", "path")
    if of == "attributes" and name.startswith("git."):
        return _Text("", "nothing")
    raise _beyond(f"{of}.{name}")


def _called(name: str, arguments: list[_Value]) -> _Value:
    first = arguments[0] if arguments else None
    if not isinstance(first, _Text) or not first.target:
        raise _beyond(name)
    rest = arguments[1:]
    if name == "entropy" and not rest:
        return _Entropy(first.target)
    if name == "failsTokenEfficiency" and not rest:
        return _Yes(["language", first.target])
    if len(rest) == 1 and isinstance(rest[0], list):
        if name == "matchesAny":
            return _Yes(condition.regexes(first.target, rest[0]))
        if name == "containsAny":
            return _Yes(condition.words(first.target, rest[0]))
    raise _beyond(name)


def _compared(left: _Value, sign: str, right: _Value) -> Tree:
    if isinstance(left, (int, float)) and isinstance(right, _Entropy) and sign in _TURNED:
        left, sign, right = right, _TURNED[sign], left
    if isinstance(left, _Entropy) and isinstance(right, (int, float)) and sign in _TURNED:
        return ["entropy", left.target, sign, float(right)]
    if isinstance(left, _Text) and isinstance(right, _Text) and sign in ("==", "!=") and not left.target:
        left, right = right, left
    if isinstance(left, _Text) and left.target and isinstance(right, list) and sign == "in":
        return condition.any_of([["same", left.target, item] for item in right])
    if not (isinstance(left, _Text) and left.target and isinstance(right, _Text) and not right.target):
        raise _beyond(sign)
    target, text = left.target, right.literal
    if sign == "==":
        return ["same", target, text]
    if sign == "!=":
        return ["not", ["same", target, text]]
    if sign == "matches":
        return condition.regexes(target, [text])
    quoted = "\\Q" + text.replace("\\E", "\\E\\\\E\\Q") + "\\E" if text else ""
    wrapped = {"contains": "{}", "startsWith": r"\A{}", "endsWith": r"{}\z"}.get(sign)
    if wrapped is None:
        raise _beyond(sign)
    return condition.regexes(target, [wrapped.format(quoted)])


def _unquoted(kind: str, text: str) -> str:
    if kind == "raw":
        text = text.removeprefix("r")
        return text[3:-3] if text[:3] in ('"""', "'''") else text[1:-1]
    return _ESCAPE.sub(
        lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else _ESCAPES.get(m[3], m[3]), text[1:-1]
    )
