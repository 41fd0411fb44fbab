"""The page as a whole: its head, what was scanned, and the parts in reading order."""

from __future__ import annotations

import pkgutil
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence

from piiscan.digest import sha256
from piiscan.report.base import sorted_notices, worst_first
from piiscan.report.html_.charts import charts
from piiscan.report.html_.rules import rules
from piiscan.report.html_.table import FINDING_CAP, findings_table, left_out
from piiscan.report.markup import escaped
from piiscan.report.rule_text import is_link
from piiscan.report.summary import plural, size
from piiscan.types import WORTH_A_LINE, Finding, ScanResult, Severity

#: Names of what was not scanned; a tree of unreadable files must not bury the findings.
UNREAD_CAP = 100
#: Runs before the table is read, so that a browser need not lay out 20,000 rows of which the script shows 500.
_EARLY = 'document.documentElement.classList.add("script");'


def document(result: ScanResult) -> str:
    """HTML 5 in one piece: its style, its script, and a policy that lets nothing else in."""
    style, script = _part("page.css"), _part("page.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(_EARLY)}' '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    shown = worst_first(result.findings)[:FINDING_CAP]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="robots" content="noindex">\n'
        f'<meta name="generator" content="piiscan {escaped(result.version)}">\n'
        f"<title>Secrets and personal data: {_verdict(result)}</title>\n<style>{style}</style>\n<script>{_EARLY}</script>\n</head>\n<body>\n"
        f"{_header(result)}<main>\n{charts(result)}{_findings(shown, result)}{rules(result)}{_unread(result)}"
        f"</main>\n{_footer(result)}<script>{script}</script>\n</body>\n</html>\n"
    )


def _part(name: str) -> str:
    data = pkgutil.get_data(__name__, name)
    assert data is not None  # the loader of every installation gives data
    return data.decode("ascii").replace("\r\n", "\n")


def _digest(text: str) -> str:
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()


def _verdict(result: ScanResult) -> str:
    return plural(len(result.findings), "finding") if result.findings else "no findings"


def _header(result: ScanResult) -> str:
    skip = '<a class="skip" href="#findings">Skip to the findings</a>\n' if result.findings else ""
    return (
        f"{skip}<header>\n<h1>Secrets and personal data</h1>\n{_source(result)}{_alert(result)}"
        f'<dl class="tiles">\n{"".join(_tiles(result))}</dl>\n</header>\n'
    )


def _source(result: ScanResult) -> str:
    revision = result.revision
    if revision is None or not revision.commit:
        return ""
    parts = [f"commit <code>{escaped(revision.commit[:12])}</code>"]
    if revision.url:
        url = escaped(revision.url)
        link = f'<a href="{url}" rel="noopener noreferrer">{url}</a>' if is_link(revision.url) else url
        parts.insert(0, link)
    if revision.branch:
        parts.append(f"branch {escaped(revision.branch)}")
    return f'<p class="source">Scanned: {", ".join(parts)}</p>\n'


def _alert(result: ScanResult) -> str:
    cut = left_out(result)
    if not cut:
        return ""
    return (
        f'<p class="alert"><strong>{cut:,} findings are not in the table.</strong> It lists the worst {FINDING_CAP:,}; '
        "figures and charts count all. <code>piiscan scan -o json</code> carries every one.</p>\n"
    )


def _tiles(result: ScanResult) -> list[str]:
    number = Counter(found.severity for found in result.findings)
    totals = result.totals
    tiles = [
        (str(severity), plural(number[severity], str(severity)).split(" ")[1].capitalize(), number[severity])
        for severity in sorted(Severity, reverse=True)
    ]
    if result.commits is not None:
        tiles.append(("commits", "Commits read", result.commits))
    files = "Versions of files scanned" if result.commits is not None else "Files scanned"
    tiles += [("files", f"{files}, {size(totals.bytes)}", totals.files)]
    tiles += [("suppressed", "Suppressed", totals.suppressed)]
    tiles += [("skipped", "Not scanned", sum(totals.skipped.values()))]
    return [
        f'<div class="{kind if count else "none"}"><dt>{escaped(word)}</dt><dd>{count:,}</dd></div>\n'
        for kind, word, count in tiles
    ]


def _findings(shown: Sequence[Finding], result: ScanResult) -> str:
    if shown:
        return findings_table(shown)
    unread = any(notice.kind in WORTH_A_LINE for notice in result.notices)
    if not result.totals.files:
        verdict, more = "No file was scanned", "So this page says nothing about any."
    elif unread:
        verdict, more = "Nothing found in what could be read", "What could not be read is listed below."
    else:
        verdict, more = (
            "Nothing found",
            f"{plural(result.totals.files, 'file')}, {size(result.totals.bytes)}.",
        )
    return f'<div class="clean" id="findings"><strong>{verdict}</strong><p>{more}</p></div>\n'


def _unread(result: ScanResult) -> str:
    counts = ", ".join(f"{count:,} {escaped(kind)}" for kind, count in sorted(result.totals.skipped.items()))
    named = [notice for notice in sorted_notices(result) if notice.kind in WORTH_A_LINE]
    if not counts and not named:
        return ""
    items = [
        f"<li><code>{escaped(each.path)}</code>: {escaped(each.message)}</li>\n"
        if each.path
        else f"<li>{escaped(each.message)}</li>\n"
        for each in named[:UNREAD_CAP]
    ]
    if len(named) > UNREAD_CAP:
        items.append(f"<li>and {len(named) - UNREAD_CAP:,} more; -o json names them all</li>\n")
    listed = f"<ul>\n{''.join(items)}</ul>\n" if items else ""
    summary = f"<p>By reason: {counts}.</p>\n" if counts else ""
    return f'<section class="unread">\n<h2>Not scanned</h2>\n{summary}{listed}</section>\n'


def _footer(result: ScanResult) -> str:
    model = f", model {escaped(result.model)}" if result.model else ", rules alone"
    return (
        f"<footer><p>Made by piiscan {escaped(result.version)}{model}. Every value that was found is replaced by its "
        "class: this page holds none of them. It loads nothing and sends nothing.</p></footer>\n"
    )
