"""The findings as a table that can be read without script; the script filters and sorts it."""

from __future__ import annotations

from collections.abc import Sequence

from piiscan.report.base import first_seen
from piiscan.report.escape import one_line
from piiscan.report.frame import fitted
from piiscan.report.markup import escaped
from piiscan.types import Finding, ScanResult, Severity, Status

#: A browser takes about a second for so many rows, and 10 MB; GitHub and most servers show no larger page.
FINDING_CAP = 20_000
_FRAME_WIDTH = 160

_HEAD = """<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">Findings</h2>
"""
_COLUMNS = """<div class="sheet" role="region" aria-labelledby="findings-title" tabindex="0">
<table>
<caption class="out">Findings, the worst first. Values are replaced by their class.</caption>
<colgroup><col class="c-severity"><col class="c-rule"><col class="c-category"><col class="c-place"><col></colgroup>
<thead><tr><th scope="col" data-sort="severity">Severity</th><th scope="col" data-sort="rule">Rule</th>\
<th scope="col" data-sort="category">Category</th><th scope="col" data-sort="place">Place</th>\
<th scope="col">Masked line</th></tr></thead>
<tbody>
"""
_TAIL = """</tbody>
</table>
</div>
<p id="more" hidden><button type="button">Show 500 more</button><button type="button">Show all</button></p>
</section>
"""


def left_out(result: ScanResult) -> int:
    """How many findings the table leaves out: those beyond the worst 20,000."""
    return max(0, len(result.findings) - FINDING_CAP)


def findings_table(findings: Sequence[Finding]) -> str:
    """The section with filters and rows, in the order given."""
    return f"{_HEAD}{_filters(findings)}{_COLUMNS}{''.join(map(_row, findings))}{_TAIL}"


def _filters(findings: Sequence[Finding]) -> str:
    severities = {str(each.severity): str(each.severity).capitalize() for each in findings}
    categories = {each.category.value: each.category.value for each in findings}
    rules = {each.code: f"{each.code} {one_line(each.title)}" for each in findings}
    ranked = {
        str(each): severities[str(each)] for each in sorted(Severity, reverse=True) if str(each) in severities
    }
    return (
        '<form hidden aria-label="Filter the findings">\n'
        f"{_choice('severity', 'Severity', ranked)}{_choice('category', 'Category', dict(sorted(categories.items())))}"
        f"{_choice('rule', 'Rule', dict(sorted(rules.items())))}"
        '<label class="wide">Path contains <input type="search" name="path" autocomplete="off" spellcheck="false"></label>\n'
        '<button type="reset">Clear</button>\n</form>\n'
        '<p id="status" role="status" tabindex="-1" hidden></p>\n'
    )


def _choice(name: str, word: str, values: dict[str, str]) -> str:
    options = "".join(
        f'<option value="{escaped(key)}">{escaped(text)}</option>' for key, text in values.items()
    )
    return f'<label>{word} <select name="{name}"><option value="">All</option>{options}</select></label>\n'


def _row(finding: Finding) -> str:
    code, word = escaped(finding.code), str(finding.severity)
    return (
        f'<tr data-severity="{word}" data-category="{finding.category.value}" data-rule="{code}" '
        f'data-line="{finding.start_line}">'
        f'<td><span class="word {word}">{word.capitalize()}</span></td>'
        f'<td><a href="#rule-{code}">{code}</a> {escaped(one_line(finding.title))}{_parts(finding)}</td>'
        f"<td>{finding.category.value}{_about(finding)}</td>"
        f"<td>{_place(finding)}</td><td>{_masked(finding)}</td></tr>\n"
    )


def _about(finding: Finding) -> str:
    status = "" if finding.status is Status.LIVE else f"{finding.status.value}, "
    return f'<span class="small">{status}confidence {finding.confidence:.2f}</span>'


def _parts(finding: Finding) -> str:
    return "".join(
        f'<span class="small">with: {escaped(one_line(part.title))} ({escaped(part.code)}) in line {part.start_line}</span>'
        for part in finding.related
    )


def _place(finding: Finding) -> str:
    end = f"-{finding.end_line}" if finding.end_line > finding.start_line else f":{finding.start_column}"
    text = f'<span class="place">{escaped(finding.path)}</span><span class="place line">:{finding.start_line}{end}</span>'
    if finding.spot:
        text += f'<span class="small">{escaped(one_line(finding.spot))}</span>'
    seen = first_seen(finding)
    return f'{text}<span class="small">first {escaped(seen)}</span>' if seen else text


def _masked(finding: Finding) -> str:
    if not finding.frame:
        return ""
    frame = fitted(finding, _FRAME_WIDTH)
    before, mask, after = (
        frame.text[: frame.start],
        frame.text[frame.start : frame.end],
        frame.text[frame.end :],
    )
    return f"<code>{escaped(before.lstrip())}<mark>{escaped(mask)}</mark>{escaped(after)}</code>"
