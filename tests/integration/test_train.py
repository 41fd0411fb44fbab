"""The whole pipeline on a tiny sample, on the CPU: text to vocabulary to network to a model that reads."""

from __future__ import annotations

import importlib.util
import json
import random
from pathlib import Path

import pytest

from piiscan.cli.entry import main
from piiscan.errors import DataError, ModelError

LIBRARIES = ("torch", "transformers", "safetensors", "onnx", "onnxruntime", "matplotlib", "numpy")
missing = [name for name in LIBRARIES if importlib.util.find_spec(name) is None]
pytestmark = [
    pytest.mark.skipif(bool(missing), reason=f"the train extra is not installed: {', '.join(missing)}"),
    # torch and transformers warn of their own futures.
    pytest.mark.filterwarnings("ignore"),
]

WORDS = ("alpha", "beta", "server", "client", "render", "value", "index", "total", "window", "count")


def sample(number: int) -> dict:
    """A little file with a name, an address and a password that is easy to see."""
    source = random.Random(number)
    text, spans = "", []

    def add(piece: str, label: str = "") -> None:
        nonlocal text
        if label:
            spans.append({"start": len(text), "end": len(text) + len(piece), "label": label})
        text += piece

    for _ in range(4):
        add(
            f"{source.choice(WORDS)}_{source.choice(WORDS)} = {source.choice(WORDS)}({source.randint(0, 99)})\n"
        )
    add("# Author: ")
    add(
        f"{source.choice(('Emmy', 'Sofia', 'Grete'))} {source.choice(('Noether', 'Hermann', 'Germain'))}",
        "NAME_LICENSE",
    )
    add("\npassword = '")
    add("".join(source.choices("abcdefgh2345", k=10)), "PASSWORD")
    add("'\n")
    return {
        "id": f"d{number}",
        "group": f"pypi:g{number % 12}",
        "path": f"src/f{number}.py",
        "language": "python",
        "text": text,
        "spans": spans,
    }


def write(path: Path, numbers: range) -> Path:
    path.write_text("".join(json.dumps(sample(number)) + "\n" for number in numbers))
    return path


