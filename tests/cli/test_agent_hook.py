"""`piiscan agent-hook`: silent when clean, blocking when not, and never a value in what it says."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canary import EMAIL, LINES, PASSWORD, TOKEN, leaks
from piiscan.cli.entry import main

Hook = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hook(tree: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Hook:
    def call(payload: Any, *args: str) -> tuple[int, str, str]:
        data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        capfd.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        code = main(["agent-hook", *args])
        out, err = capfd.readouterr()
        assert not leaks(out + err)
        return code, out, err

    return call


def _read(path: Path, **lines: int) -> dict[str, Any]:
    return {"hook_event_name": "PreToolUse", "tool_name": "Read", "tool_input": {"file_path": str(path), **lines}, "cwd": str(path.parent)}  # fmt: skip


@pytest.mark.parametrize(
    "payload",
    [
        {"hook_event_name": "UserPromptSubmit", "prompt": "mend the tests, please"},
        {"hook_event_name": "UserPromptSubmit", "prompt": f"write to {EMAIL}"},
        {"hook_event_name": "Stop"},
        {"toolName": "bash", "toolArgs": '{"command": "ls"}'},
    ],
)
def test_silent_when_clean(hook: Hook, payload: Any) -> None:
    assert hook(payload) == (0, "", "")


def test_a_prompt_with_a_token_is_blocked(hook: Hook) -> None:
    code, out, err = hook({"hook_event_name": "UserPromptSubmit", "prompt": f"use\n{LINES['KEY']}"})
    assert (code, out) == (2, "")
    assert "prompt:2: " in err
    assert "[KEY]" in err


def test_a_nul_does_not_hide_a_token(hook: Hook) -> None:
    assert hook({"hook_event_name": "UserPromptSubmit", "prompt": f"\0\0\n{TOKEN}\n"})[0] == 2


def test_a_lone_surrogate_is_no_crash(hook: Hook) -> None:
    code, _, err = hook(
        b'{"hook_event_name": "UserPromptSubmit", "prompt": "\\ud800 ' + TOKEN.encode() + b'"}'
    )
    assert code == 2
    assert "[KEY]" in err


def test_mail_addresses_are_blocked_where_asked(hook: Hook) -> None:
    prompt = {"hook_event_name": "UserPromptSubmit", "prompt": f"write to {EMAIL}"}
    assert hook(prompt, "--fail-on", "warning")[0] == 2


def test_what_is_to_be_written_is_looked_at_as_that_file(hook: Hook) -> None:
    given = {"file_path": "conf/.env", "content": f"DB_PASSWORD={PASSWORD}\n"}
    code, out, _ = hook({"hook_event_name": "PreToolUse", "tool_name": "Write", "tool_input": given})
    assert code == 0
    assert json.loads(out)["hookSpecificOutput"]["permissionDecision"] == "deny"
    assert "conf/.env:1: " in out


def test_a_file_is_blocked_for_the_lines_that_are_read(hook: Hook, tree: Path) -> None:
    path = tree / "settings.py"
    path.write_text("a = 1\n" * 9 + LINES["PASSWORD"] + "\n" + "b = 2\n" * 9)
    assert '"deny"' in hook(_read(path))[1]
    assert '"deny"' in hook(_read(path, offset=10, limit=1))[1]
    assert hook(_read(path, offset=1, limit=9)) == (0, "", "")
    assert hook(_read(path, offset=11)) == (0, "", "")


def test_a_file_that_is_excluded_or_silenced_or_missing_is_let_through(hook: Hook, tree: Path) -> None:
    path = tree / "settings.py"
    path.write_text(LINES["PASSWORD"] + "\n")
    (tree / "piiscan.toml").write_text('exclude = ["settings.py"]\n')
    assert hook(_read(path)) == (0, "", "")
    (tree / "piiscan.toml").unlink()
    path.write_text(LINES["PASSWORD"] + "  # piiscan: ignore\n")
    assert hook(_read(path)) == (0, "", "")
    assert hook(_read(tree / "missing")) == (0, "", "")


def test_a_command_that_shows_a_file(hook: Hook, tree: Path) -> None:
    (tree / ".env").write_text(f"API_TOKEN={TOKEN}\n")
    payload = {
        "hook_event_name": "beforeShellExecution",
        "command": "cat .env",
        "workspace_roots": [str(tree)],
    }
    assert json.loads(hook(payload)[1])["permission"] == "deny"


@pytest.mark.parametrize("data", [b"", b"nope", b"[]", b"\xff"])
def test_what_is_no_event_is_one_line_and_2(hook: Hook, data: bytes) -> None:
    code, out, err = hook(data)
    assert (code, out) == (2, "")
    assert err.startswith("piiscan: error: the event on standard input is not")
    assert len(err.splitlines()) == 1


def test_many_findings_are_counted(hook: Hook) -> None:
    prompt = "\n".join(f"{LINES['PASSWORD']}{number}" for number in range(9))
    _, _, err = hook({"hook_event_name": "UserPromptSubmit", "prompt": prompt})
    assert "9 findings" in err
    assert "and 4 more" in err


def test_install_writes_once(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    args = ["agent-hook", "install", "--agent", "claude", "--agent", "cursor"]
    assert main([*args, "--dry-run"]) == 0
    assert "agent-hook --agent cursor" in capfd.readouterr().out
    assert not (tree / ".claude").exists()
    assert main(args) == 0
    assert "wrote" in capfd.readouterr().err
    text = (tree / ".claude" / "settings.json").read_text()
    assert main(args) == 0
    assert "nothing to change" in capfd.readouterr().err
    assert (tree / ".claude" / "settings.json").read_text() == text
    assert not list(tree.rglob(".piiscan-*"))


def test_install_leaves_a_broken_file_alone(tree: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tree / ".cursor").mkdir()
    (tree / ".cursor" / "hooks.json").write_text("{")
    assert main(["agent-hook", "install", "--agent", "cursor"]) == 2
    assert "not JSON" in capfd.readouterr().err
    assert (tree / ".cursor" / "hooks.json").read_text() == "{"
