"""The smallest model there can be: a table that gives each piece of the vocabulary its tags. Written by hand,
since onnxruntime reads ONNX and does not write it; the format is that of https://onnx.ai/onnx/repo-docs/IR.html."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

from piiscan.digest import sha256
from piiscan.model.package import PRESETS
from piiscan.model.pieces import FEATURES, SPECIALS
from piiscan.model.tags import BEGIN, CATEGORIES, END, KINDS, SINGLE, TAGS, tag
from piiscan.types import Category, Status

PARTS = {"begin": BEGIN, "end": END, "single": SINGLE}
#: Logit of the tag that a piece has; all others are 0, so its probability is 1 - 28 / (28 + e**9).
SURE = 9.0


def write(
    folder: Path,
    pieces: Mapping[str, tuple[Category, str, Status]],
    *,
    thresholds: Mapping[str, float] | None = None,
    outputs: Sequence[str] = ("tags", "kinds"),
) -> Path:
    """A package that tags ``pieces`` (category; begin, end or single; kind) and nothing else; returns ``folder``."""
    vocabulary = (*SPECIALS, *pieces)
    tags, kinds = [], []
    for piece in vocabulary:
        row, kind = [0.0] * TAGS, [0.0] * len(KINDS)
        if piece in pieces:
            category, part, status = pieces[piece]
            row[tag(CATEGORIES.index(category), PARTS[part])] = SURE
            kind[KINDS.index(status)] = SURE
        else:
            row[0] = SURE
        tags += row
        kinds += kind
    names = [str(category) for category in CATEGORIES]
    config = {
        "format": 1,
        "name": "tiny",
        "categories": names,
        "kinds": [str(kind) for kind in KINDS],
        "tags": TAGS,
        "features": FEATURES,
        "vocabulary": len(vocabulary),
        "window": 64,
        "overlap": 16,
        "temperatures": dict.fromkeys(names, 1.0),
        "thresholds": {
            preset: dict.fromkeys(names, (thresholds or {}).get(preset, 0.5)) for preset in PRESETS
        },
    }
    files = {
        "model.onnx": _model(len(vocabulary), tags, kinds, outputs),
        "vocab.txt": "".join(piece + "\n" for piece in vocabulary).encode(),
        "config.json": json.dumps(config).encode(),
    }
    folder.mkdir()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    hashes = {name: sha256(data).hexdigest() for name, data in files.items()}
    (folder / "manifest.json").write_text(json.dumps({"files": hashes}))
    return folder


def _model(count: int, tags: Sequence[float], kinds: Sequence[float], outputs: Sequence[str]) -> bytes:
    graph = b"".join(
        (
            _node("Gather", ("tag_table", "ids"), outputs[0]),
            _node("Gather", ("kind_table", "ids"), outputs[1]),
            _text(2, "tiny"),
            _bytes(5, _tensor("tag_table", (count, TAGS), tags)),
            _bytes(5, _tensor("kind_table", (count, len(KINDS)), kinds)),
            *(_bytes(11, _value(name, 7, 2)) for name in ("ids", "features", "mask")),
            *(_bytes(12, _value(name, 1, 3)) for name in outputs),
        )
    )
    return _number(1, 8) + _bytes(7, graph) + _bytes(8, _number(2, 17))


def _node(kind: str, inputs: Sequence[str], output: str) -> bytes:
    return _bytes(1, b"".join(_text(1, name) for name in inputs) + _text(2, output) + _text(4, kind))


def _tensor(name: str, shape: Sequence[int], values: Sequence[float]) -> bytes:
    dims = b"".join(_number(1, size) for size in shape)
    return dims + _number(2, 1) + _text(8, name) + _bytes(9, struct.pack(f"<{len(values)}f", *values))


def _value(name: str, kind: int, rank: int) -> bytes:
    shape = b"".join(_bytes(1, _text(2, f"{name}{axis}")) for axis in range(rank))
    return _text(1, name) + _bytes(2, _bytes(1, _number(1, kind) + _bytes(2, shape)))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
