"""Which parts of a file's next version have to be scanned, because no version before had them.

What is the same as before, with what stands round it, was scanned before. So a version is compared with one that
came earlier, and what differs is scanned with a margin on either side: a fifth of all bytes in real histories.
Nothing is reported from here. Where something turns up that is new, the whole file is scanned.
"""

from __future__ import annotations

from itertools import accumulate, compress, islice
from typing import Final

from piiscan.detect.filekind import may_hold_columns
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
_WORTH_COMPARING: Final = 2 << 10
#: Bytes by which it is known again where versions go on alike, how far the first such probe is from where they parted,
#: and how many in a row may fail: where nothing is known again, the next one is twice as far.
_PROBE, _STEP, _PROBES = 48, 64, 12
#: How much alike is worth leaving out.
_ALIKE: Final = 4 * MARGIN
#: What differs is looked at line by line from here on, and compared with all versions before.
_WORTH_SPLITTING: Final = 128 << 10
#: The first piece that is compared, and how closely it is looked where two versions part.
_FIRST, _NEARLY = 1024, 64
#: No mark that says how a text is to be scanned is longer: of what differs, so much is seen beside it.
_MARK: Final = 64
#: Sets of lines that are kept for a path, 25 MB at most.
_KEPT: Final = 300_000


class Seen:
    """The versions of one path, as they come. Each has a name of its own."""

    def __init__(self, margin: int = MARGIN, path: str = "") -> None:
        self._margin = margin
        self._may_be_table = may_hold_columns(path)
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
            self._documents = is_document(data, self._may_be_table)

    def regions(self, base_name: str, base: bytes, name: str, data: bytes) -> list[Region]:
        """Where ``data`` has something that neither ``base`` nor a version before it had: disjoint, in order."""
        if data == base:
            return []
        shorter = min(len(data), len(base))
        start = _alike(base, 0, data, 0, shorter)
        same = _alike(base, len(base), data, len(data), shorter - start, back=True)
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
            if self._may_be_table:
                self.learn(data[region.start : region.end])
            else:
                self.learn(data[max(0, region.first - _MARK) : region.last + _MARK])
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
        before = _alike(old, there, new, probe, min(there - old_at, probe - at), back=True)
        behind = _alike(old, there, new, probe, min(old_end - there, end - probe))
        if before + behind < _ALIKE:
            failed += 1
            probe += behind
            continue
        found.append((at, probe - before))
        at = probe = probe + behind
        old_at, step, failed = there + behind, _STEP, 0
    return [*found, (at, end)]


def _alike(old: bytes, a: int, new: bytes, b: int, most: int, *, back: bool = False) -> int:
    """How many bytes, up to ``most``, are the same in ``old`` and ``new`` behind the places ``a`` and ``b``, or before them;
    or `_NEARLY` less: whoever asks takes more than that on either side."""
    done, step = 0, _FIRST
    while done < most:
        size = min(step, most - done)
        at = -done - size if back else done
        # Pieces larger and larger, 10 GB/s in steps of 0.1 µs, and where they differ, halves of the last one.
        if not old.startswith(new[b + at : b + at + size], a + at):
            while size > _NEARLY:
                size >>= 1
                at = -done - size if back else done
                if old.startswith(new[b + at : b + at + size], a + at):
                    done += size
            return done
        done += size
        step *= 8
    return most
