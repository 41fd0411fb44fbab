"""The passphrase or the key file of what is encrypted."""

from __future__ import annotations

import os
import sys

import click

from piiscan.errors import UsageError
from piiscan.mask.seal import Secret

#: A passphrase for where nobody can be asked.
VARIABLE = "PIISCAN_PASSPHRASE"
#: Nobody's key file is longer; the whole of a wrong one must not be read.
_LONGEST = 1 << 20


def secret_from(key_file: str | None, *, purpose: str, confirm: bool = False) -> Secret:
    """From ``key_file``, else the environment, else a question on the terminal. Raises ``UsageError``."""
    if key_file is not None:
        try:
            with open(key_file, "rb") as handle:
                return Secret(handle.read(_LONGEST), is_key_file=True)
        except OSError as error:
            raise UsageError(f"cannot read the key file: {error.strerror}") from None
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Secret.passphrase(given)
    if not has_terminal():
        raise UsageError(
            f"no passphrase for {purpose}", hint=f"set {VARIABLE}, or name a key file with --key-file"
        )
    return Secret.passphrase(
        click.prompt(f"Passphrase for {purpose}", hide_input=True, confirmation_prompt=confirm, err=True)
    )


def has_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()
