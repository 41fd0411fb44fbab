"""What stops an agent: the documented answer of each, at each kind of event. Silence lets it go on."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from piiscan.agents.event import Event, Kind
from piiscan.errors import ExitCode


class Answer(NamedTuple):
    """What the hook prints and returns."""

    code: int
    output: str = ""
    """One line of JSON for standard output, or nothing."""
    errors: str = ""
    """For standard error: who reads it, the agent decides."""


#: An explicit "allow" would skip the question that the agent asks its user.
SILENT = Answer(ExitCode.CLEAN)


def block(event: Event, reason: str) -> Answer:
    """``reason`` holds no value: it is shown to people and to models."""
    body = _body(event, reason)
    if body is None:
        # Exit code 2 blocks where anything can be blocked; 1 does not, in any of them.
        return Answer(ExitCode.ERROR, errors=reason)
    return Answer(ExitCode.CLEAN, output=json.dumps(body))


def _body(event: Event, reason: str) -> dict[str, Any] | None:
    if event.agent == "cursor":
        if event.kind is Kind.PROMPT:
            return {"continue": False, "user_message": reason}
        return {"permission": "deny", "user_message": reason, "agent_message": reason}
    if event.agent == "gemini":
        return {"decision": "deny", "reason": reason}
    if event.agent == "copilot":
        return {"permissionDecision": "deny", "permissionDecisionReason": reason}
    if event.kind is Kind.TOOL and event.name == "PreToolUse":
        decision = {"hookEventName": event.name, "permissionDecision": "deny"}
        return {"hookSpecificOutput": {**decision, "permissionDecisionReason": reason}}
    if event.kind is Kind.DONE:
        return {"decision": "block", "reason": reason}
    return None
