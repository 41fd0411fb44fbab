"""action.yml as data, and its steps run by a small stand-in for GitHub's runner."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import CHECKOUT, copy_sources, registry_works, run, secret

ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
WORKFLOW = yaml.safe_load((CHECKOUT / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")

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


@pytest.fixture
def runner(tmp_path: Path, piiscan_directory: Path) -> Runner:
    """A runner with an empty workspace, where piiscan is installed already."""
    workspace, temp = tmp_path / "work space", tmp_path / "temp"
    workspace.mkdir()
    temp.mkdir()
    command = shutil.which("piiscan", path=str(piiscan_directory))
    steps = {"python": {"python-path": sys.executable}, "install": {"command": str(command)}}
    return Runner(workspace, temp, steps=steps)


AFTER_INSTALL = ("Scan", "Verdict")


def test_action_is_composite_and_documents_every_input_and_output():
    assert {"name", "description", "inputs", "outputs", "runs"} <= set(ACTION)
    assert ACTION["runs"]["using"] == "composite"
    assert all(entry["description"] for entry in (*ACTION["inputs"].values(), *ACTION["outputs"].values()))
    page = (CHECKOUT / "docs/action.md").read_text(encoding="utf-8")
    assert [name for name in (*ACTION["inputs"], *ACTION["outputs"]) if f"| `{name}` |" not in page] == []


def test_no_expression_stands_in_a_script():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
    for job in WORKFLOW["jobs"].values():
        assert not [step for step in job["steps"] if "${{" in step.get("run", "")]


def test_every_input_reaches_a_step():
    steps = yaml.safe_dump(ACTION["runs"])
    assert [name for name in ACTION["inputs"] if f"inputs.{name}" not in steps] == []


def test_foreign_actions_are_pinned():
    steps = [*ACTION["runs"]["steps"], *(step for job in WORKFLOW["jobs"].values() for step in job["steps"])]
    used = [step["uses"] for step in steps if "uses" in step and not step["uses"].startswith("./")]
    assert len(used) >= 4
    assert [name for name in used if not PINNED.fullmatch(name)] == []
    for file in ("action.yml", ".github/workflows/ci.yml"):
        text = (CHECKOUT / file).read_text(encoding="utf-8")
        assert not re.search(r"@[0-9a-f]{40}(?! # v\d)", text), f"{file}: a pin without its version"


@needs_bash
def test_findings_fail_the_job_at_the_end(runner):
    (runner.workspace / "prod.env").write_text(f"x=1\nTOKEN={secret()}\n", encoding="utf-8")
    assert runner.run(only=("Scan",)) == 0, "the upload must get its turn"
    assert runner.result["exit-code"] == "1"
    assert runner.result["findings"] == "1"
    (result,) = runner.sarif["runs"][0]["results"]
    assert result["ruleId"] == "SEC101"
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "prod.env"
    assert "prod.env:2:7: SEC101 error" in runner.log
    assert "1 error(s), 0 warning(s), 0 note(s) in 1 file(s)" in runner.summary
    assert "::error" not in runner.log
    runner.steps["upload"] = {"outcome": "success"}
    assert runner.run(only=("Verdict",)) == 1
    everything = runner.log + runner.summary + json.dumps(runner.sarif)
    assert secret() not in everything


@needs_bash
def test_clean_tree_passes(runner):
    (runner.workspace / "main.py").write_text("print('hello')\n", encoding="utf-8")
    assert runner.run(only=AFTER_INSTALL) == 0
    assert runner.result["exit-code"] == "0"
    assert runner.result["findings"] == "0"
    assert runner.sarif["version"] == "2.1.0"
    assert runner.sarif["runs"][0]["results"] == []


@needs_bash
@pytest.mark.parametrize(
    ("annotations", "outcome", "written"),
    [
        ("auto", "failure", True),
        ("auto", "skipped", True),
        ("auto", "success", False),
        ("true", "success", True),
        ("false", "failure", False),
    ],
)
def test_annotations_stand_in_for_the_upload(runner, annotations, outcome, written):
    (runner.workspace / "a.env").write_text(f"TOKEN={secret()}\n", encoding="utf-8")
    runner.inputs = {"annotations": annotations}
    runner.run(only=("Scan",))
    runner.steps["upload"] = {"outcome": outcome}
    assert runner.run(only=("Verdict",)) == 1
    assert ("::error file=a.env,line=1," in runner.log) is written
    assert secret() not in runner.log


@needs_bash
def test_upload_that_is_demanded_must_succeed(runner):
    runner.inputs = {"upload-sarif": "true"}
    runner.run(only=("Scan",))
    runner.steps["upload"] = {"outcome": "failure"}
    assert runner.run(only=("Verdict",)) == 2
    assert "::error title=piiscan::the report was not uploaded" in runner.log


@needs_bash
def test_missing_path_is_an_error_and_the_rest_is_scanned(runner):
    (runner.workspace / "a.env").write_text(f"TOKEN={secret()}\n", encoding="utf-8")
    runner.inputs = {"paths": "nowhere\na.env"}
    assert runner.run(only=("Scan",)) == 0
    assert runner.result["exit-code"] == "2"
    assert len(runner.sarif["runs"][0]["results"]) == 1
    assert "could not be read" in runner.summary
    assert runner.run(only=("Verdict",)) == 2


@needs_bash
@pytest.mark.parametrize(
    "inputs",
    [{"config": "nowhere.toml"}, {"fail-on": "sometimes"}, {"args": "--no-such-option"}, {"args": "-o full"}],
)
def test_bad_input_is_an_error_without_a_report(runner, inputs):
    runner.inputs = inputs
    assert runner.run(only=("Scan",)) == 0
    assert runner.result == {"exit-code": "2", "findings": "", "sarif-file": ""}
    assert "did not finish" in runner.summary
    assert runner.run(only=("Verdict",)) == 2


@needs_bash
def test_several_paths_and_spaces(runner):
    for name in ("src/a.env", "my docs/b.env", "other/c.env"):
        (runner.workspace / name).parent.mkdir()
        (runner.workspace / name).write_text(f"TOKEN={secret(name)}\n", encoding="utf-8")
    runner.inputs = {"paths": "src\n  my docs  \n\n"}
    runner.run(only=("Scan",))
    assert runner.result["findings"] == "2"


@needs_bash
def test_options_come_through(runner):
    (runner.workspace / "a.env").write_text(f"TOKEN={secret()}\n", encoding="utf-8")
    (runner.workspace / "my rules.toml").write_text('ignore = ["SEC101"]\n', encoding="utf-8")
    runner.inputs = {"config": "my rules.toml", "sarif-file": "out.sarif"}
    assert runner.run(only=AFTER_INSTALL) == 0
    assert runner.result["sarif-file"] == "out.sarif"
    assert json.loads((runner.workspace / "out.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    runner.inputs = {"fail-on": "never"}
    assert runner.run(only=AFTER_INSTALL) == 0
    assert runner.result["findings"] == "1"
    runner.inputs = {"args": "--exclude 'a.*'"}
    assert runner.run(only=AFTER_INSTALL) == 0
    assert runner.result["findings"] == "0"


HOSTILE = [
    "; touch owned; $(touch owned) `touch owned`",
    "' ; touch owned ; '",
    "x\n::error::owned\ny; touch owned",
    "*",
    '"; touch owned; "',
    "${{ github.token }}",
    "-o\nsarif:owned",
    "--output=sarif:owned",
    "-",
    "::error::owned",
]


@needs_bash
@pytest.mark.parametrize(
    ("name", "hostile"),
    [
        *(("paths", text) for text in HOSTILE),
        *((name, text) for name in ("config", "fail-on", "args", "sarif-file") for text in HOSTILE[:4]),
    ],
)
def test_hostile_input_stays_text(runner, name, hostile):
    before = {"keep.txt"}
    (runner.workspace / "keep.txt").write_text("keep\n", encoding="utf-8")
    runner.inputs = {name: hostile}
    runner.run(only=AFTER_INSTALL)
    left = {path.name for path in runner.workspace.iterdir()}
    assert "owned" not in left
    if name != "sarif-file":  # which does name a file to write
        assert left == before
        assert runner.result["exit-code"] in ("0", "2")
    assert not re.search(r"^::error::owned", runner.log, re.MULTILINE)


@needs_bash
def test_modules_in_the_workspace_are_not_imported(runner, monkeypatch):
    for name in ("click", "json", "piiscan", "venv", "pip", "subprocess"):
        (runner.workspace / f"{name}.py").write_text(
            "open('owned', 'w')\nraise SystemExit(0)\n", encoding="utf-8"
        )
    monkeypatch.setenv("PYTHONPATH", str(runner.workspace))
    assert runner.run(only=AFTER_INSTALL) == 0
    assert not (runner.workspace / "owned").exists()
    assert runner.result["exit-code"] == "0"


@needs_bash
@pytest.mark.parametrize(
    "version", ["1.0 --index-url https://example.org", "@ file:///tmp/x", "latest", "==1", "1;x"]
)
def test_version_must_be_a_version(runner, version):
    runner.inputs = {"version": version}
    assert runner.run(only=("Install piiscan",)) == 2
    assert "::error title=piiscan::the input `version` must be a release" in runner.log


@needs_bash
@pytest.mark.slow
def test_everything_for_real(runner, tmp_path):
    """Install from the action's own directory, scan, judge."""
    if not registry_works():
        pytest.skip("no package registry: piiscan's dependencies cannot be installed")
    runner.action_path = copy_sources(tmp_path / "action")
    del runner.steps["install"]
    (runner.workspace / "pip.py").write_text("raise SystemExit('owned')\n", encoding="utf-8")
    (runner.workspace / "venv.py").write_text("raise SystemExit('owned')\n", encoding="utf-8")
    (runner.workspace / "a.env").write_text(f"TOKEN={secret()}\n", encoding="utf-8")
    assert runner.run() == 1, runner.log
    assert runner.result["findings"] == "1"
    assert "::error file=a.env,line=1," in runner.log
    environment = Path(runner.steps["install"]["command"]).parents[1]
    size = sum(path.lstat().st_size for path in environment.rglob("*") if path.is_file())
    # pre-commit.ci refuses environments of more than 250 MiB.
    assert size < 250 * 2**20, f"{size / 2**20:.0f} MiB"


def test_script_needs_nothing_but_the_standard_library():
    code = "import runpy, sys; runpy.run_path(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, str(CHECKOUT / "scripts/action.py")],
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "SYSTEMROOT": os.environ.get("SYSTEMROOT", "")},
    )
    assert done.returncode == 0, done.stderr
