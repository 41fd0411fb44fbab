"""The wheel whose hot modules mypyc has compiled: it says and finds what the sources do."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import CHECKOUT

pytestmark = [
    pytest.mark.skipif(not os.environ.get("CI"), reason="takes a minute of a C compiler: set CI to run it"),
    pytest.mark.skipif(
        not any(map(shutil.which, ("cc", "gcc", "clang", "cl"))), reason="there is no C compiler"
    ),
]


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to import it from."""
    pytest.importorskip("mypyc")
    folder = tmp_path_factory.mktemp("compiled")
    done = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=CHECKOUT, env={**os.environ, "HATCH_BUILD_HOOKS_ENABLE": "1"}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    assert "none-any" not in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def go(folder: Path | None, *arguments: object, cwd: Path = CHECKOUT, ok: tuple[int, ...] = (0, 1)) -> str:
    """What piiscan prints, run from ``folder``; None: from the sources."""
    done = subprocess.run(
        [sys.executable, "-m", "piiscan", *map(str, arguments)],
        cwd=cwd, env={**os.environ, "PYTHONPATH": str(folder or CHECKOUT / "src")}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode in ok, done.stderr
    return done.stdout + re.sub(r", [0-9.]+ s\.", "", done.stderr)


def test_it_says_so(compiled: Path) -> None:
    assert go(compiled, "--version").strip().endswith(" (compiled)")
    assert "compiled" not in go(None, "--version")


def test_no_compiled_file_stays_in_the_checkout(compiled: Path) -> None:
    assert list(compiled.rglob("*.so")) + list(compiled.rglob("*.pyd"))
    assert not [
        *(CHECKOUT / "src").rglob("*.so"),
        *(CHECKOUT / "src").rglob("*.pyd"),
        *CHECKOUT.glob("build"),
    ]


SCAN = (
    "scan",
    "--isolated",
    "--model",
    "off",
    "-o",
    "json-lines",
    "--include",
    "licence,placeholder",
    "--min-confidence",
    "0",
    "--explain",
)


@pytest.mark.parametrize("jobs", [1, 2])
def test_every_case_and_page_is_the_same(compiled: Path, jobs: int) -> None:
    arguments = (*SCAN, "--jobs", jobs, "tests/cases", "rules", "docs", "src", "benchmarks/results")
    lines = go(compiled, *arguments).splitlines()
    assert len(lines) > 1000
    assert lines == go(None, *arguments).splitlines()


def test_every_rule_keeps_to_its_examples(compiled: Path) -> None:
    files = sorted((CHECKOUT / "rules").rglob("*.toml"))
    said = go(compiled, "rules", "test", *files, ok=(0,))
    assert "0 failed" in said
    assert said == go(None, "rules", "test", *files, ok=(0,))


def test_what_masking_writes_is_the_same(compiled: Path, tmp_path: Path) -> None:
    """mypyc 2.4.1 does twice what stands in a slice of a memoryview: `left[os.write(file, left) :]` wrote each file twice."""
    trees = {}
    for name, folder in (("compiled", compiled), ("sources", None)):
        for copy in range(3):  # so many files are spread over processes
            shutil.copytree(CHECKOUT / "tests" / "cases", tmp_path / name / str(copy))
        before = _content(tmp_path / name)
        go(folder, "mask", "--isolated", "--model", "off", "-q", "--jobs", 2, ".", cwd=tmp_path / name)
        trees[name] = _content(tmp_path / name)
        assert trees[name] != before
        go(folder, "undo", cwd=tmp_path / name)
        assert _content(tmp_path / name) == before
    assert trees["compiled"] == trees["sources"]


def _content(tree: Path) -> dict[str, bytes]:
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def test_masking_is_the_same(compiled: Path) -> None:
    arguments = ("mask", "--isolated", "--model", "off", "--diff", "--jobs", 1, "tests/cases")
    masked = go(compiled, *arguments)
    assert masked.count("\n+") > 100
    assert masked == go(None, *arguments)


def test_a_history_is_the_same(compiled: Path, tmp_path: Path) -> None:
    cases = sorted((CHECKOUT / "tests" / "cases").glob("*/input.txtar"))

    def git(*arguments: str) -> None:
        subprocess.run(
            ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments],
            cwd=tmp_path, check=True, capture_output=True,
        )  # fmt: skip

    git("init", "-q")
    for number, path in enumerate(cases[:40]):
        text = path.read_text(encoding="utf-8").replace("«", "").replace("»", "")
        half = len(text) // 2
        (tmp_path / f"{number % 5}.txt").write_text(text[:half], encoding="utf-8")
        git("add", "-A")
        git("commit", "-qm", f"half of {path.parent.name}")
        (tmp_path / f"{number % 5}.txt").write_text(text, encoding="utf-8")
        git("commit", "-qam", f"all of {path.parent.name}")
    arguments = (*SCAN[:-1], "--history")
    found = go(compiled, *arguments, cwd=tmp_path)
    assert found.count("\n") > 20
    assert found == go(None, *arguments, cwd=tmp_path)
