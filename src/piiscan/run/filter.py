"""Masks a stream: bytes in, masked bytes out, in bounded memory, and nothing before it is decided.

As in ``run.mask``, masking one value may lay bare another, so the text is looked at again: until nothing is found,
where all of it is at hand before anything is written. Of a longer one all rounds go on at once, each reading what
the one before has finished:

    read → segments → scan → edits ─ Tape ─ Portion → segments → scan (where something changed) → … → write
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from typing import NamedTuple

from piiscan.errors import MaskError
from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.policies.policy import Policies
from piiscan.mask.stream import Portion, Tape, joined
from piiscan.run.chosen import ROUNDS, STREAM_ROUNDS, chosen
from piiscan.run.lines import Context, opening, units
from piiscan.run.scanner import Scanner, Wanted
from piiscan.sources.encodings import BINARY, stored_offset
from piiscan.sources.reader import read_stream
from piiscan.sources.refusals import binary
from piiscan.sources.segments import Sizes
from piiscan.suppress.inline import HEAD_BYTES
from piiscan.types import Blob, Finding, Notice, NoticeKind, Severity

#: Smaller than for files: a stream waits for a segment to be full.
FIRST = Sizes(segment=4 << 20)
#: Smaller still, since only segments with a change are scanned again.
AGAIN = Sizes(segment=1 << 20)

#: What is read of a long stream at once.
_PIECE = 1 << 20

WANTED = Wanted(fingerprints=False)


class Filter:
    """Masks one stream after another, each with the findings of ``scanner`` from ``floor`` on.

    ``scanner`` should want what ``WANTED`` says, or memory grows with the findings. With ``policies`` that give
    numbers it grows with the values that differ.
    """

    def __init__(
        self,
        scanner: Scanner,
        floor: Severity,
        *,
        policies: Policies | None = None,
        first: Sizes = FIRST,
        again: Sizes = AGAIN,
    ) -> None:
        self.notices: list[Notice] = [*scanner.remarks]
        """What there is to say of the rules, and of the streams so far: a binary one has passed unchanged."""
        self._floor = floor
        self._policies = policies or Policies()
        # Each keeps the head of its own text.
        self._scanners = [scanner, *(scanner.twin() for _ in range(STREAM_ROUNDS - 1))]
        self._sizes = [first, *[again] * (STREAM_ROUNDS - 1)]

    def stream(self, path: str, read: Callable[[int], bytes]) -> Iterator[bytes]:
        """The masked text of what ``read(size)`` gives until b"", in segments.

        Raises ``MaskError`` where the text is not in the encoding that it begins in.
        """
        start, is_all = _start(read, self._sizes[0].segment)
        if is_all:
            yield self._held(path, start)
            return
        portions: Iterator[Portion] = chain(
            [Portion(start)], iter(lambda: Portion(read(_PIECE)), Portion(b""))
        )
        for number, (scanner, sizes) in enumerate(zip(self._scanners, self._sizes, strict=True)):
            this = _Round(scanner, self._floor, self._policies, number > 0)
            portions = this.segments(path, portions, sizes, self.notices)
        yield from (portion.data for portion in portions if portion.data)

    def _held(self, path: str, data: bytes) -> bytes:
        """``data``, which is the whole stream, masked as a file is."""
        portion = Portion(data)
        for number in range(ROUNDS):
            this = _Round(self._scanners[0], self._floor, self._policies, number > 0)
            portion = joined(this.segments(path, iter([portion]), self._sizes[0], self.notices))
            if not portion.marks:
                break
        return portion.data

    def lines(self, path: str, read: Callable[[], bytes]) -> Iterator[bytes]:
        """The same, each line as soon as it is complete. ``read`` gives what is there, and b"" at the end."""
        start = opening(read)
        if start.encoding == BINARY:
            self.notices.append(binary(path))
            yield start.data
            yield from iter(read, b"")
            return
        portions: Iterator[Portion] = (Portion(unit) for unit in units(start, read))
        for number, scanner in enumerate(self._scanners):
            context = Context(path, start.encoding, start.bom)
            this = _Round(scanner, self._floor, self._policies, number > 0)
            portions = this.lines(path, portions, context)
        yield from (portion.data for portion in portions)


class _Piece(NamedTuple):
    """A blob at hand, as an entry."""

    blob: Blob

    @property
    def path(self) -> str:
        return self.blob.path

    def read(self) -> Iterator[Blob | Notice]:
        yield self.blob


class _Round:
    """Scans a text once; ``again``: only where the round before has changed something."""

    def __init__(self, scanner: Scanner, floor: Severity, policies: Policies, again: bool) -> None:
        self._scanner = scanner
        self._floor = floor
        self._policies = policies
        self._again = again
        self._tape = Tape()
        self._marks: list[int] = []

    def segments(
        self, path: str, portions: Iterator[Portion], sizes: Sizes, notices: list[Notice]
    ) -> Iterator[Portion]:
        tape, source = self._tape, _Source(portions, self._take)
        for item in read_stream(path, source.read, sizes):
            if isinstance(item, Blob):
                # A later segment may still know better of what it holds, such as half of a pair.
                yield tape.upto(_stored(item, 0))
                self._look(item, 0)
            elif item.kind is NoticeKind.BINARY:
                if not self._again:
                    notices.append(item)
                while source.read(_PIECE):
                    yield tape.upto(tape.end)
            else:
                raise _undecodable(path)
        yield tape.upto(tape.end)

    def lines(self, path: str, portions: Iterator[Portion], context: Context) -> Iterator[Portion]:
        for portion in portions:
            since = self._tape.end
            self._take(portion)
            try:
                blob = context.blob(portion.data)
            except UnicodeDecodeError:
                raise _undecodable(path) from None
            if blob.base_offset:
                self._scanner.begin(context.head)
            self._look(blob, since)
            yield self._tape.upto(self._tape.end)

    def _take(self, portion: Portion) -> None:
        self._marks += [self._tape.end + mark for mark in portion.marks]
        self._tape.add(portion.data)

    def _look(self, blob: Blob, since: int) -> None:
        """Scan ``blob`` and note the edits of what lies behind ``since``."""
        if self._again and not self._changed(blob):
            if blob.base_offset == 0:
                self._scanner.begin(blob.data[:HEAD_BYTES])
            return
        if self._policies.count:  # numbers further down are not known yet
            self._policies.numbers.keep_off(bytes_reader(blob.data), bytes)
        findings = chosen(self._scanner.scan((_Piece(blob),)).findings, self._floor, self._policies)
        found = [_behind(item, since) for item in findings if item.end_offset > since]
        if found:
            edits = plan(found, self._tape.read, encoding=blob.encoding, policies=self._policies)
            self._tape.edit(edits)

    def _changed(self, blob: Blob) -> bool:
        start = _stored(blob, 0)
        self._marks = [mark for mark in self._marks if mark >= start]
        return bool(self._marks) and self._marks[0] <= _stored(blob, len(blob.data))


def _start(read: Callable[[int], bytes], size: int) -> tuple[bytes, bool]:
    """So many bytes, or all that there are, and whether that is so."""
    parts: list[bytes] = []
    while size > 0:
        part = read(size)
        if not part:
            return b"".join(parts), True
        parts.append(part)
        size -= len(part)
    return b"".join(parts), False


class _Source:
    """``read(size)`` over portions."""

    def __init__(self, portions: Iterator[Portion], take: Callable[[Portion], None]) -> None:
        self._portions = portions
        self._take = take
        self._left = memoryview(b"")

    def read(self, size: int) -> bytes:
        while not self._left:
            portion = next(self._portions, None)
            if portion is None:
                return b""
            self._take(portion)
            self._left = memoryview(portion.data)
        data, self._left = self._left[:size], self._left[size:]
        return bytes(data)


def _behind(finding: Finding, since: int) -> Finding:
    """Without what is out already."""
    return finding if finding.start_offset >= since else finding._replace(start_offset=since)


def _stored(blob: Blob, offset: int) -> int:
    return blob.bom + blob.base_offset + stored_offset(blob.data[:offset], blob.encoding)


def _undecodable(path: str) -> MaskError:
    # Not the words of the error: it quotes what it could not decode.
    return MaskError(f"{path}: is not in the encoding that it begins in; nothing more is written")
