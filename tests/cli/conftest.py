"""`piiscan …` in this process: what came out, what it said, and the exit code."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from piiscan.cli.entry import main
from piiscan.mask import seal

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Result:
    code: int
    out: str
    err: str


Piiscan = Callable[..., Result]
Write = Callable[[Mapping[str, str | bytes]], None]


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty directory, and the current one."""
    path = tmp_path / "tree"
    path.mkdir()
    monkeypatch.chdir(path)
    return path


@pytest.fixture
def write(tree: Path) -> Write:
    """Creates files below the tree."""

    def create(files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = tree / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    return create


@pytest.fixture
def piiscan(tree: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Piiscan:
    """Runs the command line in the tree."""

    def run(*args: str, stdin: bytes = b"") -> Result:
        capsys.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(args)
        out, err = capsys.readouterr()
        return Result(code, out, err)

    return run


@pytest.fixture
def process(tree: Path) -> Piiscan:
    """Runs the command line as a process of its own, as a shell would."""

    def run(*args: str, stdin: bytes = b"", **more: str) -> Result:
        environment = {**os.environ, "PYTHONPATH": str(SOURCE), **more}
        done = subprocess.run(
            [sys.executable, "-m", "piiscan", *args],
            cwd=tree, input=stdin, env=environment, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def git(tree: Path) -> Callable[..., str]:
    """Runs git in the tree, which becomes a repository without a commit."""

    def run(*args: str) -> str:
        command = ["git", "-c", "init.defaultBranch=main", *args]
        done = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=True)
        return done.stdout

    run("init", "-q")
    return run


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A state directory of this test's own, a passphrase, and a scrypt that takes no time."""
    monkeypatch.setenv("PIISCAN_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PIISCAN_PASSPHRASE", "correct horse")
    monkeypatch.setattr(seal, "_COST", (4, 8, 1))
    return tmp_path / "state"


@pytest.fixture
def vault(tmp_path: Path) -> str:
    return str(tmp_path / "x.vault")
