"""The whole result as one JSON object, a finding a line; ``schemas/findings.schema.json`` describes it."""

from __future__ import annotations

from piiscan.report.base import RenderContext, fired_rules
from piiscan.report.json_values import (
    SCHEMA_VERSION,
    finding_values,
    laid_out,
    notice_values,
    rule_values,
    summary_values,
)
from piiscan.types import ScanResult

name = "json"


def render(result: ScanResult, context: RenderContext) -> str:
    """The document; every severity is in it, whatever ``context`` says."""
    document = {
        "schema_version": SCHEMA_VERSION,
        "tool": {
            "name": "piiscan",
            "version": result.version,
            "model": result.model,
            **({"device": result.device} if result.device else {}),
        },
        "summary": summary_values(result),
        "findings": [finding_values(found) for found in result.findings],
        **({"baselined": [finding_values(found) for found in result.baselined]} if result.baselined else {}),
        "notices": notice_values(result),
        "rules": {rule.code: rule_values(rule) for rule in fired_rules(result)},
    }
    return laid_out(document, depth=2) + "\n"
