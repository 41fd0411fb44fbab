"""A network on disk: safetensors and JSON, never a pickle. And the state of a run that can be killed."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file

from piiscan.errors import DataError
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.network import Network, Shape, describe
from piiscan.train.records import atomic
from piiscan.train.vocabulary import VOCABULARY, read_vocabulary, write_vocabulary

FORMAT = 1
WEIGHTS, CONFIG, STATE = "model.safetensors", "config.json", "state.safetensors"


@dataclass(slots=True)
class State:
    """Where a run stands."""

    total: int
    """Steps that the schedule is for."""
    step: int = 0
    best: float = -1e9
    since_best: int = 0
    """Evaluations since the best one."""
    done: bool = False
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)
    """A point of the learning curve for each evaluation."""


def save(folder: Path, network: Network, tokenizer: Tokenizer, task: str) -> None:
    """Write the weights and what they belong to, each file atomically, the weights last."""
    folder.mkdir(parents=True, exist_ok=True)
    write_vocabulary(folder / VOCABULARY, tokenizer.vocabulary)
    config = {
        "format": FORMAT,
        "task": task,
        "shape": describe(network.shape),
        "collapse": tokenizer.collapse,
    }
    with atomic(folder / CONFIG) as stream:
        json.dump(config, stream, indent=1)
        stream.write("\n")
    tensors = {name: value.detach().cpu().contiguous() for name, value in network.state_dict().items()}
    _write(folder / WEIGHTS, tensors, {})


def load(folder: Path) -> tuple[Network, Tokenizer]:
    """The network in ``folder``. Raises ``DataError`` for what is damaged or of another version."""
    try:
        config = json.loads((folder / CONFIG).read_bytes())
        if not isinstance(config, dict) or config.get("format") != FORMAT or "shape" not in config:
            raise DataError(
                f"{folder}: a checkpoint of another version or program; this one reads format {FORMAT}"
            )
        network = Network(Shape(**config["shape"]))
        tensors = load_file(folder / WEIGHTS)
        network.load_state_dict(tensors)
    except OSError as error:
        raise DataError(f"{folder} is not a checkpoint: {error.strerror or error}") from None
    except (ValueError, TypeError, KeyError, RuntimeError, SafetensorError):
        raise DataError(f"{folder}: the checkpoint is damaged, or from another version") from None
    tokenizer = Tokenizer(read_vocabulary(folder / VOCABULARY), collapse=config.get("collapse") is not False)
    if len(tokenizer) != network.shape.vocabulary:
        raise DataError(
            f"{folder}: the vocabulary has {len(tokenizer)} pieces, the network {network.shape.vocabulary}"
        )
    return network, tokenizer


def save_state(
    folder: Path, network: Network, optimizer: torch.optim.Optimizer, state: State, signature: str
) -> None:
    """Everything that the next step needs, in one file, atomically: a kill at any moment loses steps at most."""
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {
        f"network.{name}": value.detach().cpu().contiguous() for name, value in network.state_dict().items()
    }
    for number, values in optimizer.state_dict()["state"].items():
        for name in ("exp_avg", "exp_avg_sq"):
            tensors[f"optimizer.{number}.{name}"] = values[name].detach().cpu().contiguous()
    record = {name: getattr(state, name) for name in State.__slots__}
    _write(folder / STATE, tensors, {"state": json.dumps(record), "signature": signature})


def load_state(
    folder: Path, network: Network, optimizer: torch.optim.Optimizer, signature: str
) -> State | None:
    """The state of the run in ``folder``, laid into network and optimizer; None: there is none.

    Raises ``DataError`` where it belongs to a run with other data or arguments, or is damaged.
    """
    path = folder / STATE
    if not path.exists():
        return None
    try:
        with safe_open(path, framework="pt") as stream:
            metadata = stream.metadata() or {}
            tensors = {name: stream.get_tensor(name) for name in stream.keys()}  # noqa: SIM118 - no mapping
        record = json.loads(metadata["state"])
    except (OSError, SafetensorError, KeyError, ValueError):
        raise DataError(f"{path} is damaged; delete it to begin anew") from None
    if metadata.get("signature") != signature:
        raise DataError(
            f"{folder} holds a run with other data or arguments; name another --output, or delete it"
        )
    state = State(**record)
    network.load_state_dict({k[8:]: v for k, v in tensors.items() if k.startswith("network.")})
    _restore(optimizer, tensors, state.step)
    return state


def _restore(optimizer: torch.optim.Optimizer, tensors: dict[str, torch.Tensor], step: int) -> None:
    current = optimizer.state_dict()
    values: dict[int, dict[str, Any]] = {}
    for name, tensor in tensors.items():
        if name.startswith("optimizer."):
            _, number, moment = name.split(".", 2)
            values.setdefault(int(number), {"step": torch.tensor(float(step))})[moment] = tensor
    optimizer.load_state_dict({"state": values, "param_groups": current["param_groups"]})


def _write(path: Path, tensors: dict[str, torch.Tensor], metadata: dict[str, str]) -> None:
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        save_file(tensors, partial, metadata={"format": "pt", **metadata})
        os.replace(partial, path)
    except OSError as error:
        raise DataError(f"cannot write {path}: {error.strerror or error}") from None
    finally:
        partial.unlink(missing_ok=True)
