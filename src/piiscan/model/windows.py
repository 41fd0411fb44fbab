"""Long texts in windows that overlap, windows in batches of like length. Nothing is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Window(NamedTuple):
    """Pieces ``[start, end)`` of text number ``text``; the window decides those in ``[own_start, own_end)``."""

    text: int
    start: int
    end: int
    own_start: int
    own_end: int


def windows(text: int, count: int, *, size: int, overlap: int) -> list[Window]:
    """The windows over ``count`` pieces: ``size`` each, neighbours share ``overlap``.

    The ``own`` parts cover every piece once; those of neighbours meet in the middle of what they share.
    """
    if not 0 <= overlap < size:
        raise ValueError(f"an overlap of {overlap} does not fit a window of {size}")
    starts = [0]
    while starts[-1] + size < count:
        starts.append(starts[-1] + size - overlap)
    found = []
    for index, start in enumerate(starts if count else ()):
        own_start = start + overlap // 2 if index else 0
        own_end = starts[index + 1] + overlap // 2 if index + 1 < len(starts) else count
        found.append(Window(text, start, min(start + size, count), own_start, own_end))
    return found


def batches(items: Sequence[Window], *, budget: int) -> Iterator[list[Window]]:
    """The windows by length, so many at a time that ``budget`` pieces are not exceeded, padding included; a
    window that is longer comes alone, and one that would pad the shortest by a quarter begins a batch: without
    that, the few short texts of one file take twice as long. The order is always the same."""
    batch: list[Window] = []
    shortest = 0
    for item in sorted(items, key=lambda window: (window.end - window.start, window)):
        length = item.end - item.start
        if batch and ((len(batch) + 1) * length > budget or length > shortest * 1.25 + 8):
            yield batch
            batch = []
        shortest = shortest if batch else length
        batch.append(item)
    if batch:
        yield batch
