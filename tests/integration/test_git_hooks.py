"""Hooks of plain git: the very scripts that docs/hooks.md shows, in repositories and on a server."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import CHECKOUT, run, secret

DOCS = (CHECKOUT / "docs" / "hooks.md").read_text(encoding="utf-8")

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the scripts are for sh")


def script(place: str) -> str:
    """The script that the page shows for ``place``."""
    found = re.search(rf"As `{re.escape(place)}`[^`]*?:\n\n```sh\n(#!/bin/sh\n.+?)```\n", DOCS, re.DOTALL)
    assert found, place
    return found[1]


@dataclass(frozen=True)
class Pair:
    """A repository and the bare one that it pushes to."""

    here: Path
    server: Path

    def hook(self, place: str) -> None:
        folder = self.server if place.startswith("hooks/") else self.here
        file = folder / place
        file.parent.mkdir(exist_ok=True)
        file.write_text(script(place), encoding="utf-8")
        file.chmod(0o755)

    def git(self, *args: str) -> str:
        done = run("git", *args, cwd=self.here)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def commit(self, name: str, text: str) -> str:
        (self.here / name).write_text(text, encoding="utf-8")
        self.git("add", name)
        self.git("commit", "--quiet", "--no-verify", "--message", name)
        return self.git("rev-parse", "HEAD").strip()

    def push(self, *args: str) -> subprocess.CompletedProcess[str]:
        done = run("git", "push", *args, cwd=self.here)
        assert secret() not in done.stdout
        return done

    def refs(self) -> list[str]:
        listed = run("git", "for-each-ref", "--format=%(refname:short)", cwd=self.server).stdout
        return listed.split()


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    made = Pair(tmp_path / "here", tmp_path / "server.git")
    for folder, options in ((made.here, ()), (made.server, ("--bare",))):
        done = run("git", "-c", "init.defaultBranch=main", "init", "--quiet", *options, folder, cwd=tmp_path)
        assert done.returncode == 0, done.stdout
    made.git("remote", "add", "origin", str(made.server))
    return made


def test_pre_receive_refuses_what_holds_a_secret_and_takes_the_rest(pair: Pair):
    pair.hook("hooks/pre-receive")
    pair.commit("a.env", "x\n")
    accepted = pair.push("origin", "main")
    assert accepted.returncode == 0, accepted.stdout
    assert "remote: All clean: 1 commit, 1 file version, " in accepted.stdout
    # Added and removed again, on a new branch, beside a clean one.
    pair.git("branch", "clean")
    pair.commit("b.env", f"x\ntoken={secret()}\n")
    leaked = pair.git("rev-parse", "HEAD:b.env").strip()
    pair.commit("b.env", "x\n")
    refused = pair.push("origin", "clean", "HEAD:side")
    assert refused.returncode == 1
    assert "remote: b.env:2:7: SEC101 error" in refused.stdout
    assert "[remote rejected]" in refused.stdout
    assert pair.refs() == ["main"]
    # The quarantine is gone: the server never stored it.
    assert run("git", "cat-file", "-e", leaked, cwd=pair.server).returncode != 0
    assert pair.push("origin", "clean").returncode == 0
    assert pair.push("origin", "HEAD~2:refs/heads/side").returncode == 0
    deleted = pair.push("origin", ":side")
    assert deleted.returncode == 0, deleted.stdout
    assert "refs/heads/side is deleted: nothing of it to scan" in deleted.stdout
    assert pair.refs() == ["clean", "main"]


def test_pre_receive_reads_tags_and_no_configuration_that_is_pushed(pair: Pair):
    pair.hook("hooks/pre-receive")
    pair.commit("piiscan.toml", 'exclude = ["*"]\nignore = ["SEC"]\n')
    assert pair.push("origin", "main").returncode == 0
    pair.git("tag", "--annotate", "--message", f"for {secret()}", "v1")
    refused = pair.push("origin", "v1")
    assert refused.returncode == 1
    assert "remote: tag v1:1:5: SEC101 error" in refused.stdout
    pair.commit("a.env", f"token={secret()}\n")
    assert "remote: a.env:1:7: SEC101 error" in pair.push("origin", "main").stdout
    assert pair.refs() == ["main"]


def test_pre_receive_of_a_repository_with_a_work_tree(pair: Pair, tmp_path: Path):
    run("git", "config", "core.bare", "false", cwd=pair.server)
    run("git", "config", "receive.denyCurrentBranch", "ignore", cwd=pair.server)
    pair.server.rename(tmp_path / ".git")
    pair = Pair(pair.here, tmp_path / ".git")
    pair.git("remote", "set-url", "origin", str(tmp_path))
    pair.hook("hooks/pre-receive")
    pair.commit("a.env", f"token={secret()}\n")
    assert "remote: a.env:1:7: SEC101 error" in pair.push("origin", "main").stdout
    pair.commit("a.env", "x\n")
    pair.git("reset", "--quiet", "--soft", "HEAD~1")
    pair.git("commit", "--quiet", "--amend", "--message", "clean")
    assert pair.push("origin", "main").returncode == 0


def test_pre_push_scans_all_refs_of_a_push(pair: Pair):
    pair.hook(".git/hooks/pre-push")
    pair.commit("a.txt", "x\n")
    pair.git("branch", "other")
    assert pair.push("origin", "main").returncode == 0
    pair.git("tag", "--annotate", "--message", f"for {secret()}", "v1")
    pair.git("checkout", "--quiet", "other")
    pair.commit("b.txt", f"token={secret()}\n")
    pair.commit("b.txt", "x\n")
    refused = pair.push("origin", "main", "other", "v1")
    assert refused.returncode == 1
    assert "b.txt:1:7: SEC101 error" in refused.stdout
    assert "tag v1:1:5: SEC101 error" in refused.stdout
    assert " in 2 commits, 2 file versions, " in refused.stdout
    assert pair.refs() == ["main"]


def test_pre_push_where_the_remote_has_what_was_never_fetched(pair: Pair, tmp_path: Path):
    pair.commit("a.txt", "x\n")
    pair.git("push", "--quiet", "origin", "main")
    other = Pair(tmp_path / "other", pair.server)
    run("git", "clone", "--quiet", pair.server, other.here, cwd=tmp_path)
    other.commit("b.txt", "x\n")
    other.git("push", "--quiet", "origin", "HEAD:main")
    pair.hook(".git/hooks/pre-push")
    pair.commit("c.txt", "x\n")
    forced = pair.push("--force", "origin", "main")
    assert forced.returncode == 0, forced.stdout
    assert "All clean: 1 commit, 1 file version, " in forced.stdout
    # By its address: of that nothing is known, so all of it is read.
    assert "All clean: 2 commits, " in pair.push(str(pair.server), "main:refs/heads/side").stdout
    deleted = pair.push(str(pair.server), ":side")
    assert "refs/heads/side is deleted: nothing of it to scan" in deleted.stdout
    assert "There is no commit to scan." in deleted.stdout
    assert pair.refs() == ["main"]


def test_commit_msg_and_pre_commit(pair: Pair):
    pair.hook(".git/hooks/commit-msg")
    pair.hook(".git/hooks/pre-commit")
    (pair.here / "a.txt").write_text(f"token={secret()}\n", encoding="utf-8")
    pair.git("add", "a.txt")
    assert "a.txt:1:7: SEC101" in run("git", "commit", "-m", "one", cwd=pair.here).stdout
    (pair.here / "a.txt").write_text("x\n", encoding="utf-8")
    pair.git("add", "a.txt")
    refused = run("git", "commit", "-m", f"one {secret()}", cwd=pair.here)
    assert refused.returncode == 1
    assert "commit message:1:5: SEC101" in refused.stdout
    assert run("git", "commit", "-m", "one", cwd=pair.here).returncode == 0
