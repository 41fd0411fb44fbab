"""Findings, rules and results to render; each function takes what a test wants to be different."""

from __future__ import annotations

from typing import Any

from piiscan.types import (
    Category,
    Finding,
    Notice,
    RuleInfo,
    ScanResult,
    Severity,
    Status,
    Totals,
)

TOKEN = Finding(
    path="config/prod.env",
    rule="github-pat",
    code="SEC101",
    title="GitHub token",
    category=Category.KEY,
    status=Status.LIVE,
    severity=Severity.ERROR,
    confidence=0.98,
    layers=("rule", "proof"),
    start_offset=110,
    end_offset=150,
    start_line=12,
    start_column=9,
    end_line=12,
    end_column=49,
    start_column_utf16=9,
    end_column_utf16=49,
    length=40,
    mask="KEY",
    fingerprint="0123456789abcdef0123456789abcdef",
    line_hash="a23a3dc5e078b07b:1",
    frame="token = <KEY>  # of the bot",
    frame_start=8,
    frame_end=13,
)
EMAIL = TOKEN._replace(
    path="src/authors.py",
    rule="email-address",
    code="PII101",
    title="E-mail address",
    category=Category.EMAIL,
    severity=Severity.WARNING,
    confidence=0.9,
    layers=("rule",),
    mask="EMAIL",
    frame="contact = '<EMAIL>'",
    frame_start=11,
    frame_end=18,
)
NAME = EMAIL._replace(
    rule="author-name",
    code="PII301",
    title="Name of an author",
    category=Category.NAME,
    severity=Severity.NOTE,
    status=Status.LICENCE,
    confidence=0.6,
    mask="NAME",
    start_line=3,
    end_line=3,
    frame="# (c) <NAME>",
    frame_start=6,
    frame_end=12,
)

RULES = {
    "github-pat": RuleInfo(
        id="github-pat",
        code="SEC101",
        title="GitHub token",
        category=Category.KEY,
        severity=Severity.ERROR,
        confidence=0.98,
        why="Whoever reads it can push to your repositories.",
        fix="Revoke it in the account's settings, then read the new one from the environment.",
        references=("https://docs.github.com/authentication", "RFC 6750"),
        family="secrets/github",
    ),
    "email-address": RuleInfo(
        id="email-address",
        code="PII101",
        title="E-mail address",
        category=Category.EMAIL,
        severity=Severity.WARNING,
        confidence=0.9,
        why="An address in a repository is harvested.",
        fix="Use a role address.",
        references=(),
        family="pii/email",
    ),
    "author-name": RuleInfo(
        id="author-name",
        code="PII301",
        title="Name of an author",
        category=Category.NAME,
        severity=Severity.NOTE,
        confidence=0.6,
        why="A name is personal data.",
        fix="Keep it only where a licence asks for it.",
        references=("https://example.org/names",),
        family="pii/names",
    ),
}


def finding(base: Finding = TOKEN, /, **changes: Any) -> Finding:
    return base._replace(**changes)


def many(count: int, base: Finding = TOKEN, /, **changes: Any) -> list[Finding]:
    """``count`` findings on the lines 1, 2, 3 …"""
    return [
        base._replace(start_line=line, end_line=line, start_offset=line * 100, **changes)
        for line in range(1, count + 1)
    ]


def result(*findings: Finding, **changes: Any) -> ScanResult:
    base = ScanResult(
        findings=tuple(sorted(findings, key=lambda each: each.sort_key)),
        notices=(),
        totals=Totals(files=812, bytes=9_300_000),
        rules=RULES,
        version="0.1.0",
        root="/home/runner/work/shop",
        seconds=0.42,
    )
    return base._replace(**changes)


def notice(kind: Any, path: str, message: str = "permission denied") -> Notice:
    return Notice(kind=kind, path=path, message=message)


#: What somebody may call a file, and what a line-based format must never print of it.
HOSTILE_PATHS = {
    "escape sequence": "a\x1b[2J\x1b]0;title\x07b.py",
    "newline that forges a line": "a.py\nb.py:1:1: SEC101 error",
    "carriage return": "a\rb.py",
    "c1 control": "a\x9b31mb.py",
    "bidi override": "a\u202egpj.py",
    "bidi isolate": "a\u2066b\u2069.py",
    "zero width": "a\u200bb\ufeff.py",
    "line separator": "a\u2028b\u2029.py",
    "not UTF-8": "a\udcff\udc80.py",
    "half a pair": "a\ud83d.py",
    "tag characters": "a\U000e0041.py",
    "delete": "a\x7fb.py",
}
#: Odd, but text: these must survive.
ODD_PATHS = {
    "percent": "100%/a%0Ab.py",
    "commands": "::error::x",
    "old commands": "##[add-mask]x",
    "colon and comma": "a:1,title=x.py",
    "non-ASCII": "größe/日本.py",
    "astral": "a😀.py",
    "spaces": "my file .py",
    "markup": "<b>&\"'[x](y){0}.py",
    "backslash": "a\\b.py",
}