@pytest.fixture(scope="module", autouse=True)
def one_thread():
    """Two threads that wait for each other take minutes on a machine that is busy."""
    import torch

    torch.set_num_threads(1)


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder with data, vocabulary, pretrained and fitted checkpoint, calibration and exported model."""
    folder = tmp_path_factory.mktemp("train")
    documents = [sample(number) for number in range(240)]
    for name, wanted in (("train", range(9)), ("dev", range(9, 12))):
        rows = [d for d in documents if int(d["group"].removeprefix("pypi:g")) in wanted]
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    train, dev = str(folder / "train.jsonl"), str(folder / "dev.jsonl")
    common = ["--shape", "tiny", "--window", "64", "--batch", "1024", "--threads", "1", "-q"]
    run("tokenizer", train, "--size", "400", "-o", str(folder / "vocabulary"), "-q")
    run(
        "pretrain",
        train,
        "--tokenizer",
        str(folder / "vocabulary"),
        "-o",
        str(folder / "language"),
        "--steps",
        "30",
        *common,
    )
    run(
        "fit",
        train,
        "--dev",
        dev,
        "--init",
        str(folder / "language"),
        "-o",
        str(folder / "network"),
        "--steps",
        "160",
        "--every",
        "80",
        "--rate",
        "3e-3",
        *common,
    )
    # Alone: three packages are too few to say what the model may add to the rules.
    run("calibrate", dev, "--checkpoint", str(folder / "network"), "--alone", "-q")
    run(
        "export",
        "--checkpoint",
        str(folder / "network"),
        "--check",
        dev,
        "--name",
        "tiny",
        "-o",
        str(folder / "model"),
        "-q",
    )
    return folder


def run(step: str, *arguments: str) -> None:
    assert main(["train", step, *arguments]) == 0


def test_no_labels_no_network(tmp_path, capsys):
    empty = {**sample(1), "spans": [], "complete": False}
    (tmp_path / "a.jsonl").write_text(json.dumps(empty) + "\n")
    run(
        "tokenizer",
        str(write(tmp_path / "b.jsonl", range(20))),
        "--size",
        "300",
        "-o",
        str(tmp_path / "v"),
        "-q",
    )
    arguments = [str(tmp_path / "a.jsonl"), "--tokenizer", str(tmp_path / "v"), "-o", str(tmp_path / "n")]
    assert main(["train", "fit", *arguments, "--steps", "5", "--shape", "tiny", "-q"]) == 2
    assert "no window has a known label" in capsys.readouterr().err


def test_a_group_on_both_sides_is_refused(made, tmp_path, capsys):
    arguments = [
        str(made / "train.jsonl"),
        "--dev",
        str(made / "train.jsonl"),
        "--tokenizer",
        str(made / "vocabulary"),
    ]
    assert main(["train", "fit", *arguments, "-o", str(tmp_path / "n"), "--steps", "5", "-q"]) == 2
    assert "leak" in capsys.readouterr().err


def test_how_long_must_be_said(made, tmp_path, capsys):
    arguments = [
        str(made / "train.jsonl"),
        "--tokenizer",
        str(made / "vocabulary"),
        "-o",
        str(tmp_path / "n"),
    ]
    assert main(["train", "fit", *arguments]) == 2
    assert "--steps or --minutes" in capsys.readouterr().err


@pytest.mark.parametrize(
    "step",
    [["fit", "--tokenizer", "vocabulary"], ["distill", "--teacher", "model"]],
    ids=lambda step: step[0],
)
@pytest.mark.parametrize(
    ("share", "reason"), [("0.5", "say whose with --init"), ("1.5", "0<=x<=1"), ("-1", "0<=x<=1")]
)
def test_a_share_of_first_weights_that_nobody_chose_is_refused(made, tmp_path, capsys, step, share, reason):
    name, option, folder = step
    arguments = [name, str(made / "train.jsonl"), option, str(made / folder), "-o", str(tmp_path / "n")]
    assert main(["train", *arguments, "--steps", "5", "--blend", share]) == 2
    assert reason in capsys.readouterr().err
    assert not (tmp_path / "n").exists()


def test_the_model_reads(made):
    from piiscan.model.predict import load
    from piiscan.types import Category, Status

    model = load(made / "model", threads=2)
    document = sample(1001)
    [found] = model.predict([document["text"]])
    wanted = {(s["start"], s["end"], s["label"].split("_")[0]) for s in document["spans"]}
    assert {(item.start, item.end, item.category.value) for item in found} == wanted
    assert {item.kind for item in found if item.category is Category.NAME} == {Status.LICENCE}


def test_a_fit_goes_on_from_a_model(made, tmp_path):
    run(
        "fit", str(made / "train.jsonl"), "--init", str(made / "model"), "--spelled", "2", "-o", str(tmp_path / "n"),
        "--steps", "2", "--every", "2", "--rate", "1e-6", "--batch", "1024", "--threads", "1", "-q",
    )  # fmt: skip
    from piiscan.model.predict import load
    from piiscan.train import checkpoint
    from piiscan.train.predictor import Predictor

    text = sample(1001)["text"]
    [before] = load(made / "model", threads=1).predict([text])
    [after] = Predictor(*checkpoint.load(tmp_path / "n")).predict([text])
    assert [item[:3] for item in after] == [item[:3] for item in before]
    manifest = json.loads((tmp_path / "n" / "manifest.json").read_text())
    assert manifest["arguments"]["spelled"] == 2


def test_the_same_text_reads_the_same_alone_and_in_a_batch(made):
    from piiscan.model.predict import load

    model = load(made / "model")
    texts = [sample(number)["text"] * (1 + number % 5) for number in range(2000, 2012)]
    together = model.predict(texts)
    for text, found in zip(texts, together, strict=True):
        [alone] = model.predict([text])
        assert [item[:4] for item in alone] == [item[:4] for item in found]


def test_int8_is_like_the_checkpoint(made):
    from piiscan.model.predict import load
    from piiscan.train import checkpoint
    from piiscan.train.export import compare

    network, tokenizer = checkpoint.load(made / "network")
    texts = [sample(number)["text"] for number in range(3000, 3020)]
    measured = compare(network, tokenizer, load(made / "model"), texts)
    assert measured["mean"] < 0.01
    assert measured["equal"] > 0.99


@pytest.mark.parametrize("name", ["model.onnx", "vocab.txt", "config.json"])
def test_a_damaged_model_is_refused(made, tmp_path, name):
    import shutil

    from piiscan.model.predict import load

    shutil.copytree(made / "model", tmp_path / "model")
    data = bytearray((tmp_path / "model" / name).read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "model" / name).write_bytes(data)
    with pytest.raises(ModelError, match="damaged, or changed"):
        load(tmp_path / "model")


def test_a_foreign_folder_is_refused(tmp_path):
    from piiscan.model.predict import load

    with pytest.raises(ModelError, match="is not a model"):
        load(tmp_path)


def test_a_killed_run_ends_where_it_would_have_ended(made, tmp_path):
    import numpy as np

    from piiscan.train import checkpoint, records
    from piiscan.train.fit import Recipe, fit
    from piiscan.train.loop import Plan

    tokenizer = checkpoint.load(made / "network")[1]
    documents = list(records.read(made / "train.jsonl"))
    dev = list(records.read(made / "dev.jsonl"))[:5]
    recipe = Recipe(Plan(steps=24, every=6), layers=1, width=32, heads=2, window=64, batch=1024, dropout=0.1)

    class KilledError(Exception):
        pass

    def kill(state):
        if state.step == 12:
            raise KilledError

    whole = fit(documents, dev, tmp_path / "whole", recipe, tokenizer=tokenizer)
    with pytest.raises(KilledError):
        fit(documents, dev, tmp_path / "cut", recipe, tokenizer=tokenizer, report=kill)
    resumed = fit(documents, dev, tmp_path / "cut", recipe, tokenizer=tokenizer)
    for name, value in whole.state_dict().items():
        assert np.array_equal(value.numpy(), resumed.state_dict()[name].numpy()), name
    first, second = ((tmp_path / each / "curve.json").read_text() for each in ("whole", "cut"))
    assert json.loads(first)["history"] == json.loads(second)["history"]


def test_a_state_of_other_arguments_is_refused(made, tmp_path):
    from piiscan.train import checkpoint, records
    from piiscan.train.fit import Recipe, fit
    from piiscan.train.loop import Plan

    tokenizer = checkpoint.load(made / "network")[1]
    documents = list(records.read(made / "train.jsonl"))
    for rate in (1e-3, 2e-3):
        recipe = Recipe(Plan(steps=2, rate=rate), layers=1, width=32, heads=2, window=64, batch=1024)
        if rate == 1e-3:
            fit(documents, (), tmp_path / "n", recipe, tokenizer=tokenizer)
        else:
            with pytest.raises(DataError, match="other data or arguments"):
                fit(documents, (), tmp_path / "n", recipe, tokenizer=tokenizer)


@pytest.mark.parametrize("name", ["model.safetensors", "config.json", "vocab.txt"])
def test_a_damaged_checkpoint_is_refused(made, tmp_path, name, capsys):
    import shutil

    shutil.copytree(made / "network", tmp_path / "n")
    (tmp_path / "n" / name).write_bytes((tmp_path / "n" / name).read_bytes()[:40])
    assert (
        main(["train", "calibrate", str(made / "dev.jsonl"), "--checkpoint", str(tmp_path / "n"), "-q"]) == 2
    )
    said = capsys.readouterr().err
    assert said.startswith("piiscan: error: ")
    assert "internal" not in said


def test_a_checkpoint_of_another_version_is_refused(made, tmp_path, capsys):
    import shutil

    shutil.copytree(made / "network", tmp_path / "n")
    config = json.loads((tmp_path / "n" / "config.json").read_text())
    (tmp_path / "n" / "config.json").write_text(json.dumps({**config, "format": 99}))
    assert (
        main(["train", "export", "--checkpoint", str(tmp_path / "n"), "-o", str(tmp_path / "m"), "-q"]) == 2
    )
    assert "another version" in capsys.readouterr().err
    assert not (tmp_path / "m").exists()


def test_a_model_that_weighs_too_much_is_not_written(made, tmp_path, capsys):
    arguments = ["--checkpoint", str(made / "network"), "-o", str(tmp_path / "m"), "--limit", "1000", "-q"]
    assert main(["train", "export", *arguments]) == 2
    assert "more than the 1,000 allowed" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_pseudo_labels_what_it_is_sure_of(made, tmp_path):
    from piiscan.train import records

    bare = [{**sample(number), "spans": []} for number in range(4000, 4010)]
    (tmp_path / "bare.jsonl").write_text("".join(json.dumps(row) + "\n" for row in bare))
    run(
        "pseudo",
        str(tmp_path / "bare.jsonl"),
        "--checkpoint",
        str(made / "network"),
        "--dev",
        str(made / "dev.jsonl"),
        "-o",
        str(tmp_path / "out"),
        "-q",
    )
    labelled = list(records.read(tmp_path / "out" / "pseudo.jsonl.gz"))
    assert len(labelled) == 10
    assert sum(len(document.spans) for document in labelled) >= 15
    assert all(0.2 < span.soft <= 1 for document in labelled for span in document.spans)


def test_distilling_keeps_what_the_teacher_knows(made, tmp_path):
    arguments = [
        "--teacher",
        str(made / "network"),
        "--init",
        str(made / "network"),
        "-o",
        str(tmp_path / "small"),
    ]
    run(
        "distill",
        str(made / "train.jsonl"),
        "--dev",
        str(made / "dev.jsonl"),
        *arguments,
        "--steps",
        "10",
        "--every",
        "10",
        "--rate",
        "1e-4",
        "--batch",
        "1024",
        "-q",
    )
    curve = json.loads((tmp_path / "small" / "curve.json").read_text())
    assert curve["best"] > 0.8


def test_copies_with_addresses_spelled_out_are_learnt_beside_a_teacher(made, tmp_path):
    def addressed(number):
        document = sample(number)
        start, value = len(document["text"]) + 10, f"emmy{number}@noether.edu"
        span = {"start": start, "end": start + len(value), "label": "EMAIL"}
        return {
            **document,
            "text": f"{document['text']}# mail to {value}\n",
            "spans": [*document["spans"], span],
        }

    (tmp_path / "a.jsonl").write_text("".join(json.dumps(addressed(number)) + "\n" for number in range(80)))
    arguments = [
        "--teacher",
        str(made / "model"),
        "--init",
        str(made / "model"),
        "--spelled",
        "3",
        "--blend",
        "0.5",
    ]
    run(
        "distill", str(tmp_path / "a.jsonl"), *arguments, "-o", str(tmp_path / "n"), "--steps", "80", "--every", "80",
        "--rate", "3e-3", "--share", "0.5", "--batch", "1024", "--threads", "1", "-q",
    )  # fmt: skip
    from piiscan.train import checkpoint, records
    from piiscan.train.predictor import Predictor
    from piiscan.train.synthesis.spelled import SPELLED, with_spelled

    documents = with_spelled(records.read(str(tmp_path / "a.jsonl")), 1, 5)
    copies = [each for each in documents if each.origin == SPELLED]

    def found(folder, wanted):
        predictor = Predictor(*checkpoint.load(folder))
        return sum(
            any(
                item.category.value == wanted and item.start < span.end and span.start < item.end
                for item in items
            )
            for each, items in zip(copies, predictor.predict([each.text for each in copies]), strict=True)
            for span in each.spans
            if span.label.startswith(wanted)
        )

    assert found(tmp_path / "n", "EMAIL") > found(made / "network", "EMAIL") + 20
    assert found(tmp_path / "n", "NAME") >= 0.9 * found(made / "network", "NAME") > 10
    assert (tmp_path / "n" / "blended" / "model.safetensors").exists()


def test_the_mean_of_networks_that_come_from_one(made, tmp_path):
    for seed in ("1", "2"):
        run(
            "fit", str(made / "train.jsonl"), "--init", str(made / "network"), "-o", str(tmp_path / seed), "--steps", "3",
            "--every", "3", "--rate", "1e-3", "--seed", seed, "--batch", "1024", "--threads", "1", "-q",
        )  # fmt: skip
    run("average", str(tmp_path / "1"), str(tmp_path / "2"), "-o", str(tmp_path / "mean"))
    from piiscan.train import checkpoint

    one, two, mean = (checkpoint.load(tmp_path / name)[0].state_dict() for name in ("1", "2", "mean"))
    assert any((one[name] != two[name]).any() for name in one)
    assert all(mean[name].allclose((one[name] + two[name]) / 2, atol=1e-6) for name in one)
    manifest = json.loads((tmp_path / "mean" / "manifest.json").read_text())
    assert manifest["step"] == "average"
    assert len({item["sha256"] for item in manifest["inputs"]}) == 2


def test_networks_that_have_no_mean(made, tmp_path, capsys):
    assert main(["train", "average", str(made / "network"), "-o", str(tmp_path / "n")]) == 2
    assert "two networks or more" in capsys.readouterr().err
    run(
        "fit", str(made / "train.jsonl"), "--tokenizer", str(made / "vocabulary"), "-o", str(tmp_path / "other"), "--steps", "1",
        "--shape", "small", "--threads", "1", "-q",
    )  # fmt: skip
    assert (
        main(["train", "average", str(made / "network"), str(tmp_path / "other"), "-o", str(tmp_path / "n")])
        == 2
    )
    assert "have no mean" in capsys.readouterr().err
    assert not (tmp_path / "n").exists()


def test_networks_of_other_vocabularies_have_no_mean(made):
    from piiscan.errors import DataError
    from piiscan.model.tokenizer import Tokenizer
    from piiscan.train import checkpoint
    from piiscan.train.average import average

    network, tokenizer = checkpoint.load(made / "network")
    other = Tokenizer([*tokenizer.vocabulary[:-1], "another"])
    with pytest.raises(DataError, match="have no mean"):
        average([(network, tokenizer), (network, other)])


def test_evaluation_puts_systems_side_by_side(made, tmp_path):
    run(
        "evaluate",
        str(made / "dev.jsonl"),
        "--model",
        str(made / "model"),
        "-o",
        str(tmp_path / "e"),
        "--draws",
        "50",
        "-q",
        "--steps",
        "1",
    )
    scores = json.loads((tmp_path / "e" / "scores.json").read_text())
    assert [item["system"] for item in scores["systems"]] == ["rules", "model", "rules + model"]
    assert scores["systems"][1]["overlap"]["PASSWORD"]["f1"] > 0.9
    assert scores["swaps"]["kept_of"] > 0
    assert "| PASSWORD | model |" in (tmp_path / "e" / "scores.md").read_text()
    assert (tmp_path / "e" / "reliability.png").exists()


def test_several_files_have_scores_of_their_own(made, tmp_path):
    run(
        "evaluate",
        str(made / "dev.jsonl"),
        str(made / "train.jsonl"),
        "-o",
        str(tmp_path / "e"),
        "--draws",
        "0",
        "-q",
    )
    both, dev, train = (
        json.loads((tmp_path / "e" / f"{name}.json").read_text())["systems"][0]["overlap"]["ALL"]
        for name in ("scores", "scores-dev", "scores-train")
    )
    assert dev["tp"] + dev["fn"]
    assert both["tp"] + both["fn"] == sum(row["tp"] + row["fn"] for row in (dev, train))


def test_cross_validation_judges_every_document(made, tmp_path):
    run(
        "evaluate",
        str(made / "dev.jsonl"),
        "--checkpoint",
        str(made / "language"),
        "--folds",
        "2",
        "-o",
        str(tmp_path / "e"),
        "--steps",
        "5",
        "--batch",
        "1024",
        "--draws",
        "20",
        "-q",
    )
    scores = json.loads((tmp_path / "e" / "scores.json").read_text())
    row = scores["systems"][-1]["overlap"]["PASSWORD"]
    assert row["tp"] + row["fn"] == 60
