"""JUnit XML, which every CI server shows as a table of tests: a suite for each file, a case for each finding.

There is no standard; this keeps to what Jenkins, GitLab, Azure Pipelines and CircleCI all read.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from piiscan.report.base import RenderContext, first_seen, lines_of, sorted_notices, spot
from piiscan.report.escape import one_line
from piiscan.report.markup import attributes, escaped
from piiscan.types import WORTH_A_LINE, Finding, ScanResult, Severity

name = "junit"

#: The suite of what could not be read, and of a run that found nothing: servers take a report without tests for a mistake.
OWN_SUITE = "piiscan"


def render(result: ScanResult, context: RenderContext) -> str:
    """Errors and warnings fail; notes, and what was not scanned, are skipped tests. No time: it differs by run."""
    suites = [
        _suite(path, [_case(found, result) for found in findings])
        for path, findings in groupby(result.findings, key=lambda found: found.path)
    ]
    own = list(_unread(result))
    if not result.findings:
        own.insert(0, ("", f"    <testcase{attributes(name='nothing found', classname=OWN_SUITE)}/>\n"))
    if own:
        suites.append(_suite(OWN_SUITE, own))
    failures = sum(found.severity > Severity.NOTE for found in result.findings)
    count = len(result.findings) + len(own)
    head = attributes(name="piiscan", tests=count, failures=failures, errors=0, skipped=_skipped(result, own))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites{head}>\n{"".join(suites)}</testsuites>\n'


def _skipped(result: ScanResult, own: list[tuple[str, str]]) -> int:
    notes = sum(found.severity <= Severity.NOTE for found in result.findings)
    return notes + sum(kind == "skipped" for kind, _ in own)


def _suite(path: str, cases: list[tuple[str, str]]) -> str:
    kinds = [kind for kind, _ in cases]
    head = attributes(
        name=path,
        tests=len(cases),
        failures=kinds.count("failure"),
        errors=0,
        skipped=kinds.count("skipped"),
    )
    return f"  <testsuite{head}>\n{''.join(text for _, text in cases)}  </testsuite>\n"


def _case(finding: Finding, result: ScanResult) -> tuple[str, str]:
    """What becomes of the test, and its element."""
    title = one_line(finding.title)
    place = f"line {finding.start_line}, column {finding.start_column}{spot(finding)}"
    seen = first_seen(finding) and f", first {first_seen(finding)}"
    head = attributes(
        name=f"{finding.code} {title}, {place}{seen}",
        classname=finding.path,
        file=finding.path,
        line=finding.start_line,
    )
    message = f"{title} ({finding.label}, confidence {finding.confidence:.2f}) in {lines_of(finding)}{seen}"
    text = "\n".join(
        escaped(each) for each in (finding.frame, one_line(result.rules[finding.rule].fix)) if each
    )
    if finding.severity > Severity.NOTE:
        kind = "failure"
        body = f"<failure{attributes(type=finding.severity, message=message)}>{text}</failure>"
    else:  # a note fails no run either, unless --fail-on says so
        kind = "skipped"
        body = f"<skipped{attributes(message=f'note: {message}')}/>"
    return kind, f"    <testcase{head}>\n      {body}\n    </testcase>\n"


def _unread(result: ScanResult) -> Iterator[tuple[str, str]]:
    for notice in sorted_notices(result):
        if notice.kind in WORTH_A_LINE:
            head = attributes(name=f"{notice.path}: {notice.kind}".removeprefix(": "), classname=OWN_SUITE)
            body = f"<skipped{attributes(message=f'not scanned: {notice.message}')}/>"
            yield "skipped", f"    <testcase{head}>\n      {body}\n    </testcase>\n"
