"""What becomes of a baseline: made, brought up to date, rid of what is stale."""

from __future__ import annotations

from typing import NamedTuple

from piiscan.run.baseline.known import Comparison, Known
from piiscan.settings.model import Settings
from piiscan.suppress.baseline.entry import Entry, Verdict
from piiscan.suppress.baseline.file import Baseline
from piiscan.types import Severity


class Change(NamedTuple):
    """A baseline, and how it differs from the one before."""

    baseline: Baseline
    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    moved: int = 0
    """Entries that stay, on another line or in another file."""
    unknown: int = 0
    """Entries that stay because this run does not know their rules."""


def created(
    known: Known, compared: Comparison, floor: Severity, only: dict[int, Verdict | None] | None
) -> Change:
    """All findings from ``floor`` on; or ``only`` those with these indexes, and what was said of them."""
    if only is None:
        chosen: dict[int, Verdict | None] = dict.fromkeys(_from(compared, floor))
    else:
        chosen = only
    entries = [Entry.of(compared.marks[place], verdict) for place, verdict in chosen.items()]
    baseline = known.baseline.having(entries)
    return Change(baseline, added=baseline.entries)


def updated(known: Known, compared: Comparison, settings: Settings, floor: Severity) -> Change:
    """With the new findings from ``floor`` on, without stale entries, each of the others where it is now."""
    entry_of = compared.matching.entry_of
    added = [Entry.of(compared.marks[place]) for place in _from(compared, floor) if entry_of[place] is None]
    change = pruned(known, compared, settings)
    entries = {entry: entry for entry in change.baseline.entries}
    moved = 0
    for mark, index in zip(compared.marks, entry_of, strict=True):
        if index is not None:
            old = known.baseline.entries[index]
            entries[old] = old.at(mark)
            moved += old.identity != entries[old].identity
    return change._replace(
        baseline=known.baseline.having([*entries.values(), *added]), added=tuple(added), moved=moved
    )


def pruned(known: Known, compared: Comparison, settings: Settings) -> Change:
    """Without stale entries, and else as it is."""
    stale, unknown = known.stale(compared.matching, settings)
    gone = set(stale)
    kept = [entry for index, entry in enumerate(known.baseline.entries) if index not in gone]
    removed = tuple(known.baseline.entries[index] for index in stale)
    # Not numbered anew: what stays must not change, or branches that prune would conflict.
    return Change(known.baseline._replace(entries=tuple(kept)), removed=removed, unknown=len(unknown))


def _from(compared: Comparison, floor: Severity) -> list[int]:
    return [place for place, finding in enumerate(compared.findings) if finding.severity >= floor]
