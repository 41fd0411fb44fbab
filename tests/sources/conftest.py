"""Repositories that depend on nobody's git configuration, and nobody's hook environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Git = Callable[..., str]


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in list(os.environ):
        if name.startswith("GIT_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    # The test's own directory may lie in a repository; this one must not be found.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path_factory.getbasetemp()))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An empty directory, no repository."""
    path = tmp_path / "tree"
    path.mkdir()
    return path


@pytest.fixture
def git(tree: Path) -> Git:
    """Runs git in ``tree``, which becomes a repository without a commit."""

    def run(*args: str, cwd: Path = tree, check: bool = True) -> str:
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *args],
            cwd=cwd,
            capture_output=True,
            check=False,
        )
        assert not check or done.returncode == 0, os.fsdecode(done.stderr)
        return os.fsdecode(done.stdout)

    run("init", "-q")
    return run


def write(root: Path, files: dict[str, str | bytes]) -> None:
    """Create ``files``, and the directories that they need."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
