"""The options of every command that scans and reports: which findings count, how they are written, and the code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from piiscan.cli.known import baseline_options
from piiscan.cli.options import selection_options

Command = TypeVar("Command", bound=Callable[..., Any])

_FINDINGS = (
    click.option(
        "-o",
        "--output",
        multiple=True,
        metavar="FORMAT[:FILE]",
        help="full, concise, json, json-lines, sarif, github, gitlab, html, junit, rdjson or csv, to standard output or to "
        "FILE. Repeatable.  [default: full]",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(["error", "warning", "note", "never"]),
        help="Exit with 1 from this severity on.  [default: warning]",
    ),
    click.option(
        "--show-notes",
        is_flag=True,
        default=None,
        help="List findings of the lowest severity, note, in the text formats too: else they are only counted.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 even when something was found."),
    baseline_options,
    click.option(
        "--show-baselined",
        is_flag=True,
        help="Write what the baseline knows into json and sarif too, apart from the findings, or marked as suppressed.",
    ),
)
_RUN = (
    click.option(
        "--color",
        type=click.Choice(["auto", "always", "never"]),
        default="auto",
        help="Colours.  [default: auto]",
    ),
    click.option(
        "-j",
        "--jobs",
        type=click.IntRange(0, 1024),
        metavar="NUMBER",
        help="Worker processes; 0 chooses.  [default: one a core]",
    ),
    click.option("--no-progress", is_flag=True, help="No progress bar, even on a terminal."),
    click.option("-q", "--quiet", is_flag=True, help="No summary."),
    click.option("--engine", type=click.Choice(["auto", "hyperscan", "python"]), default="auto", hidden=True),
)


def report_options(command: Command) -> Command:
    """As ``options.selection_options`` adds its own, which are among these."""
    for option in reversed((*_FINDINGS, selection_options, *_RUN)):
        command = option(command)
    return command
