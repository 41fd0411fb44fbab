"""``piiscan scan``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from piiscan.cli import history, reports
from piiscan.cli.history import history_options
from piiscan.cli.known import is_usual_selection, known_from
from piiscan.cli.options import PathsCommand, current_directory, inside_option, settings_from, start_directory
from piiscan.cli.report_options import report_options
from piiscan.cli.terminal import progress_bar
from piiscan.errors import ExitCode, UsageError
from piiscan.settings.model import Settings
from piiscan.sources.entry import Entry
from piiscan.sources.project import prefix_below_project
from piiscan.types import Notice, NoticeKind, ScanResult


@click.command(cls=PathsCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--staged", is_flag=True, help="Scan what is staged in git, as it is in the index; no PATH then."
)
@history_options
@click.option(
    "--stdin-filename", metavar="NAME", help="Treat standard input as a file of this name; PATH is `-`."
)
@report_options
@inside_option
@click.option(
    "--explain",
    is_flag=True,
    help="Say of each finding which layers decided, and why: in full, json and json-lines.",
)
def scan(paths: tuple[str, ...], **options: Any) -> int:
    """Find secrets and personal data in PATHs: files and directories, by default the current directory.

    PATH `-` is standard input; a file of that name is `./-`, or `-` after `--`. Values are never printed.
    Exit codes: 0 nothing at or above --fail-on, 1 findings, 2 error.
    """
    if history.is_asked_for(options):
        return history.scan(paths, options)
    from piiscan.run.scan import scan as run_scan  # not for a history, which has git list commits first
    from piiscan.run.workers import Job

    cwd = current_directory()
    settings = settings_from(options, start_directory(paths))
    outputs = reports.parse(options["output"] or settings.output)
    wanted = reports.wanted(outputs, settings.show_notes)._replace(explain=options["explain"])
    job = Job(settings, wanted, cwd, prefix_below_project(cwd), options["engine"])
    known = known_from(options, job, start_directory(paths))
    if known is not None:
        job = job._replace(wanted=known.wanted(wanted))
    with progress_bar(not options["no_progress"] and not options["quiet"]) as progress:
        entries = _entries(paths, options, settings, cwd)
        if known is not None:
            entries = known.watched(entries)
        result = run_scan(job, entries, streamed=options["staged"], progress=progress)
    counts = not options["staged"] and all(map(os.path.isdir, paths)) and is_usual_selection(options)
    result = reports.finish(result, outputs, options, settings, known, counts_stale=counts, prefix=job.prefix)
    return exit_code(result, settings, paths, exit_zero=options["exit_zero"])


def exit_code(result: ScanResult, settings: Settings, paths: tuple[str, ...], *, exit_zero: bool) -> ExitCode:
    """2 where a path that was named is not there, or something that was to be opened could not be, else by the findings."""
    named = {os.path.abspath(path) for path in paths}
    if any(
        item.kind is NoticeKind.UNOPENED
        or (item.kind is NoticeKind.MISSING and os.path.abspath(item.path) in named)
        for item in result.notices
    ):
        return ExitCode.ERROR
    failing = settings.fail_on is not None and any(
        item.severity >= settings.fail_on for item in result.findings
    )
    return ExitCode.FINDINGS if failing and not exit_zero else ExitCode.CLEAN


def _entries(
    paths: tuple[str, ...], options: dict[str, Any], settings: Settings, cwd: str
) -> Iterator[Entry | Notice]:
    if options["staged"]:
        if paths:
            raise UsageError("--staged scans the index as a whole: leave the paths out")
        from piiscan.sources.git import staged

        return _opened(staged(cwd, cwd, exclude=settings.exclude), settings, cwd)
    if "-" in paths:
        if len(paths) > 1:
            raise UsageError(
                "`-` (standard input) cannot be combined with other paths",
                hint="`./-` is a file of that name",
            )
        from piiscan.sources import stdin

        entry = stdin.entry(sys.stdin.buffer, options["stdin_filename"] or "<stdin>")
        return _opened(iter((entry,)), settings, cwd)
    if options["stdin_filename"]:
        raise UsageError("--stdin-filename needs `-` as the path")
    return tree_entries(paths or (".",), settings, cwd)


def tree_entries(paths: tuple[str, ...], settings: Settings, cwd: str) -> Iterator[Entry | Notice]:
    """Files and trees, as the settings say what to leave out."""
    from piiscan.sources.tree import walk

    found = walk(
        paths,
        root=cwd,
        exclude=settings.exclude,
        respect_gitignore=settings.respect_gitignore,
        force_exclude=settings.force_exclude,
    )
    return _opened(found, settings, cwd)


def _opened(found: Iterator[Entry | Notice], settings: Settings, cwd: str) -> Iterator[Entry | Notice]:
    """``found``, with what lies in archives and documents where the settings ask for it."""
    if not settings.inside:
        return found
    from piiscan.sources.containers.budget import limits_from
    from piiscan.sources.containers.entry import inside
    from piiscan.sources.containers.walk import Opening

    root = os.path.join(cwd, "").replace(os.sep, "/")
    return inside(
        found, Opening(settings.inside, limits_from(settings.inside_limits), settings.exclude, root)
    )
