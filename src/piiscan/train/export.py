"""``train export``: a checkpoint to the folder that ``piiscan scan --model`` reads."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from piiscan.digest import sha256
from piiscan.errors import DataError
from piiscan.model import package
from piiscan.model.pieces import FEATURES
from piiscan.model.predict import Model, load
from piiscan.model.spans import Scales
from piiscan.model.tags import CATEGORIES, KINDS, TAGS
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.calibrate import Calibration
from piiscan.train.card import NAME as CARD
from piiscan.train.folders import whole_folder
from piiscan.train.graph import graph_of
from piiscan.train.network import Network
from piiscan.train.predictor import Predictor
from piiscan.train.records import atomic
from piiscan.train.thresholds import DEFAULTS
from piiscan.train.vocabulary import write_vocabulary

#: What the default model may weigh; `large` is a package of its own.
LIMIT = 10_000_000
#: Int8 moves a probability by so much at most, in the mean over pieces; more is a broken export.
TOLERANCE = 0.02


def export(
    network: Network,
    tokenizer: Tokenizer,
    folder: Path,
    *,
    name: str,
    calibration: Calibration | None,
    texts: Sequence[str],
    card: str,
    manifest: Mapping[str, Any],
    limit: int = LIMIT,
) -> dict[str, Any]:
    """Write the package into ``folder``, which is replaced when it is whole; returns size and differences.

    ``texts`` measure how far int8 is from the checkpoint. Raises ``DataError`` where that, or the size, is too
    much, and leaves what was there.
    """
    with whole_folder(folder) as partial:
        (partial / package.NETWORK).write_bytes(quantised(network))
        write_vocabulary(partial / package.VOCABULARY, tokenizer.vocabulary)
        _json(partial / package.CONFIG, configuration(name, network, tokenizer, calibration))
        (partial / CARD).write_text(card, encoding="utf-8")
        hashes = {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(partial.iterdir())}
        _json(partial / package.MANIFEST, {**manifest, "files": hashes})
        measured = compare(network, tokenizer, load(partial), texts)
        size = sum(path.stat().st_size for path in partial.iterdir())
        if size > limit:
            raise DataError(
                f"the model has {size:,} bytes, more than the {limit:,} allowed: a smaller shape, or --limit"
            )
        if measured["mean"] > TOLERANCE:
            raise DataError(f"int8 moves probabilities by {measured['mean']:.3f} in the mean: not exported")
    return {"bytes": size, **measured}


#: Not the convolution, which is five numbers a channel: in int8 it takes five times as long, a tenth of the whole.
_QUANTISED = ["MatMul", "Gather", "Attention"]


def quantised(network: Network) -> bytes:
    """The network as ONNX: matrices int8 with a scale for each channel, activations quantised as they come."""
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic
    from onnxruntime.quantization.shape_inference import quant_pre_process

    with tempfile.TemporaryDirectory() as folder:
        plain, ready, small = (Path(folder) / each for each in ("plain.onnx", "ready.onnx", "small.onnx"))
        plain.write_bytes(graph_of(network).SerializeToString())
        quant_pre_process(plain, ready, skip_symbolic_shape=True)
        quantize_dynamic(
            ready,
            small,
            per_channel=True,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=_QUANTISED,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},  # of what no shape is inferred
        )
        return small.read_bytes()


def configuration(
    name: str, network: Network, tokenizer: Tokenizer, calibration: Calibration | None
) -> dict[str, Any]:
    """What ``config.json`` says."""
    scales = calibration.scales if calibration else Scales()
    names = [str(category) for category in CATEGORIES]
    thresholds = (
        calibration.thresholds if calibration else {k: (v,) * len(names) for k, v in DEFAULTS.items()}
    )
    shape = network.shape
    return {
        "format": package.FORMAT,
        "name": name,
        "categories": names,
        "kinds": [str(kind) for kind in KINDS],
        "tags": TAGS,
        "features": FEATURES,
        "vocabulary": len(tokenizer),
        "collapse": tokenizer.collapse,
        "shape": {"layers": shape.layers, "width": shape.width, "heads": shape.heads, "mixer": shape.mixer},
        "parameters": sum(value.numel() for value in network.parameters()),
        "window": shape.window,
        "overlap": shape.window // 4,
        "bias": scales.bias,
        "temperatures": {n: round(t, 4) for n, t in zip(names, scales.temperatures, strict=True)},
        "kind_temperature": round(scales.kind_temperature, 4),
        "thresholds": {
            preset: {n: round(t, 4) for n, t in zip(names, row, strict=True)}
            for preset, row in thresholds.items()
        },
    }


def compare(network: Network, tokenizer: Tokenizer, model: Model, texts: Sequence[str]) -> dict[str, float]:
    """How far int8 is from the checkpoint: differences of tag probabilities, and the share of equal tags."""
    from piiscan.model.spans import softmax

    differences, equal = [], []
    pairs = zip(Predictor(network, tokenizer).logits(texts), model.logits(texts), strict=True)
    for plain, small in pairs:
        one, other = softmax(plain.tags.astype(np.float64)), softmax(small.tags.astype(np.float64))
        differences.append(np.abs(one - other).max(axis=1))
        equal.append(one.argmax(axis=1) == other.argmax(axis=1))
    if not differences:
        return {"mean": 0.0, "worst": 0.0, "equal": 1.0}
    flat, same = np.concatenate(differences), np.concatenate(equal)
    return {
        "mean": round(float(flat.mean()), 6) if len(flat) else 0.0,
        "worst": round(float(flat.max()), 4) if len(flat) else 0.0,
        "equal": round(float(same.mean()), 6) if len(same) else 1.0,
    }


def _json(path: Path, value: Mapping[str, Any]) -> None:
    with atomic(path) as stream:
        json.dump(value, stream, indent=1, ensure_ascii=False)
        stream.write("\n")
