"""Sets the hook up in an agent's own settings file, beside whatever stands there; doing it twice changes nothing."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any, NamedTuple

from piiscan.errors import ConfigError

#: Seconds that an agent waits for an answer. It comes in a tenth of one; the first after an update compiles the rules.
_PATIENCE = 10


class Setup(NamedTuple):
    """A settings file as it should be."""

    path: str
    text: str
    changed: bool


def plan(agent: str, directory: str, command: str, *, user: bool) -> Setup:
    """What the settings file of ``agent`` should hold for the project at ``directory``, or for ``user``'s account.

    Raises ``ConfigError`` where there is one that is not JSON, or not of the shape that the agent documents.
    """
    path, change = _AGENTS[agent]
    location = os.path.join(os.path.expanduser("~") if user else directory, *path[user].split("/"))
    before = _read(location)
    settings = _parsed(before, location)
    try:
        change(settings, f"{command} agent-hook --agent {agent}")
    except (AttributeError, TypeError):
        raise ConfigError(f"{location}: its hooks are not as {agent} documents them") from None
    after = json.dumps(settings, indent=_indent(before), ensure_ascii=False) + "\n"
    changed = settings != _parsed(before, location)
    return Setup(location, after if changed else before, changed)


def _read(location: str) -> str:
    try:
        with open(location, encoding="utf-8", newline="") as handle:
            return handle.read()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{location}: cannot read: {getattr(error, 'strerror', 'not UTF-8')}") from None


def _parsed(text: str, location: str) -> dict[str, Any]:
    try:
        settings = json.loads(text) if text.strip() else {}
    except (ValueError, RecursionError):
        raise ConfigError(f"{location}: not JSON: mend it first") from None
    if not isinstance(settings, dict):
        raise ConfigError(f"{location}: not a JSON object: mend it first")
    return settings


def _indent(text: str) -> int | str:
    for line in text.splitlines():
        blank = line[: len(line) - len(line.lstrip())]
        if blank and line.strip():
            return "\t" if blank[0] == "\t" else len(blank)
    return 2


def _grouped(events: dict[str, str], patience: int) -> Callable[[dict[str, Any], str], None]:
    """``{event: [{matcher, hooks: [{type, command, timeout}]}]}``"""

    def change(settings: dict[str, Any], command: str) -> None:
        hooks = settings.setdefault("hooks", {})
        for event, matcher in events.items():
            groups = hooks.setdefault(event, [])
            entry = {"type": "command", "command": command, "timeout": patience}
            known = [hook for group in groups for hook in group.get("hooks", ()) if _is_ours(hook)]
            if known:
                known[0].update(entry)
            else:
                groups.append({**({"matcher": matcher} if matcher else {}), "hooks": [entry]})

    return change


def _flat(
    events: tuple[str, ...], entry: Callable[[str], dict[str, Any]]
) -> Callable[[dict[str, Any], str], None]:
    """``{version: 1, hooks: {event: [entry]}}``"""

    def change(settings: dict[str, Any], command: str) -> None:
        settings.setdefault("version", 1)
        hooks = settings.setdefault("hooks", {})
        for event in events:
            entries = hooks.setdefault(event, [])
            known = [hook for hook in entries if _is_ours(hook)]
            if known:
                known[0].update(entry(command))
            else:
                entries.append(entry(command))

    return change


def _is_ours(hook: dict[str, Any]) -> bool:
    return any(
        "piiscan" in str(hook.get(key, "")) and "agent-hook" in str(hook.get(key))
        for key in ("command", "bash")
    )


_CLAUDE = _grouped({"UserPromptSubmit": "", "PreToolUse": "*"}, _PATIENCE)

#: By agent: the file in a project and for a user, and what makes it right.
_AGENTS: dict[str, tuple[tuple[str, str], Callable[[dict[str, Any], str], None]]] = {
    "claude": ((".claude/settings.json", ".claude/settings.json"), _CLAUDE),
    "codex": ((".codex/hooks.json", ".codex/hooks.json"), _CLAUDE),
    "cursor": (
        (".cursor/hooks.json", ".cursor/hooks.json"),
        _flat(
            ("beforeSubmitPrompt", "beforeReadFile", "beforeShellExecution", "beforeMCPExecution"),
            lambda command: {"command": command, "timeout": _PATIENCE},
        ),
    ),
    "gemini": (
        (".gemini/settings.json", ".gemini/settings.json"),
        _grouped({"BeforeAgent": "", "BeforeTool": ".*"}, _PATIENCE * 1000),  # milliseconds there
    ),
    "copilot": (
        (".github/hooks/piiscan.json", ".copilot/hooks/piiscan.json"),
        _flat(
            ("preToolUse",),
            lambda command: {
                "type": "command",
                "bash": command,
                "powershell": command,
                "timeoutSec": _PATIENCE,
            },
        ),
    ),
}
