"""``manifest.json`` beside what a step wrote: what went in, what came out, and how to do it again."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from piiscan import __version__
from piiscan.errors import DataError
from piiscan.train.records import atomic

NAME = "manifest.json"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that went in: a package, a repository, a folder or a file."""

    name: str
    version: str = ""
    licence: str = ""
    """SPDX or as its author wrote it; empty where it says nothing."""
    sha256: str = ""
    """Of the archive or file, in hexadecimal; empty for a folder."""


@dataclass(slots=True)
class Manifest:
    """What one step did. ``write`` lays it beside the output."""

    step: str
    arguments: Mapping[str, Any]
    seed: int | None = None
    inputs: list[Input] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    """What was left out and why, one line each."""
    started: float = field(default_factory=time.time)

    def to_json(self) -> dict[str, Any]:
        """As ``manifest.json`` has it; the step ends now."""
        return {
            "step": self.step,
            "piiscan": __version__,
            "seed": self.seed,
            "arguments": dict(self.arguments),
            "inputs": [{k: v for k, v in asdict(item).items() if v} for item in self.inputs],
            "counts": self.counts,
            "notes": self.notes,
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.started)),
            "seconds": round(time.time() - self.started, 1),
        }

    def write(self, folder: str | os.PathLike[str], name: str = NAME) -> str:
        """Write it, atomically, into ``folder``; returns the path."""
        path = os.path.join(os.fspath(folder), name)
        with atomic(path) as stream:
            json.dump(self.to_json(), stream, indent=1, ensure_ascii=False, default=str)
            stream.write("\n")
        return path


def load(folder: str | os.PathLike[str], name: str = NAME) -> dict[str, Any]:
    """The manifest in ``folder``; ``DataError`` where there is none or it is damaged."""
    path = os.path.join(os.fspath(folder), name)
    try:
        with open(path, encoding="utf-8") as stream:
            value = json.load(stream)
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None
    except ValueError:
        raise DataError(f"{path}: not JSON") from None
    if not isinstance(value, dict) or "step" not in value:
        raise DataError(f"{path}: not a manifest")
    return value


def files(paths: Iterable[str | os.PathLike[str]]) -> list[Input]:
    """Files as inputs, with their hashes."""
    return [Input(os.path.basename(os.fspath(path)), sha256=sha256(path)) for path in paths]


def sha256(path: str | os.PathLike[str]) -> str:
    """Of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    except OSError as error:
        raise DataError(f"cannot read {os.fspath(path)}: {error.strerror}") from None
    return digest.hexdigest()
