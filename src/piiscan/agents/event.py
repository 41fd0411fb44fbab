"""One event of a coding agent's hook: what is about to leave for a model, a tool or a file.

The formats are those that the agents document: Claude Code and Codex (``UserPromptSubmit``, ``PreToolUse``,
``PostToolUse``), Cursor (``beforeSubmitPrompt``, ``beforeReadFile``, …), Gemini CLI (``BeforeAgent``,
``BeforeTool``, ``AfterTool``) and GitHub Copilot (``toolName`` and ``toolArgs``, no name of the event).
"""

from __future__ import annotations

import enum
import json
import os
import shlex
from collections.abc import Iterator
from typing import Any, NamedTuple

from piiscan.errors import UsageError

AGENTS = ("claude", "codex", "cursor", "gemini", "copilot")


class Kind(enum.Enum):
    """What the agent does once the hook has let it."""

    PROMPT = "prompt"
    TOOL = "tool call"
    DONE = "tool result"
    """It has happened: an answer can only keep it from being used."""
    OTHER = "other"


class Text(NamedTuple):
    """A text on its way. ``name`` is the path of the file it is meant for, or a word such as ``prompt``."""

    name: str
    text: str


class Read(NamedTuple):
    """A file about to be read: lines from ``first`` (1-based) on, ``number`` of them, or all for -1."""

    path: str
    first: int = 1
    number: int = -1


class Event(NamedTuple):
    """``cwd`` is empty where the agent did not say where it works."""

    agent: str
    name: str
    kind: Kind
    texts: tuple[Text, ...]
    reads: tuple[Read, ...]
    cwd: str


_KINDS = {
    "UserPromptSubmit": Kind.PROMPT,
    "beforeSubmitPrompt": Kind.PROMPT,
    "BeforeAgent": Kind.PROMPT,
    "userPromptSubmitted": Kind.PROMPT,
    "PreToolUse": Kind.TOOL,
    "PermissionRequest": Kind.TOOL,
    "preToolUse": Kind.TOOL,
    "BeforeTool": Kind.TOOL,
    "beforeShellExecution": Kind.TOOL,
    "beforeMCPExecution": Kind.TOOL,
    "beforeReadFile": Kind.TOOL,
    "beforeTabFileRead": Kind.TOOL,
    "PostToolUse": Kind.DONE,
    "postToolUse": Kind.DONE,
    "AfterTool": Kind.DONE,
    "afterShellExecution": Kind.DONE,
    "afterMCPExecution": Kind.DONE,
}
_PATHS = ("file_path", "path", "filePath", "absolute_path", "notebook_path", "target_file", "filename")
#: Tools that read the file they are given a path of, in small letters.
_READERS = frozenset(
    {"read", "read_file", "readfile", "view", "view_file", "notebookread", "open_file", "read_many_files"}
)
#: What a tool takes out is there already; only what it puts in is news.
_OLD = frozenset({"old_string", "oldString", "old_str", "expected_replacements", "description"})
#: Commands that print the files they are given.
_SHOWING = frozenset(
    ("cat", "bat", "head", "tail", "less", "more", "nl", "tac", "strings", "xxd", "od", "hexdump", "base64", "grep",
     "egrep", "fgrep", "rg", "sed", "awk", "jq", "yq", "type", "source")
)  # fmt: skip


def parse(data: bytes, agent: str = "auto") -> Event:
    """The event in ``data``; ``agent`` is one of ``AGENTS``, or ``auto``.

    Raises ``UsageError`` for anything but a JSON object.
    """
    try:
        payload = json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError("the event on standard input is not JSON") from None
    if not isinstance(payload, dict):
        raise UsageError("the event on standard input is not a JSON object")
    name = payload.get("hook_event_name") or payload.get("hookEventName") or _unnamed(payload)
    name = name if isinstance(name, str) else ""
    kind = _KINDS.get(name, Kind.OTHER)
    tool, given = _tool(payload)
    texts: list[Text] = []
    reads: list[Read] = []
    cwd = _directory(payload)
    speaker = _agent(agent, name, payload)
    if kind is Kind.PROMPT:
        texts += _strings(payload.get("prompt"), "prompt")
        reads += _attached(payload)
    elif kind is Kind.DONE:
        for key in ("tool_response", "toolResult", "output", "result_json"):
            texts += _strings(payload.get(key), "tool result")
    elif kind is Kind.TOOL:
        texts += _strings(payload.get("content"), _path_of(payload) or "file")
        texts += _sent(given, tool)
        texts += _strings(payload.get("command"), "command")
        reads += _reads(payload, tool, given, cwd, first=0 if speaker == "gemini" else 1)
    return Event(speaker, name, kind, tuple(texts), tuple(reads), cwd)


