"""The action with the payload of every kind of event on disk, in repositories made for it.

`events/*.json` have the fields that GitHub documents, cut to what matters, with `@NAME@` for the commits of
`origin` below, and in places that strangers fill, what hostile strangers would write.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from .action_runner import Runner, needs_bash
from .conftest import run, secret

EVENTS = Path(__file__).parent / "events"
pytestmark = needs_bash

Start = Callable[..., Runner]


def git(folder: Path, *args: str) -> str:
    done = subprocess.run(["git", *args], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def commit(folder: Path, files: dict[str, str | None], message: str = "Work") -> str:
    """Write (None: delete) the files, commit all; the id."""
    for name, text in files.items():
        if text is None:
            (folder / name).unlink()
        else:
            (folder / name).write_text(text, encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """What GitHub would have, and its commits by name.

    base ── main          (main.env came with it, base.env is older)
       └─── · ── head     (feature.env, added and removed again; and a configuration that silences all)
    merge and queue join main and head.
    """
    folder = tmp_path_factory.mktemp("origin")
    role = {
        f"GIT_{role}_{what}": "ada@example.org"
        for role in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    before = {name: os.environ.get(name) for name in (*role, "GIT_CONFIG_GLOBAL")}
    os.environ.update(role, GIT_CONFIG_GLOBAL=os.devnull)
    try:
        git(folder, "init", "-q", "-b", "main")
        ids = {"base": commit(folder, {"base.env": f"TOKEN={secret('base')}\n"})}
        git(folder, "checkout", "-q", "-b", "feature")
        commit(folder, {"feature.env": f"TOKEN={secret('feature')}\n", "piiscan.toml": "exclude = ['*']\n"})
        ids["head"] = commit(folder, {"feature.env": None, "piiscan.toml": None, "a.txt": "a\n"})
        git(folder, "tag", "-a", "v1", "-m", "First")
        ids["tag"] = git(folder, "rev-parse", "v1")
        git(folder, "checkout", "-q", "main")
        ids["main"] = commit(folder, {"main.env": f"TOKEN={secret('main')}\n"})
        for name, ref in (
            ("merge", "refs/pull/7/merge"),
            ("queue", "refs/heads/gh-readonly-queue/main/pr-7"),
        ):
            git(folder, "checkout", "-q", "--detach", "main")
            git(folder, "merge", "-q", "--no-ff", "-m", f"Merge for {name}", "feature")
            ids[name] = git(folder, "rev-parse", "HEAD")
            git(folder, "update-ref", ref, "HEAD")
        git(folder, "update-ref", "refs/pull/7/head", ids["head"])
        git(folder, "checkout", "-q", "main")
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
    return folder, {**ids, "gone": "d" * 40}


@pytest.fixture
def start(runner: Runner, origin: tuple[Path, dict[str, str]]) -> Start:
    """The runner in a checkout as actions/checkout makes it, with the event's payload on disk."""

    def begin(event: str, payload: str = "", *, at: str = "main", depth: int = 0, fetch: str = "") -> Runner:
        folder, ids = origin
        git(runner.workspace, "init", "-q", "-b", "unused")
        git(runner.workspace, "remote", "add", "origin", folder.as_uri())
        wanted = (
            [f"--depth={depth}", "origin", ids[at]]
            if depth
            else ["origin", "+refs/heads/*:refs/remotes/origin/*"]
        )
        git(runner.workspace, "fetch", "-q", "--no-tags", *wanted)
        for ref in (ids[at], fetch) if not depth else ():
            if ref:
                git(runner.workspace, "fetch", "-q", "--no-tags", "origin", ref)
        git(runner.workspace, "checkout", "-q", "--detach", ids[at])
        return with_payload(
            runner, event, (EVENTS / f"{payload or event}.json").read_text(encoding="utf-8"), ids
        )

    return begin


def with_payload(runner: Runner, event: str, text: str, ids: dict[str, str]) -> Runner:
    for name, value in ids.items():
        text = text.replace(f"@{name}@", value)
    path = runner.temp / "event.json"
    path.write_text(text, encoding="utf-8")
    runner.environment = {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(path)}
    return runner


def scan(runner: Runner) -> Runner:
    assert runner.run(only=("Scan",)) == 0, runner.log
    assert not (runner.workspace / "owned").exists()
    return runner


def found(runner: Runner) -> list[str]:
    """The files in which something was found."""
    results = runner.sarif["runs"][0]["results"]
    return sorted(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results)


