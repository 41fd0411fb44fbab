"""``piiscan undo``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable

import click

from piiscan.cli.options import current_directory, format_option
from piiscan.cli.output import Outlet, complain
from piiscan.cli.secret import secret_from
from piiscan.errors import ExitCode, UsageError
from piiscan.mask.journal.reading import Journal
from piiscan.mask.seal import Secret
from piiscan.report.escape import visible
from piiscan.report.summary import plural
from piiscan.run.journals import of_directory
from piiscan.run.undo import Restored, forget
from piiscan.run.undo import undo as undone


@click.command()
@click.argument("run", required=False, metavar="[RUN]")
@click.option("--list", "list_", is_flag=True, help="List the runs that can be undone, the newest first.")
@click.option("--dry-run", is_flag=True, help="Say what would be restored, and change nothing.")
@click.option(
    "--forget", "forgotten", metavar="RUN", help="Delete the journal of RUN; its files stay masked."
)
@click.option("--prune", is_flag=True, help="Delete the journals of all runs listed; files stay masked.")
@click.option(
    "--outside",
    is_flag=True,
    help="Restore files outside of this repository too; only for a journal that you made.",
)
@click.option("--key-file", metavar="FILE", help="What the journal was encrypted with, if not a passphrase.")
@format_option
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def undo(
    run: str | None,
    list_: bool,
    dry_run: bool,
    forgotten: str | None,
    prune: bool,
    outside: bool,
    key_file: str | None,
    output_format: str,
    quiet: bool,
) -> int:
    """Restore what `piiscan mask` changed, byte for byte: in the last run here, or in RUN of --list.

    A file that has changed since is left as it is and named. What the journals hold are the values: they lie
    under the git directory, readable by you alone, and --prune deletes them.
    Exit codes: 0 done, 2 a file could not be restored, or there is nothing to undo.
    """
    if sum((run is not None, list_, forgotten is not None, prune)) > 1:
        raise UsageError("RUN, --list, --forget and --prune exclude each other")
    journals = of_directory(current_directory())
    outlet = Outlet()
    if list_:
        outlet.write(_listed(journals, output_format))
    elif prune or forgotten is not None:
        gone = journals if forgotten is None else [_named(journals, forgotten)]
        for journal in gone:
            forget(journal)
        if not quiet:
            complain(f"Deleted {plural(len(gone), 'journal')}.")
    else:
        journal = _named(journals, run)
        results = undone(journal, _secret(journal, key_file), dry_run=dry_run, outside=outside)
        return _report(results, journal, outlet, dry_run=dry_run, quiet=quiet)
    outlet.close()
    return ExitCode.CLEAN


def _named(journals: list[Journal], run: str | None) -> Journal:
    """By its name or the beginning of it; the newest without one."""
    found = [journal for journal in journals if run is None or journal.run == run]
    found = found or [journal for journal in journals if run and journal.run.startswith(run)]
    if not found:
        what = "there is no run to undo here" if run is None else f"there is no run `{run}` to undo here"
        raise UsageError(what, hint="`piiscan undo --list` lists them")
    if run is not None and len(found) > 1:
        raise UsageError(f"several runs begin with `{run}`")
    return found[0]


def _report(
    items: Iterable[Restored], journal: Journal, outlet: Outlet, *, dry_run: bool, quiet: bool
) -> ExitCode:
    results: list[Restored] = []
    for item in items:
        results.append(item)
        if item.problem:
            complain(f"piiscan: not restored: {visible(item.problem)}")
        elif item.was_masked and not quiet:
            verb = "would restore" if dry_run else "restored"
            outlet.write(f"{verb} {visible(item.path)}: {plural(item.findings, 'finding')}\n")
    refused = sum(1 for item in results if item.problem)
    if not quiet:
        good = [item for item in results if item.was_masked and not item.problem]
        verb = "Would restore" if dry_run else "Restored"
        findings = plural(sum(item.findings for item in good), "finding")
        complain(f"{verb} {findings} in {plural(len(good), 'file')}.")
        if refused and not dry_run:
            complain(f"The journal is kept; `piiscan undo --forget {journal.run}` deletes it.")
    outlet.close()
    return ExitCode.ERROR if refused else ExitCode.CLEAN


def _secret(journal: Journal, key_file: str | None) -> Secret | None:
    if not journal.encrypted:
        return None
    return secret_from(key_file, purpose=f"the journal of run {journal.run}")


def _listed(journals: list[Journal], output_format: str) -> str:
    if output_format == "json":
        return json.dumps([_as_json(journal) for journal in journals], indent=2) + "\n"
    lines = []
    for journal in journals:
        when = time.strftime("%Y-%m-%d %H:%M", time.localtime(journal.started / 1e9))
        text = (
            f"{journal.run}  {when}  {plural(journal.findings, 'finding')} in {plural(journal.files, 'file')}"
        )
        if journal.problem:
            text = f"{journal.run}  cannot be used: {journal.problem}"
        lines.append(f"{text}{', encrypted' if journal.encrypted else ''}  {visible(journal.root)}\n")
    return "".join(lines)


def _as_json(journal: Journal) -> dict[str, object]:
    return {
        "run": journal.run,
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(journal.started / 1e9)),
        "directory": visible(journal.root),
        "files": journal.files,
        "findings": journal.findings,
        "encrypted": journal.encrypted,
        "transaction": journal.transaction,
        "problem": journal.problem,
    }
