"""Which parts of a file's next version have to be scanned, because no version before had them.

What is the same as before, with what stands round it, was scanned before. So a version is compared with one that
came earlier, and what differs is scanned with a margin on either side: a fifth of all bytes in real histories.
Nothing is reported from here. Where something turns up that is new, the whole file is scanned.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import accumulate, compress, islice

from piiscan.run.neighbourhood import (
    MARGIN,
    Region,
    Span,
    has_blocks,
    is_document,
    regions_of,
    with_blocks,
)

#: Two versions that part and meet again this far on are compared in between: edits are few and far from each other, and
#: of what lies from the first to the last of them a tenth differs.
_WORTH_COMPARING = 2 << 10
#: Bytes by which it is known again where versions go on alike, how far the first such probe is from where they parted,
#: and how many in a row may fail: where nothing is known again, the next one is twice as far.
_PROBE, _STEP, _PROBES = 48, 64, 12
#: How much alike is worth leaving out.
_ALIKE = 4 * MARGIN
#: What differs is looked at line by line from here on, and compared with all versions before.
_WORTH_SPLITTING = 128 << 10
#: How closely it is looked where two versions part.
_NEARLY = 64
#: Sets of lines that are kept for a path, 25 MB at most.
_KEPT = 300_000


class Seen:
    """The versions of one path, as they come. Each has a name of its own."""

    def __init__(self, margin: int = MARGIN, path: str = "") -> None:
        self._margin = margin
        self._path = path
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
            self._blocks = has_blocks(data)
        if not self._documents:
            self._documents = is_document(data, self._path)

    def regions(self, base_name: str, base: bytes, name: str, data: bytes) -> list[Region]:
        """Where ``data`` has something that neither ``base`` nor a version before it had: disjoint, in order."""
        if data == base:
            return []
        start = _common(base, data)
        same = _common_end(base, data, min(len(data), len(base)) - start)
        end = len(data) - same
        differing = [(start, end)]
        if end - start >= _WORTH_COMPARING:
            differing = _differing(base, data, start, end, len(base) - same)
        size = sum(after - before for before, after in differing)
        if min(size, len(base) - same - start) >= _WORTH_SPLITTING:
            if base_name not in self._complete:
                self._complete.add(base_name)
                self._lines.update(_threes(base.split(b"\n")))
            differing = self._unseen(data, start, end)
            self._complete.add(name)
            if len(self._lines) > _KEPT:
                self._lines.clear()
                self._complete.clear()
        regions = regions_of(data, differing, self._margin)
        for region in regions:
            self.learn(data[region.start : region.end])
        if self._documents:
            return [Region(0, len(data), start, end)]
        return with_blocks(data, regions) if self._blocks else regions

    def _unseen(self, data: bytes, start: int, end: int) -> list[Span]:
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


def _differing(old: bytes, new: bytes, start: int, end: int, old_end: int) -> list[Span]:
    """What of ``new[start:end]`` is not there in ``old[start:old_end]`` in the same order, and where what is there meets.

    Whatever is left out is a run of bytes that ``old`` has as well, wherever the probes took it to be.
    """
    found: list[Span] = []
    at = probe = start
    old_at, step, failed = start, _STEP, 0
    while failed < _PROBES:
        probe = new.find(b"\n", probe + step, end - _PROBE) + 1
        if not probe:
            break
        there = old.find(new[probe : probe + _PROBE], old_at, old_end)
        if there < 0:
            failed += 1
            step *= 2
            continue
        before = _common_end(old[old_at:there], new[at:probe], min(there - old_at, probe - at))
        behind = _common(old[there:old_end], new[probe:end])
        if before + behind < _ALIKE:
            failed += 1
            probe += behind
            continue
        found.append((at, probe - before))
        at = probe = probe + behind
        old_at, step, failed = there + behind, _STEP, 0
    return [*found, (at, end)]


def _common(old: bytes, new: bytes) -> int:
    """How many bytes both begin with, as far as `_alike` looks."""
    return _alike(min(len(old), len(new)), lambda at, size: old.startswith(new[at : at + size], at))


def _common_end(old: bytes, new: bytes, most: int) -> int:
    """How many bytes, up to ``most``, both end with, as far as `_alike` looks."""
    a, b = len(old), len(new)
    return _alike(most, lambda at, size: old.endswith(new[b - at - size : b - at], 0, a - at))


def _alike(most: int, equal: Callable[[int, int], bool]) -> int:
    """How far they agree, up to ``most``, or about `_NEARLY` bytes less: whoever asks takes more than that on either side.

    ``equal`` compares so many bytes from a place on: pieces larger and larger, 10 GB/s in steps of 0.1 µs.
    """
    done, step = 0, 1024
    while done < most:
        size = min(step, most - done)
        if not equal(done, size):
            while size > _NEARLY:
                size >>= 1
                if equal(done, size):
                    done += size
            return done
        done += size
        step *= 8
    return most
