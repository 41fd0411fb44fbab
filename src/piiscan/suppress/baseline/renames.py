"""Finds a file that is gone under its new name, by the rules and the masked lines that it had."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from piiscan.suppress.baseline.entry import Entry, Mark

#: Of the entries of a file that is gone, how many must be in another one for that to be its new name.
_ENOUGH = 0.5

_Key = tuple[str, str, str]


class Renames:
    """Looks among the marks that have no entry. ``entry_of`` is the matching's own, and goes on changing."""

    def __init__(
        self, entries: Sequence[Entry], marks: Sequence[Mark], entry_of: Sequence[int | None]
    ) -> None:
        self._entries = entries
        self._marks = marks
        self._entry_of = entry_of
        self._of_path: defaultdict[str, list[int]] = defaultdict(list)
        for index, entry in enumerate(entries):
            self._of_path[entry.path].append(index)
        self._place_of = {index: place for place, index in enumerate(entry_of) if index is not None}
        self._open: defaultdict[_Key, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        for place, mark in enumerate(marks):
            if entry_of[place] is None:
                self._open[mark.rule, mark.context, mark.tag][mark.path].append(place)

    def of(self, old: str) -> list[tuple[int, int]]:
        """Entries of the file ``old`` and the marks that they are now; empty where no file is surely its new name."""
        indexes = self._of_path[old]
        followed = Counter(
            self._marks[self._place_of[index]].path for index in indexes if index in self._place_of
        )
        pairs = self._candidates([index for index in indexes if index not in self._place_of])
        new = max(pairs, key=lambda path: (len(pairs[path]) + followed[path], path), default=None)
        if new is None or len(pairs[new]) + followed[new] < _ENOUGH * len(indexes):
            return []
        is_sure = (
            old.rpartition("/")[2] == new.rpartition("/")[2]
            or followed[new] > 0
            or any(self._marks[place].telling for _, place in pairs[new])
        )
        return pairs[new] if is_sure else []

    def _candidates(self, indexes: Sequence[int]) -> dict[str, list[tuple[int, int]]]:
        """For each path, which of the entries would be which of its marks."""
        taken: Counter[tuple[_Key, str]] = Counter()
        found: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for index in indexes:
            entry = self._entries[index]
            key = (entry.rule, entry.context, entry.tag)
            for path, places in self._open.get(key, {}).items():
                free = [place for place in places if self._entry_of[place] is None]
                if taken[key, path] < len(free):
                    found[path].append((index, free[taken[key, path]]))
                    taken[key, path] += 1
        return found
