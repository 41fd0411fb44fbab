"""Which model takes part in a scan."""

from __future__ import annotations

import os

from piiscan.errors import UsageError

MODES = ("auto", "off", "full")


def choose(mode: str) -> str | None:
    """The id of the model that ``mode`` (``auto``, ``off``, ``full`` or a path) asks for; None: rules alone.

    Raises ``UsageError`` where a model is demanded, because this version has none: a scan must never fall
    back to fewer findings in silence.
    """
    if mode in ("auto", "off"):
        return None
    if mode not in MODES and not os.path.exists(mode):
        raise UsageError(
            f"--model: there is no model at {mode}", hint=f"one of {', '.join(MODES)}, or a path"
        )
    raise UsageError(
        f"--model {mode}: this version of piiscan runs no models",
        hint="--model off scans with the rules alone",
    )
