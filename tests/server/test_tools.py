"""What agents may ask for: answers without values, nothing outside of the project, errors of one line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from canary import EMAIL, LINES, TOKEN, leaks
from piiscan.errors import PiiscanError
from piiscan.server.tools import MOST, Tools

#: A credit of the licence is none of the findings.
TEXT = "".join(f"{line}\n" for category, line in LINES.items() if category != "NAME")


def _safe(answer: Any) -> Any:
    assert not leaks(json.dumps(answer, ensure_ascii=False))
    return answer


def test_a_clean_text(tmp_path: Path) -> None:
    assert Tools(str(tmp_path)).scan_text("x = 1\n") == {
        "findings": [],
        "found": 0,
        "files": 1,
        "not_read": [],
    }


def test_findings_of_a_text_without_their_values(tmp_path: Path) -> None:
    answer = _safe(Tools(str(tmp_path)).scan_text(TEXT, "a.py"))
    assert {item["category"] for item in answer["findings"]} == set(LINES) - {"NAME"}
    assert answer["findings"][0]["severity"] == "error"
    assert "fingerprint" not in answer["findings"][0]


def test_more_than_an_answer_holds_is_counted(tmp_path: Path) -> None:
    text = "".join(f"ip_{n} = '141.30.{n % 200}.{n % 250 + 1}'\n" for n in range(MOST + 50))
    answer = Tools(str(tmp_path)).scan_text(text, "a.py")
    assert len(answer["findings"]) == MOST
    assert answer["found"] > MOST


def test_a_masked_text_holds_no_value(tmp_path: Path) -> None:
    answer = _safe(Tools(str(tmp_path)).mask_text(TEXT, "a.py"))
    assert 'token = "<KEY>"' in answer["text"]
    with pytest.raises(PiiscanError):
        Tools(str(tmp_path)).mask_text("x", policy="nonsense")


def test_paths_of_the_project_and_no_others(tmp_path: Path) -> None:
    inside = tmp_path / "project"
    (inside / "sub").mkdir(parents=True)
    (inside / "sub" / "a.py").write_text(LINES["KEY"] + "\n")
    (tmp_path / "b.py").write_text(LINES["KEY"] + "\n")
    (inside / "link").symlink_to(tmp_path / "b.py")
    tools = Tools(str(inside))
    assert [item["path"] for item in _safe(tools.scan_paths(["."]))["findings"]] == ["sub/a.py"]
    assert tools.scan_paths(["missing"])["not_read"]
    for path in ("..", "/etc", "../b.py", "sub/../../b.py", "link", "a\0b"):
        with pytest.raises(PiiscanError, match="outside"):
            tools.scan_paths([path])
    with pytest.raises(PiiscanError, match="no paths"):
        tools.scan_paths([])


def test_a_rule_is_explained(tmp_path: Path) -> None:
    tools = Tools(str(tmp_path))
    assert "How to fix" in tools.explain_rule("SEC101")["text"]
    with pytest.raises(PiiscanError, match="no rule"):
        tools.explain_rule("SEC999999")


def test_the_configuration_holds(tmp_path: Path) -> None:
    (tmp_path / "piiscan.toml").write_text('ignore = ["EMAIL"]\n')
    assert Tools(str(tmp_path)).scan_text(EMAIL)["found"] == 0


def test_a_client_speaks_to_it(tmp_path: Path) -> None:
    pytest.importorskip("mcp")
    hello = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "x", "version": "1"}}
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}},
        {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "mask_text", "arguments": {"text": f"key {TOKEN}"}}},
        {"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "explain_rule", "arguments": {"code": "no"}}},
    ]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "piiscan", "mcp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        answers: dict[int, Any] = {}
        for message in messages:
            process.stdin.write(json.dumps(message).encode() + b"\n")
            process.stdin.flush()
            while message.get("id") and message["id"] not in answers:
                answer = json.loads(process.stdout.readline())
                answers[answer.get("id")] = _safe(answer)
        process.stdin.close()
    names = {tool["name"] for tool in answers[2]["result"]["tools"]}
    assert names == {"scan_text", "scan_paths", "mask_text", "explain_rule"}
    assert "key <KEY>" in json.dumps(answers[3])
    assert answers[4]["result"]["isError"]
