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


class PathsCommand(click.Command):
    """Takes a ``-`` after ``--`` for the name of a file: so hook runners name one, and git itself does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" in args:
            end = args.index("--")
            args = args[:end] + [_FILE if each == "-" else each for each in args[end:]]
        return super().parse_args(ctx, args)


_FILE = os.path.join(os.curdir, "-")


def config_options(command: Command) -> Command:
    """Where configuration comes from."""
    for option in reversed(
        (
            click.option(
                "--config",
                multiple=True,
                metavar="FILE|KEY=VALUE",
                help="Use this configuration file instead of looking for one, or change one setting, as in "
                "fail-on=error. A rule file of gitleaks or Betterleaks adds its rules. Repeatable.",
            ),
            click.option("--isolated", is_flag=True, help="Ignore all configuration files."),
        )
    ):
        command = option(command)
    return command


def format_option(command: Command) -> Command:
    """``--output text`` or ``json``, for the commands that list something."""
    return click.option(
        "-o",
        "--output",
        "--output-format",
        "output_format",
        type=click.Choice(["text", "json"]),
        default="text",
        help="[default: text]",
    )(command)


def selection_options(command: Command) -> Command:
    """``--select`` and what else decides which findings count, and where configuration comes from."""
    command = config_options(command)
    for option in reversed(
        (
            click.option(
                "--select",
                multiple=True,
                metavar="RULES",
                help="Only these rules, by code (SEC101), start of a code (SEC1, PII), name (github-pat) or "
                "category (EMAIL). Repeatable, or separated by commas, as are all lists here.",
            ),
            click.option("--ignore", multiple=True, metavar="RULES", help="All rules but these."),
            click.option(
                "--extend-select",
                multiple=True,
                metavar="RULES",
                help="These rules too, besides those of the configuration.",
            ),
            click.option(
                "--extend-ignore",
                multiple=True,
                metavar="RULES",
                help="Not these either, besides those that the configuration ignores.",
            ),
            click.option(
                "--include",
                multiple=True,
                metavar="KINDS",
                help="Count these as findings too: licence (people credited in licences and copyright lines), "
                "placeholder (stock examples such as user@example.com).",
            ),
            click.option(
                "--min-confidence",
                type=click.FloatRange(0, 1),
                metavar="NUMBER",
                help="Drop findings that are less certain than this, from 0 to 1.  [default: 0.5]",
            ),
            click.option(
                "--preset",
                type=click.Choice(["precision", "balanced", "recall"]),
                help="A minimum confidence by name: 0.8, 0.5, 0.3; a model has thresholds of its own for each.",
            ),
            click.option(
                "--exclude",
                multiple=True,
                metavar="PATTERNS",
                help="Leave out these paths (gitignore syntax) instead of those of the configuration.",
            ),
            click.option(
                "--extend-exclude",
                multiple=True,
                metavar="PATTERNS",
                help="Leave out these paths too, besides those of the configuration.",
            ),
            click.option(
                "--force-exclude/--no-force-exclude",
                default=None,
                help="Leave out excluded paths even where the command line names them.  [default: no]",
            ),
            click.option(
                "--respect-gitignore/--no-respect-gitignore",
                default=None,
                help="Leave out what git ignores.  [default: respect]",
            ),
            click.option(
                "--model",
                metavar="MODE",
                help="auto (the model that comes with piiscan, where onnxruntime is installed), off (rules alone), shipped, full "
                "(it reads every byte) or the folder of a model of your own.  [default: auto]",
            ),
            click.option(
                "--device",
                type=click.Choice(["auto", "cpu", "cuda"]),
                help="What the model runs on; auto takes a GPU where onnxruntime has CUDA and sees one.  [default: auto]",
            ),
        )
    ):
        command = option(command)
    return command


def inside_option(command: Command) -> Command:
    """``--inside``, for the commands that read files."""
    return click.option(
        "--inside",
        multiple=True,
        metavar="KINDS",
        help="Open files and read what lies in them: archives (zip, jar, wheel, tar, gz, bz2, xz), documents (docx, "
        "xlsx, pptx, PDF), or all. A member is shown as outer.zip!/inner/file.py; docs/archives.md.",
    )(command)


def split(items: tuple[str, ...]) -> list[str]:
    """``("A,B", "C")`` → ``["A", "B", "C"]``."""
    return [part.strip() for item in items for part in item.split(",") if part.strip()]


_LISTS = (
    "select",
    "ignore",
    "extend_select",
    "extend_ignore",
    "include",
    "exclude",
    "extend_exclude",
    "inside",
)
_VALUES = (
    "min_confidence",
    "preset",
    "force_exclude",
    "respect_gitignore",
    "model",
    "device",
    "jobs",
    "fail_on",
    "show_notes",
    "mask",
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
