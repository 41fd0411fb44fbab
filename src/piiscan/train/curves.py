"""The learning curve of a run, as JSON and as a picture."""

from __future__ import annotations

import json
from pathlib import Path

from piiscan.train import pictures
from piiscan.train.checkpoint import State
from piiscan.train.records import atomic


def write(folder: Path, state: State, *, title: str) -> None:
    """curve.json: steps, time and every point; curve.png: loss and held-out scores."""
    value = {"steps": state.step, "of": state.total, "best": state.best, "seconds": round(state.seconds, 1)}
    with atomic(folder / "curve.json") as stream:
        json.dump({**value, "history": state.history}, stream, indent=1)
        stream.write("\n")
    pictures.curve(folder / "curve.png", state.history, title=title)
