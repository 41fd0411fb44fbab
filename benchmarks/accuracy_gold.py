"""Spans in gold-dev's chunks of code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from accuracy_counts import Counts, interval, rates, summed
from accuracy_scorers import lines_from, lines_of, scored
from accuracy_wrong import Wrong, shape
from page import Page
from tools import (
    WORK,
    FailedError,
    timed,
)

LINES_A_CHUNK = 50


#: The categories that rules are to find alone; the others show where a model starts.
FOR_RULES = ("EMAIL", "IP_ADDRESS")


def gold(page: Page, scan: list[str], shared: Path, also: str = "") -> list[Wrong]:
    """Spans in 320 chunks of code: everything with its kind left aside, then what a default scan reports.

    ``scan`` lacks its model at the end; ``also`` is a model that the scans are made with once more.
    """
    data, scorer = shared / "data" / "gold-dev" / "gold-dev.jsonl", shared / "bench" / "score_gold.py"
    tree = WORK / "gold"
    subprocess.run([sys.executable, scorer, "materialize", data, tree], check=True, stdout=subprocess.DEVNULL)
    everything, default = WORK / "gold-all.jsonl", WORK / "gold-default.jsonl"
    timed([*scan, "--include", "licence,placeholder", "-o", f"json-lines:{everything}"], cwd=tree)
    timed([*scan, "-o", f"json-lines:{default}"], cwd=tree)
    chunks = {chunk["id"]: chunk for chunk in map(json.loads, lines_of(data))}

    wrong: list[Wrong] = []
    for title, mode, report in (
        ("Gold chunks, every span (`--include licence,placeholder`, `--mode all`)", "all", everything),
        ("Gold chunks, default scan (`--mode default`)", "default", default),
    ):
        packages, detail = table(page, title, (data, scorer), report, mode, chunks)
        wrong += gold_wrong(chunks, detail, findings_by_chunk(report, chunks), f"gold-dev {mode}")
    if also:
        with_model(page, [*scan[:-1], also], tree, (data, scorer), chunks)
    page.text(
        f"{' and '.join(FOR_RULES)} are for the rules to find. NAME, USERNAME, PASSWORD, KEY and ID are what rules "
        "find without a model: the line that a model starts from. `ALL` sums them, so it follows the frequent ones."
    )

    page.heading("False alarms in the chunks drawn blind (`--stratum random`)")
    lines = sum(chunk["stratum"] == "random" for chunk in chunks.values()) * LINES_A_CHUNK
    blind = {
        "every span": scored(scorer, "score", data, everything, "--mode", "all", "--stratum", "random"),
        "default scan": scored(scorer, "score", data, default, "--mode", "default", "--stratum", "random"),
    }
    page.table(
        ("scan", *blind["default scan"], f"in 1,000 of {lines:,} lines"),
        [
            (name, *(cell["fp"] for cell in row.values()), f"{row['ALL']['fp'] * 1000 / lines:.1f}")
            for name, row in blind.items()
        ],
    )
    print(
        f"gold, random stratum, default: {blind['default scan']['ALL']['fp']} false alarms in {lines:,} lines"
    )
    page.heading("Gold chunks by package, default scan")
    page.text("Packages without a span and without a false alarm are left out.")
    page.table(
        ("package", "tp", "fp", "fn", "P", "R", "F1"),
        [
            (name, *row, *rates(row))
            for name, row in sorted(packages["ALL"].items(), key=lambda item: (-sum(item[1]), item[0]))
            if any(row)
        ],
    )
    return wrong


def table(
    page: Page, title: str, judges: tuple[Path, Path], report: Path, mode: str, chunks: Mapping[str, Any]
) -> tuple[dict[str, dict[str, Counts]], list[dict[str, Any]]]:
    """One table; returns the counts by category and package, and what was found wrong."""
    data, scorer = judges
    page.heading(title)
    rows, detail = gold_detail(scorer, data, report, mode)
    packages = by_package(chunks, detail, mode)
    spans(page, rows, packages)
    print(f"{title.partition(' (')[0]}: F1 {rows['ALL']['F1']:.3f}")
    return packages, detail


def with_model(
    page: Page, scan: list[str], tree: Path, judges: tuple[Path, Path], chunks: Mapping[str, Any]
) -> None:
    """What a scan finds with the model, which reads what its gate lets through."""
    for name, mode, options in (
        ("every span", "all", ["--include", "licence,placeholder"]),
        ("default scan", "default", []),
    ):
        report = WORK / f"gold-model-{mode}.jsonl"
        timed([*scan, *options, "-o", f"json-lines:{report}"], cwd=tree)
        title = f"Gold chunks, {name}, rules and model (`--model {scan[-1]} --mode {mode}`)"
        table(page, title, judges, report, mode, chunks)


def gold_detail(scorer: Path, data: Path, report: Path, mode: str) -> tuple[Any, list[dict[str, Any]]]:
    """The scorer's rows, and what it found wrong. By way of a pipe: the detail holds texts, which no file may."""
    command = [sys.executable, str(scorer), "score", str(data), str(report), "--mode", mode]
    *detail, rows = lines_from([*command, "--json", "--detail", "/dev/stdout"])
    return json.loads(rows), [json.loads(line) for line in detail]


