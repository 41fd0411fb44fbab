"""A real parser for every format, and the shape of a file: all that masking must leave as it is.

``shape(format, data)`` gives a digest; two files have the same where their trees differ in texts alone.
"""

from __future__ import annotations

import ast
import configparser
import csv
import hashlib
import io
import json
import sys
import warnings
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

import tomllib

from mask_corpus import grammars

#: Ending of a name, or the whole name, → format.
ENDINGS = {
    ending: name
    for name, endings in {
        "python": "py pyi",
        "json": "json geojson avsc map webmanifest",
        "yaml": "yaml yml",
        "toml": "toml",
        "xml": "xml svg xsd plist ttx glif designspace xsl wsdl",
        "html": "html htm",
        "ini": "ini cfg",
        "env": "env",
        "dockerfile": "dockerfile",
        "ipynb": "ipynb",
        "csv": "csv",
        "tsv": "tsv",
        "javascript": "js mjs cjs jsx",
        "typescript": "ts mts cts",
        "tsx": "tsx",
        "go": "go",
        "rust": "rs",
        "c": "c",
        "cpp": "cpp cc h hpp",
        "java": "java",
        "kotlin": "kt kts",
        "csharp": "cs",
        "swift": "swift",
        "ruby": "rb gemspec podspec rake",
        "php": "php",
        "lua": "lua",
        "shell": "sh bash",
        "css": "css",
        "scss": "scss",
        "sql": "sql",
        "terraform": "tf hcl",
        "markdown": "md",
        "rst": "rst",
    }.items()
    for ending in endings.split()
}

Shape = Callable[[bytes], object]


def format_of(path: str) -> str | None:
    name = path.rpartition("/")[2].lower()
    if name.startswith(("dockerfile", "containerfile")):
        return "dockerfile"
    if name.startswith(".env"):
        return "env"
    return ENDINGS.get(name.rpartition(".")[2]) if "." in name else None


