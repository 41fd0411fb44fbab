"""Texts that wait until rules have looked at some more: what comes next for each is done for all of them at once.

Rules that look, a model that reads and masking that plans drive each other out of the processor's caches, so each does
many texts before the next begins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import TypeVar

from piiscan.detect.detector import Begun
from piiscan.sources.entry import Entry
from piiscan.types import Blob, Finding, Notice

#: Bytes of texts that wait for what comes next: until a model reads them, or until masking plans them.
WAITING = 4 << 20

AnyEntry = TypeVar("AnyEntry", bound=Entry)
#: An entry's items, and of its only text what the rules have begun with.
Finish = Callable[[Iterable[Blob | Notice], Begun | None], Sequence[Finding]]


def begun_first(
    entries: Iterable[AnyEntry], begin: Callable[[Blob], Begun], finish: Finish
) -> Iterator[tuple[AnyEntry, Sequence[Finding]]]:
    """What ``finish`` finds in every one of ``entries``, in order. It is called once ``begin`` was with ``WAITING`` bytes of texts,
    or more; an entry of many texts, or a text of segments, is begun by ``finish``."""
    waiting: list[tuple[AnyEntry, list[Blob | Notice], Begun | None]] = []
    size = 0
    for entry in entries:
        items = entry.read()
        head = [*islice(items, 1)]
        if all(map(_is_whole, head)):
            head += islice(items, 1)
            if len(head) < 2:
                begun = None
                for item in head:
                    if isinstance(item, Blob):
                        begun = begin(item)
                        size += len(item.data)
                waiting.append((entry, head, begun))
                if size <= WAITING:
                    continue
                head = []
        for each, whole, its in waiting:
            yield each, finish(whole, its)
        waiting, size = [], 0
        if head:
            yield entry, finish(chain(head, items), None)
    for each, whole, its in waiting:
        yield each, finish(whole, its)


def _is_whole(item: Blob | Notice) -> bool:
    """Not a segment of a text."""
    return isinstance(item, Notice) or (item.base_offset == 0 and item.own_end < 0)
