"""One entry in, its findings out: read, detect, filter, suppress, locate."""

from __future__ import annotations

from dataclasses import dataclass, field

from piiscan.detect.detector import Detection, Detector
from piiscan.run.place import Fingerprints, Locator
from piiscan.settings.model import Settings
from piiscan.settings.selection import PerFileIgnores, Selection
from piiscan.settings.severity import severity_of
from piiscan.sources.entry import Entry
from piiscan.suppress.inline import HEAD_BYTES, InlineIgnores
from piiscan.types import Blob, Finding, Notice, Severity, Status, Totals


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reports need beyond the findings themselves; both cost time."""

    frames: Severity | None = None
    """Frames for findings of this severity and above."""
    line_hashes: bool = False


@dataclass(slots=True)
class Outcome:
    """What came of some entries; merged by ``add``."""

    findings: list[Finding] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)

    def add(self, other: Outcome) -> None:
        self.findings += other.findings
        self.notices += other.notices
        self.totals.add(other.totals)


class Scanner:
    """Scans entries one after another. Each worker process has its own."""

    def __init__(self, detector: Detector, settings: Settings, wanted: Wanted, prefix: str = "") -> None:
        self.detector = detector
        self.settings = settings
        self.wanted = wanted
        self._prefix = prefix + "/" if prefix else ""
        self._statuses = settings.include | {Status.LIVE}
        selection = Selection.of(settings)
        self._severity = {
            rule.id: severity_of(settings, rule.category, rule.code, rule.id, rule.severity)
            for rule in detector.rules
            if selection.selected(rule.code, rule.id, rule.category.value)
        }
        self._ignores = PerFileIgnores(settings)

    def scan(self, entry: Entry) -> Outcome:
        """Findings and notices of ``entry``, whatever happens while it is read."""
        outcome = Outcome()
        prints = Fingerprints(self._prefix + entry.path)
        blobs, head = 0, b""
        for item in entry.read():
            if isinstance(item, Notice):
                self.note(item, outcome)
                continue
            head = head if blobs else item.data[:HEAD_BYTES]
            blobs += 1
            outcome.totals.bytes += (item.own_end if item.own_end >= 0 else len(item.data)) - item.own_start
            self._blob(item, head, prints, outcome)
        outcome.totals.files += bool(blobs)
        return outcome

    @staticmethod
    def note(notice: Notice, outcome: Outcome) -> None:
        outcome.totals.skip(notice.kind)
        outcome.notices.append(notice)

    def _blob(self, blob: Blob, head: bytes, prints: Fingerprints, outcome: Outcome) -> None:
        detections = self.detector.scan(blob.data, blob.path)
        reported = [item for item in detections if self._reports(item, blob)]
        if not reported:
            return
        locator = Locator(blob, detections)
        inline = InlineIgnores.parse(blob.data, first_line=blob.base_line, head=head)
        kept = []
        for item in reported:
            place = locator.place(item)
            rule = item.rule
            if inline.covers(place.start_line, place.end_line, rule.code, rule.id, rule.category.value):
                outcome.totals.suppressed += 1
                continue
            kept.append((item, place))
        hashes = locator.line_hashes({place.start_line for _, place in kept}) if self.wanted.line_hashes else {}
        for item, place in kept:
            severity = self._severity[item.rule.id]
            framed = self.wanted.frames is not None and severity >= self.wanted.frames
            frame, frame_start, frame_end = locator.frame(item) if framed else ("", 0, 0)
            outcome.findings.append(
                Finding(
                    path=blob.path,
                    rule=item.rule.id,
                    code=item.rule.code,
                    title=item.rule.title,
                    category=item.rule.category,
                    status=item.status,
                    severity=severity,
                    confidence=item.confidence,
                    layers=item.layers,
                    start_offset=place.start_offset,
                    end_offset=place.end_offset,
                    start_line=place.start_line,
                    start_column=place.start_column,
                    end_line=place.end_line,
                    end_column=place.end_column,
                    start_column_utf16=place.start_column_utf16,
                    end_column_utf16=place.end_column_utf16,
                    length=place.length,
                    mask=item.rule.mask,
                    fingerprint=prints.of(item.rule.id, locator.masked_line(item)[0]),
                    line_hash=hashes.get(place.start_line, ""),
                    frame=frame,
                    frame_start=frame_start,
                    frame_end=frame_end,
                )
            )

    def _reports(self, item: Detection, blob: Blob) -> bool:
        rule = item.rule
        return (
            item.status in self._statuses
            and item.confidence >= self.settings.min_confidence
            and rule.id in self._severity
            and item.start >= blob.own_start
            and (blob.own_end < 0 or item.start < blob.own_end)
            and not (self._ignores and self._ignores.ignored(blob.path, rule.code, rule.id, rule.category.value))
        )
