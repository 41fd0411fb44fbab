"""``piiscan baseline``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piiscan.cli.known import NAME
from piiscan.cli.options import PathsCommand, inside_option, selection_options
from piiscan.cli.project import project_from, scanned
from piiscan.cli.reports import say_notices
from piiscan.cli.upkeep import finish, say_created, say_imported
from piiscan.errors import ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.run.baseline.upkeep import created, pruned, updated
from piiscan.run.scanner import Wanted
from piiscan.settings.model import Settings
from piiscan.suppress.baseline.file import Baseline, read, write
from piiscan.types import NoticeKind, ScanResult, Severity

if TYPE_CHECKING:
    from piiscan.suppress.baseline.foreign import Foreign

Command = TypeVar("Command", bound=Callable[..., Any])

_DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
_SEVERITY = click.option(
    "--severity",
    type=click.Choice(["error", "warning", "note"]),
    help="Take in findings of this severity and above.  [default: what --fail-on of the configuration says]",
)


@click.group()
def baseline() -> None:
    """Keep a list of the findings that a project knows of: `piiscan scan` then reports new ones only.

    The list is `.piiscan-baseline.json` at the root of the repository, to be committed. It holds no value.
    """


def _common(command: Command) -> Command:
    """What all four take."""
    command = inside_option(selection_options(command))
    for option in reversed(
        (
            click.option(
                "--baseline",
                metavar="FILE",
                help=f"The file.  [default: {NAME} at the root of the repository]",
            ),
            click.option(
                "-j",
                "--jobs",
                type=click.IntRange(0, 1024),
                metavar="NUMBER",
                help="Worker processes; 0 chooses.  [default: one a core]",
            ),
            click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
        )
    ):
        command = option(command)
    return command


@baseline.command("create", cls=PathsCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--from",
    "sources",
    multiple=True,
    metavar="FILE",
    help="Take in only what this file of another scanner knows: .secrets.baseline, .gitleaksignore, a JSON "
    "report of gitleaks or Betterleaks. Repeatable.",
)
@click.option("--force", is_flag=True, help="Overwrite the baseline that is there.")
@_SEVERITY
@_common
def create(paths: tuple[str, ...], **options: Any) -> int:
    """Write a baseline of all that a scan of PATHs finds, by default of the whole repository.

    With --from, of what another scanner knows and piiscan finds at the same place.
    """
    project = project_from(options)
    if os.path.lexists(project.location) and not options["force"]:
        raise UsageError(
            f"{visible(os.path.basename(project.location))} is there already",
            hint="`piiscan baseline update` brings it up to date, --force overwrites it",
        )
    foreign = _foreign(options["sources"])  # before the scan: a wrong file is told at once
    known, compared, result = scanned(project, Baseline.empty(), paths, progress=not options["quiet"])
    _check_named(paths, result)
    found = None
    if foreign is not None:
        from piiscan.run.baseline.imported import imported

        found = imported(foreign, compared, project.root, project.cwd)
    change = created(known, compared, _floor(options, project.settings), found and found.chosen)
    write(project.location, change.baseline)
    say_notices(result.notices)
    if found is not None and foreign is not None:
        say_imported(found, foreign)
    if not options["quiet"]:
        say_created(change, compared, project)
    return ExitCode.CLEAN


@baseline.command("update", cls=PathsCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_SEVERITY
@_DRY_RUN
@_common
def update(paths: tuple[str, ...], **options: Any) -> int:
    """Take in what is new in PATHs, by default the whole repository, and take out what is not there any more.

    Findings that have moved stay, with what `audit` decided of them.
    """
    project = project_from(options)
    known, compared, result = scanned(project, read(project.location), paths, progress=not options["quiet"])
    _check_named(paths, result)
    change = updated(known, compared, project.settings, _floor(options, project.settings))
    finish(project, change, known, result, options)
    return ExitCode.CLEAN


@baseline.command("prune", cls=PathsCommand)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@_DRY_RUN
@_common
def prune(paths: tuple[str, ...], **options: Any) -> int:
    """Take out what is not there any more in PATHs, by default in the whole repository, and take in nothing."""
    project = project_from(options)
    known, compared, result = scanned(project, read(project.location), paths, progress=not options["quiet"])
    _check_named(paths, result)
    finish(project, pruned(known, compared, project.settings), known, result, options)
    return ExitCode.CLEAN


@baseline.command("audit")
@click.option("--all", "everything", is_flag=True, help="Also what has been decided before.")
@_common
def audit(**options: Any) -> int:
    """Walk through the known findings and say of each, by a key, whether it is real. Needs a terminal.

    Shows every finding in its line, with all values masked. What is said is in the file at once: quit, and go on
    another time.
    """
    from piiscan.cli.audit import walk

    project = project_from(options, wanted=Wanted(fingerprints=False, frames=Severity.NOTE))
    return walk(project, everything=options["everything"], quiet=options["quiet"])


def _floor(options: dict[str, Any], settings: Settings) -> Severity:
    if options["severity"]:
        return Severity.parse(options["severity"])
    return settings.fail_on or Severity.WARNING


def _check_named(paths: Sequence[str], result: ScanResult) -> None:
    named = {os.path.abspath(path) for path in paths}
    for item in result.notices:
        if item.kind is NoticeKind.MISSING and os.path.abspath(item.path) in named:
            raise UsageError(f"{visible(item.path)}: {visible(item.message)}; nothing was written")


def _foreign(sources: Sequence[str]) -> list[Foreign] | None:
    if not sources:
        return None
    from piiscan.suppress.baseline.foreign import read as read_foreign

    return list(dict.fromkeys(item for path in sources for item in read_foreign(path)))
