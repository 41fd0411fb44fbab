"""``piiscan completion``."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from piiscan.cli.output import write
from piiscan.errors import ExitCode


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print the completion script for SHELL: `eval "$(piiscan completion zsh)"` in its start-up file."""
    found = get_completion_class(shell)
    assert found is not None
    write(found(ctx.find_root().command, {}, "piiscan", "_PIISCAN_COMPLETE").source() + "\n")
    return ExitCode.CLEAN
