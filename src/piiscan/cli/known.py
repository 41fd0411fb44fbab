"""`--baseline`, `--no-baseline`, and where a project's baseline lies. Without one nothing of it is imported."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piiscan.errors import UsageError
from piiscan.sources.project import project_root

if TYPE_CHECKING:
    from piiscan.run.baseline.addition import Addition
    from piiscan.run.baseline.known import Known
    from piiscan.run.scanner import Wanted
    from piiscan.run.workers import Job

Command = TypeVar("Command", bound=Callable[..., Any])

#: At the root of the project, as in ``suppress.baseline.file``, which is not to be imported for it.
NAME = ".piiscan-baseline.json"

#: Options that change which findings there are; with one of them, what is missing need not be gone.
_SELECTING = (
    "select",
    "ignore",
    "extend_select",
    "extend_ignore",
    "include",
    "min_confidence",
    "preset",
    "config",
    "isolated",
)


def baseline_options(command: Command) -> Command:
    """As ``options.selection_options`` adds its own."""
    for option in reversed(
        (
            click.option(
                "--baseline",
                metavar="FILE",
                help=f"Leave out the findings that this baseline knows.  [default: {NAME} at the root of the "
                "repository, where there is one]",
            ),
            click.option("--no-baseline", is_flag=True, help="Take no notice of a baseline."),
        )
    ):
        command = option(command)
    return command


def location_of(options: dict[str, Any], root: str) -> str:
    """The file of the baseline in force; empty: none. Raises ``UsageError`` where the options contradict."""
    given: str | None = options["baseline"]
    if options["no_baseline"]:
        if given is not None:
            raise UsageError("--baseline and --no-baseline exclude each other")
        return ""
    if given is not None:
        return os.path.abspath(given)
    usual = os.path.join(root, NAME)
    return usual if os.path.lexists(usual) else ""


def known_from(options: dict[str, Any], job: Job, start: str) -> Known | None:
    """What the project round the directory ``start`` knows of; None without a baseline.

    Raises ``BaselineError`` for a file that is none.
    """
    root = project_root(start)
    location = location_of(options, root)
    if not location:
        return None
    from piiscan.run.baseline.known import Known

    return Known.load(location, root, job.root, lambda: job.scanner().detector)


def wanted_without_known(options: dict[str, Any], wanted: Wanted, cwd: str) -> Wanted:
    """``wanted`` for a run that asks of each file by itself what is known, such as one that masks.

    Raises as ``known_from``.
    """
    location = location_of(options, project_root(cwd))
    if not location:
        return wanted
    from piiscan.suppress.baseline.file import read

    baseline = read(location)
    return wanted._replace(trace_key=baseline.key, known=baseline.entries)


def addition_from(options: dict[str, Any], cwd: str) -> Addition | None:
    """What adds findings to the project's baseline; None with ``--no-baseline``. Raises as ``known_from``."""
    if options["no_baseline"]:
        return None
    from piiscan.run.baseline.addition import Addition

    root = project_root(cwd)
    return Addition(location_of(options, root) or os.path.join(root, NAME), root, cwd)


def is_usual_selection(options: dict[str, Any]) -> bool:
    """Whether the command line leaves it to the configuration which findings there are."""
    return not any(options.get(name) for name in _SELECTING)
