"""A model gets other thresholds: all else of it stays, and it stays a model at every moment."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("numpy")
pytest.importorskip("onnxruntime")

import piiscan.model
from piiscan.cli.entry import main
from piiscan.model import package
from piiscan.train import adjust, card
from piiscan.train.adjust import Adjusted, write
from piiscan.types import Category

SHIPPED = Path(piiscan.model.__file__).parent / "shipped"
STEP = {"step": "thresholds"}
EMAIL = Adjusted(
    {"precision": {"EMAIL": 0.9}, "balanced": {"EMAIL": 0.5}, "recall": {"EMAIL": 0.25}},
    {"EMAIL": {"values": 4711, "balanced": {"precision": 0.75, "recall": 0.5}}},
)


@pytest.fixture
def model(tmp_path):
    write(SHIPPED, tmp_path / "model", Adjusted({}), step=STEP)
    return tmp_path / "model"


def test_nothing_chosen_changes_nothing_but_the_manifest(model):
    for path in SHIPPED.iterdir():
        if path.name != package.MANIFEST:
            assert (model / path.name).read_bytes() == path.read_bytes()
    assert package.read(model) == package.read(SHIPPED)
    assert json.loads((model / package.MANIFEST).read_text())["made_from"][-1] == STEP


def test_the_others_keep_theirs(model):
    before = package.read(model)
    write(model, model, EMAIL, step=STEP)
    after = package.read(model)
    assert after.id == before.id
    for preset, least in (("precision", 0.9), ("balanced", 0.5), ("recall", 0.25)):
        assert after.thresholds[preset][1] == least
        assert after.thresholds[preset][:1] == before.thresholds[preset][:1]
        assert after.thresholds[preset][2:] == before.thresholds[preset][2:]


def test_the_card_says_so(model):
    old = (model / card.NAME).read_text().split("\n")
    write(model, model, EMAIL, step=STEP)
    new = (model / card.NAME).read_text().split("\n")
    changed = [line for line, other in zip(new, old, strict=True) if line != other]
    assert changed == ["| EMAIL | 4711 | 0.90 | 0.50 (0.75, 0.50) | 0.25 |"]


def test_scores_take_the_place_of_those_before(model):
    row = {"f1": 0.5, "f1_interval": None}
    labels = ("NAME", "EMAIL", "USERNAME", "IP_ADDRESS", "PASSWORD", "KEY", "ID", "ALL")
    scores = {
        "notes": ["some files"],
        "systems": [{"system": "rules", "overlap": dict.fromkeys(labels, row)}],
    }
    write(model, model, EMAIL, step=STEP, scores=scores)
    text = (model / card.NAME).read_text()
    assert "- some files" in text
    assert "rules + model F1" not in text
    assert (
        text.index("## Data")
        < text.index("## Scores")
        < text.index("## Thresholds")
        < text.index("## Limits")
    )


def test_a_card_of_somebody_else_s_is_left_alone():
    config = {"thresholds": {preset: dict.fromkeys(map(str, Category), 0.5) for preset in package.PRESETS}}
    assert card.with_thresholds("# Mine\n", config, EMAIL.measured) == "# Mine\n"


def test_a_card_without_scores_gets_none():
    assert card.with_scores("# Mine\n", {"notes": [], "systems": []}) == "# Mine\n"


def test_a_rename_that_fails_brings_the_model_back(model, monkeypatch):
    before = package.read(model)
    rename = Path.rename

    def refuse(self, target):
        if self.name.startswith("model.") and Path(target) == model:
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        write(model, model, EMAIL, step=STEP)
    assert package.read(model) == before
    assert [path.name for path in model.parent.iterdir()] == ["model"]


def test_a_model_may_have_no_card(model):
    (model / card.NAME).unlink()
    write(model, model, EMAIL, step=STEP)
    assert package.read(model).thresholds["balanced"][1] == 0.5


def test_what_fails_leaves_the_model(model, monkeypatch):
    before = {path.name: path.read_bytes() for path in model.iterdir()}
    monkeypatch.setattr(adjust.package, "read", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write(model, model, EMAIL, step=STEP)
    assert {path.name: path.read_bytes() for path in model.iterdir()} == before
    assert [path.name for path in model.parent.iterdir()] == ["model"]


def document(number):
    at = f"Emmy{number} Noether"
    text = f"# by {at} <emmy{number}@noether{number}.edu>\nx = {number}\n"
    spans = [{"start": 5, "end": 5 + len(at), "label": "NAME"}]
    return {
        "id": f"d{number}",
        "group": f"g{number % 5}",
        "path": "a.py",
        "language": "python",
        "text": text,
        "spans": spans,
    }


def test_from_the_command_line(model, tmp_path, capsys):
    data = tmp_path / "dev.jsonl"
    data.write_text("".join(json.dumps(document(number)) + "\n" for number in range(12)))
    before = package.read(model)
    arguments = [str(model), str(data), "--category", "NAME", "-o", str(tmp_path / "other")]
    assert main(["train", "thresholds", *arguments]) == 0
    assert "NAME           12 values" in capsys.readouterr().err
    after = package.read(tmp_path / "other")
    assert package.read(model) == before
    assert {preset: row[1:] for preset, row in after.thresholds.items()} == {
        preset: row[1:] for preset, row in before.thresholds.items()
    }
    step = json.loads((tmp_path / "other" / package.MANIFEST).read_text())["made_from"][-1]
    assert step["counts"] == {"documents": 12}
    assert {"started", "seconds", "seed"} <= set(step)
    assert len(step["inputs"][0]["sha256"]) == 64


def test_what_is_no_model_is_one_line(tmp_path, capsys):
    (tmp_path / "a.jsonl").write_text(json.dumps(document(1)) + "\n")
    assert main(["train", "thresholds", str(tmp_path / "none"), str(tmp_path / "a.jsonl")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("text", "why"), [(None, "cannot read"), ("{", "not JSON")])
def test_scores_that_cannot_be_read_change_nothing(model, tmp_path, capsys, text, why):
    (tmp_path / "a.jsonl").write_text(json.dumps(document(1)) + "\n")
    if text is not None:
        (tmp_path / "scores.json").write_text(text)
    before = package.read(model)
    arguments = [str(model), str(tmp_path / "a.jsonl"), "--scores", str(tmp_path / "scores.json")]
    assert main(["train", "thresholds", *arguments]) == 2
    assert why in capsys.readouterr().err
    assert package.read(model) == before