def tree(name: str, data: bytes) -> object:
    """What ``shape`` is a digest of."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return SHAPES[name](data) if name in SHAPES else grammars.shape(name, data)
    except ValueError:
        raise
    except Exception as error:  # every parser has errors of its own
        raise ValueError(f"{type(error).__name__}") from error


def shape(name: str, data: bytes) -> str:
    """Raises ``ValueError`` where the file does not parse."""
    return hashlib.blake2b(repr((data.count(b"\n"), tree(name, data))).encode(), digest_size=16).hexdigest()


def _python(data: bytes) -> object:
    tree = ast.parse(data)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
            node.kind = None
    return ast.dump(tree)


def _json(data: bytes) -> object:
    return json.loads(
        data.decode("utf-8-sig"),
        object_pairs_hook=_pairs,
        parse_constant=_refuse,
        parse_int=_number,
        parse_float=_number,
    )


def _refuse(text: str) -> object:
    raise ValueError(f"{text} is no JSON")


def _number(text: str) -> object:
    return 0


def _pairs(pairs: list[tuple[str, Any]]) -> object:
    """Keys count, and so do those that are there twice; their text is as any text."""
    return ("object", len({key for key, _ in pairs}), [_leaf(value) for _, value in pairs])


def _leaf(value: object) -> object:
    if isinstance(value, str):
        return "text"
    return [_leaf(each) for each in value] if isinstance(value, list) else value


def _json_shape(data: bytes) -> object:
    return _leaf(_json(data))


def _notebook(data: bytes) -> object:
    import nbformat

    book = nbformat.reads(data.decode("utf-8-sig"), as_version=nbformat.NO_CONVERT)
    nbformat.validate(book)
    return _json_shape(data), [
        _cell(cell.get("source", "")) for cell in book.get("cells", []) if cell.get("cell_type") == "code"
    ]


def _cell(source: str) -> object:
    """The code of a cell, where it is Python that parses (no magic, no other language)."""
    try:
        return _python(source.encode())
    except (SyntaxError, ValueError):
        return "no Python"


def _yaml(data: bytes) -> object:
    from ruamel.yaml import YAML
    from ruamel.yaml.nodes import MappingNode

    yaml = YAML(typ="rt", pure=True)
    text = data.decode("utf-8-sig")
    shape: list[object] = []
    for document in yaml.compose_all(text):
        stack, seen = [document], set()
        while stack:
            node = stack.pop()
            if node is None or id(node) in seen:
                shape.append("alias")
                continue
            seen.add(id(node))
            shape.append((str(node.tag), node.anchor is not None, getattr(node, "style", None)))
            if isinstance(node, MappingNode):
                keys = [(key.tag, key.value) for key, _ in node.value if isinstance(key.value, str)]
                shape.append((len(node.value), len({str(key) for key in keys})))
                stack += [each for pair in node.value for each in pair]
            elif isinstance(node.value, list):
                shape.append(len(node.value))
                stack += node.value
    return shape


def _toml(data: bytes) -> object:
    def of(value: object) -> object:
        if isinstance(value, dict):
            return [of(each) for each in value.values()]
        return [of(each) for each in value] if isinstance(value, list) else type(value).__name__

    return of(tomllib.loads(data.decode()))


def _xml(data: bytes) -> object:
    events: list[object] = []
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.ordered_attributes = True
    parser.StartElementHandler = lambda name, attributes: events.append((name, attributes[::2]))
    parser.EndElementHandler = lambda name: events.append(0)
    parser.CommentHandler = lambda text: events.append("comment")
    parser.StartCdataSectionHandler = lambda: events.append("cdata")
    parser.ProcessingInstructionHandler = lambda target, text: events.append(target)
    parser.CharacterDataHandler = lambda text: events.append(bool(text.strip()))
    parser.Parse(data, True)
    merged: list[object] = []
    for event in events:
        if not (isinstance(event, bool) and merged and isinstance(merged[-1], bool)):
            merged.append(event)
        elif event:
            merged[-1] = True
    return merged


def _ini(data: bytes) -> object:
    parser = configparser.RawConfigParser(allow_no_value=True)
    parser.read_string(data.decode("utf-8-sig"))
    return [
        (len(parser.options(name)), [parser[name][key] is None for key in parser[name]])
        for name in parser.sections()
    ], parser.sections()


def _env(data: bytes) -> object:
    from dotenv.parser import parse_stream

    found = []
    for binding in parse_stream(io.StringIO(data.decode())):
        if binding.error:
            raise ValueError("no .env")
        found.append((binding.key, binding.value is None))
    return found


def _table(delimiter: str) -> Shape:
    def of(data: bytes) -> object:
        csv.field_size_limit(sys.maxsize)
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter, strict=True)
        return [len(row) for row in rows]

    return of


def _markdown(data: bytes) -> object:
    from markdown_it import MarkdownIt

    found: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(data.decode()):
        found.append(token.type)
        # A mailbox in angle brackets is a link because of its form alone.
        kinds = ["text" if child.markup == "autolink" else child.type for child in token.children or ()]
        found += [kind for at, kind in enumerate(kinds) if kind != "text" or kinds[at - 1 : at] != ["text"]]
    return found


def _rst(data: bytes) -> object:
    from docutils import nodes
    from docutils.core import publish_doctree

    settings = {
        "report_level": 5,
        "halt_level": 5,
        "file_insertion_enabled": False,
        "raw_enabled": False,
        "warning_stream": io.StringIO(),
    }
    tree = publish_doctree(data.decode(), settings_overrides=settings)
    # Text of a reference to nowhere is a paragraph of its own in a report.
    if [report for report in tree.findall(nodes.system_message) if report["level"] >= 2]:
        raise ValueError("docutils reports an error")
    # Mailboxes and URLs in prose are references because of their form alone.
    left_out = {id(node) for node in tree.findall(nodes.reference) if node.rawsource == node.astext()}
    # An initial that begins a line is a list of one (`F. Nansen`), and docutils says so.
    for one in tree.findall(nodes.enumerated_list):
        if one["enumtype"] == "upperalpha" and len(one) == 1:
            left_out |= {id(one), id(one[0])}
    left_out |= {id(node) for report in tree.findall(nodes.system_message) for node in report.findall()}
    return [
        type(node).__name__
        for node in tree.findall()
        if not isinstance(node, nodes.Text) and id(node) not in left_out
    ]


SHAPES: dict[str, Shape] = {
    "python": _python,
    "json": _json_shape,
    "ipynb": _notebook,
    "yaml": _yaml,
    "toml": _toml,
    "xml": _xml,
    "ini": _ini,
    "env": _env,
    "csv": _table(","),
    "tsv": _table("\t"),
    "markdown": _markdown,
    "rst": _rst,
}
