"""Model Context Protocol: the tools of ``piiscan.server.tools`` for agents, over standard streams (extra ``mcp``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError

from piiscan import __version__
from piiscan.errors import PiiscanError
from piiscan.server.tools import MOST, Tools

_INSTRUCTIONS = (
    "Finds and masks secrets and personal data, on this machine alone. No answer holds a value that was found: "
    "findings name the place, the rule and the label. Use mask_text before you show or send a text that may hold some."
)


def make(root: str) -> MCPServer[Any]:
    """A server for the project at ``root``."""
    tools = Tools(root)
    server: MCPServer[Any] = MCPServer(
        "piiscan", instructions=_INSTRUCTIONS, version=__version__, log_level="ERROR"
    )

    @server.tool(description="Find secrets and personal data in a text, read as a file of that name.")
    def scan_text(text: str, filename: str = "<text>") -> dict[str, Any]:
        return _told(lambda: tools.scan_text(text, filename))

    @server.tool(
        description=f"Find secrets and personal data in files and directories of the project; {MOST} findings at most, "
        "the worst first, and how many there are."
    )
    def scan_paths(paths: list[str]) -> dict[str, Any]:
        return _told(lambda: tools.scan_paths(paths))

    @server.tool(
        description="Replace every secret and personal datum in a text. policy: placeholder, numbered, fake, partial, "
        "stars or hash."
    )
    def mask_text(text: str, filename: str = "<text>", policy: str = "placeholder") -> dict[str, Any]:
        return _told(lambda: tools.mask_text(text, filename, policy))

    @server.tool(
        description="Explain a rule by its code (SEC101): what it finds, why it matters, how to fix it."
    )
    def explain_rule(code: str) -> dict[str, Any]:
        return _told(lambda: tools.explain_rule(code))

    return server


def _told(answer: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """An error of piiscan is one line for the model; of any other, nothing but its kind leaves here."""
    try:
        return answer()
    except PiiscanError as error:
        raise ToolError(error.message) from None
    except Exception as error:
        raise ToolError(f"internal error: {type(error).__name__}") from None
