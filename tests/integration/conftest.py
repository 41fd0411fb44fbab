"""Processes as a user starts them: `piiscan` on PATH, and a git that depends on nobody's configuration."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import piiscan

if TYPE_CHECKING:
    from .action_runner import Runner

CHECKOUT = Path(__file__).parents[2]

#: What the wheel is built from, hooks and action included: enough to install from.
SOURCES = (
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "CHANGELOG.md",
    ".gitignore",
    ".pre-commit-hooks.yaml",
    "piiscan.toml",
    "src",
    "rules",
    "scripts",
)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "slow: installs a package for real; takes seconds and a package registry"
    )


def run(
    *command: str | Path, cwd: Path, timeout: float = 120, **more: str
) -> subprocess.CompletedProcess[str]:
    """Run ``command``; ``more`` is added to the environment. Standard error joins standard output."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **more},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=timeout,
        check=False,
    )


def secret(seed: str = "hook") -> str:
    """A GitHub token with a valid checksum that belongs to nobody; made here, so that none is stored."""
    import piiscan.detect.checks.crc  # noqa: F401 - registers the generator
    from piiscan.catalog.examples import expand

    return expand("gh%{}p_%{crc62:30}", seed)


def copy_sources(target: Path) -> Path:
    """The checkout's sources at ``target``, without what tests and builds leave lying around."""
    target.mkdir(parents=True)
    for name in SOURCES:
        source = CHECKOUT / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        elif source.exists():
            shutil.copy2(source, target / name)
    return target


@pytest.fixture(scope="session")
def piiscan_directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the `piiscan` command: of this environment, or one that runs this checkout."""
    scripts = Path(sysconfig.get_path("scripts"))
    if shutil.which("piiscan", path=str(scripts)):
        return scripts
    if os.name == "nt":
        pytest.skip("piiscan is not installed in this environment")
    folder = tmp_path_factory.mktemp("bin")
    source = Path(piiscan.__file__).parents[1]
    lines = [
        f"#!{sys.executable}",
        "import sys",
        f"sys.path.insert(0, {str(source)!r})",
        "from piiscan.cli.entry import run",
        "run()",
        "",
    ]
    command = folder / "piiscan"
    command.write_text("\n".join(lines), encoding="utf-8")
    command.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Compiled rules, once for all tests of a worker."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def _clean_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, piiscan_directory: Path, cache: Path
) -> None:
    for name in list(os.environ):
        if name.startswith(("GIT_", "GITHUB_", "PRE_COMMIT", "PREK_", "RUNNER_")) or name in (
            "SKIP",
            "FORCE_COLOR",
        ):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{piiscan_directory}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PIISCAN_CACHE_DIR", str(cache))
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")


def registry_works() -> bool:
    """Whether packages can be had. On CI they must: there a failure is to be seen."""
    if os.environ.get("CI"):
        return True
    probe = [
        sys.executable,
        "-m",
        "pip",
        "index",
        "versions",
        "hatchling",
        "--timeout",
        "5",
        "--retries",
        "0",
    ]
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


@pytest.fixture
def runner(tmp_path: Path, piiscan_directory: Path) -> Runner:
    """A runner with an empty workspace, where piiscan is installed already."""
    from .action_runner import Runner

    workspace, temp = tmp_path / "work space", tmp_path / "temp"
    workspace.mkdir()
    temp.mkdir()
    command = shutil.which("piiscan", path=str(piiscan_directory))
    steps = {"python": {"python-path": sys.executable}, "install": {"command": str(command)}}
    return Runner(workspace, temp, steps=steps)
