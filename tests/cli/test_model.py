"""``--model``: what is asked for runs or is refused with one line, and never gives way to fewer findings in silence."""

from __future__ import annotations

import importlib.util
import json
import shutil

import pytest

from model import tiny
from piiscan.model import choose as choosing
from piiscan.types import Category, Status

RUNS = importlib.util.find_spec("onnxruntime") is not None and importlib.util.find_spec("numpy") is not None
needs_runtime = pytest.mark.skipif(not RUNS, reason="onnxruntime is not installed")

PIECES = {
    "emmy": (Category.NAME, "begin", Status.LIVE),
    "noether": (Category.NAME, "end", Status.LIVE),
    "sofia": (Category.NAME, "single", Status.PLACEHOLDER),
}
TEXT = "# grüße an Emmy Noether\nx = 1\n# and Sofia Germain\n"
REFUSED = "piiscan: error: "


@pytest.fixture
def model(tmp_path):
    return str(tiny.write(tmp_path / "model", PIECES))


def findings(result):
    return [
        (item["code"], item["label"], item["start_line"], item["start_column"])
        for item in json.loads(result.out)["findings"]
    ]


COMMANDS = [
    ("scan", "a.txt"),
    ("scan", "--staged"),
    ("mask", "a.txt"),
    ("mask", "--diff", "a.txt"),
    ("filter",),
    ("scan", "--history"),
]


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("mode", "said"),
    [
        ("full", "ships no model"),
        ("shipped", "ships no model"),
        ("./nowhere", "there is no model at ./nowhere"),
        (".", "is not a model"),
        ("a.txt", "is not a model"),
    ],
)
def test_what_is_no_model_is_refused_before_anything_is_read(
    piiscan, write, git, command, mode, said, monkeypatch
):
    monkeypatch.setattr(choosing, "SHIPPED", "/nowhere")
    write({"a.txt": TEXT})
    done = piiscan(*command, "--model", mode, "--isolated")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(REFUSED)
    assert said in done.err.splitlines()[0]


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt", "config.json"])
def test_a_damaged_model_is_refused(piiscan, write, model, tmp_path, name):
    write({"a.txt": TEXT})
    path = tmp_path / "model" / name
    path.write_bytes(path.read_bytes()[:-1])
    for command in ("scan", "mask"):
        done = piiscan(command, "a.txt", "--model", model)
        assert (done.code, done.out) == (2, "")
        assert "damaged, or changed after its export" in done.err


def test_without_onnxruntime_a_model_is_refused_and_auto_is_rules(piiscan, write, model, monkeypatch):
    write({"a.txt": "mail to emmy@noether.edu\n"})
    monkeypatch.setattr(choosing, "_can_run", lambda: False)
    monkeypatch.setattr(choosing, "SHIPPED", model)
    done = piiscan("scan", "a.txt", "--model", model)
    assert done.code == 2
    assert "onnxruntime, which is not installed" in done.err
    assert piiscan("scan", "a.txt").code == 1


def test_history_runs_no_model_and_says_so(piiscan, write, git, model):
    done = piiscan("scan", "--history", "--model", model)
    assert done.code == 2
    assert "rules alone" in done.err or "onnxruntime" in done.err


def test_model_codes_are_selectors_without_a_model(piiscan, write):
    write({"a.txt": TEXT})
    assert piiscan("scan", "a.txt", "--select", "MDL001,model-key", "--isolated").code == 0
    done = piiscan("scan", "a.txt", "--select", "MDL9", "--isolated")
    assert done.code == 2


def test_rules_list_and_explain_them(piiscan, write):
    listed = {item["code"]: item for item in json.loads(piiscan("rules", "-o", "json", "--isolated").out)}
    assert listed["MDL005"]["category"] == "PASSWORD"
    assert "No rule has matched here" in piiscan("rule", "MDL001", "--isolated").out


