"""A small stand-in for GitHub's runner: it runs the `run` steps of action.yml, expressions filled in."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import CHECKOUT, run

ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))

BASH = shutil.which("bash")
needs_bash = pytest.mark.skipif(BASH is None, reason="the steps of the action run in bash")


@dataclass
class Runner:
    """Runs the `run` steps of the action in order, expressions filled in; tests stand in for `uses` steps."""

    workspace: Path
    temp: Path
    action_path: Path = CHECKOUT
    inputs: dict[str, str] = field(default_factory=dict)
    steps: dict[str, dict[str, str]] = field(default_factory=dict)
    """Outputs by step, with `outcome` among them."""
    environment: dict[str, str] = field(default_factory=dict)
    """What GitHub tells of the event."""
    log: str = ""

    def run(self, *, only: tuple[str, ...] = ()) -> int:
        """The exit code of the first step that fails, else 0. ``only`` names steps; the rest is left out."""
        for step in ACTION["runs"]["steps"]:
            if "run" not in step or (only and step["name"] not in only):
                continue
            code = self._step(step)
            if code:
                return code
        return 0

    def _step(self, step: dict[str, Any]) -> int:
        output, summary = self.temp / f"output-{len(self.log)}", self.temp / "summary"
        done = run(
            str(BASH),
            *("--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]),
            cwd=self.workspace,
            timeout=600,
            GITHUB_ACTIONS="true",
            GITHUB_ACTION_PATH=str(self.action_path),
            GITHUB_WORKSPACE=str(self.workspace),
            GITHUB_OUTPUT=str(output),
            GITHUB_STEP_SUMMARY=str(summary),
            RUNNER_TEMP=str(self.temp),
            **self.environment,
            **{name: self.filled(text) for name, text in step.get("env", {}).items()},
        )
        self.log += done.stdout
        if "id" in step:
            lines = output.read_text(encoding="utf-8").splitlines() if output.exists() else []
            self.steps[step["id"]] = dict(line.split("=", 1) for line in lines)
        return done.returncode

    def filled(self, text: str) -> str:
        """``text`` with `${{ … }}` evaluated, as far as action.yml makes use of it."""
        return re.sub(r"\$\{\{ (.+?) \}\}", lambda match: self._value(match[1]), text)

    def _value(self, expression: str) -> str:
        for part in expression.split(" || "):
            if part.startswith("inputs."):
                name = part.removeprefix("inputs.")
                value = self.inputs.get(name, ACTION["inputs"][name].get("default", ""))
            elif found := re.fullmatch(r"steps\.(\w+)\.(?:outputs\.)?([\w-]+)", part):
                value = self.steps.get(found[1], {}).get(found[2], "")
            else:
                value = part.strip("'")
            if value:
                return str(value)
        return ""

    @property
    def result(self) -> dict[str, str]:
        return {name: self.filled(output["value"]) for name, output in ACTION["outputs"].items()}

    @property
    def sarif(self) -> dict[str, Any]:
        document = json.loads(Path(self.result["sarif-file"]).read_text(encoding="utf-8"))
        assert isinstance(document, dict)
        return document

    @property
    def summary(self) -> str:
        return (self.temp / "summary").read_text(encoding="utf-8")
