"""What a step writes beside its output."""

from __future__ import annotations

import pytest

from piiscan.errors import DataError
from piiscan.train.manifest import Input, Manifest, files, load


def test_nothing_there_is_one_line(tmp_path):
    with pytest.raises(DataError, match="cannot read"):
        load(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", "{}"])
def test_what_is_no_manifest_is_one_line(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(DataError, match="not"):
        load(tmp_path)


def test_it_says_what_went_in(tmp_path):
    (tmp_path / "in.txt").write_text("abc")
    manifest = Manifest(
        "label", {"windows": 3}, seed=5, inputs=[Input("pypi:x", "1", "MIT"), *files([tmp_path / "in.txt"])]
    )
    manifest.write(tmp_path / "out")
    value = load(tmp_path / "out")
    assert value["step"] == "label"
    assert value["seed"] == 5
    assert value["inputs"][0] == {"name": "pypi:x", "version": "1", "licence": "MIT"}
    assert value["inputs"][1]["sha256"].startswith("ba7816bf")
