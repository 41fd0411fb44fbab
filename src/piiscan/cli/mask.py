"""``piiscan mask``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import click

from piiscan.cli.options import (
    PathsCommand,
    current_directory,
    selection_options,
    settings_from,
    start_directory,
)
from piiscan.cli.output import Outlet, complain, loggable, write
from piiscan.cli.policies import policies_from, policy_options, say_remarks
from piiscan.cli.reports import say_notices
from piiscan.cli.safety import check, journal_from, safety_options
from piiscan.cli.scan import tree_entries
from piiscan.cli.terminal import colourful
from piiscan.errors import ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.report.summary import plural
from piiscan.run.choices import Choices
from piiscan.run.commit import Masked
from piiscan.run.journals import trim
from piiscan.run.mask import Masker
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.policies import from_options
from piiscan.sources.entry import Entry, FileEntry
from piiscan.sources.project import prefix_below_project
from piiscan.types import Notice, NoticeKind, Severity


@click.command(cls=PathsCommand)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--diff", is_flag=True, help="Show what would change, and change nothing; no value is shown.")
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "note"]),
    default="note",
    help="Mask findings of this severity and above.  [default: note]",
)
@click.option(
    "--break-hard-links",
    is_flag=True,
    help="Rewrite files that have several names (hard links) too; the other names keep the old content.",
)
@policy_options
@safety_options
@selection_options
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours.  [default: auto]",
)
@click.option("-j", "--jobs", type=click.IntRange(0, 1024), hidden=True, help="No effect: one process masks.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def mask(paths: tuple[str, ...], **options: Any) -> int:
    """Rewrite the files in PATHs: secrets and personal data give way to placeholders. --diff shows it first.

    Values become <KEY>, <PASSWORD>, <EMAIL> and so on, IP addresses a documentation address, or what --policy
    says; nothing else in a file changes. Masks all that `piiscan scan --show-notes` lists. Masking twice changes nothing more.
    `piiscan undo` restores every file, unless --no-journal.
    Exit codes: 0 done or nothing to do, 1 files would change (--diff), 2 a file could not be masked.
    """
    if "-" in paths:
        raise UsageError("mask rewrites files: standard input has none", hint="`./-` is a file of that name")
    check(options)
    cwd = current_directory()
    given = {**options, "fail_on": None, "show_notes": None, "mask": from_options(options["policy"]) or None}
    settings = settings_from(given, start_directory(paths))
    policies = policies_from(settings, options, cwd)
    frames = Severity.NOTE if options["interactive"] else None
    job = Job(settings, Wanted(frames=frames, hidden=options["diff"]), cwd, prefix_below_project(cwd))
    masker = Masker(
        job.scanner(),
        Severity.parse(options["severity"]),
        break_hard_links=options["break_hard_links"],
        journal=journal_from(options, cwd),
        choices=_choices() if options["interactive"] else None,
        policies=policies,
    )
    entries = _files(tree_entries(paths, settings, cwd), masker)
    outlet = Outlet()
    if options["diff"]:
        results = _show(masker.previews(entries, colour=colourful(sys.stdout, options["color"])))
    else:
        results = _rewrite(masker, entries, outlet, options)
    say_notices(masker.notices)
    if not options["quiet"]:
        _summarise(results, masker, diff=options["diff"])
        say_remarks(policies)
    outlet.close()
    return _exit_code(results, masker, diff=options["diff"])


def _files(items: Iterable[Entry | Notice], masker: Masker) -> Iterator[FileEntry]:
    for item in items:
        if isinstance(item, FileEntry):
            yield item
        elif isinstance(item, Notice):
            masker.notices.append(item)


def _choices() -> Choices:
    from piiscan.cli.interactive import choices  # seldom

    return choices()


def _rewrite(
    masker: Masker, entries: Iterator[FileEntry], outlet: Outlet, options: dict[str, Any]
) -> list[Masked]:
    whole = options["transaction"]
    try:
        items = masker.rewrite_all_or_none(entries) if whole else masker.rewrite(entries)
        results = _report(items, outlet, quiet=options["quiet"])
        problems = [item for item in results if item.problem]
        if whole and len(problems) == 1:
            complain("piiscan: so nothing was masked: --transaction")
        elif whole and problems:
            complain("piiscan: so nothing more was masked; `piiscan undo` tries again to roll back")
        return results
    finally:
        if masker.journal is not None:
            masker.journal.close()
            trim(masker.journal)


def _show(results: Iterable[Masked]) -> list[Masked]:
    kept = []
    for item in results:
        write(loggable(item.diff))  # nothing changes, so there is no harm in stopping where nobody reads on
        _complain(item)
        kept.append(Masked(item.path, item.findings, problem=item.problem))
    return kept


def _report(results: Iterable[Masked], outlet: Outlet, *, quiet: bool) -> list[Masked]:
    kept = []
    for item in results:
        if not item.problem and not quiet:
            ignored = f", {item.ignored} ignored" if item.ignored else ""
            outlet.write(f"masked {visible(item.path)}: {plural(len(item.findings), 'finding')}{ignored}\n")
        _complain(item)
        kept.append(item)
    return kept


def _complain(item: Masked) -> None:
    if item.problem:
        complain(f"piiscan: {visible(item.path)}: not masked: {visible(item.problem)}")


def _summarise(results: list[Masked], masker: Masker, *, diff: bool) -> None:
    good = [item for item in results if not item.problem]
    findings = sum(len(item.findings) for item in good)
    if not results:
        text = f"Nothing to mask in {plural(masker.totals.files, 'file')}."
    else:
        verb = "Would mask" if diff else "Masked"
        text = (
            f"{verb} {plural(findings, 'finding')} in {plural(len(good), 'file')} of {masker.totals.files:,}."
        )
    complain(text)


def _exit_code(results: list[Masked], masker: Masker, *, diff: bool) -> ExitCode:
    if any(item.problem for item in results) or any(
        item.kind is NoticeKind.MISSING for item in masker.notices
    ):
        return ExitCode.ERROR
    return ExitCode.FINDINGS if diff and results else ExitCode.CLEAN
