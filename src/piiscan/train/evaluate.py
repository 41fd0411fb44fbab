"""``train evaluate``: systems side by side on the same documents, with intervals by group."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from piiscan.train.metrics import (
    Counts,
    Found,
    calibration,
    calibration_error,
    interval,
    judge,
    judge_lines,
)
from piiscan.train.records import Document
from piiscan.types import Category

#: Kinds of paths, the first that fits.
_PATHS = (
    (
        "licence",
        re.compile(r"(?i)(^|/)(licen[cs]e|copying|notice|authors?|contributors|credits|thanks|maintainers)"),
    ),
    ("test", re.compile(r"(?i)(^|[/_.-])(tests?|specs?|fixtures?|testing|mocks?|__tests__)([/_.-]|$)")),
    (
        "documentation",
        re.compile(
            r"(?i)(^|/)(docs?|examples?|man|doc-src)/|\.(md|rst|txt|adoc|pod|tex|html?|[1-8])$|readme|changelog"
        ),
    ),
    (
        "configuration",
        re.compile(
            r"(?i)\.(ya?ml|json|toml|ini|cfg|conf|env|properties|xml|plist|lock)$|(^|/)\.[^/]+$|dockerfile"
        ),
    ),
)


def path_kind(path: str) -> str:
    """Licence, test, documentation, configuration or source."""
    return next((name for name, regex in _PATHS if regex.search(path)), "source")


@dataclass(frozen=True, slots=True)
class Scores:
    """What one system reached."""

    overlap: Mapping[str, Mapping[Category, Counts]]
    """By group."""
    strict: Mapping[Category, Counts]
    lines: Mapping[str, Counts]
    """Secrets by line, by group."""
    parts: Mapping[str, Mapping[str, Counts]]
    """Overlap over all categories: by ``language`` and ``path``, each by its value."""
    reliability: Sequence[tuple[float, float, int]]
    error: float
    """Expected calibration error."""


def score(documents: Sequence[Document], found: Sequence[Sequence[Found]]) -> Scores:
    """Judge what one system found in each document."""
    overlap: defaultdict[str, dict[Category, Counts]] = defaultdict(lambda: dict.fromkeys(Category, Counts()))
    strict = dict.fromkeys(Category, Counts())
    lines: defaultdict[str, Counts] = defaultdict(Counts)
    parts: dict[str, defaultdict[str, Counts]] = {
        "language": defaultdict(Counts),
        "path": defaultdict(Counts),
    }
    right: list[tuple[Found, bool]] = []
    for document, items in zip(documents, found, strict=True):
        outcome = judge(document, items)
        right += outcome.right
        for category, counts in outcome.counts.items():
            overlap[document.group][category] += counts
        for category, counts in judge(document, items, strict=True).counts.items():
            strict[category] += counts
        lines[document.group] += judge_lines(document, items)
        total = sum(outcome.counts.values(), Counts())
        parts["language"][document.language or "?"] += total
        parts["path"][path_kind(document.path)] += total
    return Scores(dict(overlap), strict, dict(lines), parts, calibration(right), calibration_error(right))


def categories(scores: Scores) -> dict[str, dict[str, Counts]]:
    """By category, ``ALL`` last: the counts of each group."""
    table: dict[str, dict[str, Counts]] = {
        str(category): {group: counts[category] for group, counts in scores.overlap.items()}
        for category in Category
    }
    table["ALL"] = {group: sum(counts.values(), Counts()) for group, counts in scores.overlap.items()}
    return table


def as_json(name: str, scores: Scores, *, draws: int = 1000) -> dict[str, Any]:
    """Everything about one system."""
    strict = {
        **{str(c): counts for c, counts in scores.strict.items()},
        "ALL": sum(scores.strict.values(), Counts()),
    }
    rows = {
        label: {**_ratios(by_group, draws), "strict_f1": _rounded(strict[label].f())}
        for label, by_group in categories(scores).items()
    }
    means = [row["f1"] for label, row in rows.items() if label != "ALL" and row["f1"] is not None]
    return {
        "system": name,
        "overlap": rows,
        "macro_f1": _rounded(sum(means) / len(means) if means else None),
        "lines": _ratios(scores.lines, draws),
        **{
            part: {value: _ratios({"": counts}, 0) for value, counts in sorted(table.items())}
            for part, table in scores.parts.items()
        },
        "reliability": [[round(p, 4), round(share, 4), count] for p, share, count in scores.reliability],
        "calibration_error": _rounded(scores.error),
    }


def _ratios(by_group: Mapping[str, Counts], draws: int) -> dict[str, Any]:
    counts = sum(by_group.values(), Counts())
    spread = interval(by_group, Counts.f, draws=draws) if draws else None
    return {
        "tp": counts.tp,
        "fp": counts.fp,
        "fn": counts.fn,
        "precision": _rounded(counts.precision),
        "recall": _rounded(counts.recall),
        "f1": _rounded(counts.f()),
        "f2": _rounded(counts.f(2.0)),
        "f1_interval": [round(value, 3) for value in spread] if spread else None,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def as_markdown(title: str, systems: Sequence[Mapping[str, Any]], notes: Iterable[str]) -> str:
    """The page: every system by category, then lines, and the last system by language and path."""
    lines = [f"# {title}", "", *(f"- {note}" for note in notes), ""]
    lines += ["## By category (overlap of more than 0.8 both ways)", ""]
    lines += _table(
        (
            "category",
            "system",
            "values",
            "tp",
            "fp",
            "fn",
            "P",
            "R",
            "F1",
            "95 % by group",
            "F2",
            "strict F1",
        ),
        (
            (label, system["system"], row["tp"] + row["fn"], *_cells(row), row["f2"], row["strict_f1"])
            for label in (*map(str, Category), "ALL")
            for system in systems
            for row in (system["overlap"][label],)
        ),
    )
    lines += ["", "## Secrets by line", ""]
    lines += _table(
        (
            "system",
            "tp",
            "fp",
            "fn",
            "P",
            "R",
            "F1",
            "95 % by group",
            "mean F1 of categories",
            "calibration error",
        ),
        (
            (system["system"], *_cells(system["lines"]), system["macro_f1"], system["calibration_error"])
            for system in systems
        ),
    )
    for part in ("language", "path") if systems else ():
        lines += ["", f"## {systems[-1]['system']}, by {part}", ""]
        rows = systems[-1][part].items()
        lines += _table(
            (part, "tp", "fp", "fn", "P", "R", "F1"), ((name, *_cells(row)[:-1]) for name, row in rows)
        )
    return "\n".join(lines) + "\n"


def _cells(row: Mapping[str, Any]) -> tuple[Any, ...]:
    spread = row["f1_interval"]
    between = f"{spread[0]:.2f} to {spread[1]:.2f}" if spread else "-"
    return (row["tp"], row["fp"], row["fn"], row["precision"], row["recall"], row["f1"], between)


def _table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return lines + ["| " + " | ".join(map(_cell, row)) + " |" for row in rows]


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    # A file's language is data: it must not end a cell.
    return (
        f"{value:.3f}"
        if isinstance(value, float)
        else str(value).replace("|", "\\|").replace(os.linesep, " ")
    )
