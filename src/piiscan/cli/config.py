"""``piiscan config``."""

from __future__ import annotations

import os

import click

from piiscan.cli.options import current_directory
from piiscan.errors import ExitCode, UsageError


@click.group()
def config() -> None:
    """Show the effective configuration, or write a commented template."""


@config.command("show")
@click.option("--config", "files", multiple=True, metavar="FILE|KEY=VALUE", help="As for `piiscan scan`.")
@click.option("--isolated", is_flag=True, help="Ignore all configuration files.")
def show_settings(files: tuple[str, ...], isolated: bool) -> int:
    """Print the settings that a scan of the current directory would use, as TOML."""
    from piiscan.settings.load import load
    from piiscan.settings.show import show

    settings = load(current_directory(), config=files, isolated=isolated)
    click.echo(show(settings), nl=False)
    return ExitCode.CLEAN


@config.command("init")
@click.option("--force", is_flag=True, help="Overwrite the file that is there.")
def write_template(force: bool) -> int:
    """Write `piiscan.toml` with every setting, its default and its meaning."""
    from piiscan.settings.show import template

    path = os.path.join(current_directory(), "piiscan.toml")
    try:
        with open(path, "w" if force else "x", encoding="utf-8", newline="\n") as handle:
            handle.write(template())
    except FileExistsError:
        raise UsageError("piiscan.toml is there already", hint="--force overwrites it") from None
    except OSError as error:
        raise UsageError(f"cannot write piiscan.toml: {error.strerror}") from None
    click.echo("wrote piiscan.toml", err=True)
    return ExitCode.CLEAN
