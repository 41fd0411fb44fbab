"""A scratch repository whose hooks pre-commit or prek runs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from .conftest import CHECKOUT, run

MANIFEST = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
RUNNERS = ["pre-commit", "prek"]


@dataclass(frozen=True)
class Repository:
    """A scratch repository whose hooks one of the two runners runs."""

    path: Path
    runner: list[str]

    def git(self, *args: str) -> str:
        done = run("git", *args, cwd=self.path)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    def add(self, name: str, text: str) -> None:
        self.write(name, text)
        self.git("add", "--force", "--", name)

    def hooks(self, *args: str, timeout: float = 120, **more: str) -> subprocess.CompletedProcess[str]:
        """`pre-commit run ARGS`, or `prek run ARGS`; ``more`` is added to the environment."""
        return run(*self.runner, "run", *args, cwd=self.path, timeout=timeout, **more)

    def configure(self, repos: object) -> None:
        self.add(".pre-commit-config.yaml", yaml.safe_dump({"repos": repos}))


def local(*names: str) -> list[object]:
    """The hooks of the manifest, but with the `piiscan` that is on PATH: nothing is installed."""
    hooks = [{**hook, "language": "system"} for hook in MANIFEST if hook["id"] in names]
    for hook in hooks:
        # These belong into a manifest; prek warns of the one elsewhere, runners refuse the other.
        del hook["minimum_pre_commit_version"], hook["additional_dependencies"]
    return [{"repo": "local", "hooks": hooks}]


def command(runner: str) -> list[str]:
    """How to start ``runner``; the test is skipped where it is not installed."""
    if runner == "pre-commit":
        pytest.importorskip("pre_commit")
        return [sys.executable, "-m", "pre_commit"]
    prek = shutil.which("prek", path=sysconfig.get_path("scripts")) or shutil.which("prek")
    if prek is None:
        pytest.skip("prek is in the extra `dev`")
    return [prek]


def repository_with(names: tuple[str, ...], runner: str, folder: Path) -> Repository:
    """An empty repository with these hooks of the manifest. The runner's own caches lie in ``folder`` too."""
    path = folder / "repository"
    path.mkdir()
    found = Repository(path, command(runner))
    found.git("-c", "init.defaultBranch=main", "init", "--quiet")
    found.configure(local(*names))
    return found
