"""What the workers found, each once: the same value by the same rule at the same path, with its first commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from piiscan.run.history.found import NEVER, Found
from piiscan.sources.git.commits import written
from piiscan.sources.git.objects import Objects
from piiscan.sources.git.repository import Repository
from piiscan.types import Finding, Origin

#: Commits are read for their dates; a message of 16 MiB has one as well, but nobody has seen such a thing.
_LARGEST: Final = 16 << 20

_Key = tuple[str, str, str, bytes]


class Merged:
    """Collects. The order in which workers answer makes no difference."""

    def __init__(self, commits: Sequence[str], repository: Repository) -> None:
        self._commits = commits
        self._objects = Objects(repository, _LARGEST)
        self._dates: dict[str, str] = {}
        self._first: dict[_Key, Found] = {}
        self._in_head: set[_Key] = set()

    def add(self, found: Sequence[Found]) -> None:
        """Raises ``SourceError``."""
        # At once: whoever calls this has to wait for the workers anyway.
        self._look_up({each.commit for each in found if each.commit != NEVER and not each.date})
        for each in found:
            key = _key(each)
            if each.in_head:
                self._in_head.add(key)
            other = self._first.get(key)
            if other is None or _place(each) < _place(other):
                self._first[key] = each

    def findings(self, names: Mapping[str, str]) -> tuple[Finding, ...]:
        """Sorted, with their origins. ``names`` says what to show in place of a path that holds something."""
        findings = []
        for key, each in self._first.items():
            commit = self._commits[each.commit] if each.commit != NEVER else ""
            date = each.date or self._dates.get(commit, "")
            origin = Origin(each.kind, commit, date, each.object, key in self._in_head)
            path = names.get(each.finding.path, each.finding.path)
            related = tuple(
                part._replace(path=names.get(part.path, part.path)) for part in each.finding.related
            )
            findings.append((each.commit, each.finding._replace(path=path, related=related, origin=origin)))
        findings.sort(key=lambda pair: (*pair[1].sort_key, pair[0], pair[1].fingerprint))
        return tuple(finding for _, finding in findings)

    def close(self) -> None:
        """End git."""
        self._objects.close()

    def _look_up(self, numbers: Iterable[int]) -> None:
        new = sorted({self._commits[number] for number in numbers} - self._dates.keys())
        for stored in self._objects.read(new):
            self._dates[stored.id] = written(stored.data).date if stored.data is not None else ""


def _key(each: Found) -> _Key:
    # A value that many messages repeat, such as the address of somebody who signs them, is one finding.
    path = "" if each.kind == "message" else each.finding.path
    return each.kind, path, each.finding.rule, each.identity


def _place(each: Found) -> tuple[int, str, int]:
    return each.commit, each.object, each.finding.start_offset
