"""Rules as SARIF's ``reportingDescriptor``, filled with everything that GitHub code scanning reads."""

from __future__ import annotations

from typing import Any

from piiscan.report.rule_text import as_markdown, as_text, is_link
from piiscan.types import Category, RuleInfo, Severity

#: GitHub cuts descriptions here.
_DESCRIPTION_LIMIT = 1024

#: GitHub's scale: over 9.0 critical, 7.0-8.9 high, 4.0-6.9 medium, under 4 low.
#: A key opens a door from anywhere; a password needs the door too; the rest is somebody's data, graded by
#: what can be done to that person with it.
_SCORE = {
    Category.KEY: 9.1,
    Category.PASSWORD: 8.8,
    Category.ID: 6.5,
    Category.EMAIL: 5.0,
    Category.IP_ADDRESS: 4.5,
    Category.USERNAME: 3.5,
    Category.NAME: 3.0,
}
#: The rule's severity bounds the score, so that GitHub's words and ours never contradict each other.
_BAND = {Severity.ERROR: (7.0, 10.0), Severity.WARNING: (4.0, 6.9), Severity.NOTE: (0.1, 3.9)}
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
_SECRETS = {Category.KEY, Category.PASSWORD}


def descriptor(rule: RuleInfo) -> dict[str, Any]:
    """One entry of ``tool.driver.rules``."""
    link = next((each for each in rule.references if is_link(each)), None)
    return {
        "id": rule.code,
        "name": "".join(part[:1].upper() + part[1:] for part in rule.id.split("-")),
        "shortDescription": {"text": clipped(rule.title)},
        "fullDescription": {"text": clipped(rule.why.strip() or rule.title)},
        "help": {"text": as_text(rule), "markdown": as_markdown(rule)},
        **({"helpUri": link} if link else {}),
        "defaultConfiguration": {"level": str(rule.severity)},
        "properties": {
            "tags": _tags(rule.category),
            "precision": precision(rule.confidence),
            "security-severity": security_severity(rule),
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def precision(confidence: float) -> str:
    """GitHub's word for how often the rule is right."""
    if confidence >= 0.95:
        return "very-high"
    if confidence >= 0.8:
        return "high"
    return "medium" if confidence >= 0.5 else "low"


def security_severity(rule: RuleInfo) -> str:
    """A score as text, ``"9.1"``: the category's, within the band of the rule's severity."""
    low, high = _BAND[rule.severity]
    return f"{min(max(_SCORE[rule.category], low), high):.1f}"


def clipped(text: str) -> str:
    """``text`` in at most 1,024 characters."""
    return text if len(text) <= _DESCRIPTION_LIMIT else text[: _DESCRIPTION_LIMIT - 3] + "..."


def _tags(category: Category) -> list[str]:
    # CWE-798: hard-coded credentials. CWE-359: exposure of private personal information.
    if category in _SECRETS:
        return ["security", "secret", category.value, "external/cwe/cwe-798"]
    return ["security", "pii", category.value, "external/cwe/cwe-359"]