@pytest.mark.parametrize(
    ("event", "payload", "at", "said", "files"),
    [
        ("pull_request", "", "merge", "every commit (2) of pull request 7", ["feature.env"]),
        ("merge_group", "", "queue", "every commit (3) of the merge queue's group", ["feature.env"]),
        ("push", "push", "main", "every commit (1) of this push", ["main.env"]),
        ("push", "push_new_branch", "head", "every commit (2) of a new branch or tag", ["feature.env"]),
        ("push", "push_tag", "head", "every commit (2) of a new branch or tag", ["feature.env"]),
        ("push", "push_forced", "head", "every commit (2) of a push whose former commit is gone", ["feature.env"]),
    ],
)  # fmt: skip
def test_every_commit_of_the_event_is_scanned(start, event, payload, at, said, files):
    runner = scan(start(event, payload, at=at))
    assert f"piiscan: scanning {said}" in runner.log
    assert f"Scanned: {said}" in runner.summary
    assert "::warning" not in runner.log
    assert (runner.result["scope"], runner.result["exit-code"]) == ("range", "1")
    assert found(runner) == files


def test_annotated_tag_that_was_fetched(start):
    runner = start("push", "push_tag", at="head", fetch="refs/tags/v1")
    assert scan(runner).result["scope"] == "range"


@pytest.mark.parametrize(
    ("event", "payload", "at", "said", "kind"),
    [
        ("schedule", "", "main", "the files of the checkout", "tree"),
        ("workflow_dispatch", "", "main", "the files of the checkout", "tree"),
        ("push", "push_tag_of_main", "main", "the files of the checkout, since there are no new commits", "tree"),
        ("push", "push_first", "main", "the whole history: a new branch", "history"),
        ("push", "push_forced_default", "main", "the whole history: a push whose former commit is gone", "history"),
    ],
)  # fmt: skip
def test_events_without_a_range(start, event, payload, at, said, kind):
    runner = scan(start(event, payload, at=at))
    assert f"piiscan: scanning {said}" in runner.log
    assert "::warning" not in runner.log
    assert runner.result["scope"] == kind
    more = ["feature.env"] if kind == "history" else []
    assert found(runner) == ["base.env", *more, "main.env"]


@pytest.mark.parametrize(("event", "payload"), [("push", "push_deleted"), ("delete", "")])
def test_where_something_was_deleted_nothing_is_scanned_and_that_is_said(start, event, payload):
    runner = start(event, payload)
    runner.inputs = {"upload-sarif": "true"}
    assert runner.run(only=("Scan", "Verdict")) == 0
    assert "nothing: a branch or tag was deleted" in runner.log
    assert "Nothing was scanned" in runner.summary
    assert (runner.result["scope"], runner.result["sarif-file"]) == ("none", "")


@pytest.mark.parametrize("event", ["schedule", "workflow_dispatch", "push", "pull_request"])
def test_history_when_asked_for(start, event):
    runner = start(event)
    runner.inputs = {"mode": "history"}
    scan(runner)
    assert runner.result["scope"] == "history"
    assert "feature.env" in found(runner)
    assert "commit(s)" in runner.summary


def test_files_when_asked_for_whatever_the_payload_says(start):
    runner = start("pull_request", at="merge")
    Path(runner.environment["GITHUB_EVENT_PATH"]).write_text("no JSON", encoding="utf-8")
    runner.inputs = {"mode": "tree"}
    scan(runner)
    assert found(runner) == ["base.env", "main.env"]


def test_what_the_base_branch_brought_meanwhile_is_not_told_again(start, origin):
    """The base in the payload is older than the one that was merged: main.env is main's own."""
    runner = start("pull_request", at="merge")
    assert origin[1]["main"][:12] in scan(runner).log
    assert "main.env" not in found(runner)


# What is not in the checkout


@pytest.mark.parametrize(
    ("event", "payload", "at"),
    [
        ("pull_request", "", "merge"),
        ("merge_group", "", "queue"),
        ("push", "push", "main"),
        ("push", "push_new_branch", "head"),
        ("push", "push_forced", "head"),
        ("push", "push_first", "main"),
    ],
)
@pytest.mark.parametrize("mode", ["auto", "range"])
def test_a_shallow_checkout_is_told_what_to_set(start, event, payload, at, mode):
    runner = start(event, payload, at=at, depth=1)
    runner.inputs = {"mode": mode}
    code = runner.run(only=("Scan",))
    assert "set `fetch-depth: 0` on actions/checkout" in runner.log
    if mode == "range":
        assert (code, runner.result["exit-code"]) == (2, "")
        assert "::error title=piiscan::" in runner.log
    else:
        assert (code, runner.result["scope"]) == (0, "tree")
        assert "::warning title=piiscan::" in runner.log
        assert "in place of the commits" in runner.summary
        assert "base.env" in found(runner)


