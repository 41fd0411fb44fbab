"""Values in JSON and in notebooks."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable

from mask_corpus import values
from mask_corpus.escapes import backslashed, in_json
from mask_corpus.insert import Insert, Planted, planted

_JSON_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"(\s*:)?|[{\[]')


def json_text(data: bytes, drawn: random.Random) -> list[Insert]:
    tokens = [*_JSON_TOKEN.finditer(data)]
    strings = [each for each in tokens if each[0][:1] == b'"' and not each[1] and len(each[0]) > 2]
    objects = [each for each in tokens if each[0] == b"{"]
    inserts = []
    for each in drawn.sample(strings, min(len(strings), drawn.randrange(1, 4))):
        value = values.anywhere(drawn)
        written = _same(in_json, drawn)
        inserts.append(Insert(each.end() - 1, written(" " + value.words), planted(value, "string", written)))
    for each in drawn.sample(objects, min(len(objects), drawn.randrange(0, 3))):
        inserts.append(_member(each.end(), data, drawn))
    return inserts


def _same(escape: Callable[[str, random.Random], str], drawn: random.Random) -> Callable[[str], str]:
    """``escape`` with the same draw each time."""
    seed = drawn.random()
    return lambda text: escape(text, random.Random(seed))  # noqa: S311 - inputs, not secrets


def _member(at: int, data: bytes, drawn: random.Random) -> Insert:
    comma = "" if data[at:].lstrip()[:1] == b"}" else ","
    kind = drawn.randrange(4)
    if kind == 0:
        value = values.number(drawn)
        return Insert(at, f'"card{drawn.randrange(99)}": {value.text}{comma}', planted(value, "number"))
    if kind == 1:
        value, other = values.email(drawn), values.email(drawn)
        text = f'"{value.text}": 1, "{other.text}": 2{comma}'
        return Insert(at, text, Planted(value.kind, "two keys", (value.trace, other.trace)))
    key, value = values.keyed(drawn)
    written = _same(in_json, drawn)
    return Insert(at, f'"{key}": "{written(value.words)}"{comma}', planted(value, "member", written))


def notebook(data: bytes, drawn: random.Random) -> tuple[bytes, list[Planted]]:
    book = json.loads(data.decode("utf-8-sig"))
    done: list[Planted] = []
    cells = [each for each in book.get("cells", []) if isinstance(each.get("source"), (list, str))]
    for cell in drawn.sample(cells, min(len(cells), drawn.randrange(1, 5))):
        lines = (
            cell["source"] if isinstance(cell["source"], list) else cell["source"].splitlines(keepends=True)
        )
        is_code = cell.get("cell_type") == "code"
        added, each = _cell_lines(is_code, drawn)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        cell["source"] = [*lines, *added] if isinstance(cell["source"], list) else "".join([*lines, *added])
        done.append(each)
        if is_code and isinstance(cell.get("outputs"), list) and drawn.random() < 0.5:
            value = values.anywhere(drawn)
            cell["outputs"].append(
                {"name": "stdout", "output_type": "stream", "text": [f"got {value.words}\n"]}
            )
            done.append(planted(value, "output", _json_inside))
    return json.dumps(
        book, indent=drawn.choice((1, 2, None)), ensure_ascii=drawn.random() < 0.5
    ).encode() + b"\n", done


def _json_inside(text: str) -> str:
    return json.dumps(text)[1:-1]


def _cell_lines(is_code: bool, drawn: random.Random) -> tuple[list[str], Planted]:
    if not is_code:
        value = values.anywhere(drawn)
        return [f"{value.words}\n"], planted(value, "Markdown cell", _json_inside)
    choice = drawn.randrange(4)
    if choice == 0:
        value = values.anywhere(drawn)
        return [f"# {value.words}\n"], planted(value, "comment in a cell", _json_inside)
    if choice == 1:
        value = values.pem(drawn)
        return [f"{each}\n" for each in f'private_key = """{value.words}"""'.split("\n")], planted(
            value, "key over several lines of a cell"
        )
    key, value = values.keyed(drawn)
    quote = drawn.choice("\"'")

    def written(text: str) -> str:
        return _json_inside(backslashed(text, quote))

    return [f"{key} = {quote}{backslashed(value.words, quote)}{quote}\n"], planted(
        value, "code of a cell", written
    )
