"""action.yml as data, and its steps run by a small stand-in for GitHub's runner."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from .action_runner import ACTION, needs_bash
from .conftest import CHECKOUT, copy_sources, registry_works, secret

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


def test_every_input_reaches_a_step():
    steps = yaml.safe_dump(ACTION["runs"])
    assert [name for name in ACTION["inputs"] if f"inputs.{name}" not in steps] == []


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
def test_annotations_keep_to_githubs_limit_and_say_what_is_left_out(runner):
    for number in range(12):
        (runner.workspace / f"{number}.env").write_text(f"TOKEN={secret(str(number))}\n", encoding="utf-8")
    runner.inputs = {"upload-sarif": "false"}
    assert runner.run(only=AFTER_INSTALL) == 1
    assert len(re.findall(r"^::error file=", runner.log, re.MULTILINE)) == 10
    assert "2 errors more not annotated" in runner.log


@needs_bash
@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("note", 1), ("never", 0)])
def test_job_fails_from_a_severity_on(runner, fail_on, code):
    (runner.workspace / "a.md").write_text("Ask anna.kowalska@wydawnictwo-lipa.pl\n", encoding="utf-8")
    runner.inputs = {"fail-on": fail_on}
    assert runner.run(only=AFTER_INSTALL) == code
    assert runner.result["findings"] == "1"


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
    assert runner.result == {"exit-code": "2", "findings": "", "scope": "tree", "sarif-file": ""}
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
