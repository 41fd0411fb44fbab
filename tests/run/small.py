"""A detector of two rules, so that what is tested is the run and not the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from piiscan.catalog.load import RuleFile, build_catalog
from piiscan.detect.detector import Detector
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.settings.model import Settings
from piiscan.sources.entry import Entry, MemoryEntry
from piiscan.types import Finding, Severity

_RULES = b"""
[[rule]]
id = "acme-token"
code = "ACM001"
title = "Token of Acme"
category = "KEY"
pattern = 'acme_[a-z]{8}'
boundary = "none"
keywords = ["acme_"]
max_len = 13
why = "x"
fix = "x"
match = ["acme_abcdefgh"]
no_match = ["x"]

[[rule]]
id = "acme-user"
code = "ACM002"
title = "User of Acme"
category = "USERNAME"
pattern = 'user:(?P<value>[^;]{1,40});'
boundary = "none"
multiline = true
keywords = ["user:"]
max_len = 46
why = "x"
fix = "x"
match = ["user:a;"]
no_match = ["x"]

[[rule]]
id = "acme-stock"
code = "ACM003"
title = "Placeholder of Acme"
category = "NAME"
pattern = 'name:(?P<value>[A-Za-z ]{1,40});'
boundary = "none"
checks = ["people.name"]
keywords = ["name:"]
max_len = 46
why = "x"
fix = "x"
match = ["name:Emmy Noether;"]
no_match = ["x"]
"""

RULES = build_catalog([RuleFile("small.toml", "small", _RULES)]).rules
DETECTOR = Detector(RULES, engine="python")


def scanner(*, prefix: str = "", **settings: object) -> Scanner:
    """A scanner of the two rules that makes everything a report could want."""
    wanted = Wanted(frames=Severity.NOTE, line_hashes=True, hidden=True)
    return Scanner(DETECTOR, Settings(root="/", **settings), wanted, root="/", prefix=prefix)


def scan_entries(entries: Iterable[Entry], **options: object) -> Outcome:
    return scanner(**options).scan(entries)


def scan(data: bytes | str, path: str = "a.txt", **options: object) -> list[Finding]:
    """The findings in ``data``, stored as a file would be."""
    data = data.encode() if isinstance(data, str) else data
    return scan_entries([MemoryEntry(path, data)], **options).findings
