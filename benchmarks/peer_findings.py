"""What each tool found in CredData, as (path, first line, last line, rule): no values. No command of its own.

Reports are asked for redacted where a tool can do that, and no value is read. ``root`` holds ``data/``.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tools import FailedError, environment

Place = tuple[str, int, int, str]


def piiscan(report: Path) -> Iterator[Place]:
    """Credentials alone: the labels know nothing of names and addresses."""
    with open(report, encoding="utf-8") as handle:
        for item in map(json.loads, handle):
            if item["category"] in ("KEY", "PASSWORD"):
                yield item["path"], item["start_line"], item["end_line"], item["rule"]


def betterleaks(program: str, root: Path, work: Path) -> Iterator[Place]:
    report = work / "creddata-betterleaks.jsonl"
    run([program, "data", "--redact", "--silent", "--no-banner", "--output", str(report)], root, (0, 1))
    with open(report, encoding="utf-8") as handle:
        for item in map(json.loads, handle):
            if found := item.get("finding"):
                where = found["location"]
                yield where["path"], where["start_line"], where["end_line"], found["rule_id"]


def kingfisher(program: str, root: Path, work: Path) -> Iterator[Place]:
    report = work / "creddata-kingfisher.jsonl"
    options = ["--no-validate", "--git-history", "none", "--no-update-check", "--no-dedup", "--redact"]
    run(
        [program, "scan", "data", *options, "--format", "jsonl", "--output", str(report)], root, (0, 200, 205)
    )
    with open(report, encoding="utf-8") as handle:
        for item in map(json.loads, handle):
            if found := item.get("finding"):
                yield found["path"], found["line"], found["line"], item["rule"]["id"]


def detect_secrets(program: str, root: Path, work: Path) -> Iterator[Place]:
    """Without asking the providers (``--no-verify``)."""
    results = json.loads(run([program, "scan", "--all-files", "--no-verify", "data"], root, (0,)))["results"]
    for path, items in results.items():
        for item in items:
            yield path, item["line_number"], item["line_number"], item["type"]


def credsweeper(program: str, root: Path, work: Path) -> Iterator[Place]:
    """With its own model, which learnt from CredData, and its default thresholds."""
    report = work / "creddata-credsweeper.json"
    run([program, "--path", "data", "--hashed", "--save-json", str(report)], root, (0,))
    with open(report, encoding="utf-8") as handle:
        for item in json.load(handle):
            for line in item["line_data_list"]:
                yield line["path"].removeprefix("./"), line["line_num"], line["line_num"], item["rule"]


def run(command: list[str], root: Path, ok: tuple[int, ...]) -> str:
    done = subprocess.run(command, cwd=root, env=environment(), capture_output=True, text=True, check=False)
    if done.returncode not in ok:
        raise FailedError(f"{command[0]} exited with {done.returncode}")
    return done.stdout
