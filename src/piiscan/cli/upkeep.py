"""What `piiscan baseline create`, `update` and `prune` write, and what they say of it."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from piiscan.cli.known import NAME
from piiscan.cli.output import Outlet, complain
from piiscan.cli.project import Project
from piiscan.cli.reports import say_notices
from piiscan.report.escape import visible
from piiscan.report.summary import plural
from piiscan.run.baseline.known import Comparison, Known
from piiscan.run.baseline.upkeep import Change
from piiscan.suppress.baseline.file import write
from piiscan.types import ScanResult

if TYPE_CHECKING:
    from piiscan.run.baseline.imported import Imported
    from piiscan.suppress.baseline.entry import Entry
    from piiscan.suppress.baseline.foreign import Foreign

#: Entries of another scanner that are named where nothing matches them; all are counted.
_NAMED = 20


def say_imported(found: Imported, foreign: Sequence[Foreign]) -> None:
    complain(f"Took over {found.matched:,} of {plural(len(foreign), 'foreign entry', 'foreign entries')}.")
    for items, why in (
        (found.without_finding, "piiscan reports no secret there"),
        (found.without_file, "there is no such file in this project"),
        (found.without_line, "it says no line"),
    ):
        lines = [f"piiscan: {visible(item.path)}:{item.line}: not taken over: {why}" for item in items]
        if len(lines) > _NAMED:
            lines[_NAMED:] = [f"piiscan: and {len(lines) - _NAMED:,} more: {why}"]
        if lines:
            complain("\n".join(lines))


def say_created(change: Change, compared: Comparison, project: Project) -> None:
    entries = change.baseline.entries
    files = len({entry.path for entry in entries})
    complain(
        f"Wrote {visible(os.path.basename(project.location))}: {plural(len(entries), 'finding')} in "
        f"{plural(files, 'file')}. Commit it."
    )
    if compared.outside:
        complain(f"Left out {plural(len(compared.outside), 'finding')} outside of {visible(project.root)}.")
    if not _merges_by_union(project.root):
        complain(f"  hint: with `{NAME} merge=union` in .gitattributes, git never stops at a conflict in it")


def _merges_by_union(root: str) -> bool:
    try:
        with open(os.path.join(root, ".gitattributes"), encoding="utf-8", errors="replace") as handle:
            return any(NAME in line and "merge=" in line for line in handle)
    except OSError:
        return not os.path.lexists(os.path.join(root, ".git"))


def finish(
    project: Project, change: Change, known: Known, result: ScanResult, options: dict[str, Any]
) -> None:
    """Write what has changed, and say what that is: what goes on standard output, how much on standard error."""
    if change.baseline != known.baseline and not options["dry_run"]:
        write(project.location, change.baseline)
    say_notices(result.notices)
    if options["quiet"]:
        return
    outlet = Outlet()
    for sign, entries in (("+", change.added), ("-", change.removed)):
        outlet.write("".join(_shown(sign, entry) for entry in entries))
    parts = [
        f"added {len(change.added):,}",
        f"removed {len(change.removed):,}",
        *([f"moved {change.moved:,}"] if change.moved else []),
    ]
    would = "Would have " if options["dry_run"] else ""
    text = ", ".join(parts)
    complain(
        f"{would}{text if would else text.capitalize()}; "
        f"{plural(len(change.baseline.entries), 'finding')} in the baseline."
    )
    if change.unknown:
        complain(
            f"Kept {plural(change.unknown, 'entry', 'entries')} of rules that this run does not know: "
            "is a rule file missing?"
        )
    outlet.close()


def _shown(sign: str, entry: Entry) -> str:
    return f"{sign} {visible(entry.path)}: {visible(entry.rule)}\n"
