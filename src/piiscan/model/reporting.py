"""Which findings a scan reports: the one rule for scans and for `train evaluate`. Imports nothing, since every scan asks."""

from __future__ import annotations

from collections.abc import Sequence


def counts(layers: Sequence[str], confidence: float, least: float) -> bool:
    """Whether a scan with ``--min-confidence least`` reports it: what the model alone adds is above its thresholds."""
    return confidence >= least or tuple(layers) == ("model",)
