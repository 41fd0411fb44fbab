from __future__ import annotations

import subprocess
from collections import Counter
from pathlib import Path

import pytest

from canary import made
from piiscan.run.history.blobs import BlobFindings, blobs_with_findings
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.sources.git.history import Reading
from piiscan.types import Notice


def line(seed: str) -> str:
    return f'token = "{made("ghp_%{crc62:30}", seed)}"\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    return tmp_path


def commit(tree: Path, files: dict[str, str]) -> None:
    for name, content in files.items():
        (tree / name).write_text(content, encoding="utf-8")
    subprocess.run(["git", "add", "-A"], cwd=tree, check=True)
    subprocess.run(["git", "commit", "-qm", "x"], cwd=tree, check=True)


def found(tree: Path, jobs: int = 1) -> tuple[list[BlobFindings], list[Notice]]:
    reading = Reading(str(tree))
    notices: list[Notice] = []
    job = Job(Settings(root=str(tree), jobs=jobs), Wanted(), reading.repository.top)
    return list(blobs_with_findings(job, reading.history(), notices)), notices


def test_nothing(tree: Path) -> None:
    commit(tree, {"a.py": "a = 1\n"})
    assert found(tree) == ([], [])


def test_every_blob_with_all_its_findings_and_paths(tree: Path) -> None:
    commit(tree, {"a.py": line("one"), "b.py": line("one")})
    commit(tree, {"a.py": line("one") + line("two")})
    commit(tree, {"a.py": "x = 1\n" + line("one") + line("two")})
    blobs, notices = found(tree)
    assert Counter(len(each.findings) for each in blobs) == {1: 1, 2: 2}
    assert sorted(each.paths for each in blobs) == [("a.py",), ("a.py",), ("a.py", "b.py")]
    assert notices == []


def test_a_lost_blob_is_told(tree: Path) -> None:
    commit(tree, {"a.py": line("one"), "b.py": line("two")})
    blob = subprocess.run(
        ["git", "rev-parse", "HEAD:a.py"], cwd=tree, capture_output=True, text=True, check=True
    )
    name = blob.stdout.strip()
    (tree / ".git" / "objects" / name[:2] / name[2:]).unlink()
    blobs, notices = found(tree)
    assert [each.paths for each in blobs] == [("b.py",)]
    assert [(str(each.kind), each.path) for each in notices] == [("missing", "a.py")]


def test_processes_make_no_difference(tree: Path) -> None:
    commit(tree, {f"f{number}.py": line(str(number)) for number in range(210)})
    assert sorted(found(tree, 1)[0]) == sorted(found(tree, 2)[0])
