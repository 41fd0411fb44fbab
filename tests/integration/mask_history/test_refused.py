"""What `piiscan mask --history` does not begin, and leaves as it was."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from piiscan.run.rewriting import filtering

from .conftest import Repository, line, mask, refused


def test_no_fresh_clone(origin: Repository, piiscan: Any) -> None:
    assert "only a fresh clone is rewritten" in refused(piiscan, origin)
    assert "git clone --mirror" in refused(piiscan, origin)


def test_dirty(clone: Repository, piiscan: Any) -> None:
    (clone.path / "a.py").write_text("x = 3\n")
    assert "unstaged changes" in refused(piiscan, clone)


def test_untracked(clone: Repository, piiscan: Any) -> None:
    (clone.path / "new.py").write_text("x = 3\n")
    assert "untracked" in refused(piiscan, clone)


def test_a_second_reflog_entry(clone: Repository, piiscan: Any) -> None:
    clone.git("update-ref", "-m", "x", "refs/heads/main", "HEAD~1")
    clone.git("update-ref", "-m", "x", "refs/heads/main", "HEAD@{1}")
    assert "reflog" in refused(piiscan, clone)


def test_a_second_remote(clone: Repository, piiscan: Any) -> None:
    clone.git("remote", "add", "fork", "https://example.org/x.git")
    assert "one remote" in refused(piiscan, clone)


def test_a_second_work_tree(clone: Repository, piiscan: Any, tmp_path: Path) -> None:
    clone.git("worktree", "add", "-q", "--detach", str(tmp_path / "linked"))
    assert "worktrees" in refused(piiscan, clone)
    assert "linked work tree" in refused(piiscan, Repository(tmp_path / "linked"))


def test_shallow(origin: Repository, tmp_path: Path, piiscan: Any) -> None:
    origin.git("clone", "-q", "--depth=2", f"file://{origin.path}", str(tmp_path / "shallow"))
    assert "a shallow clone" in refused(piiscan, Repository(tmp_path / "shallow"), "--force")


def test_partial(origin: Repository, tmp_path: Path, piiscan: Any) -> None:
    origin.git("config", "uploadpack.allowFilter", "true")
    origin.git("clone", "-q", "--filter=blob:limit=1k", f"file://{origin.path}", str(tmp_path / "partial"))
    assert "a partial clone" in refused(piiscan, Repository(tmp_path / "partial"), "--force")


def test_borrowed_objects(origin: Repository, tmp_path: Path, piiscan: Any) -> None:
    origin.git("clone", "-q", "--shared", ".", str(tmp_path / "shared"))
    assert "alternates" in refused(piiscan, Repository(tmp_path / "shared"), "--force")


def test_sha_256(tmp_path: Path, piiscan: Any) -> None:
    repository = Repository(tmp_path)
    repository.git("init", "-q", "--object-format=sha256")
    repository.commit(a__py=line("head"))
    assert "SHA-256" in refused(piiscan, repository, "--force")


def test_a_replacement(mirror: Repository, piiscan: Any) -> None:
    mirror.git("replace", "main", "main~1")
    assert "in the place of another" in refused(piiscan, mirror, "--force")


def test_a_tag_of_a_file(mirror: Repository, piiscan: Any) -> None:
    mirror.git("tag", "file", "main:a.py")
    assert "refs/tags/file leads to a blob" in refused(piiscan, mirror, "--force")


def test_a_head_on_no_branch(clone: Repository, piiscan: Any) -> None:
    clone.git("switch", "-q", "--detach")
    assert "HEAD is on no branch" in refused(piiscan, clone, "--force")


def test_a_damaged_object(clone: Repository, piiscan: Any) -> None:
    name = clone.text("rev-parse", "HEAD:head.py")
    pack = next((clone.path / ".git" / "objects" / "pack").glob("*.pack"))
    pack.rename(clone.path / "saved")
    for index in pack.parent.iterdir():
        index.unlink()
    clone.git("unpack-objects", "-q", stdin=(clone.path / "saved").read_bytes())
    (clone.path / "saved").unlink()
    (clone.path / ".git" / "objects" / name[:2] / name[2:]).unlink()
    said = mask(piiscan, clone, "--force")
    assert said.code == 2
    assert "missing or damaged" in said.err


def test_no_repository(tmp_path: Path, piiscan: Any) -> None:
    said = mask(piiscan, Repository(tmp_path))
    assert (said.code, "not a git repository" in said.err) == (2, True)


def test_without_the_package(mirror: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering.importlib.util, "find_spec", lambda name: None)
    assert "pip install 'piiscan-lint[history]'" in refused(piiscan, mirror)


def test_with_an_old_package(
    mirror: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "git_filter_repo.py").write_text("class GitUtils: pass\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert "git-filter-repo is too old" in refused(piiscan, mirror)


@pytest.mark.parametrize(
    "option", ["--diff", "--interactive", "--transaction", "--no-journal", "--vault=x", "--baseline=x"]
)
def test_options_of_files(option: str, mirror: Repository, piiscan: Any) -> None:
    assert "does not go with --history" in refused(piiscan, mirror, option)


def test_no_such_model(mirror: Repository, piiscan: Any) -> None:
    assert "--model" in refused(piiscan, mirror, "--model=nowhere")
    assert mask(piiscan, mirror, "--model=off", "--dry-run").code == 1


@pytest.mark.parametrize("option", ["--dry-run", "--force"])
def test_options_of_history(option: str, piiscan: Any) -> None:
    said = piiscan("mask", option, ".")
    assert (said.code, "goes with --history" in said.err) == (2, True)


def test_no_paths(piiscan: Any) -> None:
    said = piiscan("mask")
    assert (said.code, "which files?" in said.err) == (2, True)
