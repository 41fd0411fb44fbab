"""What a SARIF log says of itself: results left out, files that were not read."""

from __future__ import annotations

from typing import Any

from piiscan.report.base import sorted_notices
from piiscan.report.escape import visible
from piiscan.report.uri import artifact_location
from piiscan.types import Notice, NoticeKind, ScanResult

#: Results that GitHub keeps of an upload; it does not say which, so the worst are written.
SARIF_RESULT_CAP = 5_000
#: A tree of unreadable files must not make a log that GitHub refuses (10 MB, compressed).
NOTICE_CAP = 100

_EXPECTED = {NoticeKind.BINARY, NoticeKind.EXCLUDED, NoticeKind.ENCODED}


def left_out(result: ScanResult) -> int:
    """How many findings the SARIF log leaves out: those beyond the worst 5,000."""
    return max(0, len(result.findings) - SARIF_RESULT_CAP)


def notifications(result: ScanResult) -> list[dict[str, Any]]:
    """The run's ``toolExecutionNotifications``: at most ``NOTICE_CAP``, and two that count what is cut."""
    notices = sorted_notices(result)
    found = [_notification(notice, result.root) for notice in notices[:NOTICE_CAP]]
    if len(notices) > NOTICE_CAP:
        text = f"{len(notices) - NOTICE_CAP} notices are left out; -o json carries all."
        found.append(_warning("notices-cut", text))
    cut = left_out(result)
    if cut:
        text = (
            f"{cut} findings are left out: GitHub keeps {SARIF_RESULT_CAP} results of an upload, so this log "
            "holds the worst. -o json carries all."
        )
        found.insert(0, _warning("results-cut", text))
    return found


def _notification(notice: Notice, root: str) -> dict[str, Any]:
    text = f"{visible(notice.path)}: {visible(notice.message)}" if notice.path else visible(notice.message)
    found = _warning(notice.kind.value, text)
    if notice.kind in _EXPECTED:
        found["level"] = "note"
    if notice.path:
        found["locations"] = [
            {"physicalLocation": {"artifactLocation": artifact_location(notice.path, root)}}
        ]
    return found


def _warning(identifier: str, text: str) -> dict[str, Any]:
    return {"level": "warning", "descriptor": {"id": identifier}, "message": {"text": text}}
