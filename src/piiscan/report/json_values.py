"""What ``json`` and ``json-lines`` say of a finding, a rule and a run. ``schemas/`` holds the schema.

No value and no duration: the same tree, or history, gives the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from piiscan.report.base import sorted_notices
from piiscan.report.escape import encodable
from piiscan.types import Finding, Origin, RuleInfo, ScanResult, Severity, Step

SCHEMA_VERSION = 1


def finding_values(finding: Finding) -> dict[str, Any]:
    """One finding: bytes for offsets, code points for columns and ``length``, ends exclusive."""
    values: dict[str, Any] = {
        "path": encodable(finding.path),
        "code": finding.code,
        "rule": finding.rule,
        "title": finding.title,
        "category": finding.category.value,
        "label": finding.label,
        "status": finding.status.value,
        "severity": str(finding.severity),
        "confidence": round(finding.confidence, 4),
        "layers": list(finding.layers),
        "start_line": finding.start_line,
        "start_column": finding.start_column,
        "end_line": finding.end_line,
        "end_column": finding.end_column,
        "start_offset": finding.start_offset,
        "end_offset": finding.end_offset,
        "length": finding.length,
        "mask": finding.mask,
        "fingerprint": finding.fingerprint,
        "related": [related_values(each) for each in finding.related],
    }
    if finding.spot:
        values["spot"] = encodable(finding.spot)
    if finding.steps:
        values["explanation"] = [step_values(each) for each in finding.steps]
    if finding.origin is not None:
        values["origin"] = origin_values(finding.origin)
    return values


def origin_values(origin: Origin) -> dict[str, Any]:
    """Where it comes from in a repository's history; null for a commit or a date that there is not."""
    return {
        "kind": origin.kind,
        "commit": origin.commit or None,
        "date": origin.date or None,
        "blob": origin.blob,
        "in_head": origin.in_head,
    }


def step_values(step: Step) -> dict[str, Any]:
    """What one layer said; the model's numbers are there where it spoke."""
    values: dict[str, Any] = {
        "layer": step.layer,
        "what": encodable(step.what),
        "confidence": round(step.confidence, 4),
    }
    if step.threshold is not None:
        values |= {"probability": step.probability, "threshold": step.threshold}
    return values


def related_values(part: Finding) -> dict[str, Any]:
    """What belongs with a finding, such as the ID of a secret key: which rule found it, and where."""
    return {
        "path": encodable(part.path),
        "code": part.code,
        "rule": part.rule,
        "title": part.title,
        "start_line": part.start_line,
        "start_column": part.start_column,
        "end_line": part.end_line,
        "end_column": part.end_column,
        "start_offset": part.start_offset,
        "end_offset": part.end_offset,
    }


def rule_values(rule: RuleInfo) -> dict[str, Any]:
    """One rule, as the document's ``rules`` holds it under its code."""
    return {
        "rule": rule.id,
        "title": rule.title,
        "category": rule.category.value,
        "severity": str(rule.severity),
        "confidence": round(rule.confidence, 4),
        "family": rule.family,
        "why": rule.why,
        "fix": rule.fix,
        "references": list(rule.references),
    }


def summary_values(result: ScanResult) -> dict[str, Any]:
    """The counts of a run, without its duration."""
    number = Counter(found.severity for found in result.findings)
    values: dict[str, Any] = {} if result.commits is None else {"commits": result.commits}
    return values | {
        "files": result.totals.files,
        "bytes": result.totals.bytes,
        "errors": number[Severity.ERROR],
        "warnings": number[Severity.WARNING],
        "notes": number[Severity.NOTE],
        "suppressed": result.totals.suppressed,
        "baselined": result.totals.baselined,
        "stale": result.stale,
        "skipped": dict(sorted(result.totals.skipped.items())),
    }


def notice_values(result: ScanResult) -> list[dict[str, str]]:
    """What was skipped or cut, sorted by path."""
    return [
        {"kind": notice.kind.value, "path": encodable(notice.path), "message": encodable(notice.message)}
        for notice in sorted_notices(result)
    ]


def laid_out(value: object, depth: int, indent: str = "") -> str:
    """JSON in ASCII, the outer ``depth`` levels one member a line, the rest compact.

    ASCII survives every console and keeps bidirectional characters out of terminals. Compact members go
    through the C encoder: ``json.dumps(indent=…)`` takes the one in Python, and a line for each number.
    """
    inner = indent + "  "
    if depth and value and isinstance(value, dict):
        members = (f"{json.dumps(key)}: {laid_out(each, depth - 1, inner)}" for key, each in value.items())
        return "{\n" + ",\n".join(inner + member for member in members) + f"\n{indent}}}"
    if depth and value and isinstance(value, list):
        items = (laid_out(each, depth - 1, inner) for each in value)
        return "[\n" + ",\n".join(inner + item for item in items) + f"\n{indent}]"
    return json.dumps(value, separators=(",", ":"))
