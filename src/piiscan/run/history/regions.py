"""Which parts of a file's next version have to be scanned, because no version before had them.

What is the same as before, with what stands round it, was scanned before. So a version is compared with one that
came earlier, and what differs is scanned with a margin on either side: a fifth of all bytes in real histories.
Nothing is reported from here. Where something turns up that is new, the whole file is scanned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import accumulate, compress, islice

Region = tuple[int, int]

#: Bytes on either side of what differs, before whole lines are made of it: rules look at neighbouring lines as far
#: as 600 bytes. What looks further only makes a finding less of one, and that is asked of the whole file again.
MARGIN = 640
#: A line is scanned whole up to here, in either direction: no rule looks at more.
LINE = 32 << 10
#: What differs is looked at line by line from here on: below, the margins are most of it.
_WORTH_SPLITTING = 128 << 10
#: Sets of lines that are kept for a path, 25 MB at most.
_KEPT = 300_000

_BEGIN = re.compile(rb"-----BEGIN |PuTTY-User-Key-File-")
_END = re.compile(rb"-----END |Private-MAC:")
#: What is a secret here is told by a word that may stand anywhere in the document.
_WHOLE = re.compile(rb"kind[\"']?[ \t]{0,9}:[ \t]{0,9}[\"']?Secret")


class Seen:
    """The versions of one path, as they come. Each has a name of its own."""

    def __init__(self, margin: int = MARGIN) -> None:
        self._margin = margin
        self._lines: set[int] = set()
        self._complete: set[str] = set()
        """Versions whose lines are all in ``_lines``."""
        self._blocks = False
        self._documents = False

    def learn(self, data: bytes) -> None:
        """``data`` is scanned as a whole, or was before: versions will be compared with it."""
        # Asked once of the first version, then only of what is new: a look at all of every version would take
        # half of the time.
        if not self._blocks:
            self._blocks = b"-----BEGIN " in data or b"PuTTY-User-Key-File-" in data
        if not self._documents:
            self._documents = b"Secret" in data and _WHOLE.search(data) is not None

    def regions(self, base_name: str, base: bytes, name: str, data: bytes) -> list[Region]:
        """Where ``data`` has something that neither ``base`` nor a version before it had: disjoint, in order."""
        start = _common(base, data)
        if start == len(data) == len(base):
            return []
        same = _common_end(base, data, min(len(data), len(base)) - start)
        end = len(data) - same
        differing: Iterable[Region] = ((start, end),)
        large = min(end, len(base) - same) - start >= _WORTH_SPLITTING
        if large or base_name in self._complete:
            if base_name not in self._complete:
                self._complete.add(base_name)
                self._lines.update(_threes(base.split(b"\n")))
            unseen = self._unseen(data, start, end)
            self._complete.add(name)
            differing = unseen if large else differing
            if len(self._lines) > _KEPT:
                self._lines.clear()
                self._complete.clear()
        near = _joined(differing, 2 * self._margin)
        regions = _joined(_widened(data, region, self._margin) for region in near)
        for first, last in regions:
            self.learn(data[first:last])
        if self._documents:
            return [(0, len(data))]
        return _joined(_with_block(data, *region) for region in regions) if self._blocks else regions

    def _unseen(self, data: bytes, start: int, end: int) -> list[Region]:
        """The lines between ``start`` and ``end`` that never stood beside these neighbours, and remember them."""
        # With two lines more on either side, so that every line that differs is seen with its neighbours.
        for _ in range(3):
            start = data.rfind(b"\n", 0, max(0, start))
        start += 1
        for _ in range(3):
            end = data.find(b"\n", end) + 1 or len(data)
        lines = data[start:end].split(b"\n")
        threes = _threes(lines)
        fresh = set(threes) - self._lines
        if not fresh:
            return []
        self._lines |= fresh
        # Without a loop of Python's own: of a lock file that a tool has sorted anew 20,000 lines differ.
        new = compress(range(len(threes)), map(fresh.__contains__, threes))
        ends = list(accumulate(map(len, lines), initial=start))  # without the line ends before
        return [
            (ends[number] + number, min(ends[after] + after, len(data)))
            for number, after in ((number, min(number + 3, len(lines))) for number in new)
        ]


def _threes(lines: list[bytes]) -> list[int]:
    """For each line that two follow, what stands for the three; for fewer lines, for all of them."""
    if len(lines) < 3:
        return [hash(tuple(lines))]
    return [*map(hash, zip(lines, islice(lines, 1, None), islice(lines, 2, None), strict=False))]


def _widened(data: bytes, region: Region, margin: int) -> Region:
    """With the margin, and whole lines."""
    start, end = max(0, region[0] - margin), min(len(data), region[1] + margin)
    newline = data.find(b"\n", end, end + LINE)
    before = data.rfind(b"\n", max(0, start - LINE), start) + 1
    return before or max(0, start - LINE), min(len(data), end + LINE) if newline < 0 else newline


def _with_block(data: bytes, start: int, end: int) -> Region:
    """With the whole of a key that begins before or ends behind. Only of a few paths is this asked."""
    opened = [found.start() for found in _BEGIN.finditer(data, max(0, start - LINE), start)]
    if opened and not _END.search(data, opened[-1], start):
        start = opened[-1]
    opened = [found.start() for found in _BEGIN.finditer(data, start, end)]
    if opened:
        closed = _END.search(data, opened[-1], min(len(data), end + LINE))
        if closed and closed.end() > end:
            newline = data.find(b"\n", closed.end())
            end = len(data) if newline < 0 else newline
    return start, end


def _joined(regions: Iterable[Region], gap: int = 0) -> list[Region]:
    joined: list[Region] = []
    for start, end in regions:
        if joined and start <= joined[-1][1] + gap:
            joined[-1] = (min(start, joined[-1][0]), max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _common(old: bytes, new: bytes) -> int:
    """How many bytes both begin with. Slices are compared, larger and larger: 10 GB/s, in steps of 0.1 µs."""
    least, done, step = min(len(old), len(new)), 0, 512
    while done < least:
        size = min(step, least - done)
        if not old.startswith(new[done : done + size], done):
            return _narrowed(done, size, lambda at, half: old.startswith(new[at : at + half], at))
        done += size
        step *= 8
    return least


def _common_end(old: bytes, new: bytes, most: int) -> int:
    """How many bytes, up to ``most``, both end with."""
    a, b, done, step = len(old), len(new), 0, 512
    while done < most:
        size = min(step, most - done)
        if not old.endswith(new[b - done - size : b - done], 0, a - done):
            return _narrowed(
                done, size, lambda at, half: old.endswith(new[b - at - half : b - at], 0, a - at)
            )
        done += size
        step *= 8
    return most


def _narrowed(done: int, size: int, equal: Callable[[int, int], bool]) -> int:
    """How far they agree, where they do not in the ``size`` bytes from ``done`` on."""
    while size > 1:
        half = size // 2
        if equal(done, half):
            done += half
            size -= half
        else:
            size = half
    return done
