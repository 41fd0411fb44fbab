"""What blocks, as each agent documents it: the object on standard output, or exit code 2 and the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest

from piiscan.agents.answer import SILENT, block
from piiscan.agents.event import Event, Kind


def _event(agent: str, name: str, kind: Kind) -> Event:
    return Event(agent, name, kind, (), (), "")


def test_to_say_nothing_is_to_let_it_go_on() -> None:
    assert SILENT == (0, "", "")


@pytest.mark.parametrize(
    ("agent", "name", "kind", "path"),
    [
        ("claude", "PreToolUse", Kind.TOOL, ("hookSpecificOutput", "permissionDecision", "deny")),
        ("codex", "PreToolUse", Kind.TOOL, ("hookSpecificOutput", "permissionDecision", "deny")),
        ("claude", "PostToolUse", Kind.DONE, ("decision", "block")),
        ("cursor", "beforeSubmitPrompt", Kind.PROMPT, ("continue", False)),
        ("cursor", "beforeReadFile", Kind.TOOL, ("permission", "deny")),
        ("gemini", "BeforeTool", Kind.TOOL, ("decision", "deny")),
        ("copilot", "preToolUse", Kind.TOOL, ("permissionDecision", "deny")),
    ],
)
def test_objects_that_block(agent: str, name: str, kind: Kind, path: tuple[Any, ...]) -> None:
    answer = block(_event(agent, name, kind), 'because\n"x"')
    value = json.loads(answer.output)
    assert (answer.code, answer.errors) == (0, "")
    assert "because" in answer.output
    assert "\n" not in answer.output
    for key in path[:-1]:
        value = value[key]
    assert value == path[-1]


@pytest.mark.parametrize(
    ("agent", "name", "kind"),
    [("claude", "UserPromptSubmit", Kind.PROMPT), ("codex", "UserPromptSubmit", Kind.PROMPT), ("claude", "PermissionRequest", Kind.TOOL)],
)  # fmt: skip
def test_events_that_exit_code_2_blocks(agent: str, name: str, kind: Kind) -> None:
    assert block(_event(agent, name, kind), "because") == (2, "", "because")
