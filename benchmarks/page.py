"""Result pages: small Markdown tables and lists, written whole. No command of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


class Page:
    """Collects blocks; ``write`` puts them into ``results/NAME.md``."""

    def __init__(self, title: str, command: str) -> None:
        """``command`` is what regenerates the page, from the repository's root."""
        self._blocks = [f"# {title}", f"Regenerate: `{command}`"]

    def text(self, text: str) -> None:
        self._blocks.append(text)

    def heading(self, text: str) -> None:
        self._blocks.append(f"## {text}")

    def bullets(self, items: Iterable[str]) -> None:
        self._blocks.append("\n".join(f"- {item}" for item in items))

    def table(self, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """The first column is text, the others are right-aligned."""
        lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
        lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
        self._blocks.append("\n".join(lines))

    def write(self, name: str) -> Path:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{name}.md"
        path.write_text("\n\n".join(self._blocks) + "\n", encoding="utf-8")
        print(f"wrote {path}")
        return path


def megabytes(size: float) -> str:
    return f"{size / 1e6:.1f}"


def rate(value: float | None) -> str:
    """Three digits, or a dash where there is nothing to divide by."""
    return "-" if value is None else f"{value:.3f}"


def verdict(met: bool) -> str:
    return "met" if met else "**missed**"
