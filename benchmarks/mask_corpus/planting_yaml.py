"""Values in YAML and TOML, in every style of scalar."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from mask_corpus import values
from mask_corpus.escapes import backslashed
from mask_corpus.insert import Insert, Planted, planted

_YAML_LINE = re.compile(rb"(?m)^(?P<indent> *)[A-Za-z_][\w-]*:(?= |\r?$)")
_YAML_SCALAR = re.compile(
    rb"(?m)^ *[A-Za-z_][\w-]*: +(?:\"(?P<double>(?:[^\"\\\r\n]|\\.)*)\"|'(?P<single>[^'\r\n]*)'|(?P<plain>[A-Za-z][\w ,.-]*))\r?$"
)


def yaml(data: bytes, drawn: random.Random) -> list[Insert]:
    lines, scalars = [*_YAML_LINE.finditer(data)], [*_YAML_SCALAR.finditer(data)]
    inserts = [
        _yaml_line(each.start(), each["indent"].decode(), drawn)
        for each in drawn.sample(lines, min(len(lines), drawn.randrange(1, 4)))
    ]
    for each in drawn.sample(scalars, min(len(scalars), drawn.randrange(0, 3))):
        style = str(each.lastgroup)
        value = values.anywhere(drawn)

        def written(text: str, style: str = style) -> str | None:
            if style == "double":
                return backslashed(text, '"')
            return text.replace("'", "''") if style == "single" else text

        inserts.append(
            Insert(
                each.end(style),
                " " + (written(value.words) or ""),
                planted(value, f"{style} scalar", written),
            )
        )
    return inserts


def _yaml_line(at: int, indent: str, drawn: random.Random) -> Insert:
    key, value = values.keyed(drawn)
    name = f"{key}_{drawn.randrange(10**4)}" if drawn.random() < 0.5 else key
    style = drawn.choice(
        (
            "plain",
            "single",
            "double",
            "literal",
            "folded",
            "flow",
            "list",
            "comment",
            "anchor",
            "keys",
            "number",
            "script",
        )
    )
    words = value.words.strip("\n")
    write: Callable[[str], str | None] = lambda text: text  # noqa: E731 - one of several
    if style == "single":
        write = lambda text: text.replace("'", "''")  # noqa: E731
        text = f"{name}: '{write(words)}'"
    elif style in ("double", "flow"):
        write = lambda text: backslashed(text, '"')  # noqa: E731
        text = (
            f'{name}: "{write(words)}"'
            if style == "double"
            else f'{name}_set: {{host: a, {key}: "{write(words)}", n: [1, 2]}}'
        )
    elif style in ("literal", "folded"):
        value = value if value.kind == "private key" else values.anywhere(drawn)
        body = value.words.strip("\n").replace("\n", f"\n{indent}  ")
        text = f"{name}: {'|' if style == 'literal' else '>-'}\n{indent}  {body}"
    elif style == "script":
        value = values.plain_password(drawn)
        text = f"run_{name}: |\n{indent}  export DB_PASSWORD='{value.text}'\n{indent}  ./deploy --now"
    elif style == "list":
        value, other = values.anywhere(drawn), values.email(drawn)
        text = f"{name}_list:\n{indent}  - note {value.words.replace(': ', '=')}\n{indent}  - {other.text}\n{indent}  - [{other.text}, {other.text}]"
    elif style == "comment":
        value = values.anywhere(drawn)
        text = f"# {value.words}"
    elif style == "anchor":
        value = values.email(drawn)
        text = f"{name}_a: &mail{drawn.randrange(10**6)} {value.text}"
    elif style == "keys":
        value, other = values.email(drawn), values.email(drawn)
        text = f"{name}_k:\n{indent}  {value.text}: 1\n{indent}  {other.text}: 2"
        return Insert(at, f"{indent}{text}\n", Planted(value.kind, "two keys", (value.trace, other.trace)))
    elif style == "number":
        value = values.number(drawn)
        text = f"{name}_card: {value.text}"
    else:
        if value.kind == "private key":
            value = values.password(drawn)
        text = f"{name}: {value.words}"
    return Insert(at, f"{indent}{text}\n", planted(value, f"{style} value", write))


_TOML_TABLE = re.compile(rb"(?m)^\[[^\[\]\r\n]+\][ \t]*\r?\n")


def toml(data: bytes, drawn: random.Random) -> list[Insert]:
    places = [0, *(each.end() for each in _TOML_TABLE.finditer(data))]
    return [_toml_line(at, drawn) for at in drawn.sample(places, min(len(places), drawn.randrange(1, 5)))]


def _toml_line(at: int, drawn: random.Random) -> Insert:
    key, value = values.keyed(drawn)
    key = f"{key}{drawn.randrange(10**4)}" if drawn.random() < 0.3 else key
    style = drawn.choice(
        ("basic", "literal", "long basic", "long literal", "array", "inline", "keys", "number", "comment")
    )
    words = value.words.strip("\n")
    write: Callable[[str], str | None] = lambda text: text  # noqa: E731
    if style in ("basic", "inline", "array"):
        write = lambda text: backslashed(text, '"')  # noqa: E731
        inside = f'"{write(words)}"'
        text = {
            "basic": f"{key} = {inside}",
            "inline": f"{key}s = {{ {key} = {inside}, n = 1 }}",
            "array": f"{key}s = [{inside}, {inside}]",
        }[style]
    elif style == "literal":
        value = value if "\n" not in words and "'" not in words else values.token(drawn)
        text = f"{key} = '{value.text}'"
    elif style == "long basic":
        write = lambda text: text.replace("\\", "\\\\")  # noqa: E731
        text = f'{key} = """\n{write(words)}\n"""'
    elif style == "long literal":
        text = f"{key} = '''\n{words}\n'''"
    elif style == "keys":
        value, other = values.email(drawn), values.email(drawn)
        return Insert(
            at,
            f'"{value.text}" = 1\n"{other.text}" = 2\n',
            Planted(value.kind, "two keys", (value.trace, other.trace)),
        )
    elif style == "number":
        value = values.number(drawn)
        text = f"card{drawn.randrange(999)} = {value.text}"
    else:
        value = values.anywhere(drawn)
        text = f"# {value.words}"
    return Insert(at, text + "\n", planted(value, f"{style} value", write))
