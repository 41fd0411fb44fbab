"""Which model takes part in a scan."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from piiscan.errors import ModelError, UsageError
from piiscan.model.device import Device, device_of

if TYPE_CHECKING:
    from piiscan.model.package import Package

MODES = ("auto", "off", "shipped", "full")
#: The environment variable that says what ``auto`` is.
VARIABLE = "PIISCAN_MODEL"
#: The model that comes with piiscan, where this version has one.
SHIPPED = os.path.join(os.path.dirname(__file__), "shipped")


class Chosen(NamedTuple):
    """A model that has been read and checked, not yet loaded, and what it is to read."""

    package: Package
    whole: bool
    """Every byte; else what the gate lets through."""
    device: Device = Device()

    @property
    def id(self) -> str:
        return self.package.id


def choose(mode: str, device: str = "auto") -> Chosen | None:
    """The model that ``mode`` (one of ``MODES``, or the path of a model's folder) asks for; None: rules alone.

    ``auto`` is what the environment variable ``PIISCAN_MODEL`` says; without one, the model that ships where onnxruntime is
    installed, and rules alone where it is not.

    ``device`` is one of ``DEVICES``; rules alone need none.

    Raises ``UsageError`` or ``ModelError`` where a model or a device is demanded that is not there, not whole, or cannot run
    here: a scan must never fall back to fewer findings in silence.
    """
    asked = "--model"
    if mode == "auto" and os.environ.get(VARIABLE):
        asked, mode = VARIABLE, os.environ[VARIABLE]
    if mode == "off" or (mode == "auto" and not (os.path.isdir(SHIPPED) and _can_run())):
        return None
    if mode in MODES and not os.path.isdir(SHIPPED):
        raise UsageError(
            f"{asked} {mode}: this version of piiscan ships no model",
            hint="--model PATH runs one of your own, --model off scans with the rules alone",
        )
    folder = SHIPPED if mode in MODES else mode
    if not os.path.exists(folder):
        raise UsageError(
            f"{asked}: there is no model at {mode}", hint=f"one of {', '.join(MODES)}, or a model's folder"
        )
    from pathlib import Path

    from piiscan.model.package import read

    package = read(Path(folder))
    if not _can_run():
        raise ModelError(
            "the model needs onnxruntime, which is not installed",
            hint="pip install 'piiscan-lint[model]', or --model off",
        )
    return Chosen(package, mode == "full", device_of(device))


def _can_run() -> bool:
    from importlib.util import find_spec  # rules alone need not pay for it

    return find_spec("onnxruntime") is not None and find_spec("numpy") is not None
