"""What a file becomes, decided in memory: scanned, planned, and scanned again until nothing is left.

For policies that need not know what other files hold, so that any process can do it; whatever it may not decide
alone it leaves to ``Masker``.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from piiscan.digest import blake2b
from piiscan.errors import MaskError
from piiscan.mask.compose import compose
from piiscan.mask.files.state import FileState
from piiscan.mask.files.whole import prepare_whole
from piiscan.mask.files.write import DIGEST_SIZE, Change, changed, changes_of, discard, prepare, temporary_in
from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import Edit, splice
from piiscan.mask.visible import visible
from piiscan.run.batches import WAITING
from piiscan.run.chosen import ROUNDS, chosen
from piiscan.run.commit import Masked, Pending
from piiscan.run.scanner import Outcome, Scanner
from piiscan.run.second_look import may_hold_more
from piiscan.sources.entry import FileEntry, MemoryEntry
from piiscan.sources.reader import read_file
from piiscan.sources.segments import SIZES
from piiscan.types import Blob, Finding, Notice, Severity

#: Bytes of old and new texts that may be held; of further files only digests are kept until they are written.
_HELD = 32 << 20


class Sketch(NamedTuple):
    """A file that is to change, and how."""

    entry: FileEntry
    findings: int
    changes: tuple[Change, ...]
    temporary: str
    """Does not exist yet."""
    old: str
    """The digest of what was scanned; empty where the texts are at hand."""
    texts: tuple[bytes, bytes] | None
    """Before and after."""


class _Found(NamedTuple):
    """A file with findings that are to be masked."""

    entry: FileEntry
    data: bytes | None
    """What the scan saw, where that is the stored bytes, all of them."""
    wanted: tuple[Finding, ...]
    encoding: str
    has_ignores: bool
    """As ``Scanner.has_ignores``."""


class Sketcher:
    """Scans and plans entries, in batches. Each process has its own."""

    def __init__(
        self, scanner: Scanner, floor: Severity, policies: Policies, *, break_hard_links: bool, alone: bool
    ) -> None:
        """Not ``alone``: only scans, and gives back every entry that has findings."""
        self.scanner = scanner
        self.floor = floor
        self.policies = policies
        self.break_hard_links = break_hard_links
        self._alone = alone
        self._folders: dict[str, str] = {}
        self._held = 0

    def begin(self) -> None:
        """A batch: what was known of directories may have changed."""
        self._folders.clear()

    def end(self, outcome: Outcome) -> None:
        """Of a batch. To write what the model has said after each file would take longer than to ask it."""
        self.scanner.settle(outcome)

    def sketches(
        self, entries: Iterable[FileEntry], outcome: Outcome
    ) -> Iterator[Sketch | Masked | FileEntry]:
        """What to do about those of ``entries`` that have findings, in order; totals and notices go into ``outcome``.

        A problem, or the entry itself where ``Masker`` must look at it. Raises what the key of the policies raises.
        All are scanned, then all are planned: reading by the model drives what planning needs out of the processor's caches.
        """
        waiting: list[_Found | FileEntry] = []
        size = 0
        for watched, findings in self.scanner.scan_each(map(_Watched, entries), outcome):
            found = self._found(watched, findings, outcome.encoding) if findings else None
            if found is None:
                continue
            waiting.append(found)
            size += len(found.data or b"") if isinstance(found, _Found) else 0
            if size > WAITING:
                yield from self._all_planned(waiting)
                waiting, size = [], 0
        yield from self._all_planned(waiting)

    def _found(
        self, watched: _Watched, findings: Sequence[Finding], encoding: str
    ) -> _Found | FileEntry | None:
        """None where none of ``findings`` is to be masked."""
        wanted = chosen(findings, self.floor, self.policies, count=True)
        if not wanted:
            return None
        if not self._alone:
            return watched.entry
        return _Found(watched.entry, watched.data, wanted, encoding, self.scanner.has_ignores)

    def _all_planned(self, items: Iterable[_Found | FileEntry]) -> Iterator[Sketch | Masked | FileEntry]:
        for item in items:
            planned = self._planned_one(item) if isinstance(item, _Found) else item
            if planned is not None:
                yield planned

    def _planned_one(self, found: _Found) -> Sketch | Masked | FileEntry | None:
        """None where nothing is to be done."""
        entry, data = found.entry, found.data
        try:
            if data is None:
                return self._decoded(entry)
            return self._planned(found, data, is_plain=True)
        except (MaskError, OSError) as error:
            return Masked(entry.path, len(found.wanted), problem=str(error))

    def _decoded(self, entry: FileEntry) -> Sketch | FileEntry | None:
        """The scan saw other bytes than those stored: read these, and scan once more what is planned on."""
        with open(entry.location, "rb") as handle:
            data = handle.read(SIZES.whole + 1)
        if len(data) > SIZES.whole:
            return entry
        again = Outcome()
        wanted = chosen(
            self.scanner.scan_one(MemoryEntry(entry.path, data), again), self.floor, self.policies
        )
        if not wanted:
            return None
        return self._planned(_Found(entry, data, wanted, again.encoding, True), data, is_plain=False)

    def _planned(self, found: _Found, data: bytes, *, is_plain: bool) -> Sketch | None:
        """``is_plain``: ``data`` are what the scan saw."""
        entry, wanted, encoding, has_ignores = found.entry, found.wanted, found.encoding, found.has_ignores
        edits: tuple[Edit, ...] = ()
        text, findings = data, 0
        for _ in range(ROUNDS):
            more = plan(wanted, bytes_reader(text), encoding=encoding, policies=self.policies)
            if not more:
                break
            edits = compose(edits, more) if edits else more
            before, text = text, splice(text, more)
            findings += len(wanted)
            if is_plain and not may_hold_more(
                self.scanner, entry.path, before, text, more, self.floor, has_ignores=has_ignores
            ):
                break
            again = Outcome()
            left = self.scanner.scan_one(MemoryEntry(entry.path, text), again)
            wanted, encoding = chosen(left, self.floor, self.policies), again.encoding
            has_ignores = self.scanner.has_ignores
            if not wanted:
                break
        if not edits:
            return None
        return self._sketch(entry, findings, edits, data, text)

    def _sketch(
        self, entry: FileEntry, findings: int, edits: tuple[Edit, ...], data: bytes, text: bytes
    ) -> Sketch:
        temporary = temporary_in(self._real(os.path.dirname(entry.location)))
        self._held += len(data) + len(text)
        if self._held <= _HELD:
            return Sketch(entry, findings, changes_of(edits), temporary, "", (data, text))
        self._held -= len(data) + len(text)
        digest = blake2b(data, digest_size=DIGEST_SIZE).hexdigest()
        return Sketch(entry, findings, changes_of(edits), temporary, digest, None)

    def _real(self, folder: str) -> str:
        """``os.path.realpath``, which asks anew for every part of every path."""
        if folder not in self._folders:
            above, name = os.path.split(folder)
            real = os.path.join(self._real(above), name) if name else folder
            self._folders[folder] = os.path.realpath(folder) if os.path.islink(real) else real
        return self._folders[folder]

    def write(self, sketch: Sketch) -> Pending:
        """The new text beside the file, not synced; or why there is none."""
        try:
            if sketch.texts is None:
                return self._streamed(sketch)
            old, new = sketch.texts
            self._held -= len(old) + len(new)
            draft = prepare_whole(
                os.path.join(os.path.dirname(sketch.temporary), os.path.basename(sketch.entry.location)),
                old,
                new,
                sketch.changes,
                name=sketch.entry.location,
                temporary=sketch.temporary,
                break_hard_links=self.break_hard_links,
            )
        except (MaskError, OSError) as error:
            return Pending(Masked(sketch.entry.path, sketch.findings, problem=str(error)))
        return Pending(Masked(sketch.entry.path, sketch.findings), draft)

    def _streamed(self, sketch: Sketch) -> Pending:
        draft = prepare(
            sketch.entry.location,
            sketch.changes,
            expected=FileState.of(sketch.entry.location),
            break_hard_links=self.break_hard_links,
            temporary=sketch.temporary,
            durable=False,
        )
        if draft.old != sketch.old:
            discard(draft)
            raise changed(visible(sketch.entry.location))
        return Pending(Masked(sketch.entry.path, sketch.findings), draft)


class _Watched:
    """A file's entry that keeps what was read, where that is the stored bytes, all of them."""

    def __init__(self, entry: FileEntry) -> None:
        self.entry = entry
        self.path = entry.path
        self.data: bytes | None = None

    def read(self) -> Iterator[Blob | Notice]:
        for item in read_file(*self.entry):
            self.data = item.data if isinstance(item, Blob) and _is_stored(item) else None
            yield item


def _is_stored(blob: Blob) -> bool:
    """Whether these are the file's bytes, all of them."""
    return blob.encoding == "utf-8" and not (blob.bom or blob.base_offset) and blob.own_end < 0
