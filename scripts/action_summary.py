"""The job summary: the outcome in numbers and the worst findings in a table. Standard library only.

GitHub renders it as Markdown, and names of files come from strangers: they stand in code, which renders nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

ERROR = 2
SEVERITIES = ("error", "warning", "note")
#: Rows of the table. GitHub cuts a summary at 1 MiB; nobody reads a hundred rows.
ROWS = 20
_LONGEST = 160


def markdown(code: int, document: Mapping[str, Any] | None, scanned: str, warning: str) -> str:
    """``document`` is what `-o json` wrote; None where the scan did not finish."""
    summary = None if document is None else document["summary"]
    parts = [f"**piiscan**: {sentence(code, summary)}", f"Scanned: {scanned}."]
    if warning:
        parts.append(f"> **Warning**: {warning}")
    if document is not None:
        parts += table(document["findings"])
    return "\n\n".join(parts) + "\n"


def sentence(code: int, summary: Mapping[str, Any] | None) -> str:
    """The outcome in words and numbers: nothing that comes from the repository is in it."""
    if summary is None:
        return f"the scan did not finish (exit code {code}); its log says why."
    counts = ", ".join(f"{summary[f'{word}s']:,} {word}(s)" for word in SEVERITIES)
    files = f"{summary['files']:,} file(s)"
    if "commits" in summary:
        files = f"{summary['commits']:,} commit(s), {summary['files']:,} version(s) of files"
    text = f"{counts} in {files}, {summary['bytes']:,} bytes."
    return text + (" Something could not be read; the log says what." if code == ERROR else "")


def table(findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """The worst findings, one a row, and how many more there are. Notes are only counted."""
    rated = [item for item in findings if item["severity"] in SEVERITIES[:2]]
    rated.sort(key=lambda item: (SEVERITIES.index(item["severity"]), -item["confidence"]))
    if not rated:
        return []
    lines = ["| severity | rule | what | where |", "| --- | --- | --- | --- |"]
    lines += [_row(item) for item in rated[:ROWS]]
    more = len(rated) - ROWS
    return ["\n".join(lines), *([f"… and {more:,} more error(s) and warning(s)."] if more > 0 else [])]


def _row(item: Mapping[str, Any]) -> str:
    where = f"{item['path']}:{item['start_line']}"
    commit = (item.get("origin") or {}).get("commit")
    since = f" in {_plain(commit)[:12]}" if commit else ""
    return (
        f"| {item['severity']} | {_plain(item['code'])} | {_plain(item['title'])} | {_code(where)}{since} |"
    )


def _plain(text: str) -> str:
    """Without anything that Markdown, HTML or GitHub's links and mentions are made of."""
    return re.sub(r"[^A-Za-z0-9 ()-]", " ", text)[:_LONGEST]


def _code(text: str) -> str:
    """As code in a cell: a backtick would end it, a line break the row, and `|` the cell even in code."""
    shown = "".join(c if c.isprintable() and c not in "`|" else _escape(c) for c in text)
    return f"`{shown if len(shown) <= _LONGEST else '…' + shown[-_LONGEST:]}`"


def _escape(c: str) -> str:
    return f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}"
