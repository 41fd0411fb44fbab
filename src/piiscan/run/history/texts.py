"""What is written about commits, and file names: commit messages, annotated tags."""

from __future__ import annotations

import os
from bisect import bisect_left
from collections.abc import Iterable, Sequence, Set
from itertools import accumulate
from typing import NamedTuple

from piiscan.detect.confirmer import News
from piiscan.run.history.found import NEVER, Found, HistoryOutcome, identity
from piiscan.run.scanner import Scanner, note
from piiscan.sources.entry import MemoryEntry
from piiscan.sources.git.commits import message_of, written
from piiscan.sources.git.history import Trail
from piiscan.sources.git.objects import CORRUPT, MISSING, Objects
from piiscan.types import Finding, Notice, NoticeKind


class Text(NamedTuple):
    """A commit or a tag whose message is to be read."""

    object: str
    commit: int
    """Its index; -1 for a tag."""
    tag: str = ""
    """Its name; empty for a commit."""

    @property
    def path(self) -> str:
        """What reports call it."""
        return f"tag {self.tag}" if self.commit < 0 else f"commit {self.object[:12]} message"


class Messages(NamedTuple):
    """The messages of commits that follow each other."""

    first: int
    """Index of the first commit."""
    commits: Sequence[str]

    def texts(self) -> list[Text]:
        return [Text(each, index) for index, each in enumerate(self.commits, self.first)]


class Told:
    """What the messages of commits held so far, in one process: rules and values, which are told once."""

    def __init__(self) -> None:
        self._known: set[tuple[str, bytes]] = set()
        self._last = -1

    def before(self, text: Text) -> Set[tuple[str, bytes]]:
        """What earlier commits held; nothing of a tag, each of which is a place of its own, or where order is lost."""
        if text.commit <= self._last:
            return frozenset()
        self._last = text.commit
        return self._known

    def add(self, text: Text, rule: str, value: bytes) -> None:
        if text.commit >= 0:
            self._known.add((rule, value))


def scan_texts(
    texts: Sequence[Text],
    objects: Objects,
    scanner: Scanner,
    key: bytes,
    outcome: HistoryOutcome,
    already: Told | None = None,
) -> None:
    """Add what the messages of ``texts`` hold; with ``already``, of the same value in several what the first one holds."""
    told: list[tuple[Text, bytes]] = []
    messages: list[bytes] = []
    for text, stored in zip(texts, objects.read_all([each.object for each in texts]), strict=True):
        if stored.kind in (MISSING, CORRUPT):
            note(Notice(NoticeKind.MISSING, text.path, "the object is missing or damaged"), outcome)
        elif stored.data is None:
            note(
                Notice(NoticeKind.TOO_LARGE, text.path, "a message of more than 16 MiB: not scanned"), outcome
            )
        else:
            told.append((text, stored.data))
            messages.append(message_of(stored.data))
            outcome.totals.bytes += len(messages[-1])
    # What a model may see in a message no rule tells.
    numbers = set(range(len(told))) if scanner.detector.judge is not None else _suspicious(messages, scanner)
    for number in sorted(numbers):
        text, data = told[number]
        message = messages[number]
        if not _holds_something(
            message, text.path, scanner, already.before(text) if already else frozenset()
        ):
            continue
        scanned = scanner.scan((MemoryEntry(text.path, message),))
        for notice in scanned.notices:
            note(notice, outcome)
        for each in scanned.findings:
            value = message[each.start_offset : each.end_offset]
            name = identity(key, each.rule, value)
            if already:
                already.add(text, each.rule, value)
            kind = "tag" if text.commit < 0 else "message"
            commit = text.commit if text.commit >= 0 else NEVER
            outcome.found.append(Found(each, name, commit, text.object, kind, written(data).date))


def _holds_something(
    data: bytes, path: str, scanner: Scanner, known: Set[tuple[str, bytes]] = frozenset()
) -> bool:
    """The quick question: what is found is then scanned as a file is."""
    if 0 in data or data.startswith((b"\xff", b"\xfe")):
        return True
    detector = scanner.detector
    if detector.judge is not None:
        detections = detector.scan(data, path, live_only=scanner.live_only)
    else:
        detections = detector.news(data, path, News(0, len(data), known), live_only=scanner.live_only)
    return any(scanner.wants(item, path) for item in detections)


def _suspicious(texts: Sequence[bytes], scanner: Scanner) -> set[int]:
    """Those in which the engine finds an anchor, in one pass over all: one over each takes ten times as long.

    What is no UTF-8 text is looked at by itself: an anchor may be written otherwise there.
    """
    ends = list(accumulate(len(text) + 1 for text in texts))
    hits = scanner.detector.engine.scan(b"\n".join(texts))
    odd = {number for number, text in enumerate(texts) if 0 in text or text.startswith((b"\xff", b"\xfe"))}
    return odd | {min(bisect_left(ends, end), len(texts) - 1) for _, end in hits}


def scan_names(trails: Iterable[Trail], scanner: Scanner, key: bytes) -> tuple[list[Found], dict[str, str]]:
    """What the names of files hold, and for each such name what to show in its place."""
    paths = {os.fsencode(each.path): each for each in trails if each.is_new}
    suspicious = _suspicious([*paths], scanner)
    found: list[Found] = []
    shown: dict[str, str] = {}
    for number, (data, trail) in enumerate(paths.items()):
        if number not in suspicious:
            continue
        if not _holds_something(data, "file name", scanner):
            continue
        scanned = scanner.scan((MemoryEntry("file name", data),)).findings
        if not scanned:
            continue
        shown[trail.path] = _masked(data, scanned)
        first = trail.versions[0]
        for each in scanned:
            name = identity(key, each.rule, data[each.start_offset : each.end_offset])
            commit = first.commit if first.commit >= 0 else NEVER
            placed = each._replace(path=shown[trail.path])
            found.append(Found(placed, name, commit, first.blob, "name", in_head=bool(trail.head)))
    return found, shown


def _masked(data: bytes, findings: Sequence[Finding]) -> str:
    parts, at = [], 0
    for each in findings:
        parts += [os.fsdecode(data[at : each.start_offset]), f"<{each.mask}>"]
        at = each.end_offset
    return "".join([*parts, os.fsdecode(data[at:])])
