"""``piiscan config``."""

from __future__ import annotations

import os

import click

from piiscan.cli.options import config_options, current_directory
from piiscan.cli.output import complain, write
from piiscan.errors import ExitCode, UsageError


@click.group()
def config() -> None:
    """Show the effective configuration, write a commented template, or print the schema for editors."""


@config.command("show")
@config_options
def show_settings(config: tuple[str, ...], isolated: bool) -> int:
    """Print the settings in force here, as TOML, and behind each where it comes from."""
    from piiscan.settings.load import layers, merged
    from piiscan.settings.origins import origins
    from piiscan.settings.show import show

    found = layers(current_directory(), config=config, isolated=isolated)
    write(show(merged(found), origins(found.base, found.layers, foreign=bool(found.foreign))))
    return ExitCode.CLEAN


@config.command("schema")
def print_schema() -> int:
    """Print the JSON Schema of a configuration file, for editors."""
    from piiscan.report.registry import FORMATS
    from piiscan.settings.json_schema import text

    write(text(tuple(FORMATS)))
    return ExitCode.CLEAN


@config.command("init")
@click.option("--force", is_flag=True, help="Overwrite the file that is there.")
def write_template(force: bool) -> int:
    """Write a `piiscan.toml` that explains every setting."""
    from piiscan.settings.show import template

    path = os.path.join(current_directory(), "piiscan.toml")
    if not force:
        _refuse_to_shadow(current_directory())
    try:
        with open(path, "w" if force else "x", encoding="utf-8", newline="\n") as handle:
            handle.write(template())
    except FileExistsError:
        raise UsageError("piiscan.toml is there already", hint="--force overwrites it") from None
    except OSError as error:
        raise UsageError(f"cannot write piiscan.toml: {error.strerror}") from None
    complain("wrote piiscan.toml")
    return ExitCode.CLEAN


def _refuse_to_shadow(directory: str) -> None:
    """Raises ``UsageError`` where a configuration would be read no more once there is a `piiscan.toml`."""
    from piiscan.settings.files import discover

    found = discover(directory)
    name = os.path.basename(found.path) if found else ""
    if found and name != "piiscan.toml" and os.path.dirname(found.path) == directory:
        raise UsageError(
            f"{name} configures piiscan here, and a piiscan.toml would take its place",
            hint="--force writes it",
        )
