"""``piiscan mcp``: tools for agents."""

from __future__ import annotations

import click

from piiscan.cli.options import current_directory
from piiscan.errors import ExitCode, UsageError


@click.command()
def mcp() -> int:
    """Serve agents over standard input and output, by the Model Context Protocol, for the current directory.

    Tools: scan_text, scan_paths, mask_text, explain_rule. No answer holds a value. Needs the extra `mcp`.
    """
    try:
        from piiscan.server.context_protocol import make
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("mcp"):
            raise
        raise UsageError("the tools need mcp", hint="pip install 'piiscan-lint[mcp]'") from None
    make(current_directory()).run()
    return ExitCode.CLEAN
