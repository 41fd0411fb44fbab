"""A folder is a model, or one line says why not. Needs no onnxruntime: nothing is run."""

from __future__ import annotations

import json

import pytest

from piiscan.digest import sha256
from piiscan.errors import ModelError
from piiscan.model.package import PRESETS, read
from piiscan.model.pieces import FEATURES, SPECIALS
from piiscan.model.tags import CATEGORIES, KINDS, TAGS

NAMES = [str(category) for category in CATEGORIES]
CONFIG = {
    "format": 1,
    "name": "small",
    "categories": NAMES,
    "kinds": [str(kind) for kind in KINDS],
    "tags": TAGS,
    "features": FEATURES,
    "vocabulary": len(SPECIALS) + 1,
    "collapse": True,
    "window": 64,
    "overlap": 16,
    "bias": 1.0,
    "temperatures": dict.fromkeys(NAMES, 1.5),
    "kind_temperature": 1.0,
    "thresholds": {preset: dict.fromkeys(NAMES, 0.5) for preset in PRESETS},
}


def folder(path, *, pieces=(*SPECIALS, "a"), **changes):
    config = {key: value for key, value in {**CONFIG, **changes}.items() if value is not None}
    files = {
        "model.onnx": b"not run here",
        "vocab.txt": "".join(piece + "\n" for piece in pieces).encode(),
        "config.json": json.dumps(config).encode(),
    }
    for name, data in files.items():
        (path / name).write_bytes(data)
    hashes = {name: sha256(data).hexdigest() for name, data in files.items()}
    (path / "manifest.json").write_text(json.dumps({"step": "export", "files": hashes}))
    return path


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "another format"),
        ({"categories": NAMES[::-1]}, "categories"),
        ({"vocabulary": 3}, "vocabulary"),
        ({"window": 8}, "does not fit"),
        ({"window": "64"}, "whole number"),
        ({"thresholds": None}, "thresholds"),
        ({"thresholds": {p: {"NAME": 0.5} for p in PRESETS}}, "each category"),
        ({"temperatures": dict.fromkeys(NAMES, 0.0)}, "in its range"),
        ({"bias": float("nan")}, "in its range"),
    ],
)
def test_what_is_not_sound_is_refused_in_one_line(tmp_path, changes, said):
    with pytest.raises(ModelError, match=said) as caught:
        read(folder(tmp_path, **changes))
    assert "\n" not in caught.value.message


def test_an_empty_folder_and_a_file_are_no_models(tmp_path):
    with pytest.raises(ModelError, match="is not a model"):
        read(tmp_path)
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelError, match="is not a model"):
        read(tmp_path / "file")


def test_a_manifest_that_is_no_json(tmp_path):
    folder(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(ModelError, match="damaged"):
        read(tmp_path)


def test_a_missing_file(tmp_path):
    folder(tmp_path)
    (tmp_path / "vocab.txt").unlink()
    with pytest.raises(ModelError, match=r"vocab\.txt"):
        read(tmp_path)


def test_a_whole_one_is_read(tmp_path):
    package = read(folder(tmp_path))
    assert package.id.startswith("small-")
    assert package.temperatures == (1.5,) * len(NAMES)
    assert package.thresholds["recall"] == (0.5,) * len(NAMES)


def test_the_id_follows_the_network_alone(tmp_path):
    first = read(folder(tmp_path)).id
    (tmp_path / "model.onnx").write_bytes(b"another")
    with pytest.raises(ModelError, match="changed after its export"):
        read(tmp_path)
    assert first == read(folder(tmp_path, bias=0.0)).id
