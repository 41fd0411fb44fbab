"""Options that several commands share, and the settings they lead to."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

import click

from piiscan.errors import UsageError
from piiscan.settings.load import load
from piiscan.settings.model import Settings

Command = TypeVar("Command", bound=Callable[..., Any])

_COMMA = "Repeatable, or separated by commas."


def selection_options(command: Command) -> Command:
    """``--select`` and what else decides which findings count, and where configuration comes from."""
    for option in reversed(
        (
            click.option(
                "--select",
                multiple=True,
                metavar="RULES",
                help=f"Only these rules: codes, code prefixes, ids, categories. {_COMMA}",
            ),
            click.option("--ignore", multiple=True, metavar="RULES", help="Not these rules."),
            click.option(
                "--extend-select",
                multiple=True,
                metavar="RULES",
                help="These rules too, besides those of the configuration.",
            ),
            click.option("--extend-ignore", multiple=True, metavar="RULES", help="Not these rules either."),
            click.option(
                "--include",
                multiple=True,
                metavar="KINDS",
                help="Report these too: licence (credits), placeholder (stock examples).",
            ),
            click.option(
                "--min-confidence",
                type=click.FloatRange(0, 1),
                help="Report from this confidence on.  [default: 0.5]",
            ),
            click.option(
                "--preset",
                type=click.Choice(["precision", "balanced", "recall"]),
                help="A minimum confidence by name: 0.8, 0.5, 0.3.",
            ),
            click.option(
                "--exclude",
                multiple=True,
                metavar="PATTERNS",
                help="Leave out paths (gitignore syntax), in place of the configured ones.",
            ),
            click.option(
                "--extend-exclude", multiple=True, metavar="PATTERNS", help="Leave out these paths too."
            ),
            click.option(
                "--force-exclude/--no-force-exclude",
                default=None,
                help="Apply --exclude to paths named on the command line as well.",
            ),
            click.option(
                "--respect-gitignore/--no-respect-gitignore",
                default=None,
                help="Leave out what git ignores.  [default: respect]",
            ),
            click.option(
                "--model",
                metavar="MODE",
                help="auto, off, full or a path. This version ships no model: auto and off mean rules alone.",
            ),
            click.option(
                "--config",
                multiple=True,
                metavar="FILE|KEY=VALUE",
                help="A configuration file, or one setting as TOML. Repeatable.",
            ),
            click.option("--isolated", is_flag=True, help="Ignore all configuration files."),
            click.option(
                "-j", "--jobs", type=click.IntRange(0, 1024), help="Processes.  [default: one a core]"
            ),
        )
    ):
        command = option(command)
    return command


def split(items: tuple[str, ...]) -> list[str]:
    """``("A,B", "C")`` → ``["A", "B", "C"]``."""
    return [part.strip() for item in items for part in item.split(",") if part.strip()]


_LISTS = ("select", "ignore", "extend_select", "extend_ignore", "include", "exclude", "extend_exclude")
_VALUES = (
    "min_confidence",
    "preset",
    "force_exclude",
    "respect_gitignore",
    "model",
    "jobs",
    "fail_on",
    "show_notes",
)


def settings_from(options: dict[str, Any], start: str) -> Settings:
    """The settings that the files round ``start`` and the command line give. Raises ``ConfigError``."""
    overrides: dict[str, object] = {}
    for name in _LISTS:
        if options.get(name):
            overrides[name.replace("_", "-")] = split(options[name])
    for name in _VALUES:
        if options.get(name) is not None:
            overrides[name.replace("_", "-")] = options[name]
    return load(start, config=options["config"], isolated=options["isolated"], overrides=overrides)


def start_directory(paths: tuple[str, ...]) -> str:
    """Where to look for configuration: the one directory that was named, else the current one."""
    if len(paths) == 1 and paths[0] != "-" and os.path.isdir(paths[0]):
        return os.path.abspath(paths[0])
    return current_directory()


def current_directory() -> str:
    """The current directory. Raises ``UsageError`` when it has been deleted."""
    try:
        return os.getcwd()
    except OSError:
        raise UsageError("the current directory does not exist any more") from None
