"""The model that ships is whole, small, and reads."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from piiscan.model.choose import SHIPPED
from piiscan.model.package import read
from piiscan.types import Category


def test_it_is_what_its_manifest_says_and_small() -> None:
    package = read(Path(SHIPPED))
    assert package.id.startswith("piiscan-base-")
    assert sum(item.stat().st_size for item in Path(SHIPPED).iterdir()) < 10_000_000
    assert {item.suffix for item in Path(SHIPPED).iterdir()} == {".onnx", ".txt", ".json", ".md"}


def test_its_card_says_what_went_in_and_what_came_out() -> None:
    card = Path(SHIPPED, "README.md").read_text(encoding="utf-8")
    for heading in ("## Data", "## Scores", "## Thresholds", "## Limits"):
        assert heading in card


def test_its_vocabulary_holds_no_address() -> None:
    assert not [
        piece for piece in read(Path(SHIPPED)).vocabulary if "@" in piece.strip("<>@") or len(piece) > 40
    ]


def test_it_finds_a_name_that_no_rule_finds() -> None:
    pytest.importorskip("onnxruntime")
    from piiscan.model.predict import load

    model = load(SHIPPED, threads=1)
    text = "# thanks to Grete Hermann and to Emil Krause, who found this bug\nreturn value\n"
    (found,) = model.predict([text])
    least = model.thresholds("balanced")
    names = [
        text[item.start : item.end]
        for item in found
        if item.category is Category.NAME and item.probability >= least[Category.NAME]
    ]
    assert names == ["Grete Hermann", "Emil Krause"]
    (nothing,) = model.predict(["for index in range(len(values)):\n    total += values[index]\n"])
    assert [item for item in nothing if item.probability >= least[item.category]] == []


def test_no_path_of_the_machine_that_made_it() -> None:
    for item in Path(SHIPPED).iterdir():
        assert os.sep.encode() + b"work" + os.sep.encode() not in item.read_bytes()
