"""``piiscan server``: for editors."""

from __future__ import annotations

import os

import click

from piiscan.errors import ExitCode, UsageError


@click.command()
def server() -> int:
    """Serve an editor over standard input and output, by the Language Server Protocol.

    Shows findings while you type, explains them, and offers to mask or to ignore them. Needs the extra `server`.
    """
    try:
        from piiscan.server.protocol import make
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith(("pygls", "lsprotocol")):
            raise
        raise UsageError("the server needs pygls", hint="pip install 'piiscan-lint[server]'") from None
    # Its own files: it closes them at the end, and whatever is printed by mistake must not get between the messages.
    reads, writes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    make().start_io(reads, writes)
    return ExitCode.CLEAN
