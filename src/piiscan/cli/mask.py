"""``piiscan mask``."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from piiscan.cli import mask_history
from piiscan.cli.known import addition_from, baseline_options, wanted_without_known
from piiscan.cli.options import (
    PathsCommand,
    current_directory,
    inside_option,
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
from piiscan.cli.vault import check_vault, masking_vault, vault_options, without_vault
from piiscan.errors import BaselineError, ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.report.summary import plural, size
from piiscan.run.choices import Choices
from piiscan.run.commit import Masked
from piiscan.run.journals import trim
from piiscan.run.mask import Masker
from piiscan.run.scanner import Scanner, Wanted
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.settings.policies import from_options
from piiscan.sources.entry import Entry, FileEntry
from piiscan.sources.project import prefix_below_project
from piiscan.types import Finding, Notice, NoticeKind, Severity

if TYPE_CHECKING:
    from piiscan.mask.vault.vault import Vault
    from piiscan.run.baseline.addition import Addition


@click.command(cls=PathsCommand)
@click.argument("paths", nargs=-1, metavar="PATH...")
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
@mask_history.history_options
@safety_options
@baseline_options
@vault_options(
    "Keep what every replacement stands for in FILE, encrypted: `piiscan unmask` puts the values back, also "
    "into files that were edited. One that exists goes on."
)
@selection_options
@inside_option
@click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    help="Colours.  [default: auto]",
)
@click.option(
    "-j",
    "--jobs",
    type=click.IntRange(0, 1024),
    metavar="NUMBER",
    help="Worker processes; 0 chooses. The result is the same.  [default: one a core]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def mask(paths: tuple[str, ...], **options: Any) -> int:
    """Rewrite the files in PATHs: secrets and personal data give way to placeholders. --diff shows it first.

    Values become <KEY>, <PASSWORD>, <EMAIL> and so on, IP addresses a documentation address, or what --policy
    says; nothing else in a file changes. Masks all that `piiscan scan --show-notes` lists, but for what would stop working:
    owners of repositories in URLs and imports, addresses of private networks and public services. Masking twice
    changes nothing more.
    `piiscan undo` restores every file, unless --no-journal; with --vault `piiscan unmask` does, edited or not.
    --history rewrites what git stores instead, in a fresh clone: docs/history-rewriting.md.
    Exit codes: 0 done or nothing to do, 1 files would change (--diff, --dry-run), 2 a file could not be masked.
    """
    if mask_history.is_asked_for(paths, options):
        return mask_history.mask_history(paths, options)
    if "-" in paths:
        raise UsageError("mask rewrites files: standard input has none", hint="`./-` is a file of that name")
    check(options)
    check_vault(options)
    given = {**options, "fail_on": None, "show_notes": None, "mask": from_options(options["policy"]) or None}
    settings = settings_from(given, start_directory(paths))
    with masking_vault(options) as vault:
        return _mask(paths, settings, options, vault)


def _mask(
    paths: tuple[str, ...], settings: Settings, options: dict[str, Any], vault: Vault | None
) -> ExitCode:
    cwd = current_directory()
    policies = policies_from(settings, options, cwd)
    policies.vault = vault
    frames = Severity.NOTE if options["interactive"] else None
    wanted = Wanted(frames=frames, hidden=options["diff"], fingerprints=options["interactive"])
    wanted = wanted_without_known(options, wanted, cwd)
    addition = addition_from(options, cwd) if options["interactive"] else None
    if addition is not None:
        wanted = addition.wanted(wanted)
    job = Job(settings, wanted, cwd, prefix_below_project(cwd))
    scanner = job.scanner()
    masker = Masker(
        scanner,
        Severity.parse(options["severity"]),
        break_hard_links=options["break_hard_links"],
        journal=journal_from(options, cwd),
        choices=_choices(scanner, addition) if options["interactive"] else None,
        policies=policies,
        job=job,
    )
    aside: list[Entry] = []
    found = tree_entries(paths, settings, cwd)
    if settings.inside:
        from piiscan.cli.inside import apart

        found = apart(found, aside)
    entries = _files(without_vault(found, options), masker)
    outlet = Outlet()
    if options["diff"]:
        results = _show(masker.previews(entries, colour=colourful(sys.stdout, options["color"])))
    else:
        results = _rewrite(masker, entries, outlet, options)
    left = 0
    if aside:
        from piiscan.cli.inside import say_left

        left = say_left(aside, job, masker)
    say_notices(masker.notices)
    if not options["quiet"]:
        _summarise(results, masker, diff=options["diff"])
        say_remarks(policies)
    outlet.close()
    return ExitCode.ERROR if left else _exit_code(results, masker, diff=options["diff"])


def _files(items: Iterable[Entry | Notice], masker: Masker) -> Iterator[FileEntry]:
    for item in items:
        if isinstance(item, FileEntry):
            yield item
        elif isinstance(item, Notice):
            masker.notices.append(item)


def _choices(scanner: Scanner, addition: Addition | None) -> Choices:
    from piiscan.cli.interactive import choices  # seldom

    def keep(finding: Finding) -> None:
        if addition is None:
            raise BaselineError("--no-baseline")
        addition.add(finding, scanner.detector)

    return choices(keep)


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
            outlet.write(f"masked {visible(item.path)}: {plural(item.findings, 'finding')}{ignored}\n")
        _complain(item)
        kept.append(item)
    return kept


def _complain(item: Masked) -> None:
    if item.problem:
        reason = visible(item.problem).removeprefix(f"{visible(item.path)}: ")
        complain(f"piiscan: {visible(item.path)}: not masked: {reason}")


def _summarise(results: list[Masked], masker: Masker, *, diff: bool) -> None:
    good = [item for item in results if not item.problem]
    findings = sum(item.findings for item in good)
    if not results:
        text = f"Nothing to mask in {plural(masker.totals.files, 'file')}, {size(masker.totals.bytes)}."
    else:
        verb = "Would mask" if diff else "Masked"
        text = (
            f"{verb} {plural(findings, 'finding')} in {plural(len(good), 'file')} of {masker.totals.files:,}."
        )
    complain(text)


def _exit_code(results: list[Masked], masker: Masker, *, diff: bool) -> ExitCode:
    if any(item.problem for item in results) or any(
        item.kind in (NoticeKind.MISSING, NoticeKind.UNOPENED) for item in masker.notices
    ):
        return ExitCode.ERROR
    return ExitCode.FINDINGS if diff and results else ExitCode.CLEAN
