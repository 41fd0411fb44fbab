"""``train pretrain``: a masked language model over unlabelled text, from nothing or from a Hugging Face BERT."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from piiscan.errors import DataError
from piiscan.model.pieces import BEFORES, FEATURES, INSIDE, MASK, SPECIALS
from piiscan.model.tokenizer import Tokenizer
from piiscan.train import checkpoint, curves, losses
from piiscan.train.examples import Array, Cut, Example, batches, stack
from piiscan.train.fit import Recipe, shape_of, signature_of
from piiscan.train.loop import Report, Task, train
from piiscan.train.network import Network, Shape, device_of

#: Share of the words that are hidden; with whole words hidden the task is harder than with pieces.
_HIDDEN = 0.2
#: Windows of the held-out part that measure the loss.
_MEASURED = 64


def pretrain(
    texts: Iterable[str],
    folder: Path,
    recipe: Recipe,
    *,
    tokenizer: Tokenizer,
    network: Network | None = None,
    report: Report = lambda state: None,
) -> Network:
    """Train on ``texts``; the last windows are held out and measure the loss. The score is its negative."""
    items = [_plain(text, tokenizer) for text in texts]
    items = [item for item in items if len(item.ids)]
    torch.manual_seed(recipe.plan.seed)
    network = network or Network(shape_of(recipe, len(tokenizer)))
    window, seed = network.shape.window, recipe.plan.seed
    kept = [
        Cut(n, at, min(at + window, len(item.ids)))
        for n, item in enumerate(items)
        for at in range(0, len(item.ids), window)
    ]
    held_out = kept[-max(1, min(_MEASURED, len(kept) // 10)) :]
    kept = kept[: -len(held_out)] or kept
    device = device_of(recipe.device)
    task = Task(
        batches=lambda epoch: batches(kept, budget=recipe.batch, seed=seed, epoch=epoch),
        loss=lambda model, batch, step: _loss(model, items, batch, (seed, step), device),
        score=lambda model: _score(model, items, held_out, device),
        keep=lambda model: checkpoint.save(folder, model, tokenizer, "pieces"),
    )
    signature = signature_of(items, (), recipe, network)
    state = train(network, task, recipe.plan, folder, signature, device, report)
    curves.write(folder, state, title=f"{folder.name}: masked pieces")
    return checkpoint.load(folder)[0]


def _plain(text: str, tokenizer: Tokenizer) -> Example:
    encoding = tokenizer.encode(text)
    empty: Array = np.zeros(len(encoding.ids), dtype=np.int16)
    return Example(
        np.array(encoding.ids, dtype=np.int32),
        np.array(encoding.features, dtype=np.int16),
        empty,
        empty,
        empty,
    )


def _loss(
    network: Network,
    items: Sequence[Example],
    batch: Sequence[Cut],
    seed: tuple[int, int],
    device: torch.device,
) -> torch.Tensor:
    arrays = stack(items, batch)
    targets = hide(arrays, np.random.default_rng(seed))
    tensors = losses.to_tensors({**arrays, "targets": targets}, device)
    hidden = network.hidden(tensors["ids"], tensors["features"], tensors["mask"])
    chosen = tensors["targets"] >= 0
    return cross_entropy(network.guess(hidden[chosen]).float(), tensors["targets"][chosen])


def hide(arrays: dict[str, Array], random: np.random.Generator) -> Array:
    """Hide whole words in ``arrays["ids"]``; returns what stood there, -1 elsewhere. Special pieces stay."""
    ids = arrays["ids"]
    begins = (arrays["features"] % BEFORES != INSIDE).astype(np.int64)
    words = np.cumsum(begins, axis=1)
    chosen = random.random(ids.shape) < _HIDDEN
    # What is drawn for a word's first piece holds for the word.
    first = np.maximum.accumulate(np.where(begins == 1, np.arange(ids.shape[1]), 0), axis=1)
    hidden = (
        np.take_along_axis(chosen, first, axis=1)
        & (arrays["mask"] == 1)
        & (ids >= len(SPECIALS))
        & (words > 0)
    )
    if not hidden.any():
        hidden[0, 0] = True
    targets: Array = np.where(hidden, ids, -1)
    ids[hidden] = MASK
    return targets


def _score(
    network: Network, items: Sequence[Example], held_out: Sequence[Cut], device: torch.device
) -> dict[str, float]:
    values = [
        float(_loss(network, items, held_out[at : at + 16], (0, at), device))
        for at in range(0, len(held_out), 16)
    ]
    return {"score": -round(float(np.mean(values)), 4)}


def transplant(source: Path, tokenizer: Tokenizer, recipe: Recipe) -> Network:
    """A network with the layers of the BERT in ``source`` (config.json, model.safetensors, vocab.txt).

    The embedding of one of our pieces is the mean of those of its WordPieces. Raises ``DataError`` for what is
    no BERT or has no safetensors.
    """
    from safetensors.torch import load_file

    try:
        config = json.loads((source / "config.json").read_bytes())
        tensors = {
            name.removeprefix("bert."): value
            for name, value in load_file(source / "model.safetensors").items()
        }
        pieces = (source / "vocab.txt").read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise DataError(
            f"{source} is no BERT with safetensors: {getattr(error, 'strerror', None) or 'damaged'}"
        ) from None
    if config.get("model_type") != "bert" or config.get("hidden_act", "gelu") != "gelu":
        raise DataError(f"{source}: only BERT with GELU can be transplanted, not {config.get('model_type')}")
    shape = Shape(
        len(tokenizer),
        config["num_hidden_layers"],
        config["hidden_size"],
        config["num_attention_heads"],
        recipe.window,
        recipe.dropout,
        0,
    )
    network = Network(shape)
    own = network.backbone.state_dict()
    for name, value in tensors.items():
        if name in own and not name.startswith("embeddings.word") and "position_ids" not in name:
            own[name] = value[: own[name].shape[0]] if "embeddings.position" in name else value
    network.backbone.load_state_dict(own)
    _embed(network, tensors["embeddings.word_embeddings.weight"], pieces, tokenizer)
    return network


def _embed(network: Network, vectors: torch.Tensor, pieces: Sequence[str], tokenizer: Tokenizer) -> None:
    numbers = {piece: number for number, piece in enumerate(pieces)}
    unknown = vectors.mean(dim=0)
    rows: list[Any] = []
    for piece in tokenizer.vocabulary:
        found = [] if piece in SPECIALS else _word_pieces(piece, numbers)
        rows.append(vectors[found].mean(dim=0) if found else unknown)
    with torch.no_grad():
        network.pieces.weight.copy_(torch.stack(rows))
        network.features.weight.copy_(torch.zeros(FEATURES, vectors.shape[1]))


def _word_pieces(piece: str, numbers: dict[str, int]) -> list[int]:
    """Greedy longest match, as WordPiece does it."""
    found, at = [], 0
    while at < len(piece):
        for end in range(len(piece), at, -1):
            number = numbers.get(("##" if at else "") + piece[at:end])
            if number is not None:
                found.append(number)
                at = end
                break
        else:
            return []
    return found
