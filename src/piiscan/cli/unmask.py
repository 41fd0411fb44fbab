"""``piiscan unmask``."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import click

from piiscan.cli.options import (
    PathsCommand,
    config_options,
    current_directory,
    settings_from,
    start_directory,
)
from piiscan.cli.output import Outlet, complain, write_bytes
from piiscan.cli.reports import say_notices
from piiscan.cli.scan import tree_entries
from piiscan.cli.vault import check_vault, reading_vault, vault_options
from piiscan.errors import ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.report.summary import plural
from piiscan.run.journals import trim, writer
from piiscan.run.unmask import Unmasked, Unmasker
from piiscan.sources.entry import FileEntry
from piiscan.types import Notice, NoticeKind

#: Of tokens so many are named in a line.
_NAMED = 12


@click.command(cls=PathsCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@vault_options("The vault that `piiscan mask --vault` wrote.", required=True)
@click.option("--dry-run", is_flag=True, help="Say how many values each file would get, and change nothing.")
@click.option("--no-journal", is_flag=True, help="Keep no journal: `piiscan undo` can do nothing.")
@click.option(
    "--break-hard-links",
    is_flag=True,
    help="Rewrite files that have several names (hard links) too; the other names keep the old content.",
)
@config_options
@click.option(
    "--exclude",
    multiple=True,
    metavar="PATTERNS",
    help="Leave out these paths (gitignore syntax) instead of those of the configuration.",
)
@click.option(
    "--respect-gitignore/--no-respect-gitignore",
    default=None,
    help="Leave out what git ignores.  [default: respect]",
)
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def unmask(paths: tuple[str, ...], **options: Any) -> int:
    """Put back the values that `piiscan mask --vault` replaced, in PATHs: by default the current directory.

    Files may have been edited, moved or renamed since; PATH `-` copies standard input to standard output.
    `piiscan undo` masks them again, unless --no-journal. No value is shown.
    Exit codes: 0 done or nothing to do, 2 a file or a token could not be restored.
    """
    check_vault(options)
    if "-" in paths and len(paths) > 1:
        raise UsageError(
            "`-` (standard input) cannot be combined with other paths", hint="`./-` is a file of that name"
        )
    if "-" in paths and options["dry_run"]:
        raise UsageError("--dry-run is for files: standard input changes none")
    cwd = current_directory()
    settings = settings_from(options, start_directory(paths))
    vault = reading_vault(options)
    if "-" in paths:
        return _stream(Unmasker(vault), quiet=options["quiet"])
    journal = None if options["no_journal"] or options["dry_run"] else writer(cwd)
    unmasker = Unmasker(vault, journal=journal, break_hard_links=options["break_hard_links"])
    notices: list[Notice] = []
    entries = _files(tree_entries(paths or (".",), settings, cwd), notices)
    try:
        return _report(unmasker.files(entries, dry_run=options["dry_run"]), notices, options)
    finally:
        if journal is not None:
            journal.close()
            trim(journal)


def _files(items: Iterable[object], notices: list[Notice]) -> Iterator[FileEntry]:
    for item in items:
        if isinstance(item, FileEntry):
            yield item
        elif isinstance(item, Notice):
            notices.append(item)


def _stream(unmasker: Unmasker, *, quiet: bool) -> ExitCode:
    data, result = unmasker.restored(sys.stdin.buffer.read(), "<stdin>")
    write_bytes(data)
    _complain(result)
    if not quiet:
        _say_foreign(result.foreign, result.count)
    return ExitCode.ERROR if result.unknown or result.blocks else ExitCode.CLEAN


def _report(items: Iterable[Unmasked], notices: list[Notice], options: dict[str, Any]) -> ExitCode:
    outlet, verb = Outlet(), "would restore" if options["dry_run"] else "restored"
    files = count = 0
    failed, foreign = False, Counter[str]()
    for item in items:
        if item.count and not item.problem:
            files, count = files + 1, count + item.count
            if not options["quiet"]:
                outlet.write(f"{verb} {visible(item.path)}: {plural(item.count, 'value')}\n")
        _complain(item)
        foreign += item.foreign
        failed = failed or bool(item.problem or item.unknown or item.blocks)
    say_notices(notices)
    if not options["quiet"]:
        text = f"{verb.capitalize()} {plural(count, 'value')} in {plural(files, 'file')}."
        complain(text if count else "Nothing to restore.")
        _say_foreign(foreign, count)
    outlet.close()
    missing = any(notice.kind is NoticeKind.MISSING for notice in notices)
    return ExitCode.ERROR if failed or missing else ExitCode.CLEAN


def _complain(item: Unmasked) -> None:
    """In lines of their own: tokens are no secret, so they are named."""
    path = visible(item.path)
    if item.problem:
        complain(f"piiscan: not restored: {visible(item.problem)}")
    if item.unknown:
        what = "a token that the vault does not know"
        if item.unknown.total() > 1:
            what = f"{item.unknown.total():,} tokens that the vault does not know"
        complain(f"piiscan: {path}: {what}: {_names(item.unknown)}")
    if item.blocks:
        complain(
            f"piiscan: {path}: {plural(item.blocks, 'private key block')} not restored: lines of stars are missing"
        )


def _say_foreign(foreign: Counter[str], count: int) -> None:
    if not foreign:
        return
    hint = "" if count else "; is it the right vault?"
    complain(f"{plural(foreign.total(), 'token')} of another vault stayed: {_names(foreign)}{hint}")


def _names(tokens: Counter[str]) -> str:
    names = sorted(tokens)
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
