"""A worker of ``spread``: what it does between two messages, and what passes between it and the run."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

from piiscan.mask.policies.policy import Policies
from piiscan.run import regexes
from piiscan.run.commit import Masked, Pending
from piiscan.run.scanner import Outcome, Scanner
from piiscan.run.sketch import Sketch, Sketcher
from piiscan.run.workers import Job, ParentGoneError, answer_all, unpacked
from piiscan.sources.entry import FileEntry
from piiscan.types import Severity

Item: TypeAlias = "Pending | FileEntry"
"""A draft or a problem; or a file that ``Masker`` must see to."""


class Task(NamedTuple):
    """What workers do."""

    job: Job
    floor: Severity
    break_hard_links: bool = False
    alone: bool = True
    """They plan and write too; else they only find out which files have findings."""

    def sketcher(self, scanner: Scanner, policies: Policies) -> Sketcher:
        return Sketcher(
            scanner, self.floor, policies, break_hard_links=self.break_hard_links, alone=self.alone
        )


class Reply(NamedTuple):
    """What a worker has done since the last."""

    items: list[Item]
    """Of the batch that it held."""
    outcome: Outcome
    """Of the batch that it holds now, as what follows."""
    fallbacks: Counter[str]
    temporaries: tuple[str, ...]


def serve(channel: Any, task: Task, scanner: Scanner | None, policies: Policies | None) -> None:
    """A worker's life: write what may be written, scan what comes."""
    if scanner is None:
        regexes.adopt()
        scanner = task.job.scanner()
    turns = Turns(task, scanner, policies or Policies.of(task.job.settings))
    answer_all(channel, lambda message: turns.turn(*message))


class Turns:
    """What a worker does between two messages."""

    def __init__(self, task: Task, scanner: Scanner, policies: Policies) -> None:
        self._sketcher = task.sketcher(scanner, policies)
        self._policies = policies
        self._policies.fallbacks.clear()
        self._held: list[Sketch | Item] = []
        self._parent = os.getppid()

    def turn(self, refused: str, message: Sequence[Any]) -> Reply:
        items = [self._written(each, refused) for each in self._held]
        self._held = []
        self._sketcher.begin()
        outcome = Outcome()
        for found in self._sketcher.sketches(unpacked(message) if message else (), outcome):
            self._held.append(Pending(found) if isinstance(found, Masked) else found)
        self._sketcher.end(outcome)
        fallbacks = Counter(self._policies.fallbacks)
        self._policies.fallbacks.clear()
        names = tuple(each.temporary for each in self._held if isinstance(each, Sketch))
        return Reply(items, outcome, fallbacks, names)

    def _written(self, item: Sketch | Item, refused: str) -> Item:
        if not isinstance(item, Sketch):
            return item
        if refused:
            return Pending(Masked(item.entry.path, item.findings, problem=refused))
        # Nobody clears up behind a worker whose parent was killed: it ends, and leaves nothing that is newer.
        self._check_parent()
        pending = self._sketcher.write(item)
        try:
            self._check_parent()
        except ParentGoneError:
            pending.discard()
            raise
        return pending

    def _check_parent(self) -> None:
        if os.getppid() != self._parent:
            raise ParentGoneError
