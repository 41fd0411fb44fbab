"""Values planted into files that exist, where each format has its strings, comments, keys, cells and rows."""

from __future__ import annotations

import random
from collections.abc import Sequence

from mask_corpus import parsers
from mask_corpus.insert import Insert, Planted, Planter
from mask_corpus.planting_code import code
from mask_corpus.planting_json import json_text, notebook
from mask_corpus.planting_tables import env, ini, prose, table, xml
from mask_corpus.planting_yaml import toml, yaml

#: Tries for a file before it is given up: not every text may stand in every string.
TRIES = 4
PLANTERS: dict[str, Planter] = {
    "json": json_text,
    "yaml": yaml,
    "toml": toml,
    "xml": xml,
    "ini": ini,
    "env": env,
    "csv": table(b","),
    "tsv": table(b"\t"),
    "markdown": prose("markdown"),
    "rst": prose("rst"),
}


def plant(name: str, data: bytes, drawn: random.Random) -> tuple[bytes, list[Planted]] | None:
    """The file with values; None where nothing fits, or what comes out does not parse."""
    for _ in range(TRIES):
        try:
            result = notebook(data, drawn) if name == "ipynb" else _spliced(data, _inserts(name, data, drawn))
            if result[1]:
                parsers.shape(name, result[0])
                return result
        except ValueError:
            continue
    return None


def _inserts(name: str, data: bytes, drawn: random.Random) -> Sequence[Insert]:
    return PLANTERS[name](data, drawn) if name in PLANTERS else code(name, data, drawn)


def _spliced(data: bytes, inserts: Sequence[Insert]) -> tuple[bytes, list[Planted]]:
    parts, at, planted = [], 0, []
    line_end = "\r\n" if b"\r\n" in data[:4096] else "\n"
    for insert in sorted(inserts, key=lambda each: each.at):
        if insert.at < at:
            continue
        text = insert.text.replace("\n", line_end) if line_end != "\n" else insert.text
        parts += [data[at : insert.at], text.encode()]
        at = insert.at if insert.end is None else insert.end
        planted.append(insert.planted)
    return b"".join([*parts, data[at:]]), planted