def test_a_checkout_that_ends_within_the_range_is_shallow_too(start, origin):
    """Both ends are here, but not what lies between: depth 2 of the head has its last two commits alone."""
    runner = start("push", "push_forced", at="head", depth=1)
    git(runner.workspace, "fetch", "-q", "--depth=1", "origin", origin[1]["base"])
    with_payload(
        runner,
        "push",
        (EVENTS / "push.json").read_text(encoding="utf-8"),
        {**origin[1], "main": origin[1]["head"]},
    )
    scan(runner)
    assert "is shallow and ends within this event's commits" in runner.log
    assert runner.result["scope"] == "tree"


def test_history_of_a_shallow_checkout_says_so(start):
    runner = start("schedule", depth=1)
    runner.inputs = {"mode": "history"}
    assert "so most of the history is not here: set `fetch-depth: 0`" in scan(runner).log


def test_default_branch_that_was_not_fetched(start):
    runner = start("push", "push_new_branch", at="head")
    git(runner.workspace, "update-ref", "-d", "refs/remotes/origin/main")
    assert "the default branch is not in this checkout" in scan(runner).log
    assert runner.result["scope"] == "tree"


def test_a_folder_that_is_no_repository(start):
    runner = start("push")
    shutil.rmtree(runner.workspace / ".git")
    assert "is not the root of a git repository" in scan(runner).log
    assert runner.result["scope"] == "tree"


def test_a_checkout_of_another_user(start):
    runner = start("push")
    runner.environment["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1"
    runner.run(only=("Scan",))
    assert "safe.directory" in runner.log
    assert runner.result["scope"] == "tree"


def test_several_paths_have_no_range(start):
    runner = start("push")
    runner.inputs = {"paths": "base.env\nmain.env"}
    assert "`paths` names several places" in scan(runner).log
    assert found(runner) == ["base.env", "main.env"]


def test_a_repository_below_the_workspace(start):
    runner = start("push")
    below = runner.workspace / "below"
    below.mkdir()
    for name in (".git", "base.env", "main.env"):
        shutil.move(runner.workspace / name, below / name)
    runner.inputs = {"paths": "below"}
    assert scan(runner).result["scope"] == "range"


def test_own_arguments_are_not_overruled(start):
    runner = start("pull_request", at="merge")
    runner.inputs = {"args": "--history"}
    assert scan(runner).result["scope"] == "args"
    runner.inputs = {"args": "--diff=HEAD", "mode": "range"}
    assert runner.run(only=("Scan",)) == 2
    assert "take one of the two" in runner.log


# pull_request_target: secrets are there, so the head is read and never checked out


def test_pull_request_target_reads_the_head_and_does_not_check_it_out(start):
    runner = scan(start("pull_request_target", fetch="refs/pull/7/head"))
    assert runner.result["scope"] == "range"
    assert found(runner) == ["feature.env"], "the head's own configuration does not count"
    assert not (runner.workspace / "a.txt").exists()
    assert "::warning" not in runner.log
    assert runner.filled("${{ steps.scan.outputs.upload-file }}") == ""


def test_pull_request_target_without_the_head_is_an_error(start):
    """The files of the base branch would be scanned, and a clean result would mean nothing."""
    runner = start("pull_request_target", depth=1)
    assert runner.run(only=("Scan",)) == 2
    assert "`git fetch --no-tags origin refs/pull/7/head`" in runner.log
    assert "a clean" not in runner.log


def test_pull_request_target_with_the_head_checked_out_is_warned_of(start):
    runner = scan(start("pull_request_target", at="merge"))
    assert "::warning title=piiscan::this checkout holds the pull request's own files" in runner.log
    assert runner.result["scope"] == "range"


# Reports


def test_code_scanning_gets_the_state_of_the_files_and_not_of_a_range(start):
    runner = scan(start("push"))
    uploaded = json.loads(Path(runner.steps["scan"]["upload-file"]).read_text(encoding="utf-8"))
    assert len(uploaded["runs"][0]["results"]) == 2
    assert found(runner) == ["main.env"]
    runner.steps["upload"] = {"outcome": "success"}
    assert runner.run(only=("Verdict",)) == 1
    assert "::error file=main.env,line=1," in runner.log, "the upload does not tell what the range brought"
    assert "::error file=base.env" not in runner.log


def test_no_second_scan_where_nothing_is_uploaded(start):
    runner = start("push")
    runner.inputs = {"upload-sarif": "false"}
    scan(runner)
    assert runner.steps["scan"]["upload-file"] == ""
    assert "for code scanning" not in runner.log


def test_no_value_is_in_anything(start):
    runner = scan(start("pull_request", at="merge"))
    runner.run(only=("Verdict",))
    everything = runner.log + runner.summary + json.dumps(runner.sarif)
    assert not [name for name in ("base", "feature", "main") if secret(name) in everything]


# Payloads that are not as documented

EVERY = ["pull_request", "pull_request_target", "push", "merge_group"]


@pytest.mark.parametrize("event", EVERY)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("\xff\xfe", "is not JSON"),
        ("null", "lacks"),
        ("[]", "lacks"),
        ("{}", "lacks"),
        ('{"pull_request": [], "merge_group": 1, "before": null, "after": {}}', "lacks"),
    ],
    ids=["empty", "cut", "deep", "bytes", "null", "list", "object", "types"],
)
def test_payload_that_makes_no_sense(runner, origin, event, text, said):
    git(runner.workspace, "init", "-q")
    with_payload(runner, event, "", origin[1])
    Path(runner.environment["GITHUB_EVENT_PATH"]).write_bytes(text.encode("latin-1"))
    assert runner.run(only=("Scan",)) == 2
    assert [line for line in runner.log.splitlines() if line] == [
        line for line in [runner.log.strip()] if line
    ]
    assert runner.log.startswith("::error title=piiscan::")
    assert said in runner.log


