"""An exported package as a network again: to go on training from what ships, or from one's own.

Int8 has rounded its matrices, so the network is the one that scans with it, not the checkpoint that it was made of.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from piiscan.errors import DataError
from piiscan.model import package
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.network import Network, Shape

if TYPE_CHECKING:
    Array = np.ndarray[Any, Any]

#: Of BERT's: what pieces of ours never reach, and what the graph has added to the places.
_IDLE = tuple(f"backbone.embeddings.{each}_embeddings.weight" for each in ("word", "token_type"))
#: Three matrices that the graph has side by side (``graph._Graph.layer``).
_JOINED = ("query", "key", "value")


def restored(folder: Path) -> tuple[Network, Tokenizer]:
    """The network of the package in ``folder``, in float32. Raises ``ModelError`` for what is damaged, ``DataError``
    for a graph that ``train export`` did not write."""
    read = package.read(folder)
    shape = json.loads((folder / package.CONFIG).read_bytes()).get("shape")
    try:
        network = Network(Shape(vocabulary=len(read.vocabulary), window=read.window, **shape))
        network.load_state_dict(_state(_constants(read.network), network))
    except (KeyError, TypeError, ValueError, RuntimeError):
        raise DataError(f"{folder}: not a network of this version of `piiscan train export`") from None
    return network, Tokenizer(read.vocabulary, collapse=read.collapse)


def _constants(graph: bytes) -> dict[str, Array]:
    """The weights by name, what was quantised multiplied out."""
    from google.protobuf.message import DecodeError
    from onnx import load_model_from_string, numpy_helper

    try:
        raw = {
            each.name: numpy_helper.to_array(each) for each in load_model_from_string(graph).graph.initializer
        }
    except DecodeError:
        raise ValueError("no graph") from None
    found = dict(raw)
    for name in [each.removesuffix("_quantized") for each in raw if each.endswith("_quantized")]:
        whole = raw[f"{name}_quantized"].astype(np.float32) - raw[f"{name}_zero_point"].astype(np.float32)
        found[name] = whole * raw[f"{name}_scale"]
    return found


def _state(constants: dict[str, Array], network: Network) -> dict[str, torch.Tensor]:
    """By the names of ``network``: dense matrices turned back, the three of attention apart, places with the type."""
    wanted = network.state_dict()
    state = {name: torch.zeros_like(wanted[name]) for name in _IDLE}
    for name in wanted.keys() - state.keys():
        state[name] = torch.from_numpy(np.array(_weight(name, constants), dtype=np.float32)).reshape(
            wanted[name].shape
        )
    return state


def _weight(name: str, constants: dict[str, Array]) -> Array:
    if name == "backbone.embeddings.position_embeddings.weight":
        return constants["places"]
    place, _, kind = name.rpartition(".")
    layer, _, part = place.rpartition(".attention.self.")
    if part in _JOINED:
        sides = np.split(constants[f"{layer}.joined.{'matrix' if kind == 'weight' else 'bias'}"], 3, axis=-1)
        one: Array = sides[_JOINED.index(part)].T
        return one
    matrix = f"{place}.matrix"
    return constants[matrix].T if kind == "weight" and matrix in constants else constants[name]
