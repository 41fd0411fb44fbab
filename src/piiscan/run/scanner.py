"""One entry in, its findings out: read, detect, filter, suppress, locate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from piiscan.catalog.rule import Rule
from piiscan.detect.detector import Begun, Detection, Detector
from piiscan.detect.filekind import FileKind
from piiscan.model.reporting import counts
from piiscan.run.batches import AnyEntry, begun_first
from piiscan.run.place import Fingerprints, Locator, Place
from piiscan.settings.model import Settings
from piiscan.settings.selection import PerFileIgnores, Selection
from piiscan.settings.severity import severity_of
from piiscan.sources.entry import Entry
from piiscan.suppress.inline import HEAD_BYTES, InlineIgnores
from piiscan.types import Blob, Finding, Notice, NoticeKind, Severity, Status, Totals

if TYPE_CHECKING:
    from piiscan.run.spots import Spots
    from piiscan.suppress.baseline.entry import Entry as BaselineEntry
    from piiscan.suppress.baseline.one_file import OneFile
    from piiscan.suppress.baseline.trace import Tracer


class Wanted(NamedTuple):
    """What the reports need beyond the findings themselves; both cost time."""

    frames: Severity | None = None
    """Frames for findings of this severity and above."""
    line_hashes: bool = False
    hidden: bool = False
    """The spans of what was detected and not reported: a preview must not show them either."""
    fingerprints: bool = True
    """Counting equal lines takes memory for each of them, which an endless stream cannot have."""
    explain: bool = False
    """Which layers decided of each finding, and why."""
    trace_key: bytes = b""
    """The baseline's: findings get a ``trace``. Empty: no baseline."""
    known: tuple[BaselineEntry, ...] = ()
    """Findings of these are left out, file by file. A scan waits instead, and finds what has moved between files."""


@dataclass(slots=True)
class Outcome:
    """What came of some entries; merged by ``add``."""

    findings: list[Finding] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    totals: Totals = field(default_factory=Totals)
    hidden: list[tuple[int, int]] = field(default_factory=list)
    """Bytes in the stored file; only where ``Wanted.hidden`` asks, and not merged."""
    encoding: str = "utf-8"
    """Of the last file read."""

    def add(self, other: Outcome) -> None:
        self.findings += other.findings
        self.notices += other.notices
        self.totals.add(other.totals)


def note(notice: Notice, outcome: Outcome) -> None:
    """Count a notice and keep it."""
    outcome.totals.skip(notice.kind)
    outcome.notices.append(notice)


