"""The steps that need torch say so where it is missing, and their help needs nothing."""

from __future__ import annotations

import importlib.util
import itertools
import json

import pytest

from piiscan.cli.entry import main

STEPS = {
    "pretrain": ["a.txt", "--tokenizer", "v", "-o", "o", "--steps", "1"],
    "fit": ["a.jsonl", "--tokenizer", "v", "-o", "o", "--steps", "1"],
    "pseudo": ["a.jsonl", "--checkpoint", "c", "--dev", "d", "-o", "o"],
    "distill": ["a.jsonl", "--teacher", "t", "-o", "o", "--steps", "1"],
    "calibrate": ["a.jsonl", "--checkpoint", "c"],
    "export": ["--checkpoint", "c", "-o", "o"],
}


@pytest.fixture
def without_torch(monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else found(name, *rest)
    )


@pytest.mark.parametrize("step", STEPS)
def test_a_missing_library_is_one_line(step, without_torch, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["train", step, *STEPS[step]]) == 2
    said = capsys.readouterr().err
    assert "torch" in said
    assert "pip install 'piiscan-lint[train]'" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("step", ["tokenizer", "evaluate", "thresholds", *STEPS])
def test_help_needs_no_library(step, without_torch, capsys):
    assert main(["train", step, "--help"]) == 0
    assert "--seed" in capsys.readouterr().out


def test_a_vocabulary_needs_no_library(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("password = get_password()\n" * 50)
    assert (
        main(["train", "tokenizer", str(tmp_path / "a.txt"), "--size", "200", "-o", str(tmp_path / "v")]) == 0
    )
    assert "pieces for 1,000 characters" in capsys.readouterr().err
    assert (tmp_path / "v" / "manifest.json").exists()


def test_the_manifest_says_when_the_step_began(tmp_path, capsys, monkeypatch):
    (tmp_path / "a.txt").write_text("password = get_password()\n" * 50)
    times = itertools.chain([1_700_000_000.0], itertools.repeat(1_700_000_007.0))
    monkeypatch.setattr("piiscan.cli.train.time.time", lambda: next(times))
    assert (
        main(["train", "tokenizer", str(tmp_path / "a.txt"), "--size", "200", "-o", str(tmp_path / "v")]) == 0
    )
    made = json.loads((tmp_path / "v" / "manifest.json").read_text())
    assert (made["started"], made["seconds"]) == ("2023-11-14T22:13:20Z", 7.0)


def test_an_input_that_is_missing(tmp_path, capsys):
    assert main(["train", "tokenizer", str(tmp_path / "no.txt"), "-o", str(tmp_path / "v")]) == 2
    assert "cannot read" in capsys.readouterr().err
    assert not (tmp_path / "v").exists()


def test_rules_alone_are_judged_without_any_library(tmp_path, capsys):
    pytest.importorskip("numpy")
    document = {
        "id": "a",
        "group": "g",
        "path": "a.py",
        "language": "python",
        "text": "owner = 'emmy@noether.edu'\n",
        "spans": [{"start": 9, "end": 25, "label": "EMAIL"}],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(document) + "\n")
    assert (
        main(["train", "evaluate", str(tmp_path / "a.jsonl"), "-o", str(tmp_path / "e"), "--draws", "10"])
        == 0
    )
    assert "| EMAIL | rules | 1 | 1 | 0 | 0 |" in (tmp_path / "e" / "scores.md").read_text()
