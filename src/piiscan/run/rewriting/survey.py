"""What is found in everything that a repository stores: which objects, how often, never a value."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field

from piiscan.mask.policies.policy import Policies
from piiscan.run.chosen import chosen
from piiscan.run.history.blobs import blobs_with_findings
from piiscan.run.history.found import HistoryOutcome
from piiscan.run.history.texts import Text, scan_names, scan_texts
from piiscan.run.scanner import Scanner
from piiscan.run.workers import Job
from piiscan.sources.git.history import History, Reading
from piiscan.sources.git.objects import Objects
from piiscan.sources.segments import SIZES
from piiscan.types import Finding, Notice, NoticeKind, Severity

#: What could not be read may hold anything: with one of these nothing is rewritten, and nothing is proven.
_UNREAD = frozenset({NoticeKind.MISSING, NoticeKind.UNREADABLE, NoticeKind.TOO_LARGE, NoticeKind.CHANGED})
#: Messages that are scanned together; they are held in memory.
_MESSAGES = 500
#: Places that are kept to be shown.
_SHOWN = 20


@dataclass(slots=True)
class Survey:
    """What a scan of all objects has given."""

    blobs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Of the blobs with findings: every path that they stood at."""
    texts: dict[str, str] = field(default_factory=dict)
    """Of the commits and annotated tags with findings: what reports call their messages."""
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Findings by category and code; one for each object that has it."""
    places: list[str] = field(default_factory=list)
    """The first of them: path, line, code, object."""
    names: tuple[str, ...] = ()
    """File names that hold something, with it masked."""
    unread: tuple[Notice, ...] = ()
    """What could not be looked at."""
    commits: int = 0
    objects: int = 0
    """Blobs, and messages of commits and tags, that were looked at."""
    signed: int = 0
    """Commits and tags with a signature."""

    @property
    def is_clean(self) -> bool:
        """Whether no object holds anything. Names of files do not count."""
        return not self.blobs and not self.texts


def survey(job: Job, scanner: Scanner, top: str, floor: Severity, policies: Policies) -> Survey:
    """Scan all that the repository ``top`` stores, reachable or not, from its first byte to its last.

    ``scanner`` is one of ``job``. Raises ``SourceError``.
    """
    history = Reading(top, everything=True, exclude=job.settings.exclude).history()
    result = Survey(commits=len(history.commits))
    blobs = {version.blob for trail in history.trails for version in trail.versions}
    result.objects = len(blobs) + len(history.messages) + len(history.tags)
    found, shown = scan_names(history.trails, scanner, os.urandom(16))
    masked = {each.finding.path for each in found if each.finding.severity >= floor}
    result.names = tuple(sorted(masked))
    notices: list[Notice] = [*history.notices]
    with closing(blobs_with_findings(job, history, notices)) as blobs_found:
        for each in blobs_found:
            wanted = chosen(each.findings, floor, policies)
            if wanted:
                result.blobs[each.blob] = each.paths
                _count(result, wanted, each.blob, shown)
    _texts(result, history, scanner, floor, policies, notices)
    result.unread = tuple(
        notice._replace(path=shown.get(notice.path, notice.path))
        for notice in notices
        if notice.kind in _UNREAD
    )
    return result


def _texts(
    result: Survey,
    history: History,
    scanner: Scanner,
    floor: Severity,
    policies: Policies,
    notices: list[Notice],
) -> None:
    tags = {tag.object: Text(tag.object, -1, tag.name) for tag in history.tags}
    texts = [*tags.values(), *(Text(each, number) for number, each in enumerate(history.messages))]
    objects = Objects(history.repository, SIZES.whole)
    for start in range(0, len(texts), _MESSAGES):
        part = texts[start : start + _MESSAGES]
        outcome = HistoryOutcome()
        scan_texts(part, objects, scanner, os.urandom(16), outcome)
        notices += outcome.notices
        for each in outcome.found:
            wanted = chosen((each.finding,), floor, policies)
            if wanted:
                result.texts[each.object] = each.finding.path
                _count(result, wanted, each.object, {})
        for stored in objects.read([text.object for text in part]):
            result.signed += stored.data is not None and _is_signed(stored.data)
    objects.close()


def _count(result: Survey, findings: Iterable[Finding], name: str, shown: dict[str, str]) -> None:
    for each in findings:
        result.counts[(each.category.value, each.code)] += 1
        if len(result.places) < _SHOWN:
            path = shown.get(each.path, each.path)
            result.places.append(f"{path}:{each.start_line}: {each.code} in object {name[:12]}")


def _is_signed(data: bytes) -> bool:
    head, _, message = data.partition(b"\n\n")
    return b"\ngpgsig" in head or (head.startswith(b"object ") and b"\n-----BEGIN " in b"\n" + message)
