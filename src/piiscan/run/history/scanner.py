"""The versions of a path in, and what each brought that was not there before out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from piiscan.detect.confirmer import News
from piiscan.detect.detector import Detection
from piiscan.run.history.found import NEVER, Found, HistoryOutcome, identity
from piiscan.run.history.regions import Seen
from piiscan.run.history.texts import Messages, Text, Told, scan_texts
from piiscan.run.neighbourhood import Region
from piiscan.run.scanner import Scanner, note
from piiscan.run.workers import Job
from piiscan.sources.encodings import SAMPLE
from piiscan.sources.entry import Entry, MemoryEntry
from piiscan.sources.git.history import Trail, Version
from piiscan.sources.git.index import ObjectEntry
from piiscan.sources.git.objects import CORRUPT, MISSING, Objects, Stored
from piiscan.sources.git.repository import Repository
from piiscan.sources.segments import SIZES, Sizes
from piiscan.suppress.pragma import pragmas
from piiscan.types import Finding, Notice, NoticeKind

Task = Trail | Messages | Text

#: Versions that are kept to compare the next ones with: branches take turns.
_KEPT: Final = 8
_KEPT_BYTES: Final = 24 << 20
#: NUL and the first byte of every byte order mark: what `reader` looks at more closely.
_SUSPECTS: Final = b"\x00\xef\xfe\xff"


class HistoryJob(NamedTuple):
    """What a worker needs."""

    job: Job
    repository: Repository
    key: bytes
    """For `found.identity`."""
    margin: int
    """Bytes round what differs that are looked at as well; 0: every version is scanned from its first byte to its last."""
    sizes: Sizes = SIZES

    @property
    def is_ours(self) -> bool:
        """Whether the rules are ours alone, and shortcuts that know them are wanted."""
        return bool(self.margin) and not self.job.settings.rules

    def scanner(self) -> HistoryScanner:
        """Raises as ``Job.scanner``."""
        return HistoryScanner(self, self.job.scanner())


class HistoryScanner:
    """Scans tasks. Starts git with the first one, so that a process that is forked before has its own."""

    def __init__(self, job: HistoryJob, scanner: Scanner) -> None:
        self._job = job
        self._scanner = scanner
        self._objects = Objects(job.repository, job.sizes.whole)
        self._told = Told() if job.is_ours else None

    def scan(self, tasks: Iterable[Task]) -> HistoryOutcome:
        """What is new in each of ``tasks``."""
        outcome = HistoryOutcome()
        tasks = list(tasks)
        trails = [task for task in tasks if isinstance(task, Trail)]
        ids = [each for trail in trails for each in (*trail.known, *(item.blob for item in trail.versions))]
        contents = self._objects.read(ids)
        walks = [_Walk(self._job, self._scanner, trail, outcome).over(contents) for trail in trails]
        left = [walk for walk in walks if walk.wants_head]
        for walk, head in zip(left, self._objects.read([walk.trail.head for walk in left]), strict=True):
            walk.compare(head)
        for walk in walks:
            outcome.found += walk.found
        texts = [task for task in tasks if isinstance(task, Text)]
        texts += [text for task in tasks if isinstance(task, Messages) for text in task.texts()]
        if texts:
            scan_texts(texts, self._objects, self._scanner, self._job.key, outcome, self._told)
        self._scanner.settle(outcome)
        return outcome

    def close(self) -> None:
        """End git."""
        self._objects.close()


class _Walk:
    """Along one trail."""

    def __init__(self, job: HistoryJob, scanner: Scanner, trail: Trail, outcome: HistoryOutcome) -> None:
        self.trail = trail
        self.found: list[Found] = []
        self.wants_head = False
        self._job = job
        self._scanner = scanner
        self._outcome = outcome
        self._seen = Seen(job.margin, trail.path)
        self._contents: dict[str, bytes] = {}
        self._kept_bytes = 0
        self._previous = ""
        self._known: list[bytes] = []
        self._old: set[bytes] | None = None
        self._identities: set[bytes] = set()
        self._reported: set[tuple[str, bytes]] = set()
        """Rules and values of what is in ``found``."""
        self._is_told = True
        """Whether ``_reported`` has the values of all that is in ``found``: of what is stored otherwise than scanned it has none."""
        self._has_ignores = False
        """In what is known: what a comment silences may be news once the comment is gone."""
        self._whole: dict[str, set[bytes]] = {}
        """Of versions that were scanned as a whole: what is in them."""
        self._suppressed = 0

    def over(self, contents: Iterator[Stored]) -> _Walk:
        """Take the trail's objects from ``contents`` and scan them."""
        for blob in self.trail.known:
            stored = next(contents)
            if stored.data is not None and stored.kind == "blob":
                self._known.append(stored.data)
                self._has_ignores = self._has_ignores or any(pragmas(stored.data))
                self._seen.learn(stored.data)
                self._keep(blob, stored.data)
        for version in self.trail.versions:
            self._version(version, next(contents))
        self._outcome.totals.suppressed += self._suppressed
        head = self.trail.head
        if self.found and head:
            if head in self._whole:
                self._mark(self._whole[head])
            elif head in self._contents:
                self._compare(self._contents[head])
            else:
                self.wants_head = True
        self._contents.clear()
        return self

    def compare(self, head: Stored) -> None:
        """``head`` is what stands at this path now."""
        if head.data is not None:
            self._compare(head.data)

    def _compare(self, data: bytes) -> None:
        # Of a value that does not stand there any more no scan need say so.
        if not (self._is_told and _is_plain(data)) or any(value in data for _, value in self._reported):
            self._mark(self._held(data))

    def _mark(self, there: set[bytes]) -> None:
        self.found = [each._replace(in_head=each.identity in there) for each in self.found]

    def _version(self, version: Version, stored: Stored) -> None:
        outcome, path = self._outcome, self.trail.path
        if stored.kind in (MISSING, CORRUPT):
            note(Notice(NoticeKind.MISSING, path, f"object {stored.id[:12]} is missing or damaged"), outcome)
            return
        outcome.totals.files += 1
        outcome.totals.bytes += stored.size
        data = stored.data
        if data is None:
            found = self._entry_scanned(ObjectEntry(path, self._job.repository.top, stored.id), None)
            self._whole[stored.id] = {each.identity for each in found}
            self._add(version, found)
            self._is_told = False
            return
        plain = _is_plain(data)
        if not plain or self._has_new(data, self._regions(version, data)):
            found = self._scanned(stored.id, data)
            self._add(version, found)
            if plain:
                self._reported |= _values(found, data)
            else:
                self._is_told = False
        if plain:
            self._keep(stored.id, data)
            self._previous = stored.id

    def _regions(self, version: Version, data: bytes) -> Sequence[Region]:
        base = next((each for each in version.bases if each in self._contents), self._previous)
        if not base or not self._job.margin:
            self._seen.learn(data)
            return (Region(0, len(data), 0, len(data)),)
        return self._seen.regions(base, self._contents[base], version.blob, data)

    def _held(self, data: bytes) -> set[bytes]:
        """What ``data`` holds, be it silenced by a comment there or not."""
        if not _is_plain(data):
            return {each.identity for each in self._scanned("", data)}
        path, scanner = self.trail.path, self._scanner
        return {
            identity(self._job.key, item.rule.id, data[item.start : item.end])
            for item in scanner.detector.scan(data, path, live_only=scanner.live_only)
            if scanner.wants(item, path)
        }

    def _has_new(self, data: bytes, regions: Sequence[Region]) -> bool:
        """Whether anything is found there that was not found at this path before."""
        path, scanner = self.trail.path, self._scanner
        for region in regions:
            piece = data if region.end - region.start == len(data) else data[region.start : region.end]
            # Without what is no news, which is most; what it says is nearly always no.
            if self._may_be_quick and not self._are_new(
                scanner.detector.news(piece, path, self._news(region, piece), live_only=scanner.live_only),
                piece,
            ):
                continue
            if self._are_new(scanner.detector.scan(piece, path, live_only=scanner.live_only), piece):
                return True
        return False

    @property
    def _may_be_quick(self) -> bool:
        """Whether lines say what they said before: a comment that silenced them may be gone, and a rule of the user's own
        may ask what stands beside them."""
        return self._job.is_ours and not (self._suppressed or self._has_ignores)

    def _news(self, region: Region, piece: bytes) -> News:
        """Where ``piece``, which is ``region``, differs: in whole lines, and one more on either side."""
        start, end = region.first - region.start, region.last - region.start
        for _ in range(2):
            start = piece.rfind(b"\n", 0, max(0, start))
            end = piece.find(b"\n", end) + 1 or len(piece)
        return News(start + 1, end, self._reported)

    def _are_new(self, detections: Iterable[Detection], piece: bytes) -> bool:
        for item in detections:
            if self._scanner.wants(item, self.trail.path):
                name = identity(self._job.key, item.rule.id, piece[item.start : item.end])
                if name not in self._identities and name not in self._before():
                    return True
        return False

    def _before(self) -> set[bytes]:
        """What stood at the path before the first version; looked at when it matters, which is seldom."""
        if self._old is None:
            self._old = set()
            for data in self._known:
                found = self._entry_scanned(MemoryEntry(self.trail.path, data), data)
                self._old |= {each.identity for each in found}
                if _is_plain(data):
                    self._reported |= _values(found, data)
        return self._old

    def _scanned(self, blob: str, data: bytes) -> list[Found]:
        found = self._entry_scanned(MemoryEntry(self.trail.path, data), data)
        self._whole[blob] = {each.identity for each in found}
        return found

    def _entry_scanned(self, entry: Entry, data: bytes | None) -> list[Found]:
        """Everything in a version; where its bytes are not at hand, fingerprints tell findings apart."""
        outcome = self._scanner.scan((entry,))
        for notice in outcome.notices:
            note(notice, self._outcome)
        self._suppressed = max(self._suppressed, outcome.totals.suppressed)
        return [Found(each, self._name(each, data), NEVER, "") for each in outcome.findings]

    def _name(self, finding: Finding, data: bytes | None) -> bytes:
        value = (
            finding.fingerprint.encode() if data is None else data[finding.start_offset : finding.end_offset]
        )
        return identity(self._job.key, finding.rule, value)

    def _add(self, version: Version, found: Iterable[Found]) -> None:
        commit = version.commit if version.commit >= 0 else NEVER
        for each in found:
            if each.identity not in self._identities and each.identity not in self._before():
                self._identities.add(each.identity)
                self.found.append(each._replace(commit=commit, object=version.blob))

    def _keep(self, blob: str, data: bytes) -> None:
        kept = self._contents
        if blob in kept:
            return
        kept[blob] = data
        self._kept_bytes += len(data)
        while len(kept) > _KEPT or (len(kept) > 1 and self._kept_bytes > _KEPT_BYTES):
            self._kept_bytes -= len(kept.pop(next(iter(kept))))


def _values(found: Iterable[Found], data: bytes) -> set[tuple[str, bytes]]:
    """Rules and values of what was found in ``data``, which is stored as it was scanned."""
    return {(each.finding.rule, data[each.finding.start_offset : each.finding.end_offset]) for each in found}


def _is_plain(data: bytes) -> bool:
    """Whether it is stored as it is scanned: neither binary, nor UTF-16, nor with a byte order mark."""
    return data[:1] not in _SUSPECTS and data.find(0, 0, SAMPLE) < 0
