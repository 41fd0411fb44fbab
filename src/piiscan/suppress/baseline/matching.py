"""Which findings are which entries: each entry stands for one finding, and each finding is one entry at most.

In steps, the surest first; what a step has settled the next ones leave alone:

1. the same file, rule, masked line and value as far as it is tagged;
2. the same file, rule and tagged value, on a line that was edited;
3. the same rule and tagged value in another file, where the entry's own is gone or no longer has it;
4. the same rules and masked lines in another file, where the entries' own is gone: a file that was renamed.

A value without a tag has nothing but its line to be known by, so step 4 wants half of the old file's entries to be
in the new one, and either a line that says something or the same name of the file.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence

from piiscan.suppress.baseline.entry import Entry, Mark
from piiscan.suppress.baseline.renames import Renames


class Matching:
    """Of ``entries`` and ``marks``; earlier marks come first where there are more than entries."""

    def __init__(
        self,
        entries: Sequence[Entry],
        marks: Sequence[Mark],
        *,
        is_gone: Callable[[str], bool] = lambda path: False,
        was_read: Callable[[str], bool] = lambda path: False,
    ) -> None:
        """``is_gone`` says whether there is no file of this path any more, ``was_read`` whether all that one holds
        is among ``marks``."""
        self.entries = entries
        self.marks = marks
        self.entry_of: list[int | None] = [None] * len(marks)
        """For each mark, the index of its entry."""
        self.matched: set[int] = set()
        """The entries that have a mark."""
        self._pair(lambda entry: entry.identity, lambda mark: (mark.path, mark.rule, mark.context, mark.tag))
        if len(self.matched) < len(entries) and None in self.entry_of:
            self._pair(
                lambda entry: (entry.path, entry.rule, entry.tag) if entry.tag else None,
                lambda mark: (mark.path, mark.rule, mark.tag) if mark.tag else None,
            )
            self._follow(is_gone, was_read)

    def _pair(self, of_entry: Callable[[Entry], Hashable], of_mark: Callable[[Mark], Hashable]) -> None:
        """Pair those whose keys are equal; None is no key."""
        free: defaultdict[Hashable, deque[int]] = defaultdict(deque)
        for index, entry in enumerate(self.entries):
            if index not in self.matched and (key := of_entry(entry)) is not None:
                free[key].append(index)
        for place, mark in enumerate(self.marks):
            if free and self.entry_of[place] is None and (left := free.get(of_mark(mark))):
                self._settle(left.popleft(), place)

    def _settle(self, index: int, place: int) -> None:
        self.entry_of[place] = index
        self.matched.add(index)

    def _follow(self, is_gone: Callable[[str], bool], was_read: Callable[[str], bool]) -> None:
        """Steps 3 and 4. Asks of few paths: only of those with an entry that has a mark left over of its kind."""
        wanted = {
            key
            for place, mark in enumerate(self.marks)
            if self.entry_of[place] is None
            for key in ((mark.rule, mark.context, mark.tag), (mark.rule, mark.tag))
        }
        paths = {
            entry.path
            for index, entry in enumerate(self.entries)
            if index not in self.matched
            and (
                (entry.rule, entry.context, entry.tag) in wanted
                or (entry.tag and (entry.rule, entry.tag) in wanted)
            )
        }
        gone = {path for path in paths if is_gone(path)}
        left = gone | {path for path in paths if was_read(path)}
        self._pair(
            lambda entry: (entry.rule, entry.tag) if entry.tag and entry.path in left else None,
            lambda mark: (mark.rule, mark.tag) if mark.tag else None,
        )
        if gone:
            renames = Renames(self.entries, self.marks, self.entry_of)
            for path in sorted(gone):
                for index, place in renames.of(path):
                    self._settle(index, place)
