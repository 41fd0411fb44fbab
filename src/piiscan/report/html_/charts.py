"""How many findings, by category, rule and directory: tables whose bars are SVG, so that a reader hears numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from piiscan.report.escape import one_line, visible
from piiscan.report.markup import attributes, escaped
from piiscan.report.summary import plural
from piiscan.types import Finding, ScanResult, Severity

#: Bars of one chart; the rest is one more bar.
BAR_CAP = 10
#: Directories are grouped by their first one, two or three names: as many as give no more groups than bars.
DEPTH = 3

_SEVERITIES = sorted(Severity, reverse=True)


class _Bar(NamedTuple):
    label: str
    """HTML."""
    number: Counter[Severity]
    filter: str = ""
    """Which field of the form it sets, and to what."""
    value: str = ""


def charts(result: ScanResult) -> str:
    """The section, or nothing where there is nothing to draw."""
    if not result.findings:
        return ""
    present = {found.severity for found in result.findings}
    legend = "".join(
        f'<li><svg viewBox="0 0 11 11" aria-hidden="true"><rect class="{word}" width="11" height="11" rx="2"/></svg>'
        f"{word.capitalize()}</li>\n"
        for word in (str(each) for each in _SEVERITIES if each in present)
    )
    return (
        '<section aria-labelledby="overview">\n<h2 id="overview">Overview</h2>\n<div class="charts">\n'
        f"{_chart('By category', _categories(result.findings))}{_chart('By rule', _rules(result.findings))}"
        f'{_chart("By directory", _directories(result.findings))}</div>\n<ul class="legend">\n{legend}</ul>\n</section>\n'
    )


def groups_of(paths: Iterable[str]) -> dict[str, str]:
    """The directory that each path is counted under, ``""`` for files at the top, ends in ``/`` otherwise."""
    paths = set(paths)
    best = {path: _directory(path, 1) for path in paths}
    for depth in range(2, DEPTH + 1):
        finer = {path: _directory(path, depth) for path in paths}
        if len(set(finer.values())) > BAR_CAP:
            break
        best = finer
    return best


def _directory(path: str, depth: int) -> str:
    root = "/" if path.startswith("/") else ""
    names = path.replace("\\", "/").strip("/").split("/")[:-1]
    return root + "".join(f"{name}/" for name in names[:depth])


def _categories(findings: Iterable[Finding]) -> list[_Bar]:
    counted = _counted((found.category.value, found.severity) for found in findings)
    return [_Bar(escaped(name), number, "category", name) for name, number in counted.items()]


def _rules(findings: Iterable[Finding]) -> list[_Bar]:
    findings = list(findings)
    titles = {found.code: one_line(found.title) for found in findings}
    counted = _counted((found.code, found.severity) for found in findings)
    return [
        _Bar(f"{escaped(titles[code])} <code>{escaped(code)}</code>", number, "rule", code)
        for code, number in counted.items()
    ]


def _directories(findings: Iterable[Finding]) -> list[_Bar]:
    findings = list(findings)
    group = groups_of(found.path for found in findings)
    counted = _counted((group[found.path], found.severity) for found in findings)
    bars = []
    for name, number in counted.items():
        start = visible(name) if name.startswith("/") else f"./{visible(name)}"
        label = f"<code>{escaped(name)}</code>" if name else "at the top"
        bars.append(_Bar(label, number, "path", start) if name else _Bar(label, number))
    return bars


def _counted(pairs: Iterable[tuple[str, Severity]]) -> dict[str, Counter[Severity]]:
    """By name, the largest first."""
    counted: dict[str, Counter[Severity]] = {}
    for name, severity in pairs:
        counted.setdefault(name, Counter())[severity] += 1
    return dict(sorted(counted.items(), key=lambda item: (-item[1].total(), item[0])))


def _chart(title: str, bars: list[_Bar]) -> str:
    kept, rest = bars[:BAR_CAP], bars[BAR_CAP:]
    if rest:
        kept.append(_Bar(f"{len(rest):,} more", sum((bar.number for bar in rest), Counter())))
    longest = max(bar.number.total() for bar in kept)
    rows = "".join(_row(bar, longest) for bar in kept)
    return (
        f'<div class="chart"><h3>{title}</h3>\n<table>\n<caption class="out">Findings {title.lower()}</caption>\n'
        '<colgroup><col class="label"><col><col class="count"></colgroup>\n'
        f"<tbody>\n{rows}</tbody>\n</table></div>\n"
    )


def _row(bar: _Bar, longest: int) -> str:
    chosen = attributes(**{"data-filter": bar.filter, "data-value": bar.value}) if bar.filter else ""
    spoken = ", ".join(plural(bar.number[each], str(each)) for each in _SEVERITIES if bar.number[each])
    return (
        f'<tr><th scope="row"><span{chosen}>{bar.label}</span></th><td>{_drawn(bar.number, longest)}</td>'
        f'<td class="count">{bar.number.total():,}<span class="out">: {spoken}</span></td></tr>\n'
    )


def _drawn(number: Mapping[Severity, int], longest: int) -> str:
    at = 0.0
    parts = ['<rect class="ground" width="100" height="12"/>']
    for severity in _SEVERITIES:
        width = 100 * number[severity] / longest
        if width:
            parts.append(f'<rect class="{severity}" x="{at:.2f}" width="{width:.2f}" height="12"/>')
        at += width
    return f'<svg viewBox="0 0 100 12" preserveAspectRatio="none" aria-hidden="true">{"".join(parts)}</svg>'
