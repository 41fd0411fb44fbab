"""How a text is written in a string of each kind. None where that kind cannot hold it."""

from __future__ import annotations

import json
import random

_C = str.maketrans({"\\": "\\\\", "\n": "\\n", "\t": "\\t"})


def backslashed(text: str, quote: str) -> str:
    """As nearly every language writes it."""
    text = text.translate(_C).replace(quote[:1], f"\\{quote[:1]}")
    return text.replace("${", "\\${") if quote == "`" else text


def in_string(language: str, text: str, quote: str) -> str | None:
    """``text`` for a string that ``quote`` opens; ``quote`` is "" for a raw one."""
    if not quote:
        return None if any(each in text for each in "\"'`\\\n") else text
    if language in ("shell", "dockerfile"):
        return _shell(text, quote)
    if language == "sql":
        return None if "\n" in text or "\\" in text else text.replace(quote, quote * 2)
    if language in ("css", "scss", "html"):
        return None if any(each in text for each in "\n\\<>#{") else text.replace(quote, "")
    if quote == "'" and language in ("go", "c", "cpp", "java", "rust", "kotlin", "csharp", "swift", "c_char"):
        return None
    if quote == "`" and language == "go":
        return None if "`" in text else text
    if quote in ('"""', "'''") and language in ("kotlin", "csharp", "swift"):
        return None
    if "$" in text and (language in ("kotlin", "terraform") or (language == "php" and quote == '"')):
        return None if language == "terraform" else backslashed(text, quote).replace("$", "\\$")
    if quote == "'" and language in ("ruby", "php"):
        return None if "\n" in text else text.replace("\\", "\\\\").replace("'", "\\'")
    if "#" in text and language == "ruby":
        return backslashed(text, quote).replace("#", "\\#")
    if language == "swift" and "\\" in text:
        return backslashed(text, quote)
    return backslashed(text, quote)


def _shell(text: str, quote: str) -> str | None:
    if quote == "'":
        return None if "'" in text else text
    for each in '\\"$`':
        text = text.replace(each, f"\\{each}")
    return None if "!" in text else text


def in_json(text: str, drawn: random.Random) -> str:
    """The inside of a JSON string: sometimes with escapes that need not be."""
    inside = json.dumps(text, ensure_ascii=drawn.random() < 0.5)[1:-1]
    if drawn.random() < 0.15:
        inside = inside.replace("/", "\\/")
    elif drawn.random() < 0.15:
        inside = inside.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return inside


def in_xml(text: str, quote: str = "") -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace(quote, "&quot;" if quote == '"' else "&apos;") if quote else text


def in_attribute(text: str) -> str:
    """Of XML, in double quotes; a line end in it is written out."""
    return in_xml(text, '"').replace("\n", "&#10;")


def doubled(text: str) -> str:
    """As CSV writes quotes."""
    return text.replace('"', '""')