def main_label(label: str) -> str:
    return re.sub(r"_(?:LICENSE|EXAMPLE)$", "", label)


def by_package(
    chunks: Mapping[str, Any], detail: Iterable[Mapping[str, Any]], mode: str
) -> dict[str, dict[str, Counts]]:
    """For each category and ``ALL``: the counts of every package, those without a span as well."""
    tallies: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    labels = {"ALL"}
    for chunk in chunks.values():
        for span in chunk["spans"]:
            label = main_label(span["label"])
            if label != "AMBIGUOUS" and (mode == "all" or label == span["label"]):
                labels.add(label)
                tallies[label, chunk["package"]]["gold"] += 1
    for item in detail:
        label = main_label(item["label"])
        labels.add(label)
        tallies[label, chunks[item["id"]]["package"]][item["kind"]] += 1
    for (label, package), tally in list(tallies.items()):
        if label != "ALL":
            tallies["ALL", package].update(tally)
    packages = sorted({chunk["package"] for chunk in chunks.values()})
    return {
        label: {
            package: Counts(tally["gold"] - tally["miss"], tally["false"], tally["miss"])
            for package in packages
            for tally in [tallies[label, package]]
        }
        for label in labels
    }


def spans(
    page: Page, rows: dict[str, dict[str, float]], packages: Mapping[str, Mapping[str, Counts]]
) -> None:
    counts, shares = ("gold", "tp", "fp", "fn"), ("P", "R", "F1", "loose_F1")
    table = []
    for name, row in rows.items():
        parts = list(packages[name].values())
        if summed(parts) != (row["tp"], row["fp"], row["fn"]):
            raise FailedError(f"packages do not add up to the scorer's {name}")
        low, high = interval(parts)
        numbers = [f"{row[key]:.3f}" for key in shares]
        table.append(
            (name, *(row[key] for key in counts), *numbers[:3], f"{low:.2f} to {high:.2f}", numbers[3])
        )
    page.table(("category", *counts, "P", "R", "F1", "95 % by package", "loose F1"), table)


class Found(NamedTuple):
    """A finding: characters of the chunk, end exclusive."""

    start: int
    end: int
    code: str


def findings_by_chunk(report: Path, chunks: Mapping[str, Any]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = defaultdict(list)
    for item in map(json.loads, lines_of(report)):
        name = item["path"].split("/")[0]
        begins = [0, *accumulate(len(line) + 1 for line in chunks[name]["text"].split("\n"))]
        start = begins[item["start_line"] - 1] + item["start_column"] - 1
        end = begins[item["end_line"] - 1] + item["end_column"] - 1
        found[name].append(Found(start, end, item["code"]))
    return found


def gold_wrong(
    chunks: Mapping[str, Any],
    detail: Iterable[Mapping[str, Any]],
    findings: Mapping[str, Sequence[Found]],
    data: str,
) -> Iterator[Wrong]:
    for item in detail:
        chunk, start, end = chunks[item["id"]], item["start"], item["end"]
        text = chunk["text"]
        touching = {f.code for f in findings.get(item["id"], ()) if f.start < end and start < f.end}
        yield Wrong(
            data,
            chunk["package"],
            item["id"],
            text.count("\n", 0, start) + 1,
            start - text.rfind("\n", 0, start),
            item["label"],
            "FN" if item["kind"] == "miss" else "FP",
            " ".join(sorted(touching)),
            *shape(text[start:end]),
        )
