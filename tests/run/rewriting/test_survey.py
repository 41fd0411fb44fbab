from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from canary import EVERYTHING, leaks, made
from piiscan.mask.policies.policy import Policies
from piiscan.run.rewriting.survey import Survey, _is_signed, survey
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.types import Severity


def git(tree: Path, *args: str) -> None:
    subprocess.run(["git", *args], cwd=tree, check=True, capture_output=True)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    return tmp_path


def commit(tree: Path, message: str = "x", **files: str) -> None:
    for name, content in files.items():
        (tree / name.replace("__", ".")).write_text(content, encoding="utf-8")
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", message)


def found(tree: Path, floor: Severity = Severity.NOTE, **more: object) -> Survey:
    job = Job(Settings(root=str(tree), **more), Wanted(fingerprints=False), str(tree))  # type: ignore[arg-type]
    return survey(job, job.scanner(), str(tree), floor, Policies())


@pytest.mark.parametrize(
    ("data", "signed"),
    [
        (b"tree 1\nauthor a\n\n-----BEGIN PGP SIGNATURE-----\n", False),
        (b"tree 1\nauthor a\n\ngpgsig\n", False),
        (b"object 1\ntype commit\n\nv1\n", False),
        (b"object 1\ntype commit\n\nv1\n-----BEGIN PGP SIGNATURE-----\n", True),
        (b"object 1\ntype commit\n\n-----BEGIN SSH SIGNATURE-----\n", True),
        (b"tree 1\nauthor a\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n\nwork\n", True),
    ],
)
def test_signatures(data: bytes, signed: bool) -> None:
    assert _is_signed(data) is signed


def test_nothing(tree: Path) -> None:
    commit(tree, a__py="x = 1\n")
    result = found(tree)
    assert result.is_clean
    assert (result.commits, result.objects, result.counts, result.places) == (1, 2, {}, [])


def test_what_is_excluded_is_not_asked(tree: Path) -> None:
    commit(tree, a__py=EVERYTHING)
    assert found(tree, exclude=("*.py",)).is_clean


def test_counts_and_places_without_values(tree: Path) -> None:
    commit(tree, "with " + EVERYTHING, a__py=EVERYTHING, b__py=EVERYTHING)
    commit(tree, a__py="x = 1\n" + EVERYTHING)
    result = found(tree)
    assert sorted(result.blobs.values()) == [("a.py",), ("a.py", "b.py")]
    assert len(result.texts) == 1
    assert result.counts[("KEY", "SEC101")] == 3
    assert leaks(repr(result)) == []


def test_what_no_commit_leads_to(tree: Path) -> None:
    commit(tree, a__py=EVERYTHING)
    git(tree, "commit", "--amend", "-qm", "y", "--allow-empty")
    (tree / "b.py").write_text(f'token = "{made("ghp_%{crc62:30}", "staged")}"\n')
    git(tree, "add", "b.py")
    git(tree, "reset", "-q")
    assert len(found(tree).blobs) == 2


def test_a_floor(tree: Path) -> None:
    commit(tree, a__py=EVERYTHING)
    some, every = found(tree, Severity.ERROR), found(tree)
    assert 0 < sum(some.counts.values()) < sum(every.counts.values())


def test_a_lost_object_is_told(tree: Path) -> None:
    commit(tree, a__py=EVERYTHING)
    done = subprocess.run(
        ["git", "rev-parse", "HEAD:a.py"], cwd=tree, capture_output=True, text=True, check=True
    )
    name = done.stdout.strip()
    (tree / ".git" / "objects" / name[:2] / name[2:]).unlink()
    assert [notice.path for notice in found(tree).unread] == ["a.py"]


def test_owners_of_repositories_are_no_reason_to_rewrite(tree: Path):
    commit(
        tree,
        "see https://github.com/gretehermann/ring",
        go__mod="require github.com/gretehermann/ring v1.2.0\n",
    )
    assert found(tree).is_clean
    job = Job(Settings(root=str(tree)), Wanted(fingerprints=False), str(tree))
    asked = Policies(chosen=(("USERNAME", "stars"),))
    result = survey(job, job.scanner(), str(tree), Severity.NOTE, asked)
    assert len(result.blobs) == len(result.texts) == 1
