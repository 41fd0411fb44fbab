"""``piiscan scan --history`` and ``--diff``: what git stores, not what lies in the work tree."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piiscan.cli import reports
from piiscan.cli.known import known_from
from piiscan.cli.options import current_directory, settings_from, start_directory
from piiscan.cli.terminal import history_bar
from piiscan.errors import ExitCode, UsageError
from piiscan.model.choose import choose
from piiscan.types import Notice, NoticeKind, ScanResult

if TYPE_CHECKING:
    from piiscan.sources.git.history import Chosen
    from piiscan.sources.git.repository import Repository

Command = TypeVar("Command", bound=Callable[..., Any])

#: Something that is stored, or should be, was not read: nobody may take that for a clean history.
_UNREAD = frozenset({NoticeKind.MISSING, NoticeKind.UNREADABLE, NoticeKind.TOO_LARGE})

_NOT_OPENED = "archives and documents in commits are not opened in this version"


def history_options(command: Command) -> Command:
    """As ``options.selection_options`` adds its own."""
    for option in reversed(
        (
            click.option(
                "--diff",
                metavar="BASE..HEAD",
                help="Scan what the commits of this range add, each of them: a secret that is added and removed again "
                "is found. One name alone is NAME..HEAD. PATH is the repository.",
            ),
            click.option(
                "--history",
                is_flag=True,
                help="Scan everything that the branches and tags of a git repository ever held: every version of "
                "every file, commit messages, tags, file names. PATH is the repository.",
            ),
            click.option(
                "--all",
                "everything",
                is_flag=True,
                help="With --history: all that is stored, also notes, stashes and what nothing leads to.",
            ),
        )
    ):
        command = option(command)
    return command


def is_asked_for(options: dict[str, Any]) -> bool:
    """Whether this is a scan of history. Raises ``UsageError`` for ``--all`` alone."""
    if options["everything"] and not options["history"]:
        raise UsageError("--all goes with --history")
    return options["history"] or options["diff"] is not None


def scan(paths: tuple[str, ...], options: dict[str, Any]) -> ExitCode:
    """The command, once it is known that history is to be scanned."""
    from contextlib import nullcontext

    from piiscan.sources.git.repository import is_turned_away, no_other_repository

    cwd = _repository(paths, options)
    # A hook's GIT_DIR holds for its own repository, and for what is quarantined there; not for another that is named.
    with no_other_repository() if paths and is_turned_away(cwd) else nullcontext():
        return scan_commits(cwd, start_directory(paths), options)


def scan_commits(
    cwd: str,
    start: str,
    options: dict[str, Any],
    *,
    choose_commits: Callable[[Repository], Chosen] | None = None,
    advice: str = "",
) -> ExitCode:
    """Scan and report what ``options`` ask for of the repository round ``cwd``, or what ``choose_commits`` returns.

    Configuration and baseline are those of the directory ``start``; ``advice`` is for ``render_summary``.
    Raises ``PiiscanError``.
    """
    from piiscan.sources.git.history import Reading

    settings = settings_from(options, start)
    outputs = reports.parse(options["output"] or settings.output)
    if options.get("inside"):
        raise UsageError(
            f"--inside: {_NOT_OPENED}",
            hint="leave it out; without --history and --diff it opens those of the work tree",
        )
    # A model reads every version from its first byte to its last: only for whoever asks for it.
    settings = settings._replace(model="off" if settings.model == "auto" else settings.model)
    choose(settings.model, settings.device)  # refused before git is asked
    reading = Reading(
        cwd,
        span=options.get("diff") or "",
        everything=options.get("everything", False),
        choose=choose_commits,
        exclude=settings.exclude,
    )
    from piiscan.run.history.scan import scan_history  # while git lists what there is
    from piiscan.run.workers import Job

    wanted = reports.wanted(outputs, settings.show_notes)._replace(explain=options.get("explain", False))
    job = Job(settings, wanted, reading.repository.top, "", options["engine"])
    known = known_from(options, job, reading.repository.top)
    if known is not None:
        job = job._replace(wanted=known.wanted(wanted))
    with history_bar(not options["no_progress"] and not options["quiet"]) as progress:
        result = scan_history(job, reading, progress=progress)
    if settings.inside:  # of the configuration, which is for trees as well
        result.totals.skip(NoticeKind.UNSUPPORTED)
        notice = Notice(NoticeKind.UNSUPPORTED, ".", f"`inside`: {_NOT_OPENED}")
        result = result._replace(notices=(notice, *result.notices))
    result = reports.finish(result, outputs, options, settings, known, advice=advice)
    return _exit_code(result, settings.fail_on, exit_zero=options["exit_zero"])


def _repository(paths: tuple[str, ...], options: dict[str, Any]) -> str:
    option = "--history" if options["history"] else "--diff"
    if options["history"] and options["diff"] is not None:
        raise UsageError("--history has the commits of every --diff in it: take one of the two")
    if options["staged"] or options["stdin_filename"]:
        raise UsageError(f"{option} reads commits: --staged and --stdin-filename do not go with it")
    if len(paths) > 1 or "-" in paths:
        raise UsageError(f"{option} takes one PATH at most: a repository", hint="--exclude leaves paths out")
    if paths and not os.path.isdir(paths[0]):
        raise UsageError(f"{option}: no such directory: {paths[0]}")
    return os.path.abspath(paths[0]) if paths else current_directory()


def _exit_code(result: ScanResult, fail_on: int | None, *, exit_zero: bool) -> ExitCode:
    """2 where a stored object could not be read, else by the findings."""
    if any(item.kind in _UNREAD for item in result.notices):
        return ExitCode.ERROR
    failing = fail_on is not None and any(item.severity >= fail_on for item in result.findings)
    return ExitCode.FINDINGS if failing and not exit_zero else ExitCode.CLEAN