def _unnamed(payload: dict[str, Any]) -> str:
    """Copilot's events have no name."""
    if "toolName" in payload:
        return "postToolUse" if "toolResult" in payload else "preToolUse"
    return "userPromptSubmitted" if "prompt" in payload else ""


def _agent(asked: str, name: str, payload: dict[str, Any]) -> str:
    if asked != "auto":
        return asked
    if "cursor_version" in payload or "workspace_roots" in payload or name.startswith(("before", "after")):
        return "cursor"
    if name in ("BeforeTool", "AfterTool", "BeforeAgent"):
        return "gemini"
    if "toolName" in payload or name == "userPromptSubmitted":
        return "copilot"
    return "claude"  # Codex speaks the same language


def _tool(payload: dict[str, Any]) -> tuple[str, Any]:
    """The tool's name in small letters, and what it is given; Cursor and Copilot pack that into a string."""
    name = payload.get("tool_name") or payload.get("toolName") or ""
    given = payload.get("tool_input", payload.get("toolArgs"))
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            given = {"input": given}
    return (name.lower() if isinstance(name, str) else ""), given


def _directory(payload: dict[str, Any]) -> str:
    roots = payload.get("workspace_roots")
    found = payload.get("cwd") or (roots[0] if isinstance(roots, list) and roots else "")
    return found if isinstance(found, str) and os.path.isdir(found) else ""


def _path_of(given: Any) -> str:
    if isinstance(given, dict):
        for key in _PATHS:
            if isinstance(given.get(key), str):
                return str(given[key])
    return ""


def _strings(value: Any, name: str) -> Iterator[Text]:
    """Every text in ``value``, whatever its depth: with a stack, since JSON may nest as deep as it likes."""
    left = [value]
    while left:
        item = left.pop()
        if isinstance(item, str):
            if item:
                yield Text(name, item)
        elif isinstance(item, dict):
            left += reversed(list(item.values()))
        elif isinstance(item, list):
            left += reversed(item)


def _sent(given: Any, tool: str) -> Iterator[Text]:
    """What a tool gets, by the file it is for; a path is a place and no text."""
    if not isinstance(given, dict):
        yield from _strings(given, tool or "tool")
        return
    path = _path_of(given)
    for key, value in given.items():
        if key not in _PATHS and key not in _OLD:
            yield from _strings(value, path or ("command" if key == "command" else tool or "tool"))


def _reads(payload: dict[str, Any], tool: str, given: Any, cwd: str, *, first: int) -> Iterator[Read]:
    """``first`` is the number that the agent gives the first line of a file."""
    path = _path_of(given)
    if path and tool in _READERS:
        yield Read(os.path.join(cwd, path), *_lines(given, first))
    elif not path and not given and "content" not in payload and _path_of(payload):
        yield Read(os.path.join(cwd, _path_of(payload)))
    command = given.get("command") if isinstance(given, dict) else payload.get("command")
    if isinstance(command, str):
        yield from _shown(command, cwd)


def _lines(given: dict[str, Any], first: int) -> tuple[int, int]:
    offset, count = given.get("offset"), given.get("limit")
    return (
        offset - first + 1 if isinstance(offset, int) and offset >= first else 1,
        count if isinstance(count, int) and count > 0 else -1,
    )


def _shown(command: str, cwd: str) -> Iterator[Read]:
    """Files that a shell command prints: those named after `cat` and its like. No shell, so no more than that."""
    try:
        words = shlex.split(command, comments=False, posix=True)
    except ValueError:
        return
    if any(os.path.basename(word) in _SHOWING for word in words):
        for word in words:
            path = os.path.join(cwd, os.path.expanduser(word.lstrip("<").rstrip(";")))
            if "\0" not in path and os.path.isfile(path):
                yield Read(path)


def _attached(payload: dict[str, Any]) -> Iterator[Read]:
    """Files that go with a prompt, as Cursor names them."""
    attachments = payload.get("attachments")
    for item in attachments if isinstance(attachments, list) else ():
        path = _path_of(item)
        if path and os.path.isfile(path):
            yield Read(path)
