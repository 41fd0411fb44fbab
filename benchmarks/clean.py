"""Errors and warnings on well-kept code: how many, and of which rules.

    python benchmarks/clean.py              writes benchmarks/results/clean.md

Scans the corpus of `corpus.py` with the default settings. The code is public and looked after, so most of
these are false; which ones is for a reader to say, from `piiscan scan benchmarks/work/corpus --isolated
--no-respect-gitignore`. Only rules and counts are written here.
"""

from __future__ import annotations

import json
import os
import shlex
import tempfile
from collections import Counter
from pathlib import Path

from page import Page
from tools import AS_NAMED, CORPUS, machine, main_guard, need_corpus, parser, piiscan_version, timed

PER = 20_000


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    options.add_argument("--model", default="auto", help="as for `piiscan scan` (default: %(default)s)")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    need_corpus(chosen.corpus)
    packages = sorted(path.name for path in chosen.corpus.iterdir() if path.is_dir())
    lines = {package: count_lines(chosen.corpus / package) for package in packages}
    found = findings(piiscan, chosen.corpus, chosen.model)

    page = Page("Findings on clean code", "python benchmarks/clean.py")
    page.bullets([*machine()[:1], f"piiscan {piiscan_version(piiscan)}, `--model {chosen.model}`"])
    page.heading("By package")
    rows = []
    for package in [*packages, "all"]:
        severities: Counter[str] = Counter()
        for (where, severity, _, _), count in found.items():
            if package in (where, "all"):
                severities[severity] += count
        total = sum(lines.values()) if package == "all" else lines[package]
        rate = (severities["error"] + severities["warning"]) * PER / total
        rows.append(
            (
                package,
                f"{total:,}",
                *(severities[word] for word in ("error", "warning", "note")),
                f"{rate:.2f}",
            )
        )
    page.table(
        ("package", "lines of text", "errors", "warnings", "notes", f"errors and warnings in {PER:,} lines"),
        rows,
    )
    page.heading("By rule")
    rules: Counter[tuple[str, str, str]] = Counter()
    for (_, severity, code, rule), count in found.items():
        rules[severity, code, rule] += count
    ordered = sorted(rules.items(), key=lambda item: (item[0][0], -item[1], item[0][1]))
    page.table(
        ("rule", "severity", "count", f"in {PER:,} lines"),
        [
            (f"{code} {rule}", severity, count, f"{count * PER / sum(lines.values()):.2f}")
            for (severity, code, rule), count in ordered
            if severity != "note"
        ],
    )
    print(
        f"errors {rows[-1][2]}, warnings {rows[-1][3]}, notes {rows[-1][4]}: {rows[-1][5]} in {PER:,} lines"
    )
    page.write("clean")


def findings(piiscan: list[str], corpus: Path, model: str) -> Counter[tuple[str, str, str, str]]:
    """How many of each (package, severity, code, rule)."""
    result: Counter[tuple[str, str, str, str]] = Counter()
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as scratch:
        report = Path(scratch) / "findings.jsonl"
        command = [
            *piiscan,
            "scan",
            ".",
            *AS_NAMED,
            "--model",
            model,
            "-o",
            f"json-lines:{report}",
            "--exit-zero",
        ]
        timed(command, cwd=corpus)
        with open(report, encoding="utf-8") as handle:
            for item in map(json.loads, handle):
                result[item["path"].split("/")[0], item["severity"], item["code"], item["rule"]] += 1
    return result


def count_lines(root: Path) -> int:
    """Line ends in the files that hold no NUL byte."""
    total = 0
    for folder, _, names in os.walk(root):
        for name in names:
            data = Path(folder, name).read_bytes()
            if b"\0" not in data:
                total += data.count(b"\n")
    return total


if __name__ == "__main__":
    main_guard(main)
