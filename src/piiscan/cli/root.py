"""``piiscan`` itself: names the commands, imports the one that is called."""

from __future__ import annotations

from importlib import import_module

import click

from piiscan import __version__

#: Command: (module and attribute, one line for --help). Help is listed without importing the commands.
_COMMANDS = {
    "scan": (
        "piiscan.cli.scan:scan",
        "Find secrets and personal data in files, trees, staged changes or standard input.",
    ),
    "mask": (
        "piiscan.cli.mask:mask",
        "Replace what a scan finds by placeholders, in place; --diff shows it first.",
    ),
    "undo": (
        "piiscan.cli.undo:undo",
        "Restore what the last `mask` changed, byte for byte; --list lists the runs.",
    ),
    "baseline": (
        "piiscan.cli.baseline:baseline",
        "Keep a list of the findings that a project knows of; `audit` walks through them.",
    ),
    "unmask": (
        "piiscan.cli.unmask:unmask",
        "Put back what `mask --vault` replaced, also into files that were edited or moved.",
    ),
    "filter": (
        "piiscan.cli.filter:filter_",
        "Copy standard input to standard output, masked: logs, prompts, a clean filter of git.",
    ),
    "rules": (
        "piiscan.cli.rules:rules",
        "List the rules; `rules test` runs the examples of your own, `rules stats` times them.",
    ),
    "rule": ("piiscan.cli.rules:rule", "Explain one rule: what it finds, why it matters, how to fix it."),
    "config": (
        "piiscan.cli.config:config",
        "Show the effective configuration, or write a commented template.",
    ),
    "train": ("piiscan.cli.train:train", "Make a model from your own data, step by step."),
    "git-hook": (
        "piiscan.cli.git_hook:git_hook",
        "Answer a hook of git: scan a push, what a server receives, or a commit's message.",
    ),
    "agent-hook": (
        "piiscan.cli.agent_hook:agent_hook",
        "Answer a coding agent's hook: what holds a secret does not leave; `install` sets it up.",
    ),
    "server": ("piiscan.cli.server:server", "Serve an editor: findings while you type, with fixes (LSP)."),
    "mcp": ("piiscan.cli.mcp:mcp", "Serve agents: tools that scan and mask, without values (MCP)."),
    "completion": ("piiscan.cli.completion:completion", "Print the completion script for a shell."),
}


class _LazyGroup(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            import difflib

            close = difflib.get_close_matches(args[0], _COMMANDS, 1)
            if close:
                raise click.UsageError(f"{error.format_message()} Did you mean '{close[0]}'?", ctx) from None
            raise

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in _COMMANDS.items()])


def _show_version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from piiscan.stamp import is_compiled

        click.echo(f"piiscan {__version__}{' (compiled)' if is_compiled() else ''}")
        ctx.exit()


@click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    "-V",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def piiscan() -> None:
    """Find and mask secrets and personal data in repositories: offline, in one fast pass.

    \b
      piiscan scan .            what is in here?
      piiscan mask --diff .     what would masking change?
      piiscan rule SEC101       why was that reported?

    Exit codes: 0 clean, 1 findings, 2 error. Nothing that was found is ever printed in clear.
    """
