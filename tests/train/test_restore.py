"""An exported package as a network again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("torch")
pytest.importorskip("transformers")
pytest.importorskip("onnxruntime")
pytest.importorskip("onnx")

from piiscan.errors import DataError, ModelError
from piiscan.model.choose import SHIPPED
from piiscan.train import checkpoint
from piiscan.train.export import compare, export
from piiscan.train.restore import restored


def test_the_model_that_ships_reads_as_it_scans() -> None:
    from piiscan.model.predict import load

    network, tokenizer = restored(Path(SHIPPED))
    text = "# Written by Emmy Noether <emmy@noether.edu>\npassword = 'Gleis9-Sued.4x'\n"
    found = compare(network, tokenizer, load(Path(SHIPPED)), [text])
    assert found["mean"] < 0.005
    assert len(tokenizer) == network.shape.vocabulary


@pytest.mark.parametrize("mixer", [0, 5])
def test_what_is_exported_and_restored_is_near_to_what_it_was(tmp_path: Path, mixer: int) -> None:
    import torch

    from piiscan.train.network import Network, Shape

    _, tokenizer = restored(Path(SHIPPED))
    torch.manual_seed(5)
    network = Network(Shape(len(tokenizer), layers=2, width=24, heads=3, window=40, mixer=mixer)).eval()
    for value in network.parameters():
        torch.nn.init.normal_(value, std=0.3)
    text = "name = 'Emmy'\n"
    export(
        network, tokenizer, tmp_path / "m", name="t", calibration=None, texts=[text], card="c", manifest={}
    )
    again, _ = restored(tmp_path / "m")
    wanted, idle = network.state_dict(), "backbone.embeddings."
    for name, value in again.state_dict().items():
        if not name.startswith(idle):
            # Of a whole table there is one scale; of a matrix, one for each column.
            assert torch.allclose(value, wanted[name], atol=0.03), name
    places = wanted[f"{idle}position_embeddings.weight"] + wanted[f"{idle}token_type_embeddings.weight"][0]
    assert torch.allclose(again.state_dict()[f"{idle}position_embeddings.weight"], places)


def test_a_checkpoint_of_it_can_be_kept(tmp_path: Path) -> None:
    import torch

    network, tokenizer = restored(Path(SHIPPED))
    checkpoint.save(tmp_path / "c", network, tokenizer, "spans")
    loaded, _ = checkpoint.load(tmp_path / "c")
    assert all(torch.equal(value, loaded.state_dict()[name]) for name, value in network.state_dict().items())


def test_what_is_damaged_is_refused(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "m")
    with (tmp_path / "m" / "model.onnx").open("r+b") as stream:
        stream.seek(2000)
        stream.write(b"\xff" * 8)
    with pytest.raises(ModelError):
        restored(tmp_path / "m")


@pytest.mark.parametrize(
    "change",
    [lambda c: c.pop("shape"), lambda c: c["shape"].update(layers=9), lambda c: c["shape"].update(width=7)],
)
def test_a_shape_that_is_not_the_graphs_is_refused(tmp_path: Path, change: object) -> None:
    import hashlib
    import json

    shutil.copytree(SHIPPED, tmp_path / "m")
    config, manifest = tmp_path / "m" / "config.json", tmp_path / "m" / "manifest.json"
    held = json.loads(config.read_bytes())
    change(held)  # type: ignore[operator]
    config.write_text(json.dumps(held))
    listed = json.loads(manifest.read_bytes())
    listed["files"]["config.json"] = hashlib.sha256(config.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(listed))
    with pytest.raises(DataError):
        restored(tmp_path / "m")


def test_a_graph_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    import hashlib
    import json

    shutil.copytree(SHIPPED, tmp_path / "m")
    graph, manifest = tmp_path / "m" / "model.onnx", tmp_path / "m" / "manifest.json"
    for data in (b"", b"no graph at all", b"\x0a\xff\xff\xff"):
        graph.write_bytes(data)
        listed = json.loads(manifest.read_bytes())
        listed["files"]["model.onnx"] = hashlib.sha256(data).hexdigest()
        manifest.write_text(json.dumps(listed))
        with pytest.raises(DataError):
            restored(tmp_path / "m")
