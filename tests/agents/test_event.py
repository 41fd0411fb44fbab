"""What agents say becomes what is to be looked at, whatever the shape; nothing but JSON is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.agents.event import AGENTS, Event, Kind, Read, Text, parse
from piiscan.errors import UsageError


def event(agent: str = "auto", **payload: Any) -> Event:
    return parse(json.dumps(payload).encode(), agent)


@pytest.mark.parametrize("data", [b"", b"nope", b"[1]", b'"x"', b"null", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_event_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match=r"is not (JSON|a JSON object)"):
        parse(data)


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"hook_event_name": "SessionStart", "prompt": "x"},
        {"hook_event_name": 7, "prompt": ["x"]},
        {"hook_event_name": "PreToolUse"},
        {"hook_event_name": "PreToolUse", "tool_name": 3, "tool_input": None},
        {"hook_event_name": "UserPromptSubmit", "prompt": ""},
        {"hook_event_name": "PostToolUse", "tool_response": {"lines": 7}},
    ],
)
def test_events_with_nothing_to_look_at(payload: dict[str, Any]) -> None:
    found = event(**payload)
    assert (found.texts, found.reads) == ((), ())


@pytest.mark.parametrize(
    ("payload", "agent", "kind"),
    [
        ({"hook_event_name": "UserPromptSubmit", "prompt": "p"}, "claude", Kind.PROMPT),
        ({"hook_event_name": "beforeSubmitPrompt", "prompt": "p"}, "cursor", Kind.PROMPT),
        ({"hook_event_name": "BeforeAgent", "prompt": "p"}, "gemini", Kind.PROMPT),
        ({"prompt": "p"}, "copilot", Kind.PROMPT),
        ({"hook_event_name": "PreToolUse", "tool_name": "Bash", "tool_input": {"command": "p"}}, "claude", Kind.TOOL),
        ({"hook_event_name": "PreToolUse", "cursor_version": "2", "tool_input": {"command": "p"}}, "cursor", Kind.TOOL),
        ({"hook_event_name": "beforeShellExecution", "command": "p"}, "cursor", Kind.TOOL),
        ({"hook_event_name": "BeforeTool", "tool_name": "run_shell_command", "tool_input": {"command": "p"}}, "gemini", Kind.TOOL),
        ({"toolName": "bash", "toolArgs": '{"command": "p"}'}, "copilot", Kind.TOOL),
        ({"toolName": "bash", "toolArgs": "p"}, "copilot", Kind.TOOL),
        ({"hook_event_name": "PostToolUse", "tool_response": {"stdout": "p"}}, "claude", Kind.DONE),
        ({"toolName": "bash", "toolResult": {"text": "p"}}, "copilot", Kind.DONE),
    ],
)  # fmt: skip
def test_each_agent_is_known_by_its_event(payload: dict[str, Any], agent: str, kind: Kind) -> None:
    found = event(**payload)
    assert (found.agent, found.kind) == (agent, kind)
    assert {text.text for text in found.texts} == {"p"}
    for asked in AGENTS:
        assert event(asked, **payload).agent == asked


def test_what_is_written_to_a_file_has_its_name() -> None:
    given = {"file_path": "/p/.env", "content": "A=1", "mode": 3}
    found = event(hook_event_name="PreToolUse", tool_name="Write", tool_input=given)
    assert found.texts == (Text("/p/.env", "A=1"),)
    assert found.reads == ()


def test_what_an_edit_takes_out_is_no_news() -> None:
    given = {"file_path": "/p/a.py", "old_string": "old", "new_string": "new"}
    found = event(hook_event_name="PreToolUse", tool_name="Edit", tool_input=given)
    assert found.texts == (Text("/p/a.py", "new"),)


def test_every_text_of_a_tool_is_looked_at() -> None:
    given = {"query": "a", "deep": {"list": ["b", {"c": "d"}], "n": 1}}
    found = event(hook_event_name="PreToolUse", tool_name="mcp__db__run", tool_input=given)
    assert [text.text for text in found.texts] == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("lines", "first", "number"),
    [({}, 1, -1), ({"offset": 5, "limit": 3}, 5, 3), ({"offset": -2, "limit": "x"}, 1, -1)],
)
def test_a_file_about_to_be_read(lines: dict[str, Any], first: int, number: int) -> None:
    found = event(hook_event_name="PreToolUse", tool_name="Read", tool_input={"file_path": "/p/x", **lines})
    assert found.reads == (Read("/p/x", first, number),)
    assert "/p/x" not in {text.text for text in found.texts}


def test_gemini_counts_lines_from_zero() -> None:
    given = {"absolute_path": "/p/x", "offset": 5, "limit": 3}
    found = event(hook_event_name="BeforeTool", tool_name="read_file", tool_input=given)
    assert found.reads == (Read("/p/x", 6, 3),)


def test_a_file_that_cursor_has_read_already_is_a_text() -> None:
    found = event(hook_event_name="beforeReadFile", file_path="/p/.env", content="A=1")
    assert (found.texts, found.reads) == ((Text("/p/.env", "A=1"),), ())


def test_a_file_that_cursor_is_about_to_read(tmp_path: Path) -> None:
    found = event(hook_event_name="beforeReadFile", file_path="a", workspace_roots=[str(tmp_path)])
    assert found.reads == (Read(str(tmp_path / "a")),)


@pytest.mark.parametrize(
    ("command", "read"),
    [
        ("cat .env", True),
        ("head -n 3 '.env' | sort", True),
        ("grep KEY < .env", True),
        ("ls .env", False),
        ("cat missing", False),
        ("cat 'open", False),
        ("cat \0", False),
    ],
)
def test_files_that_a_command_shows(tmp_path: Path, command: str, read: bool) -> None:
    (tmp_path / ".env").touch()
    found = event(
        hook_event_name="PreToolUse", tool_name="Bash", tool_input={"command": command}, cwd=str(tmp_path)
    )
    assert found.reads == ((Read(str(tmp_path / ".env")),) if read else ())


def test_files_that_go_with_a_prompt(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    attached = [{"type": "file", "file_path": str(tmp_path / name)} for name in ("a", "missing")]
    found = event(hook_event_name="beforeSubmitPrompt", prompt="", attachments=[*attached, 7])
    assert found.reads == (Read(str(tmp_path / "a")),)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
)
_KEYS = (
    "hook_event_name", "prompt", "cwd", "workspace_roots", "tool_name", "tool_input", "toolName", "toolArgs",
    "content", "command", "file_path", "attachments", "tool_response",
)  # fmt: skip


@given(
    st.dictionaries(st.sampled_from(_KEYS), _JSON),
    st.sampled_from(["PreToolUse", "beforeReadFile", "PostToolUse", ""]),
)
def test_no_object_is_a_crash(payload: dict[str, Any], name: str) -> None:
    assert isinstance(event(**{**payload, **({"hook_event_name": name} if name else {})}), Event)