@needs_runtime
def test_a_scan_with_a_model(piiscan, write, model):
    write({"a.txt": TEXT})
    assert findings(piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", "off")) == []
    done = piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", model)
    assert findings(done) == [("MDL001", "NAME", 1, 12)]
    document = json.loads(done.out)
    assert document["tool"]["model"].startswith("tiny-")
    assert document["findings"][0]["layers"] == ["model"]
    assert list(document["rules"]) == ["MDL001"]
    every = piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", model, "--include", "placeholder")
    assert findings(every) == [("MDL001", "NAME", 1, 12), ("MDL001", "NAME_EXAMPLE", 3, 7)]


@needs_runtime
def test_sarif_names_the_model_and_the_rule(piiscan, write, model):
    write({"a.txt": TEXT})
    run = json.loads(piiscan("scan", "a.txt", "--isolated", "-o", "sarif", "--model", model).out)["runs"][0]
    assert run["tool"]["extensions"][0]["name"].startswith("tiny-")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["MDL001"]
    assert run["results"][0]["ruleId"] == "MDL001"


@needs_runtime
def test_the_model_that_ships_reads_some_or_all_and_auto_is_rules(piiscan, write, model, monkeypatch):
    monkeypatch.setattr(choosing, "SHIPPED", model)
    write({"a.txt": TEXT, "b.txt": "nothing else than emmy noether\n"})
    assert len(findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", "shipped"))) == 1
    assert len(findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", "full"))) == 2
    assert findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", "off")) == []
    assert findings(piiscan("scan", ".", "--isolated", "-o", "json")) == []


@needs_runtime
def test_masking_takes_what_the_model_sees_and_masking_twice_changes_nothing(piiscan, write, tree, model):
    write({"a.txt": TEXT})
    assert piiscan("mask", "a.txt", "--isolated", "--model", model).code == 0
    masked = (tree / "a.txt").read_text()
    assert masked == TEXT.replace("Emmy Noether", "<NAME>")
    assert piiscan("mask", "a.txt", "--isolated", "--model", model).code == 0
    assert (tree / "a.txt").read_text() == masked
    assert piiscan("filter", "--isolated", "--model", model, stdin=TEXT.encode()).out == masked


@needs_runtime
def test_presets(piiscan, write, tmp_path):
    write({"a.txt": TEXT})
    least = {"precision": 1.0, "balanced": 0.99999, "recall": 0.5}
    model = str(tiny.write(tmp_path / "strict", PIECES, thresholds=least))
    found = {
        preset: len(
            findings(
                piiscan("scan", "a.txt", "--isolated", "-o", "json", "--model", model, "--preset", preset)
            )
        )
        for preset in least
    }
    assert found == {"precision": 0, "balanced": 0, "recall": 1}


@needs_runtime
def test_many_files_in_processes_are_as_in_one(piiscan, write, model):
    write({f"d/{number}.txt": TEXT * (1 + number % 3) for number in range(320)})
    one, two = (
        piiscan("scan", ".", "--isolated", "-o", "json", "--model", model, "-j", jobs).out
        for jobs in ("1", "2")
    )
    assert one == two
    assert len(json.loads(one)["findings"]) == sum(1 + number % 3 for number in range(320))


@needs_runtime
def test_a_network_that_is_not_ours_is_refused(piiscan, write, tmp_path):
    write({"a.txt": TEXT})
    foreign = str(tiny.write(tmp_path / "foreign", PIECES, outputs=("one", "other")))
    done = piiscan("scan", "a.txt", "--isolated", "--model", foreign)
    assert done.code == 2
    assert "not the inputs and outputs" in done.err


@needs_runtime
def test_nothing_to_read_loads_nothing(piiscan, write, model, monkeypatch):
    from piiscan.model import predict

    def refuse(*arguments, **options):
        raise AssertionError("loaded")

    monkeypatch.setattr(predict, "Model", refuse)
    write({"a.py": "def total(self):\n    return self.count + 1\n"})
    assert piiscan("scan", "a.py", "--isolated", "--model", model).code == 0


@needs_runtime
def test_ten_thousand_random_characters(piiscan, write, model):
    line = "".join(chr(33 + number * 7919 % 90) for number in range(10_000))
    write({"a.txt": f"{line}\n{TEXT}", "b.txt": "漢字" * 5000 + "\n" + TEXT})
    found = findings(piiscan("scan", ".", "--isolated", "-o", "json", "--model", model))
    assert found.count(("MDL001", "NAME", 2, 12)) == 2


@needs_runtime
def test_comments_silence_and_the_baseline_knows(piiscan, write, model, git):
    write({"a.txt": TEXT.replace("Noether\n", "Noether  piiscan: ignore[MDL001]\n"), "b.txt": TEXT})
    arguments = ("--isolated", "--model", model)
    assert [item[0] for item in findings(piiscan("scan", "a.txt", "-o", "json", *arguments))] == []
    made = piiscan("baseline", "create", "--severity", "note", *arguments)
    assert made.code == 0, made.err
    after = piiscan("scan", ".", "-o", "json", *arguments)
    assert findings(after) == []
    assert "not found any more" not in piiscan("scan", ".", "--isolated", "--model", "off").err


def test_tiny_is_whole(tmp_path):
    from pathlib import Path

    from piiscan.model.package import read

    folder = tiny.write(tmp_path / "m", PIECES)
    assert read(Path(folder)).id.startswith("tiny-")
    shutil.rmtree(folder)


@needs_runtime
def test_the_second_scan_asks_the_cache_and_says_the_same(piiscan, write, model, monkeypatch):
    from piiscan.model import predict

    write({f"d/{number}.txt": TEXT for number in range(5)})
    arguments = ("scan", ".", "--isolated", "-o", "json", "--model", model)
    first = piiscan(*arguments)

    def refuse(*arguments, **options):
        raise AssertionError("loaded")

    monkeypatch.setattr(predict, "Model", refuse)
    assert piiscan(*arguments).out == first.out
    assert len(findings(first)) == 5
