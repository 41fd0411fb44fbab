"""Values in XML, INI, .env, tables, Markdown and reStructuredText."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from mask_corpus import values
from mask_corpus.escapes import backslashed, doubled, in_attribute, in_xml
from mask_corpus.insert import Insert, Planter, planted

_XML_TEXT = re.compile(
    rb">(?P<text>[^<>&]*[^<>&\s][^<>&]*)</|<[A-Za-z][\w:.-]*(?: [\w:.-]+=\"[^\"<]*\")*?(?P<attribute> [\w:.-]+=\"[^\"<]+)\""
)


def xml(data: bytes, drawn: random.Random) -> list[Insert]:
    places = [*_XML_TEXT.finditer(data)]
    inserts = []
    for each in drawn.sample(places, min(len(places), drawn.randrange(1, 5))):
        key, value = values.keyed(drawn)
        if each["attribute"] is not None:
            if drawn.random() < 0.5:
                inserts.append(
                    Insert(
                        each.end(),
                        f' {key}="{in_attribute(value.words)}"',
                        planted(value, "attribute of its own", in_attribute),
                    )
                )
            else:
                value = values.anywhere(drawn)
                inserts.append(
                    Insert(
                        each.end("attribute"),
                        f" {in_attribute(value.words)}",
                        planted(value, "attribute", in_attribute),
                    )
                )
            continue
        style = drawn.choice(("text", "element", "cdata", "comment"))
        if style == "element":
            text = f"<{key}>{in_xml(value.words)}</{key}>"
        elif style == "text":
            value = values.anywhere(drawn)
            text = f" {in_xml(value.words)} "
        elif style == "cdata":
            text = f"<![CDATA[{key}={value.words}]]>"
        else:
            value = values.anywhere(drawn)
            text = f"<!-- {value.words} -->"
        inserts.append(Insert(each.end("text"), text, planted(value, style, in_xml)))
    return inserts


_SECTION = re.compile(rb"(?m)^\[[^\]\r\n]+\][ \t]*\r?\n")


def ini(data: bytes, drawn: random.Random) -> list[Insert]:
    places = [each.end() for each in _SECTION.finditer(data)]
    inserts = []
    for at in drawn.sample(places, min(len(places), drawn.randrange(1, 5))):
        key, value = values.keyed(drawn)
        style = drawn.choice(("value", "value", "quoted", "comment", "note", "key", "several lines"))
        if style == "several lines" and value.kind == "private key":
            text = f"{key} = " + value.words.strip("\n").replace("\n", "\n    ")
        elif style in ("comment", "note", "key") or "\n" in value.words:
            value = values.email(drawn) if style == "key" else values.anywhere(drawn)
            text = (
                f"{value.text} = 1"
                if style == "key"
                else f"{'; ' if style == 'comment' else f'note{drawn.randrange(10**6)} = '}{value.words}"
            )
        else:
            text = (
                f'{key}{drawn.randrange(10**4)} = "{value.text}"'
                if style == "quoted"
                else f"{key}{drawn.randrange(10**4)} = {value.text}"
            )
        inserts.append(Insert(at, text + "\n", planted(value, style)))
    return inserts


def env(data: bytes, drawn: random.Random) -> list[Insert]:
    inserts = []
    for _ in range(drawn.randrange(1, 5)):
        key, value = values.keyed(drawn)
        key = f"{key.upper()}_{drawn.randrange(10**4)}"
        words, style = value.words.strip("\n"), drawn.choice(("bare", "single", "double", "export"))
        if style == "double":
            write: Callable[[str], str] = lambda text: backslashed(text, '"')  # noqa: E731
            text = f'{key}="{write(words)}"'
        elif style == "single" and "'" not in words and "\\" not in words:
            write = lambda text: text  # noqa: E731
            text = f"{key}='{words}'"
        else:
            value, write = values.token(drawn), lambda text: text
            text = f"{'export ' if style == 'export' else ''}{key}={value.text}"
        inserts.append(Insert(len(data), f"\n{text}\n", planted(value, f"{style} value", write)))
    return inserts


def table(delimiter: bytes) -> Planter:
    def of(data: bytes, drawn: random.Random) -> list[Insert]:
        line = rb"[^\r\n\"]*[^\r\n\"" + delimiter + rb"][^\r\n\"]*"
        rows = [*re.finditer(rb"(?m)^" + line + rb"(?=\r?$)", data)][1:]
        return [
            _field(row, delimiter, drawn) for row in drawn.sample(rows, min(len(rows), drawn.randrange(1, 6)))
        ]

    return of


def _field(row: re.Match[bytes], delimiter: bytes, drawn: random.Random) -> Insert:
    fields = row[0].split(delimiter)
    place = drawn.randrange(len(fields))
    start = row.start() + sum(len(each) + 1 for each in fields[:place])
    end = start + len(fields[place])
    value = values.anywhere(drawn)
    style = drawn.choice(("bare", "quoted", "with quotes", "with a line end", "with a password"))
    if style == "bare" and not set(value.words) & set(',\t"'):
        return Insert(start, value.words, planted(value, "bare field"), end)
    if style == "with a password":
        _, value = values.keyed(drawn)
        text = f'say "password": "{value.words}", at once'
    else:
        text = {
            "with quotes": f'he said "{value.words}" twice',
            "with a line end": f"one\n{value.words}\ntwo",
        }.get(style, f"{value.words}, or so")
    return Insert(start, f'"{doubled(text)}"', planted(value, f"field {style}", doubled), end)


_BLANK = re.compile(rb"\n\r?\n(?=[A-Z])")
_PROSE = re.compile(rb"(?m)^[A-Z][A-Za-z ,']{20,}[a-z.]\r?$")


def prose(name: str) -> Planter:
    own = {
        "markdown": (
            "`{w}`",
            "- item {w}",
            "```\n{w}\n```",
            "[page](https://svc:{p}@x.nordhafen.de/a)",
            "> {w}",
            "| a | b |\n| --- | --- |\n| 1 | {w} |",
            "<{m}>",
            "**{w}**",
            "{w}",
            "    password = {p}",
        ),
        "rst": (
            "``{w}``",
            "- item {w}",
            "::\n\n    {w}",
            "`page <https://svc:{p}@x.nordhafen.de/a>`__",
            ".. note:: {w}",
            ":Mail: {m}",
            "**{w}**",
            "{w}",
            ".. code-block:: text\n\n    password = {p}",
        ),
    }[name]

    def of(data: bytes, drawn: random.Random) -> list[Insert]:
        blanks, prose = [each.end() for each in _BLANK.finditer(data)], [*_PROSE.finditer(data)]
        inserts = []
        for at in drawn.sample(blanks, min(len(blanks), drawn.randrange(1, 4))):
            template = drawn.choice(own)
            value = (
                values.password(drawn)
                if "{p}" in template
                else values.email(drawn)
                if "{m}" in template
                else values.anywhere(drawn)
            )
            if "{p}" in template and not value.text.isalnum():
                continue
            inserts.append(
                Insert(
                    at,
                    template.format(w=value.words, p=value.text, m=value.text) + "\n\n",
                    planted(value, template.replace("\n", " ")[:12]),
                )
            )
        for each in drawn.sample(prose, min(len(prose), drawn.randrange(0, 3))):
            value = values.anywhere(drawn)
            inserts.append(
                Insert(each.end() - each[0].endswith(b"\r"), " " + value.words, planted(value, "prose"))
            )
        return inserts

    return of
