"""Pictures of learning and of calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def _figure(width: float, height: float) -> tuple[Any, Any]:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    return pyplot, pyplot.figure(figsize=(width, height), dpi=100)


def curve(path: Path, history: Sequence[Mapping[str, float]], *, title: str) -> None:
    """Loss and held-out scores over steps; nothing where there was no evaluation."""
    if not history:
        return
    pyplot, figure = _figure(9, 4)
    steps = [point["step"] for point in history]
    left, right = figure.subplots(1, 2)
    left.plot(steps, [point["loss"] for point in history], color="black")
    left.set(title=title, xlabel="step", ylabel="loss")
    for name in sorted({name for point in history for name in point} - {"step", "loss"}):
        values = [point.get(name, float("nan")) for point in history]
        right.plot(steps, values, label=name, linewidth=2.5 if name == "score" else 1)
    right.set(xlabel="step", ylabel="held-out F1 (overlap)", ylim=(0, 1))
    right.legend(fontsize=7)
    _save(pyplot, figure, path)


def reliability(path: Path, rows: Mapping[str, Sequence[tuple[float, float, int]]]) -> None:
    """Confidence against the share that was right, a line for each detector."""
    pyplot, figure = _figure(5, 5)
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], linestyle=":", color="grey")
    for name, points in rows.items():
        axes.plot([p for p, _, _ in points], [share for _, share, _ in points], marker="o", label=name)
    axes.set(xlabel="confidence", ylabel="share that was right", xlim=(0, 1), ylim=(0, 1))
    axes.legend(fontsize=8)
    _save(pyplot, figure, path)


def _save(pyplot: Any, figure: Any, path: Path) -> None:
    figure.tight_layout()
    # Without the date and the version in it, the same numbers give the same file.
    figure.savefig(path, metadata={"Software": None})
    pyplot.close(figure)
