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


def secret_from(
    key_file: str | None, *, purpose: str, confirm: bool = False, option: str = "--key-file"
) -> Secret:
    """From ``key_file``, else the environment, else a question on the terminal. Raises ``UsageError``.

    ``option`` is the one that names a key file.
    """
    if key_file is not None:
        return Secret(_content(key_file, "key file"), is_key_file=True)
    given = os.environ.get(VARIABLE)
    if given is not None:
        return Secret.passphrase(given)
    if not has_terminal():
        raise UsageError(
            f"no passphrase for {purpose}", hint=f"set {VARIABLE}, or name a key file with {option}"
        )
    return Secret.passphrase(
        click.prompt(f"Passphrase for {purpose}", hide_input=True, confirmation_prompt=confirm, err=True)
    )


def passphrase_in(path: str) -> Secret:
    """The passphrase that is the text of a file, less the line end behind it. Raises ``UsageError``."""
    return Secret(_content(path, "passphrase file").rstrip(b"\r\n"))


def _content(path: str, what: str) -> bytes:
    try:
        with open(path, "rb") as handle:
            return handle.read(_LONGEST)
    except OSError as error:
        raise UsageError(f"cannot read the {what}: {error.strerror}") from None


def has_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()