def test_payload_that_is_not_there(runner):
    runner.environment = {"GITHUB_EVENT_NAME": "push", "GITHUB_EVENT_PATH": str(runner.temp / "nowhere.json")}
    assert runner.run(only=("Scan",)) == 2
    assert "cannot be read" in runner.log


@pytest.mark.parametrize(
    "hostile", ["--output=owned", "HEAD; touch owned", "A" * 40, "0" * 39, "$(touch owned)", 7]
)
@pytest.mark.parametrize(
    ("event", "name"), [("pull_request", "head"), ("push", "base"), ("merge_group", "main")]
)
def test_ids_that_are_none(start, event, name, hostile):
    runner = start(event)
    payload = (
        (EVENTS / f"{event}.json").read_text(encoding="utf-8").replace(f'"@{name}@"', json.dumps(hostile))
    )
    with_payload(
        runner, event, payload, {"base": "a" * 40, "head": "b" * 40, "main": "c" * 40, "queue": "d" * 40}
    )
    assert runner.run(only=("Scan",)) == 2
    assert f"::error title=piiscan::the payload of `{event}` lacks" in runner.log
    assert not (runner.workspace / "owned").exists()


@pytest.mark.parametrize(
    "branch", ["--upload-pack=touch owned", "$(touch owned)", "a\n::error::owned", "", "../x"]
)
def test_default_branch_with_a_hostile_name(start, branch):
    runner = start("push", "push_new_branch", at="head")
    path = Path(runner.environment["GITHUB_EVENT_PATH"])
    payload = json.loads(path.read_text(encoding="utf-8"))
    payload["repository"]["default_branch"] = branch
    path.write_text(json.dumps(payload), encoding="utf-8")
    scan(runner)
    assert runner.result["scope"] == "tree"
    assert "::error::owned" not in runner.log


def test_mode_must_be_one(runner):
    runner.inputs = {"mode": "everything"}
    assert runner.run(only=("Scan",)) == 2
    assert "the input `mode` must be one of auto, tree, range, history" in runner.log


def test_range_needs_an_event_that_has_one(start):
    runner = start("schedule")
    runner.inputs = {"mode": "range"}
    assert runner.run(only=("Scan",)) == 2
    assert "the event `schedule` brings no commits" in runner.log


def test_every_payload_is_used():
    text = Path(__file__).read_text(encoding="utf-8")
    assert [path.name for path in EVENTS.iterdir() if f'"{path.stem}"' not in text] == []
    assert run("git", "--version", cwd=EVENTS).returncode == 0
