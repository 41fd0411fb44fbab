"""``piiscan mask --history``: every object of a repository, not the files of a work tree."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piiscan.cli.options import current_directory, settings_from, start_directory
from piiscan.cli.output import complain, write
from piiscan.cli.policies import policies_from, say_remarks
from piiscan.errors import ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.report.summary import plural
from piiscan.settings.policies import from_options
from piiscan.types import Severity

if TYPE_CHECKING:
    from piiscan.run.rewriting.run import Rewritten
    from piiscan.run.rewriting.survey import Survey

Command = TypeVar("Command", bound=Callable[..., Any])

#: Options of ``mask`` that speak of files, and what to say of each.
_OF_FILES = {
    "diff": "--dry-run says what would change",
    "interactive": "--select and --ignore say what is masked",
    "transaction": "a history is rewritten as a whole or not at all",
    "no_journal": "there is no journal: the other clones have the old history",
    "encrypt_journal": "there is no journal: the other clones have the old history",
    "break_hard_links": "no files are rewritten but git's own",
    "inside": "archives and documents in commits are not opened in this version",
    "vault": "the other clones have the old history",
    "baseline": "what a baseline knows is masked as well; --ignore leaves out rules",
}
_NAMED = 10


def history_options(command: Command) -> Command:
    """As ``options.selection_options`` adds its own."""
    for option in reversed(
        (
            click.option(
                "--history",
                is_flag=True,
                help="Rewrite the whole history of a fresh clone: every version of every file, messages of commits "
                "and tags. Ids of commits change. PATH is the repository. Needs the package git-filter-repo.",
            ),
            click.option(
                "--dry-run",
                is_flag=True,
                help="With --history: do everything in a copy, prove it, say what would change, throw it away.",
            ),
            click.option(
                "--force",
                is_flag=True,
                help="With --history: rewrite what is no fresh clone too. Reflogs, stashes, the index and what is not "
                "committed are lost.",
            ),
        )
    ):
        command = option(command)
    return command


def is_asked_for(paths: tuple[str, ...], options: dict[str, Any]) -> bool:
    """Raises ``UsageError`` for options that do not fit together."""
    if not options["history"]:
        if options["dry_run"]:
            raise UsageError("--dry-run goes with --history", hint="--diff shows what would change in files")
        if options["force"]:
            raise UsageError("--force goes with --history")
        if not paths:
            raise UsageError(
                "which files? `piiscan mask PATH...`", hint="`.` is all below the current directory"
            )
        return False
    for name, reason in _OF_FILES.items():
        if options[name]:
            raise UsageError(f"--{name.replace('_', '-')} does not go with --history: {reason}")
    if len(paths) > 1 or "-" in paths:
        raise UsageError("--history takes one PATH at most: a repository", hint="--exclude leaves paths out")
    if paths and not os.path.isdir(paths[0]):
        raise UsageError(f"--history: no such directory: {paths[0]}")
    return True


def mask_history(paths: tuple[str, ...], options: dict[str, Any]) -> ExitCode:
    """The command, once it is known that history is to be rewritten."""
    from piiscan.model.choose import choose
    from piiscan.run.rewriting.place import place_of
    from piiscan.run.rewriting.run import HistoryMasker
    from piiscan.run.scanner import Wanted
    from piiscan.run.workers import Job
    from piiscan.sources.git.repository import no_other_repository

    start = start_directory(paths) if paths else current_directory()
    given = {**options, "fail_on": None, "show_notes": None, "mask": from_options(options["policy"]) or None}
    settings = settings_from(given, start)
    if settings.model != "auto" and choose(settings.model) is not None:
        raise UsageError(
            "--model: a history is masked by the rules alone in this version",
            hint="--model off, or leave it out",
        )
    settings = settings._replace(model="off")
    with no_other_repository():
        place = place_of(start)
        policies = policies_from(settings, options, place.top)
        masker = HistoryMasker(
            Job(settings, Wanted(fingerprints=False), place.top),
            place,
            Severity.parse(options["severity"]),
            policies,
            tell=_silent if options["quiet"] else lambda text: complain(f"{text} …"),
        )
        result = masker.rewrite(dry_run=options["dry_run"], force=options["force"])
    _report(result, dry_run=options["dry_run"], quiet=options["quiet"])
    if not options["quiet"]:
        if settings.exclude:
            complain("What `exclude` names was neither masked nor looked at.")
        if settings.inside:
            complain("Archives and documents in commits were not opened: `inside` is for trees.")
        say_remarks(policies)
    return _exit_code(result, dry_run=options["dry_run"])


def _silent(_: str) -> None:
    """Nobody wants to know."""


def _report(result: Rewritten, *, dry_run: bool, quiet: bool) -> None:
    before, after = result.before, result.after
    if not quiet:
        _table(before)
    if after is None:
        _say(f"Nothing to mask in {_extent(before)}.", quiet)
    elif not result.is_done:
        _say_left(result, after)
    else:
        verb = "Would mask" if dry_run else "Masked"
        _say(
            f"{verb} {plural(sum(before.counts.values()), 'finding')} in {plural(len(before.blobs), 'file version')} and "
            f"{plural(len(before.texts), 'message')}; {result.changed:,} of {plural(before.commits, 'commit')} "
            f"{'would get' if dry_run else 'got'} a new id.",
            quiet,
        )
        where = "of the copy, which is deleted again" if dry_run else "that the repository stores now"
        _say(f"Proof: nothing is found in any object {where}: {_extent(after)}.", quiet)
        if before.signed:
            verb = "would lose" if dry_run else "lost"
            _say(
                f"{plural(before.signed, 'signed commit or tag', 'signed commits and tags')} {verb} the signature.",
                quiet,
            )
        _say_next(dry_run, quiet)
    for name in before.names[:_NAMED]:
        complain(f"piiscan: {visible(name)}: the name of a file is not changed")
    if len(before.names) > _NAMED:
        complain(f"piiscan: {len(before.names) - _NAMED:,} more names of files are not changed")
    if result.unfresh and not quiet:
        complain(f"This is no fresh clone: {visible(result.unfresh)}.")


def _table(found: Survey) -> None:
    for (category, code), count in sorted(found.counts.items()):
        write(f"{category:<12} {code:<8} {count:>9,}\n")


def _extent(found: Survey) -> str:
    return f"{plural(found.objects, 'blob or message', 'blobs and messages')} of {plural(found.commits, 'commit')}"


def _say(text: str, quiet: bool) -> None:
    if not quiet:
        complain(text)


def _say_left(result: Rewritten, after: Survey) -> None:
    """Errors: said whatever ``--quiet`` says."""
    for place in after.places[:_NAMED]:
        complain(f"piiscan: {visible(place)}: not masked")
    for notice in after.unread[:_NAMED]:
        complain(f"piiscan: {visible(notice.path)}: {visible(notice.message)}")
    if result.stray:
        complain(
            f"piiscan: the history is rewritten, but git keeps {plural(result.stray, 'object')} that nobody has "
            "scanned: a pack with a .keep file? Take a fresh clone"
        )
    else:
        count = len(after.blobs) + len(after.texts) + len(after.unread)
        complain(f"piiscan: {plural(count, 'object')} could not be masked, so nothing has changed")


def _say_next(dry_run: bool, quiet: bool) -> None:
    if dry_run:
        _say("Nothing has changed.", quiet)
        return
    _say(
        "The remote `origin` was removed, so that nothing is pushed or fetched unawares. Before you force-push, read "
        "docs/history-rewriting.md, and revoke the secrets: every other clone still has them.",
        quiet,
    )


def _exit_code(result: Rewritten, *, dry_run: bool) -> ExitCode:
    if not result.is_done or result.before.names:
        return ExitCode.ERROR
    return ExitCode.FINDINGS if dry_run and result.after is not None else ExitCode.CLEAN
