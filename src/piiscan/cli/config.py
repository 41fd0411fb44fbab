"""``piiscan config``."""

from __future__ import annotations

import os

import click

from piiscan.cli.options import config_options, current_directory
from piiscan.cli.output import complain, write
from piiscan.errors import ExitCode, UsageError


@click.group()
def config() -> None:
    """Show the effective configuration, or write a commented template."""


@config.command("show")
@config_options
def show_settings(config: tuple[str, ...], isolated: bool) -> int:
    """Print the settings in force here, as TOML."""
    from piiscan.settings.load import load
    from piiscan.settings.show import show

    settings = load(current_directory(), config=config, isolated=isolated)
    write(show(settings))
    return ExitCode.CLEAN


@config.command("init")
@click.option("--force", is_flag=True, help="Overwrite the file that is there.")
def write_template(force: bool) -> int:
    """Write a `piiscan.toml` that explains every setting."""
    from piiscan.settings.show import template

    path = os.path.join(current_directory(), "piiscan.toml")
    try:
        with open(path, "w" if force else "x", encoding="utf-8", newline="\n") as handle:
            handle.write(template())
    except FileExistsError:
        raise UsageError("piiscan.toml is there already", hint="--force overwrites it") from None
    except OSError as error:
        raise UsageError(f"cannot write piiscan.toml: {error.strerror}") from None
    complain("wrote piiscan.toml")
    return ExitCode.CLEAN
