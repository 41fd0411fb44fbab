"""SARIF 2.1.0, for GitHub code scanning and for every viewer that reads the standard.

One run. Suppressed findings are absent, since GitHub would open them as alerts; ``--show-baselined`` brings those of
the baseline. No text, snippet or hash
in it comes from a value.
"""

from __future__ import annotations

import re
from typing import Any

from piiscan.report.base import RenderContext, fired_rules, first_seen, lines_of, worst_first
from piiscan.report.escape import one_line, visible
from piiscan.report.frame import fitted
from piiscan.report.json_values import laid_out, origin_values
from piiscan.report.sarif_notices import SARIF_RESULT_CAP, left_out, notifications
from piiscan.report.sarif_rules import descriptor
from piiscan.report.uri import SOURCE_ROOT, artifact_location
from piiscan.types import Finding, Revision, ScanResult

__all__ = ["SARIF_RESULT_CAP", "left_out", "name", "render"]

name = "sarif"

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SNIPPET_WIDTH = 200
_ROOT = "The root of the repository; outside of one, the directory that was scanned from."


def render(result: ScanResult, context: RenderContext) -> str:
    """The log, one result a line; every severity is in it, whatever ``context`` says."""
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [_run(result)]}
    return laid_out(log, depth=4) + "\n"


def _run(result: ScanResult) -> dict[str, Any]:
    rules = fired_rules(result)
    index = {rule.id: number for number, rule in enumerate(rules)}
    kept = worst_first(result.findings)[:SARIF_RESULT_CAP]
    return {
        "tool": _tool(result, [descriptor(rule) for rule in rules]),
        "automationDetails": {"id": "piiscan/"},
        "columnKind": "utf16CodeUnits",
        # Without a URI: where that directory lies on this machine is nobody's business, and may hold a name.
        "originalUriBaseIds": {SOURCE_ROOT: {"description": {"text": _ROOT}}},
        **_provenance(result.revision),
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": notifications(result)},
        ],
        "results": [
            *(_result(found, index[found.rule], result.root) for found in kept),
            *(_known(found, index[found.rule], result.root) for found in worst_first(result.baselined)),
        ],
    }


def _provenance(revision: Revision | None) -> dict[str, Any]:
    if revision is None or not revision.url or not revision.commit:  # the standard demands a URI
        return {}
    details: dict[str, Any] = {"repositoryUri": revision.url, "revisionId": revision.commit}
    if revision.branch:
        details["branch"] = visible(revision.branch)
    return {"versionControlProvenance": [{**details, "mappedTo": {"uriBaseId": SOURCE_ROOT}}]}


def _tool(result: ScanResult, rules: list[dict[str, Any]]) -> dict[str, Any]:
    driver = {
        "name": "piiscan",
        "version": result.version,
        "semanticVersion": semantic_version(result.version),
        "informationUri": "https://pypi.org/project/piiscan-lint/",
        "rules": rules,
    }
    if result.model is None:
        return {"driver": driver}
    ran_on = {"properties": {"device": result.device}} if result.device else {}
    return {"driver": driver, "extensions": [{"name": result.model, **ran_on}]}


def semantic_version(version: str) -> str:
    """A Python version as a semantic one: ``1.2.0rc1`` is ``1.2.0-rc1``, ``1.2`` is ``1.2.0``."""
    match = re.match(r"(\d+)(?:\.(\d+))?(?:\.(\d+))?[.-]?([^+]*)(\+.*)?$", version)
    if not match:
        return f"0.0.0-{version}"
    major, minor, patch, rest, build = match.groups(default="")
    return f"{major}.{minor or 0}.{patch or 0}" + (f"-{rest}" if rest else "") + build


def _result(finding: Finding, rule_index: int, root: str) -> dict[str, Any]:
    about = f"{one_line(finding.title)} ({finding.label}) in {lines_of(finding)}"
    seen = first_seen(finding)
    about += f", first {seen}" if seen else ""
    prints = {"primaryLocationLineHash": finding.line_hash} if finding.line_hash else {}
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": str(finding.severity),
        "message": {"text": f"{about}; `piiscan rule {finding.code}` says how to fix it."},
        "locations": [{"physicalLocation": _location(finding, root), **_logical(finding)}],
        **_related(finding, root),
        "partialFingerprints": {**prints, "piiscan/v1": finding.fingerprint},
        "rank": round(finding.confidence * 100, 2),
        "properties": {
            "category": finding.category.value,
            "label": finding.label,
            "status": finding.status.value,
            "confidence": round(finding.confidence, 4),
            "layers": list(finding.layers),
            **_origin(finding),
        },
    }


def _known(finding: Finding, rule_index: int, root: str) -> dict[str, Any]:
    """A result that the baseline knows; only where somebody asked for it, which is nobody who uploads to GitHub."""
    return {
        **_result(finding, rule_index, root),
        "baselineState": "unchanged",
        "suppressions": [{"kind": "external", "status": "accepted"}],
    }


def _origin(finding: Finding) -> dict[str, Any]:
    if finding.origin is None:
        return {}
    origin = {key: value for key, value in origin_values(finding.origin).items() if value is not None}
    return {"origin": origin}


def _related(finding: Finding, root: str) -> dict[str, Any]:
    if not finding.related:
        return {}
    return {
        "relatedLocations": [
            {
                "id": number,
                "physicalLocation": _location(part, root),
                **_logical(part),
                "message": {"text": f"{one_line(part.title)} ({part.code})"},
            }
            for number, part in enumerate(finding.related)
        ]
    }


def _logical(finding: Finding) -> dict[str, Any]:
    """Where it is in a notebook or a document, for people."""
    return {"logicalLocations": [{"fullyQualifiedName": one_line(finding.spot)}]} if finding.spot else {}


def _location(finding: Finding, root: str) -> dict[str, Any]:
    region: dict[str, Any] = {
        "startLine": finding.start_line,
        "startColumn": finding.start_column_utf16,
        "endLine": finding.end_line,
        "endColumn": finding.end_column_utf16,
    }
    location = {"artifactLocation": artifact_location(finding.path, root), "region": region}
    if finding.frame:
        frame = fitted(finding, _SNIPPET_WIDTH)
        region["snippet"] = {"text": frame.text[frame.start : frame.end]}
        location["contextRegion"] = {
            "startLine": finding.start_line,
            "endLine": finding.end_line,
            "snippet": {"text": frame.text},
        }
    return location
