"""The job on the page on continuous integration: valid, and its script does what the page says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from .conftest import CHECKOUT, run, secret

PAGE = (CHECKOUT / "docs/ci.md").read_text(encoding="utf-8")
(JOB,) = (yaml.safe_load(text)["piiscan"] for text in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL))

pytestmark = pytest.mark.skipif(
    os.name == "nt" or not shutil.which("sh"), reason="the job runs in a Unix shell"
)


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, encoding="utf-8", check=True)
    return done.stdout.strip()


@pytest.fixture
def ids(tmp_path: Path) -> dict[str, str]:
    """A repository at ``tmp_path`` with an old finding, and a branch that adds one and removes it again."""
    git(tmp_path, "init", "-q", "-b", "main")
    found = {}
    for name, files in (
        ("base", {"old.env": "old"}),
        ("middle", {"old.env": "old", "new.env": "new"}),
        ("head", {"old.env": "old"}),
    ):
        for path in tmp_path.glob("*.env"):
            path.unlink()
        for file, seed in files.items():
            (tmp_path / file).write_text(f"TOKEN={secret(seed)}\n", encoding="utf-8")
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "-q", "-m", name)
        found[name] = git(tmp_path, "rev-parse", "HEAD")
    return found


def job(folder: Path, **variables: str) -> tuple[int, list[str]]:
    """Exit code, and the files in the report."""
    done = run("sh", "-e", "-c", "\n".join(JOB["script"]), cwd=folder, **variables)
    report = json.loads(
        (folder / JOB["artifacts"]["reports"]["secret_detection"]).read_text(encoding="utf-8")
    )
    assert secret("new") not in done.stdout
    return done.returncode, sorted(each["location"]["file"] for each in report["vulnerabilities"])


def test_merge_request(tmp_path, ids):
    variables = {"CI_PIPELINE_SOURCE": "merge_request_event", "CI_MERGE_REQUEST_DIFF_BASE_SHA": ids["base"]}
    assert job(tmp_path, **variables, CI_COMMIT_SHA=ids["head"]) == (1, ["new.env"])


def test_merged_results(tmp_path, ids):
    """CI_COMMIT_SHA is a merge that has more than the merge request."""
    variables = {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": ids["base"],
        "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": ids["base"],
        "CI_COMMIT_SHA": ids["head"],
    }
    assert job(tmp_path, **variables) == (0, [])


def test_default_branch(tmp_path, ids):
    assert job(tmp_path, CI_PIPELINE_SOURCE="push", CI_COMMIT_SHA=ids["head"]) == (1, ["old.env"])


def test_schedule(tmp_path, ids):
    assert job(tmp_path, CI_PIPELINE_SOURCE="schedule") == (1, ["new.env", "old.env"])


def test_missing_history_is_an_error(tmp_path, ids):
    variables = {
        "CI_PIPELINE_SOURCE": "merge_request_event",
        "CI_MERGE_REQUEST_DIFF_BASE_SHA": "0" * 39 + "1",
    }
    done = run(
        "sh", "-e", "-c", "\n".join(JOB["script"]), cwd=tmp_path, **variables, CI_COMMIT_SHA=ids["head"]
    )
    assert done.returncode == 2
    assert not (tmp_path / "gl-secret-detection-report.json").exists()


def test_the_report_is_kept_where_the_job_fails():
    assert JOB["artifacts"]["when"] == "always"
    assert JOB["variables"]["GIT_DEPTH"] == "0"
    assert f"gitlab:{JOB['artifacts']['paths'][0]}" in JOB["script"][0]
