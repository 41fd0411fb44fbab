"""The hook is added beside what stands in a settings file, once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from piiscan.agents.event import AGENTS
from piiscan.agents.install import plan
from piiscan.errors import ConfigError


@pytest.mark.parametrize("agent", AGENTS)
@pytest.mark.parametrize("user", [False, True])
def test_a_new_file_and_then_nothing_more(
    agent: str, user: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    setup = plan(agent, str(tmp_path), "piiscan", user=user)
    assert setup.changed
    assert f"piiscan agent-hook --agent {agent}" in setup.text
    assert Path(setup.path).is_relative_to(tmp_path / "home" if user else tmp_path)
    Path(setup.path).parent.mkdir(parents=True)
    Path(setup.path).write_text(setup.text)
    assert plan(agent, str(tmp_path), "piiscan", user=user) == (setup.path, setup.text, False)


@pytest.mark.parametrize("agent", AGENTS)
def test_another_program_of_ours_is_replaced_not_added(agent: str, tmp_path: Path) -> None:
    first = plan(agent, str(tmp_path), "piiscan", user=False)
    Path(first.path).parent.mkdir(parents=True)
    Path(first.path).write_text(first.text)
    second = plan(agent, str(tmp_path), "/opt/piiscan", user=False)
    assert second.changed
    assert second.text.count("agent-hook") == first.text.count("agent-hook")
    assert "/opt/piiscan agent-hook" in second.text


def test_what_stands_there_stays(tmp_path: Path) -> None:
    mine = {"type": "command", "command": "mine"}
    before = {"model": "x", "hooks": {"PreToolUse": [{"matcher": "Bash", "hooks": [mine]}]}, "é": 1}
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text(json.dumps(before, indent=4, ensure_ascii=False), encoding="utf-8")
    setup = plan("claude", str(tmp_path), "piiscan", user=False)
    after = json.loads(setup.text)
    assert after["model"] == "x"
    assert after["hooks"]["PreToolUse"][0] == before["hooks"]["PreToolUse"][0]
    assert len(after["hooks"]["PreToolUse"]) == 2
    assert "é" in setup.text
    assert '\n    "model"' in setup.text


@pytest.mark.parametrize("text", ["{", "[]", '{"hooks": []}', '{"hooks": {"PreToolUse": {}}}', '{"hooks": {"PreToolUse": ["x"]}}', "// x\n{}"])  # fmt: skip
def test_a_file_of_another_shape_is_left_alone(text: str, tmp_path: Path) -> None:
    path = tmp_path / ".claude" / "settings.json"
    path.parent.mkdir()
    path.write_text(text)
    with pytest.raises(ConfigError, match=r"settings\.json"):
        plan("claude", str(tmp_path), "piiscan", user=False)
    assert path.read_text() == text
