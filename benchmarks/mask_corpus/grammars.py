"""Source languages: the tree-sitter grammar of each, the shape of a file, and where its strings and comments are."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from tree_sitter import Language, Node, Parser

#: Format → module, function of it.
GRAMMARS = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "go": ("tree_sitter_go", "language"),
    "rust": ("tree_sitter_rust", "language"),
    "c": ("tree_sitter_c", "language"),
    "cpp": ("tree_sitter_cpp", "language"),
    "java": ("tree_sitter_java", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "swift": ("tree_sitter_swift", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "lua": ("tree_sitter_lua", "language"),
    "shell": ("tree_sitter_bash", "language"),
    "dockerfile": ("tree_sitter_dockerfile", "language"),
    "css": ("tree_sitter_css", "language"),
    "scss": ("tree_sitter_scss", "language"),
    "sql": ("tree_sitter_sql", "language"),
    "terraform": ("tree_sitter_hcl", "language"),
    "html": ("tree_sitter_html", "language"),
}
#: Kinds of nodes whose inside is text: a word of their type.
_TEXT = (
    "string",
    "comment",
    "char",
    "heredoc_body",
    "heredoc_content",
    "template_lit",
    "quoted_template",
    "text",
)
#: Except these: what they are made of matters.
_NOT_TEXT = ("string_array", "concatenated", "comment_directive", "context", "charset", "jsx_text_expression")
#: What stands inside a text and is code again.
_CODE = ("interpolation", "substitution", "expansion", "template_interpolation")
#: Texts with nothing but text: a hole may be anywhere in them.
_INNER = (
    "string_content", "string_fragment", "interpreted_string_literal_content",
    "raw_string_literal_content", "raw_string_content", "heredoc_body", "heredoc_content", "line_str_text",
    "multi_line_str_text", "string_literal_content", "multiline_string_fragment", "template_literal",
    "quoted_template",
)  # fmt: skip


class Hole(NamedTuple):
    """A span of a file where text may be put in, at its end."""

    start: int
    end: int
    kind: str
    """``comment``, or the string with what opens it: ``string"``, ``string'''``, ``raw`` where nothing is escaped."""


@cache
def _parser(name: str) -> Parser:
    module, function = GRAMMARS[name]
    return Parser(Language(getattr(importlib.import_module(module), function)()))


def parse(name: str, data: bytes) -> Node:
    """The root. Raises ``ValueError`` where the grammar finds an error."""
    root = _parser(name).parse(data).root_node
    if root.has_error:
        raise ValueError("the grammar finds an error")
    return root


def shape(name: str, data: bytes) -> list[str]:
    """The types of all nodes, with brackets; strings and comments are leaves, but for code inside them."""
    return [*_types(parse(name, data))]


def _types(root: Node) -> Iterator[str]:
    stack: list[Node | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        yield node.type
        if node.child_count:
            children = _embedded(node) if _is_text(node) else node.children
            stack.append(")")
            stack += reversed(children)
            yield "("


def _is_text(node: Node) -> bool:
    kind = node.type
    return any(word in kind for word in _TEXT) and not any(word in kind for word in _NOT_TEXT)


def _embedded(node: Node) -> list[Node]:
    found: list[Node] = []
    stack = list(reversed(node.children))
    while stack:
        child = stack.pop()
        if any(word in child.type for word in _CODE):
            found.append(child)
        else:
            stack += reversed(child.children)
    return found


def holes(name: str, data: bytes) -> list[Hole]:
    """Where strings and comments have text that is not code."""
    found, stack = [], [parse(name, data)]
    while stack:
        node = stack.pop()
        kind = node.type
        if "comment" in kind and node.end_byte - node.start_byte > 4:
            found.append(_comment(node, data))
        elif kind == "string_value":  # of CSS: with its quotes
            found += _literal(node, data)
        elif kind in _INNER and node.parent is not None:
            found.append(Hole(node.start_byte, node.end_byte, _quote(node, data)))
        elif (
            kind in ("text", "jsx_text", "attribute_value") and data[node.start_byte : node.end_byte].strip()
        ):
            found.append(Hole(node.start_byte, node.end_byte, "markup"))
        elif not node.children and kind in ("string_literal", "raw_string_literal", "literal", "string"):
            found += _literal(node, data)
        else:
            stack += node.children
    return found


def _comment(node: Node, data: bytes) -> Hole:
    end = node.end_byte
    text = data[node.start_byte : end]
    for closing in (b"*/", b"-->"):
        if text.endswith(closing):
            end -= len(closing)
    return Hole(node.start_byte, end - (text.endswith(b"\n") and end == node.end_byte), "comment")


def _quote(node: Node, data: bytes) -> str:
    parent = node.parent
    assert parent is not None
    opening = data[parent.start_byte : node.start_byte].decode("latin-1").strip()
    if "raw" in parent.type or "raw" in node.type or opening[:1] in "rR@" or "heredoc" in node.type:
        return "raw"
    prefix = opening.rstrip("\"'`")
    mark = opening[len(prefix) :]
    return (
        f"string{mark}"
        if mark in ('"', "'", "`", '"""', "'''") and prefix.lower() in ("", "f", "b", "u")
        else "raw"
    )


def _literal(node: Node, data: bytes) -> list[Hole]:
    text = data[node.start_byte : node.end_byte]
    mark = text[:1]
    if len(text) < 3 or mark not in (b'"', b"'", b"`") or text[-1:] != mark:
        return []
    return [Hole(node.start_byte + 1, node.end_byte - 1, f"string{mark.decode()}")]
