"""The words for what a masked value becomes, in configuration and on the command line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from piiscan.compiled import regex
from piiscan.errors import UsageError

DEFAULT = "placeholder"
#: Leaves what was found as it is.
KEEP = "keep"
#: Every word; what each writes is in docs/masking.md.
WORDS = (DEFAULT, "numbered", "fake", "partial", "stars", "hash", "env", KEEP)
#: The one that brings a text along: ``template:hidden {category} {n}``.
TEMPLATE = "template:"

_SELECTED = regex(r"([A-Za-z0-9_-]*)=(.*)", re.DOTALL)
#: What a template may say literally: nothing that ends a string, a comment, a line or a column in any language.
PLAIN = r"[A-Za-z0-9 <>()_.:#+=/!?~-]"
FIELD = r"\{(?:category|n|code)\}"
LONGEST = 100

_PLAIN = regex(f"{PLAIN}*")
_FIELD = regex(FIELD)


def complaint(policy: str) -> str:
    """Why ``policy`` is none, without quoting it; empty where it is one."""
    if policy in WORDS:
        return ""
    if not policy.startswith(TEMPLATE):
        return "it is none of the policies"
    text = policy.removeprefix(TEMPLATE)
    if not text.strip():
        return "the text of the template is empty"
    if len(text) > LONGEST:
        return f"the text of the template is longer than {LONGEST} characters"
    literal = _FIELD.sub("", text)
    if "{" in literal or "}" in literal:
        return "braces of a template hold `category`, `n` or `code`"
    if any(not letter.isprintable() for letter in literal):
        return "a template holds no control characters and no line ends"
    if any(letter in "\"'`" for letter in literal):
        return "a template holds no quotes"
    if not _PLAIN.fullmatch(literal):
        return "a template holds ASCII letters, digits, spaces and <>()_.:#+=/!?~- alone"
    if "//" in text or not text[0].strip() or not text[-1].strip():
        return "a template holds no `//` and begins and ends with no space"
    return ""


def from_options(values: Iterable[str]) -> dict[str, object]:
    """``("fake", "EMAIL=stars")`` as the table ``[mask]`` of a configuration file.

    Of two that say the same the later one wins. Raises `UsageError` for ``=fake``; unknown policies and
    selectors are found where those of files are.
    """
    table: dict[str, object] = {}
    chosen: dict[str, str] = {}
    for value in values:
        selected = _SELECTED.fullmatch(value)
        if selected is None:
            table["policy"] = value
        elif selected[1]:
            chosen[selected[1]] = selected[2]
        else:
            raise UsageError("--policy: nothing stands before the `=`", hint="--policy EMAIL=fake")
    if chosen:
        table["policies"] = chosen
    return table
