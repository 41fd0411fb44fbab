"""Options of `piiscan mask` that make it safe: the journal, all or nothing, a question for every finding."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from piiscan.cli.secret import secret_from
from piiscan.errors import UsageError
from piiscan.mask.journal.writer import JournalWriter
from piiscan.mask.seal import require
from piiscan.run.journals import writer

Command = TypeVar("Command", bound=Callable[..., Any])


def safety_options(command: Command) -> Command:
    """As ``options.selection_options`` adds its own."""
    for option in reversed(
        (
            click.option(
                "--transaction",
                is_flag=True,
                help="All or nothing: where one file cannot be masked, none is.",
            ),
            click.option("-i", "--interactive", is_flag=True, help="Ask about every finding."),
            click.option(
                "--no-journal",
                is_flag=True,
                help="Keep no journal: `piiscan undo` can do nothing, and the values are gone.",
            ),
            click.option(
                "--encrypt-journal",
                is_flag=True,
                help="Encrypt the journal, with the passphrase in PIISCAN_PASSPHRASE or typed, or with --key-file.",
            ),
            click.option(
                "--key-file", metavar="FILE", help="Encrypt with what FILE holds (32 bytes or more)."
            ),
        )
    ):
        command = option(command)
    return command


def check(options: dict[str, Any]) -> None:
    """Raises ``UsageError`` for options that contradict each other."""
    if options["interactive"] and options["diff"]:
        raise UsageError("--diff changes nothing, so --interactive has nothing to ask")
    if options["no_journal"] and options["transaction"]:
        raise UsageError("--transaction rolls back with the journal", hint="--encrypt-journal protects it")
    if options["no_journal"] and options["encrypt_journal"]:
        raise UsageError("--no-journal leaves nothing to encrypt")
    if options["key_file"] is not None and not options["encrypt_journal"]:
        raise UsageError("--key-file goes with --encrypt-journal")


def journal_from(options: dict[str, Any], cwd: str) -> JournalWriter | None:
    """What the run is to be written down in. Raises ``UsageError`` without a passphrase or the library."""
    if options["no_journal"] or options["diff"]:
        return None
    secret = None
    if options["encrypt_journal"]:
        require()
        secret = secret_from(options["key_file"], purpose="the journal", confirm=True)
    return writer(cwd, secret=secret, transaction=options["transaction"])
