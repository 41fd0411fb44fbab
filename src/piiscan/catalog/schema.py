"""Checks one ``[[rule]]`` table of a rule file and turns it into a ``Rule``; every error names its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from piiscan.catalog.pieces import PieceError, expand
from piiscan.catalog.rule import BOUNDARIES, MAX_LEN_LIMIT, NEAR_LIMIT, Example, Near, Rule
from piiscan.errors import RuleError
from piiscan.types import Category, Severity

_DEFAULT_SEVERITY = {
    Category.KEY: Severity.ERROR,
    Category.PASSWORD: Severity.ERROR,
    Category.ID: Severity.WARNING,
    Category.EMAIL: Severity.WARNING,
    Category.IP_ADDRESS: Severity.WARNING,
    Category.NAME: Severity.NOTE,
    Category.USERNAME: Severity.NOTE,
}

_KEYS: dict[str, type] = {
    "id": str, "code": str, "title": str, "category": str, "severity": str, "confidence": float,
    "pattern": str, "anchor": str, "keywords": list, "max_len": int, "ignore_case": bool,
    "multiline": bool, "path": str, "boundary": str, "checks": list, "split": str, "mask": str, "why": str,
    "fix": str, "references": list, "generic": bool, "match": list, "no_match": list, "near": dict,
    "whole_file": str,
}  # fmt: skip
_REQUIRED = (
    "id",
    "code",
    "title",
    "category",
    "pattern",
    "keywords",
    "max_len",
    "why",
    "fix",
    "match",
    "no_match",
)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
#: Look-around and back-references, once escaped backslashes are out of the way.
_BEYOND = re.compile(r"(?<!\\)\((?:\?(?:[=!]|<[=!]|P=))|\\[1-9]")
_CODE = re.compile(r"[A-Z]{3,4}[0-9]{3}")


class _Table:
    """Reads keys of one table, and says where when one is wrong."""

    def __init__(
        self, table: Mapping[str, object], place: str, tested: bool, pieces: Mapping[str, str]
    ) -> None:
        self.table = table
        self.place = place
        self.tested = tested
        self.pieces = pieces

    def fail(self, key: str, message: str, hint: str = "") -> RuleError:
        return RuleError(f"{self.place}: key `{key}`: {message}", hint=hint)

    def check_keys(self) -> None:
        for key in self.table:
            if key not in _KEYS:
                raise self.fail(key, "unknown key", _near(key))
        for key in _REQUIRED:
            if key not in self.table:
                raise self.fail(key, "is missing")
        for key, value in self.table.items():
            kind = _KEYS[key]
            good = isinstance(value, (int, float)) if kind is float else isinstance(value, kind)
            if not good or (kind is not bool and isinstance(value, bool)):
                raise self.fail(key, f"must be {_NAMES[kind]}")

    def text(self, key: str, default: str = "") -> str:
        """As it stands: a space at the end of a pattern counts."""
        return str(self.table.get(key, default))

    def flag(self, key: str) -> bool:
        return bool(self.table.get(key, False))

    def words(self, key: str) -> tuple[str, ...]:
        items = self.table.get(key, [])
        assert isinstance(items, list)
        if not all(isinstance(item, str) and item for item in items):
            raise self.fail(key, "must be a list of non-empty strings")
        return tuple(items)

    def examples(self, key: str) -> tuple[Example, ...]:
        items = self.table.get(key, [])
        assert isinstance(items, list)
        if not items:
            raise self.fail(key, "needs at least one example")
        return tuple(self._example(key, item) for item in items)

    def _example(self, key: str, item: object) -> Example:
        if isinstance(item, str):
            return Example(item)
        known = isinstance(item, dict) and "text" in item and set(item) <= {"text", "path", "value"}
        if known and isinstance(item, dict) and all(isinstance(part, str) for part in item.values()):
            return Example(**item)
        raise self.fail(key, "an example is a string, or a table of strings `text`, `path`, `value`")

    def regex(self, key: str, ignore_case: bool, default: str = "") -> str:
        try:
            source = expand(self.text(key, default), self.pieces)
        except PieceError as error:
            raise self.fail(key, str(error), error.hint) from None
        if self.tested:
            return source
        try:
            # In a group, as it will stand between its boundaries: a flag for the whole of it has no place there.
            compiled = re.compile(b"(?:" + source.encode() + b")", re.IGNORECASE if ignore_case else 0)
        except (re.error, RecursionError, OverflowError) as error:
            raise self.fail(key, f"does not compile: {error}") from None
        if compiled.match(b"") or compiled.search(b""):
            raise self.fail(key, "matches the empty string")
        return source


_NAMES = {
    str: "a string",
    float: "a number",
    list: "a list",
    int: "a whole number",
    bool: "true or false",
    dict: "a table",
}


def _near(word: str) -> str:
    import difflib

    close = difflib.get_close_matches(word, _KEYS, 1)
    return f"did you mean `{close[0]}`?" if close else ""


def build_rule(
    table: Mapping[str, object],
    *,
    family: str,
    place: str,
    tested: bool = False,
    pieces: Mapping[str, str] | None = None,
) -> Rule:
    """The rule that ``table`` describes. Raises ``RuleError`` naming ``place`` (file and rule) and the key.

    ``tested``: its patterns are known to compile. ``pieces``: what ``(?&name)`` stands for in them.
    """
    read = _Table(table, place, tested, pieces or {})
    read.check_keys()
    category = _category(read)
    ignore_case = read.flag("ignore_case")
    pattern = read.regex("pattern", ignore_case)
    return Rule(
        id=_shaped(read, "id", _ID, "must be kebab-case"),
        code=_shaped(read, "code", _CODE, "must be three or four capitals and three digits, such as SEC101"),
        title=_sentence(read, "title"),
        category=category,
        severity=_severity(read, category),
        confidence=_confidence(read),
        pattern=pattern,
        anchor=_anchor(read, pattern, ignore_case),
        keywords=_keywords(read),
        max_len=_max_len(read),
        ignore_case=ignore_case,
        multiline=read.flag("multiline"),
        path=read.regex("path", True) if "path" in read.table else "",
        boundary=_one_of(read, "boundary", "token", BOUNDARIES),
        checks=read.words("checks"),
        split=read.text("split").strip(),
        mask=_shaped(read, "mask", re.compile(r"[A-Z][A-Z0-9_]*"), "must be capitals", category.value),
        why=_sentence(read, "why"),
        fix=_sentence(read, "fix"),
        references=_references(read),
        family=family,
        generic=read.flag("generic"),
        match=read.examples("match"),
        no_match=read.examples("no_match"),
        near=_partner(read),
        whole_file=_whole_file(read),
    )


def _shaped(read: _Table, key: str, shape: re.Pattern[str], message: str, default: str = "") -> str:
    value = read.text(key, default)
    if not shape.fullmatch(value):
        raise read.fail(key, message)
    return value


def _one_of(read: _Table, key: str, default: str, allowed: Sequence[str]) -> str:
    value = read.text(key, default)
    if value not in allowed:
        raise read.fail(key, f"must be one of {', '.join(allowed)}")
    return value


def _category(read: _Table) -> Category:
    return Category(_one_of(read, "category", "", [item.value for item in Category]))


def _severity(read: _Table, category: Category) -> Severity:
    if "severity" not in read.table:
        return _DEFAULT_SEVERITY[category]
    return Severity.parse(_one_of(read, "severity", "", ["error", "warning", "note"]))


def _confidence(read: _Table) -> float:
    value = float(str(read.table.get("confidence", 0.8)))
    if not 0 < value <= 1:
        raise read.fail("confidence", "must be above 0 and at most 1")
    return value


def _max_len(read: _Table) -> int:
    value = int(str(read.table["max_len"]))
    if not 0 < value <= MAX_LEN_LIMIT:
        raise read.fail("max_len", f"must be 1 to {MAX_LEN_LIMIT}")
    return value


def _partner(read: _Table) -> Near | None:
    table = read.table.get("near")
    if table is None:
        return None
    assert isinstance(table, dict)
    rule, within, required = table.get("rule"), table.get("within"), table.get("required", False)
    shaped = (
        isinstance(rule, str)
        and isinstance(within, int)
        and not isinstance(within, bool)
        and isinstance(required, bool)
        and set(table) <= set(Near._fields)
    )
    if not shaped:
        raise read.fail(
            "near", "a table of `rule` (an id), `within` (bytes) and, if need be, `required` (true or false)"
        )
    if not 0 < int(str(within)) <= NEAR_LIMIT:
        raise read.fail("near", f"`within` must be 1 to {NEAR_LIMIT}")
    if rule == read.table.get("id"):
        raise read.fail("near", "a rule cannot be its own partner")
    return Near(str(rule), int(str(within)), bool(required))


def _whole_file(read: _Table) -> str:
    if "whole_file" not in read.table:
        return ""
    for key in ("anchor", "path"):
        if key in read.table:
            raise read.fail("whole_file", f"a rule for whole files has no `{key}`")
    return read.regex("whole_file", True)


def _anchor(read: _Table, pattern: str, ignore_case: bool) -> str:
    if "whole_file" in read.table:
        return ""
    anchor = read.regex("anchor", ignore_case, pattern)
    key = "anchor" if "anchor" in read.table else "pattern"
    if _BEYOND.search(anchor.replace("\\\\", "")):
        raise read.fail(
            key,
            "look-around and back-references cannot be matched everywhere at once",
            "give a simpler `anchor` that every match contains",
        )
    return anchor


def _keywords(read: _Table) -> tuple[str, ...]:
    words = read.words("keywords")
    if not words:
        raise read.fail("keywords", "needs at least one literal that every match contains")
    if any(word != word.lower() for word in words):
        raise read.fail("keywords", "must be lower case: they are looked up regardless of case")
    return words


def _sentence(read: _Table, key: str) -> str:
    value = " ".join(read.text(key).split())
    if not value:
        raise read.fail(key, "is empty")
    return value


def _references(read: _Table) -> tuple[str, ...]:
    links = read.words("references")
    if not all(link.startswith("https://") for link in links):
        raise read.fail("references", "must be https:// links")
    return links
