"""The workflows of this repository, and action.yml, as data: pinned, with few rights, and what the pages say of them."""

from __future__ import annotations

import re
import shutil
import sysconfig
from pathlib import Path
from typing import Any

import pytest
import yaml

from .conftest import CHECKOUT, run

FILES = sorted((CHECKOUT / ".github/workflows").glob("*.yml"))
WORKFLOWS = {path.name: yaml.safe_load(path.read_text(encoding="utf-8")) for path in FILES}
ACTION = yaml.safe_load((CHECKOUT / "action.yml").read_text(encoding="utf-8"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")
JOBS = [(name, job) for name, workflow in WORKFLOWS.items() for job in workflow["jobs"].values()]
STEPS = [*ACTION["runs"]["steps"], *(step for _, job in JOBS for step in job["steps"])]
PAGES = [CHECKOUT / "docs/action.md", CHECKOUT / "docs/ci.md"]


def on(workflow: dict[Any, Any]) -> dict[str, Any]:
    """YAML 1.1 takes `on` for true."""
    found = workflow[True]
    assert isinstance(found, dict)
    return found


def test_foreign_actions_are_pinned_with_their_version():
    used = [step["uses"] for step in STEPS if "uses" in step and not step["uses"].startswith("./")]
    assert len(used) >= 10
    assert [name for name in used if not PINNED.fullmatch(name)] == []
    for file in (*FILES, CHECKOUT / "action.yml", *PAGES):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"@[0-9a-f]{40}(?! # v\d)", text), f"{file}: a pin without its version"


def test_one_action_has_one_pin():
    """A commit that was renewed in one place and forgotten in another."""
    pins: dict[str, set[str]] = {}
    for file in (*FILES, CHECKOUT / "action.yml", *PAGES):
        for name, commit in re.findall(
            r"([\w.-]+/[\w./-]+)@([0-9a-f]{40} # v[\d.]+)", file.read_text(encoding="utf-8")
        ):
            pins.setdefault(name, set()).add(commit)
    assert [name for name, commits in pins.items() if len(commits) > 1] == []
    page = PAGES[0].read_text(encoding="utf-8")
    for name, commits in pins.items():
        if name in yaml.safe_dump(ACTION):
            assert f"`{commits.copy().pop().split(' ')[0]}`" in page, name


def test_no_expression_stands_in_a_script():
    assert [step for step in STEPS if "${{" in step.get("run", "")] == []


def test_rights_are_few_and_jobs_end():
    for name, workflow in WORKFLOWS.items():
        assert workflow["permissions"] in ({}, {"contents": "read"}), name
        assert "concurrency" in workflow, name
    for name, job in JOBS:
        assert 0 < job["timeout-minutes"] <= 60, name
        writes = {scope for scope, right in job.get("permissions", {}).items() if right == "write"}
        assert writes <= {"security-events", "id-token", "attestations"}, name


def test_no_secret_and_no_dangerous_event():
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text
        assert not {"pull_request_target", "workflow_run"} & set(on(WORKFLOWS[path.name]))
    checkouts = [step for step in STEPS if step.get("uses", "").startswith("actions/checkout@")]
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_tests_run_on_three_systems_and_every_python():
    job = WORKFLOWS["ci.yml"]["jobs"]["test"]
    matrix = job["strategy"]["matrix"]
    assert [name.split("-")[0] for name in matrix["os"]] == ["ubuntu", "macos", "windows"]
    assert matrix["python"] == ["3.10", "3.11", "3.12", "3.13", "3.14"]
    assert job["steps"][-1]["run"] == "./scripts/test"


def test_a_release_needs_a_tag_and_no_token():
    workflow = WORKFLOWS["release.yml"]
    assert on(workflow) == {"push": {"tags": ["v*"]}}
    jobs = workflow["jobs"]
    assert jobs["publish"]["environment"]["name"] == "pypi"
    assert [name for name, job in jobs.items() if "id-token" in job["permissions"]] == ["attest", "publish"]
    scripts = "".join(step.get("run", "") for step in jobs["publish"]["steps"])
    assert "--require-hashes" in scripts
    assert "piiscan" not in scripts, "nothing of the repository runs where PyPI's trust is"
    locked = (CHECKOUT / ".github/requirements/release.txt").read_text(encoding="utf-8")
    for line in (CHECKOUT / ".github/requirements/release.in").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            assert re.search(rf"^{re.escape(line)}==[\d.]+ \\$", locked, re.MULTILINE), line


def test_the_action_scans_this_repository_for_every_kind_of_event():
    workflow = WORKFLOWS["piiscan.yml"]
    assert {"push", "pull_request", "merge_group", "schedule", "workflow_dispatch"} == set(on(workflow))
    checkout, action = workflow["jobs"]["scan"]["steps"]
    assert checkout["with"]["fetch-depth"] == 0
    assert action["uses"] == "./"
    assert set(action["with"]) <= set(ACTION["inputs"])


def _program(name: str) -> str:
    found = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _examples(folder: Path) -> list[Path]:
    """The workflows on the pages, as files."""
    found = []
    for page in PAGES:
        for number, text in enumerate(
            re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
        ):
            if re.search(r"^on:", text, re.MULTILINE):
                path = folder / ".github/workflows" / f"{page.stem}-{number}.yml"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text.replace("COMMIT", "0" * 40), encoding="utf-8")
                found.append(path)
    return found


def test_zizmor_finds_nothing(tmp_path):
    zizmor = _program("zizmor")
    done = run(
        zizmor, "--offline", "--no-config", "--strict-collection", "--persona=pedantic", "--no-progress",
        "action.yml", ".github/workflows", cwd=CHECKOUT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    examples = _examples(tmp_path)
    assert len(examples) >= 2
    done = run(
        zizmor, "--offline", "--no-config", "--strict-collection", "--no-progress", *examples, cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout


def test_actionlint_finds_nothing(tmp_path):
    actionlint = _program("actionlint")
    for files in (FILES, _examples(tmp_path)):
        done = run(actionlint, "-no-color", *files, cwd=CHECKOUT)
        assert done.returncode == 0, done.stdout