class Scanner:
    """Scans entries one after another. Each worker process has its own."""

    def __init__(
        self, detector: Detector, settings: Settings, wanted: Wanted, *, root: str, prefix: str = ""
    ) -> None:
        """``root`` is the absolute directory that paths are relative to, ``prefix`` leads to it from the project's root."""
        self.detector = detector
        self.settings = settings
        self.wanted = wanted
        self.remarks: tuple[Notice, ...] = ()
        """What there is to say of the rules; whoever reports says it once."""
        self.model: str | None = None
        """Id of the model that takes part; None: rules alone."""
        self.device: str | None = None
        """What it is to run on."""
        self._said = ""
        self._base = (root, prefix)
        self._prefix = prefix + "/" if prefix else ""
        self._statuses = settings.include | {Status.LIVE}
        self.live_only = self._statuses == {Status.LIVE}
        self._selection = Selection.of(settings)
        self._severities: dict[str, Severity | None] = {}
        self._ignores = PerFileIgnores(settings, base=root)
        # Of the file that is being read: its beginning, its fingerprints once one is needed, and whether
        # something encoded in it was left alone.
        self._head = b""
        self._prints: Fingerprints | None = None
        self._encoded = False
        self.has_ignores = False
        """Whether there is any comment that silences, or would elsewhere, in the last text that had findings."""
        self._tracer = _tracer(wanted.trace_key) if wanted.trace_key else None
        self._spots: Spots | None = None
        self._known = _one_file(wanted.known) if wanted.known else None

    def twin(self) -> Scanner:
        """One that reads another text at the same time, with the same detector."""
        root, prefix = self._base
        other = Scanner(self.detector, self.settings, self.wanted, root=root, prefix=prefix)
        other.remarks, other.model, other.device = self.remarks, self.model, self.device
        return other

    def scan(self, entries: Iterable[Entry]) -> Outcome:
        """Findings and notices of ``entries``, whatever happens while they are read."""
        outcome = Outcome()
        found: list[Finding] = []
        for _, each in self.scan_each(entries, outcome):
            found += each
        outcome.findings = found
        self.settle(outcome)
        return outcome

    def scan_one(self, entry: Entry, outcome: Outcome) -> Sequence[Finding]:
        """The findings of ``entry``, which do not go into ``outcome``; all else does. Whoever calls must ``settle``."""
        return self._found(outcome, entry.read())

    def scan_each(
        self, entries: Iterable[AnyEntry], outcome: Outcome
    ) -> Iterator[tuple[AnyEntry, Sequence[Finding]]]:
        """The findings of every one of ``entries``, in order, as ``scan_one`` gives them.

        Where a model takes part, the rules look at many texts before it reads the first, so some texts wait.
        """
        if self.detector.judge is None:
            for entry in entries:
                yield entry, self._found(outcome, entry.read())
        else:
            yield from begun_first(entries, self._begin, partial(self._found, outcome))

    def _begin(self, blob: Blob) -> Begun:
        return self.detector.begin(blob.data, blob.path, live_only=self.live_only)

    def _found(
        self, outcome: Outcome, items: Iterable[Blob | Notice], begun: Begun | None = None
    ) -> Sequence[Finding]:
        """The findings of one entry's ``items``; ``begun``: of the only text among them."""
        for item in items:
            if isinstance(item, Notice):
                note(item, outcome)
            else:
                self._blob(item, outcome, begun)
        if self._known is not None and outcome.findings:
            self._leave_out(self._known, outcome)
        found, outcome.findings = outcome.findings, []
        return found

    def settle(self, outcome: Outcome) -> None:
        """Some texts are done: what the model keeps of them is written, and what must be known of how it ran is said."""
        if self.detector.judge is not None:
            self.detector.judge.finish()
            self._say(self.detector.judge.remark, outcome)

    def _say(self, remark: str, outcome: Outcome) -> None:
        """Once a process; it is no file that was skipped."""
        if remark and remark != self._said:
            self._said = remark
            outcome.notices.append(Notice(NoticeKind.DEVICE, ".", remark))

    def _leave_out(self, known: OneFile, outcome: Outcome) -> None:
        """The findings of one file, or of its members, that the baseline knows."""
        findings = outcome.findings
        is_known: list[bool] = []
        for path, group in groupby(findings, key=lambda item: item.path):
            is_known += known.known(self._prefix + path, list(group))
        outcome.findings = [item for item, left_out in zip(findings, is_known, strict=True) if not left_out]
        count = sum(is_known)
        outcome.totals.suppressed += count
        outcome.totals.baselined += count
        if self.wanted.hidden:
            outcome.hidden += [
                (item.start_offset, item.end_offset)
                for item, left_out in zip(findings, is_known, strict=True)
                if left_out
            ]

    def begin(self, head: bytes) -> None:
        """A file begins with ``head``. For whoever brings its pieces one by one, and not all of them."""
        self._head, self._prints, self._encoded = head, None, False

    def _blob(self, blob: Blob, outcome: Outcome, begun: Begun | None) -> None:
        if blob.base_offset == 0:
            outcome.totals.files += 1
            outcome.encoding = blob.encoding
            self.begin(blob.data)
        outcome.totals.bytes += (blob.own_end if blob.own_end >= 0 else len(blob.data)) - blob.own_start
        detections = self.detector.finish(self._begin(blob) if begun is None else begun)
        if self.detector.undecoded:
            self._note_encoded(blob, outcome)
        if detections:
            reported = [item for item in detections if self._reports(item, blob)]
            if reported:
                if (
                    self.live_only and FileKind(blob.path).gives_credit
                ):  # frames and fingerprints are made with everything masked
                    detections = self.detector.scan(blob.data, blob.path)
                    reported = [item for item in detections if self._reports(item, blob)]
                self._collect(blob, detections, reported, outcome)
        if blob.own_end >= 0:
            self._head = self._head[:HEAD_BYTES]  # more segments follow: only the head may stay in memory

    def _collect(
        self, blob: Blob, detections: Sequence[Detection], reported: Sequence[Detection], outcome: Outcome
    ) -> None:
        locator = Locator(blob, detections)
        inline = InlineIgnores.parse(blob.data, first_line=blob.base_line, head=self._head[:HEAD_BYTES])
        self.has_ignores = inline.stands
        kept = []
        if self.wanted.hidden:
            seen = {item.start for item in reported}  # detections are disjoint: the start names one
            unseen = [item for item in detections if item.start not in seen]
            outcome.hidden += [(place.start_offset, place.end_offset) for place in map(locator.place, unseen)]
        for item in reported:
            place = locator.place(item)
            if _covered(inline, item, place):
                outcome.totals.suppressed += 1
                if self.wanted.hidden:
                    outcome.hidden.append((place.start_offset, place.end_offset))
            else:
                kept.append((item, place))
        hashes = (
            locator.line_hashes({place.start_line for _, place in kept}) if self.wanted.line_hashes else {}
        )
        findings = [
            self._finding(blob, locator, item, place, hashes.get(place.start_line, ""))
            for item, place in kept
        ]
        pairs = [item for item in detections if item.partner >= 0 and self.wants(item, blob.path)]
        if pairs:
            at = {item.start: finding for (item, _), finding in zip(kept, findings, strict=True)}
            findings = self._paired(blob, locator, inline, detections, pairs, at)
        outcome.findings += findings

    def _paired(
        self,
        blob: Blob,
        locator: Locator,
        inline: InlineIgnores,
        detections: Sequence[Detection],
        pairs: Sequence[Detection],
        at: dict[int, Finding],
    ) -> list[Finding]:
        """The findings ``at`` their starts, those of ``pairs`` with their partners.

        A partner that is no error goes into the other's ``related`` and is no finding of its own; where a
        segment owns one of the two alone, the other's segment decides the same, since both see both.
        """
        by_start = {item.start: item for item in detections}
        absorbed = set()
        for item in pairs:
            partner = by_start[item.partner]
            place = locator.place(item)
            if not self.wants(partner, blob.path) or _covered(inline, item, place):
                continue
            place = locator.place(partner)
            if _covered(inline, partner, place):
                continue
            found = at.get(partner.start) or self._finding(blob, locator, partner, place, "", counted=False)
            if item.start in at:
                at[item.start] = at[item.start]._replace(related=(found,))
            if found.severity < Severity.ERROR:
                absorbed.add(partner.start)
        return [finding for start, finding in at.items() if start not in absorbed]

    def _note_encoded(self, blob: Blob, outcome: Outcome) -> None:
        if not self._encoded:
            self._encoded = True
            note(Notice(NoticeKind.ENCODED, blob.path, "some encoded text is too long, not decoded"), outcome)

    def _finding(
        self,
        blob: Blob,
        locator: Locator,
        item: Detection,
        place: Place,
        line_hash: str,
        *,
        counted: bool = True,
    ) -> Finding:
        """``counted``: it is this segment's, and its fingerprint tells it from the next like it."""
        rule = item.rule
        severity = self._severity(rule)
        assert severity is not None
        framed = self.wanted.frames is not None and severity >= self.wanted.frames
        frame, frame_start, frame_end = locator.frame(item) if framed else ("", 0, 0)
        fingerprint = ""
        if counted and self.wanted.fingerprints:
            if self._prints is None:
                self._prints = Fingerprints(self._prefix + blob.path)
            fingerprint = self._prints.of(rule.id, locator.masked_line(item)[0])
        return Finding(
            path=blob.path,
            rule=rule.id,
            code=rule.code,
            title=rule.title,
            category=rule.category,
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
            mask=rule.mask,
            fingerprint=fingerprint,
            line_hash=line_hash,
            frame=frame,
            frame_start=frame_start,
            frame_end=frame_end,
            start_byte=place.start_byte,
            end_byte=place.end_byte,
            trace=self._tracer.of(
                rule, locator.masked_line(item)[0], blob.data[item.start : item.end], item.layers
            )
            if self._tracer is not None
            else None,
            steps=self.detector.steps(blob.data, blob.path, item) if self.wanted.explain else (),
            spot=self._spot(blob, item.start)
            if blob.where is not None or blob.path.endswith(".ipynb")
            else "",
        )

    def _spot(self, blob: Blob, offset: int) -> str:
        """Where a finding is for people; the names in it, such as that of a sheet, may hold values themselves."""
        if self._spots is None:
            from piiscan.run.spots import Spots  # only for notebooks and documents

            self._spots = Spots(self.detector)
        return self._spots.of(blob, offset)

    def _severity(self, rule: Rule) -> Severity | None:
        """None: the rule was not selected. Asked of rules that find something: there are too many to ask of all."""
        if rule.id not in self._severities:
            selected = self._selection.selected(rule.code, rule.id, rule.category.value)
            self._severities[rule.id] = (
                severity_of(self.settings, rule.category, rule.code, rule.id, rule.severity)
                if selected
                else None
            )
        return self._severities[rule.id]

    def _reports(self, item: Detection, blob: Blob) -> bool:
        return (
            item.start >= blob.own_start
            and (blob.own_end < 0 or item.start < blob.own_end)
            and self.wants(item, blob.path)
        )

    def wants(self, item: Detection, path: str, floor: Severity = Severity.NOTE) -> bool:
        """Whether the settings ask for it, as far as they go by rule, kind and path, and it is as severe as ``floor``."""
        rule = item.rule
        return (
            item.status in self._statuses
            and counts(item.layers, item.confidence, self.settings.min_confidence)
            and (severity := self._severity(rule)) is not None
            and severity >= floor
            and not (self._ignores and self._ignores.ignored(path, rule.code, rule.id, rule.category.value))
        )


def _one_file(entries: tuple[BaselineEntry, ...]) -> OneFile:
    from piiscan.suppress.baseline.one_file import OneFile

    return OneFile(entries)


def _tracer(key: bytes) -> Tracer:
    from piiscan.suppress.baseline.trace import Tracer  # only where there is a baseline

    return Tracer(key)


def _covered(inline: InlineIgnores, item: Detection, place: Place) -> bool:
    rule = item.rule
    return inline.covers(place.start_line, place.end_line, rule.code, rule.id, rule.category.value)
