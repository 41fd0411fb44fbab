"""GitLab's report of secret detection, for its merge requests and security dashboard.

Schema 15.2.1 of August 2024, though 15.2.5 is out: a GitLab takes every report of a minor version that it knows,
and only warns where it does not know the patch.

The schema has a field for the value itself, ``raw_source_code_extract``, which stays away: reports are kept,
and shown to everybody who may see the project.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from piiscan.digest import blake2b
from piiscan.report.base import RenderContext, sorted_notices, worst_first
from piiscan.report.escape import encodable, one_line, visible
from piiscan.report.frame import fitted
from piiscan.report.json_values import laid_out
from piiscan.report.rule_text import is_link
from piiscan.report.sarif_rules import security_severity
from piiscan.types import Category, Finding, RuleInfo, ScanResult

name = "gitlab"

SCHEMA_VERSION = "15.2.1"
#: As in SARIF: a tree of unreadable files must not make a report that is nothing else.
MESSAGE_CAP = 100

_SCHEMA = (
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/"
    f"v{SCHEMA_VERSION}/dist/secret-detection-report-format.json"
)
_ADDRESS = "https://pypi.org/project/piiscan-lint/"
_FRAME_WIDTH = 200
#: What GitLab's own analyzer writes where no commit is known; the schema demands one.
_NO_COMMIT = "0000000"
_SECRETS = {Category.KEY, Category.PASSWORD}


def render(result: ScanResult, context: RenderContext) -> str:
    """The report, a vulnerability a line, worst first; every severity is in it, whatever ``context`` says."""
    seen: Counter[str] = Counter()
    document = {
        "schema": _SCHEMA,
        "version": SCHEMA_VERSION,
        "scan": _scan(result, context),
        "vulnerabilities": [_vulnerability(found, result, seen) for found in worst_first(result.findings)],
    }
    return laid_out(document, depth=2) + "\n"


def _scan(result: ScanResult, context: RenderContext) -> dict[str, Any]:
    tool = {
        "id": "piiscan",
        "name": "piiscan",
        "url": _ADDRESS,
        "version": result.version,
        "vendor": {"name": "The piiscan developers"},
    }
    return {
        "type": "secret_detection",
        "status": "success",
        "start_time": _instant(max(0.0, context.finished - result.seconds)),
        "end_time": _instant(context.finished),
        "analyzer": tool,
        "scanner": tool,
        "messages": _messages(result),
    }


def _instant(seconds: float) -> str:
    from time import gmtime, strftime

    return strftime("%Y-%m-%dT%H:%M:%S", gmtime(seconds))


def _messages(result: ScanResult) -> list[dict[str, str]]:
    notices = sorted_notices(result)
    texts = [f"{visible(each.path)}: {visible(each.message)}".removeprefix(": ") for each in notices]
    if len(texts) > MESSAGE_CAP:
        texts[MESSAGE_CAP:] = [f"{len(texts) - MESSAGE_CAP} notices are left out; -o json carries all."]
    return [{"level": "warn", "value": text} for text in texts]


def _vulnerability(finding: Finding, result: ScanResult, seen: Counter[str]) -> dict[str, Any]:
    rule = result.rules[finding.rule]
    links = [{"url": each} for each in rule.references if is_link(each)]
    return {
        "id": _identity(finding, seen),
        "name": one_line(finding.title)[:255],
        "description": one_line(rule.why),
        "severity": _severity(finding, rule),
        "solution": one_line(rule.fix)[:7000],
        "identifiers": _identifiers(finding),
        **({"links": links} if links else {}),
        "details": _details(finding),
        "location": _location(finding, result),
    }


def _identity(finding: Finding, seen: Counter[str]) -> str:
    """A UUID from the fingerprint, so that the same finding has the same one in every run."""
    number = seen[finding.fingerprint]
    seen[finding.fingerprint] += 1
    key = finding.fingerprint
    if number or len(key) != 32:
        key = blake2b(f"{key}:{number}".encode(), digest_size=16).hexdigest()
    return "-".join((key[:8], key[8:12], key[12:16], key[16:20], key[20:]))


def _severity(finding: Finding, rule: RuleInfo) -> str:
    score = float(security_severity(rule._replace(severity=finding.severity)))
    for least, word in ((9.0, "Critical"), (7.0, "High"), (4.0, "Medium")):
        if score >= least:
            return word
    return "Low"


def _identifiers(finding: Finding) -> list[dict[str, str]]:
    number = "798" if finding.category in _SECRETS else "359"
    return [
        {"type": "piiscan_rule_id", "name": f"piiscan {finding.code} {finding.rule}", "value": finding.rule},
        {
            "type": "cwe",
            "name": f"CWE-{number}",
            "value": number,
            "url": f"https://cwe.mitre.org/data/definitions/{number}.html",
        },
    ]


def _details(finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {
        "label": {"name": "Label", "type": "text", "value": finding.label},
        "confidence": {"name": "Confidence", "type": "value", "value": round(finding.confidence, 4)},
    }
    if finding.spot:
        found["spot"] = {"name": "Place", "type": "text", "value": one_line(finding.spot)}
    if finding.frame:
        frame = fitted(finding, _FRAME_WIDTH)
        found["masked_line"] = {"name": "Masked line", "type": "code", "value": frame.text}
    return found


def _location(finding: Finding, result: ScanResult) -> dict[str, Any]:
    origin, revision = finding.origin, result.revision
    commit = {"sha": (origin and origin.commit) or (revision and revision.commit) or _NO_COMMIT}
    if origin and origin.date:
        commit["date"] = origin.date
    return {
        "file": encodable(finding.path),
        "start_line": finding.start_line,
        "end_line": finding.end_line,
        "commit": commit,
    }
