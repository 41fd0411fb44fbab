"""What agents may ask for over the Model Context Protocol; no answer holds a value that was found."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any

from piiscan.api import mask_text as mask
from piiscan.errors import PiiscanError, UsageError
from piiscan.report.json_values import finding_values
from piiscan.report.rule_text import as_markdown
from piiscan.run.engine import load_catalog
from piiscan.run.scan import scan
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.load import load
from piiscan.settings.model import Settings
from piiscan.sources.entry import Entry, TextEntry
from piiscan.sources.places import prefix
from piiscan.sources.project import prefix_below_project
from piiscan.sources.tree import walk
from piiscan.types import Notice, NoticeKind, ScanResult

#: Findings in one answer. The rest is counted: a model reads no ten thousand of them.
MOST = 200
_LEFT_OUT = ("start_offset", "end_offset", "fingerprint", "mask", "length", "layers", "related")


class Tools:
    """For the directory ``root``, whose configuration holds. Every method raises ``PiiscanError`` with one line."""

    def __init__(self, root: str) -> None:
        self.root = os.path.realpath(root)

    def scan_text(self, text: str, filename: str = "<text>") -> dict[str, Any]:
        """Findings in ``text``, read as a file called ``filename``."""
        entry = TextEntry(filename, text.encode("utf-8", "surrogatepass"))
        return self._scanned(iter((entry,)), load(self.root))

    def scan_paths(self, paths: Sequence[str]) -> dict[str, Any]:
        """Findings in files and directories below ``root``."""
        settings = load(self.root)
        inside = [self._inside(path) for path in paths]
        if not inside:
            raise UsageError("no paths were given")
        entries = walk(
            inside, root=self.root, exclude=settings.exclude, respect_gitignore=settings.respect_gitignore
        )
        return self._scanned(entries, settings)

    def mask_text(self, text: str, filename: str = "<text>", policy: str = "placeholder") -> dict[str, Any]:
        """``text`` with every value replaced."""
        settings = load(self.root)
        return {"text": mask(text, filename, policy, settings=settings)}

    def explain_rule(self, code: str) -> dict[str, Any]:
        """What the rule ``code`` (or name) finds, why it matters and how to fix it, as Markdown."""
        rule = load_catalog(load(self.root).rules).find(code)
        if rule is None:
            raise UsageError(f"there is no rule `{code}`")
        return {"code": rule.code, "name": rule.id, "text": as_markdown(rule.info())}

    def _inside(self, path: str) -> str:
        found = os.path.realpath(os.path.join(self.root, path)) if "\0" not in path else ""
        if not prefix(found).startswith(prefix(self.root)):
            raise UsageError("a path lies outside of the directory that this server was started in")
        return found

    def _scanned(self, entries: Iterator[Entry | Notice], settings: Settings) -> dict[str, Any]:
        job = Job(settings, Wanted(), self.root, prefix_below_project(self.root))
        return _answer(scan(job, entries))


def _answer(result: ScanResult) -> dict[str, Any]:
    findings = sorted(result.findings, key=lambda item: (-item.severity, item.sort_key))
    shown = []
    for finding in findings[:MOST]:
        values = finding_values(finding)
        shown.append({key: value for key, value in values.items() if key not in _LEFT_OUT})
    return {
        "findings": shown,
        "found": len(findings),
        "files": result.totals.files,
        "not_read": [
            f"{notice.path}: {notice.message}"
            for notice in result.notices
            if notice.kind not in (NoticeKind.BINARY, NoticeKind.ENCODED)
        ][:MOST],
    }


__all__ = ["MOST", "PiiscanError", "Tools"]
