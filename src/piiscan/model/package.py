"""A model's folder: what is in it, and whether it is whole.

    model.onnx      the network: int8, inputs ``ids``, ``features``, ``mask``, outputs ``tags``, ``kinds``
    vocab.txt       one piece a line
    config.json     its shape, window, temperatures, and the thresholds of three presets
    README.md       the model card
    manifest.json   what made it, and under ``files`` the SHA-256 of each of the others

Nothing in it is code or a pickle: a foreign folder can be refused, but it cannot run anything.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from piiscan.digest import sha256
from piiscan.errors import ModelError
from piiscan.model.pieces import FEATURES, SPECIALS
from piiscan.model.tags import CATEGORIES, KINDS, TAGS

FORMAT = 1
PRESETS = ("precision", "balanced", "recall")
NETWORK, VOCABULARY, CONFIG, MANIFEST = "model.onnx", "vocab.txt", "config.json", "manifest.json"

#: A vocabulary or a configuration is read whole; larger ones are not ours.
_LARGEST_TEXT = 4 << 20
#: The shipped model stays below 10 MB, `large` below 30; a user's own may be a little of everything.
_LARGEST_NETWORK = 2 << 30


@dataclass(frozen=True, slots=True)
class Package:
    """A model that has been read and checked, not yet loaded."""

    id: str
    """Name and the first 12 digits of the network's SHA-256: what reports and caches call the model."""
    network: bytes
    vocabulary: tuple[str, ...]
    collapse: bool
    window: int
    """Pieces in a window."""
    overlap: int
    bias: float
    """Taken from O while decoding, in nats."""
    temperatures: tuple[float, ...]
    """For each of ``CATEGORIES``: its logits are divided by it."""
    kind_temperature: float
    thresholds: Mapping[str, tuple[float, ...]]
    """By preset: the least probability for each of ``CATEGORIES``."""


def read(folder: Path) -> Package:
    """The package in ``folder``, every hash checked. Raises ``ModelError`` with one line for anything else."""
    try:
        manifest = _json(folder, MANIFEST)
        hashes = manifest.get("files")
        if not isinstance(hashes, dict):
            raise ModelError(f"{folder / MANIFEST}: no hashes under `files`")
        network = _checked(folder, NETWORK, hashes, _LARGEST_NETWORK)
        vocabulary = _checked(folder, VOCABULARY, hashes, _LARGEST_TEXT).decode("utf-8")
        config = json.loads(_checked(folder, CONFIG, hashes, _LARGEST_TEXT))
    except OSError as error:
        raise ModelError(
            f"{folder} is not a model: {error.strerror}: {Path(error.filename or '').name}"
        ) from None
    except (ValueError, RecursionError):
        raise ModelError(f"{folder} is not a model: a file in it is damaged") from None
    pieces = tuple(vocabulary.split("\n")[:-1])
    return _package(folder, config, network, pieces)


def _package(folder: Path, config: Any, network: bytes, vocabulary: tuple[str, ...]) -> Package:
    if not isinstance(config, dict) or config.get("format") != FORMAT:
        raise ModelError(f"{folder}: a model of another format; this version reads format {FORMAT}")
    expected = {"categories": [str(c) for c in CATEGORIES], "kinds": [str(k) for k in KINDS], "tags": TAGS}
    for key, value in {**expected, "features": FEATURES, "vocabulary": len(vocabulary)}.items():
        if config.get(key) != value:
            raise ModelError(f"{folder}: `{key}` in {CONFIG} is not what this version of piiscan reads")
    if vocabulary[: len(SPECIALS)] != SPECIALS or len(set(vocabulary)) != len(vocabulary):
        raise ModelError(f"{folder}: {VOCABULARY} is not a vocabulary of piiscan")
    window, overlap = _whole(config, "window", folder), _whole(config, "overlap", folder)
    if not 0 <= overlap < window:
        raise ModelError(f"{folder}: an overlap of {overlap} does not fit a window of {window}")
    thresholds = config.get("thresholds")
    if not isinstance(thresholds, dict) or set(thresholds) != set(PRESETS):
        raise ModelError(f"{folder}: `thresholds` in {CONFIG} must have {', '.join(PRESETS)}")
    return Package(
        id=f"{config.get('name') or folder.name}-{sha256(network).hexdigest()[:12]}",
        network=network,
        vocabulary=vocabulary,
        collapse=config.get("collapse") is not False,
        window=window,
        overlap=overlap,
        bias=_number(config.get("bias", 0.0), "bias", folder),
        temperatures=_numbers(config.get("temperatures"), "temperatures", folder, above=0.0),
        kind_temperature=_number(config.get("kind_temperature", 1.0), "kind_temperature", folder, above=0.0),
        thresholds={name: _numbers(thresholds[name], name, folder) for name in PRESETS},
    )


def _checked(folder: Path, name: str, hashes: Mapping[str, Any], largest: int) -> bytes:
    path = folder / name
    size = path.stat().st_size
    if size > largest:
        raise ModelError(f"{path}: {size:,} bytes are more than the {largest:,} that a model may have there")
    data = path.read_bytes()
    if sha256(data).hexdigest() != hashes.get(name):
        raise ModelError(f"{path} is not what {MANIFEST} says: damaged, or changed after its export")
    return data


def _json(folder: Path, name: str) -> dict[str, Any]:
    path = folder / name
    if path.stat().st_size > _LARGEST_TEXT:
        raise ModelError(f"{path} is not a manifest")
    value = json.loads(path.read_bytes())
    if not isinstance(value, dict):
        raise ModelError(f"{path} is not a manifest")
    return value


def _whole(config: Mapping[str, Any], key: str, folder: Path) -> int:
    value = config.get(key)
    if type(value) is not int or not 0 <= value <= 1 << 16:
        raise ModelError(f"{folder}: `{key}` in {CONFIG} is not a whole number from 0 to 65,536")
    return value


def _number(value: Any, key: str, folder: Path, *, above: float = -1e6) -> float:
    if type(value) not in (int, float) or not above < value < 1e6:
        raise ModelError(f"{folder}: `{key}` in {CONFIG} is not a number in its range")
    return float(value)


def _numbers(value: Any, key: str, folder: Path, *, above: float = -1e-9) -> tuple[float, ...]:
    """One for each category, from an object by category."""
    names = [str(category) for category in CATEGORIES]
    if not isinstance(value, dict) or set(value) != set(names):
        raise ModelError(f"{folder}: `{key}` in {CONFIG} must have a number for each category")
    return tuple(_number(value[name], key, folder, above=above) for name in names)
