"""What a default scan says of public repositories in a dozen languages: how many errors, warnings and notes.

    python benchmarks/repositories.py DIR                    writes benchmarks/results/repositories.md
    python benchmarks/repositories.py DIR --against COMMAND  beside what another piiscan says

DIR holds a clone of each repository of `repositories.txt` at its commit, as OWNER+NAME:

    git clone https://github.com/OWNER/NAME DIR/OWNER+NAME && git -C DIR/OWNER+NAME checkout COMMIT

Nothing here says what is right: it is for a look at what changed, and for the next look at what is wrong. Values are
neither shown nor kept.
"""

from __future__ import annotations

import json
import shlex
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

from page import Page
from tools import FailedError, machine, main_guard, parser, piiscan_version

LIST = Path(__file__).with_name("repositories.txt")
SEVERITIES = ("error", "warning", "note")
#: Rules that the page names.
RULES = 15


def main() -> None:
    options = parser(__doc__)
    options.add_argument("clones", type=Path, metavar="DIR", help="where the clones are")
    options.add_argument("--against", metavar="COMMAND", help="another piiscan to count with")
    options.add_argument("--model", default="auto", help="as for `piiscan scan` (default: %(default)s)")
    chosen = options.parse_args()
    commands = [shlex.split(each) for each in (chosen.piiscan, chosen.against) if each]
    rows, totals, rules = [], [Counter[str]() for _ in commands], Counter[str]()
    groups: dict[str, list[Counter[str]]] = {}
    for group, name, commit in repositories():
        folder = chosen.clones / name.replace("/", "+")
        check(folder, commit)
        counts = []
        for number, command in enumerate(commands):
            findings = scan(command, folder, chosen.model)
            counts.append(Counter(item["severity"] for item in findings))
            totals[number].update(counts[-1])
            groups.setdefault(group, [Counter() for _ in commands])[number].update(counts[-1])
            if not number:
                rules.update(item["code"] for item in findings if item["severity"] != "note")
        rows.append((group, name, *(each[severity] for each in counts for severity in SEVERITIES)))
        print(*rows[-1])
    against = " --against COMMAND" if chosen.against else ""
    page = Page("Default scans of public repositories", "python benchmarks/repositories.py DIR" + against)
    said = [f"piiscan {piiscan_version(command)}" for command in commands]
    page.bullets(
        [*machine(), said[0], *(f"against {each}" for each in said[1:]), f"`--model {chosen.model}`"]
    )
    page.text(
        "Errors, warnings and notes, counted; nobody has judged them here. Groups were looked at one after another, and what "
        "was wrong in one was mended before the next was scanned, but for the last: after it, too."
    )
    head = [
        severity + ("" if not number else ", other")
        for number in range(len(commands))
        for severity in SEVERITIES
    ]
    page.table(("group", "repository", *head), [*rows, *sums(groups, totals)])
    page.heading("Errors and warnings by rule")
    page.table(("rule", "findings"), rules.most_common(RULES))
    page.write("repositories")


def repositories() -> list[tuple[str, str, str]]:
    lines = [
        line for line in LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    return [(group, name, commit) for group, name, commit in (line.split() for line in lines)]


def check(folder: Path, commit: str) -> None:
    done = subprocess.run(
        ["git", "-C", str(folder), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    if done.stdout.strip() != commit:
        raise FailedError(f"{folder}: not a clone at {commit}")


def scan(command: list[str], folder: Path, model: str) -> list[dict[str, str]]:
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "report.json"
        arguments = (
            "scan",
            ".",
            "--isolated",
            "--model",
            model,
            "--show-notes",
            "-o",
            f"json:{report}",
            "--exit-zero",
            "-q",
        )
        done = subprocess.run([*command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
        if done.returncode:
            raise FailedError(f"{folder}: {done.stderr.strip()}")
        findings: list[dict[str, str]] = json.loads(report.read_bytes())["findings"]
        return findings


def sums(groups: dict[str, list[Counter[str]]], totals: list[Counter[str]]) -> list[tuple[str, ...]]:
    named = [*((f"**{group}**", counts) for group, counts in groups.items()), ("**all**", totals)]
    return [
        (name, "", *(f"**{each[severity]:,}**" for each in counts for severity in SEVERITIES))
        for name, counts in named
    ]


if __name__ == "__main__":
    main_guard(main)
