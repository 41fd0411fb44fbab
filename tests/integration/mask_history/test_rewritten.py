"""What `piiscan mask --history` makes of repositories in which something is planted wherever git can keep it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from .conftest import SEEDS, Repository, line, mask, refused, token


def shape(repository: Repository) -> list[str]:
    """All of every commit but ids, contents and messages: authors, dates, parents' count, names of files."""
    form = "%an|%ae|%aI|%cn|%ce|%cI|%e"
    rows = repository.text("log", "--all", "--reverse", "--date-order", f"--format=%H %P;{form}").splitlines()
    names = {row.split(" ", 1)[0] for row in rows}
    result = []
    for row in rows:
        ids, about = row.split(";")
        assert set(ids.split()) <= names
        files = repository.text("ls-tree", "-r", "--format=%(objectmode) %(path)", ids.split()[0])
        result.append(f"{len(ids.split())} {about} {files}")
    return result


def test_nothing_to_mask(tmp_path: Path, piiscan: Any) -> None:
    (tmp_path / "clean").mkdir()
    repository = Repository(tmp_path / "clean")
    repository.git("init", "-q")
    repository.commit(a__py="x = 1\n")
    before = repository.refs(), repository.objects()
    said = mask(piiscan, repository, "--force")
    assert (said.code, "Nothing to mask in 2 blobs and messages of 1 commit." in said.err) == (0, True)
    assert (repository.refs(), repository.objects()) == before


def test_a_dry_run_changes_nothing(mirror: Repository, piiscan: Any) -> None:
    refs, objects = mirror.refs(), mirror.objects()
    files = {each: each.stat().st_mtime_ns for each in mirror.path.rglob("*") if each.is_file()}
    said = mask(piiscan, mirror, "--dry-run")
    assert said.code == 1, said.err
    assert "Would mask 10 findings in 7 file versions and 3 messages; 11 of 12 commits would get" in said.err
    assert "KEY          SEC101          10" in said.out
    assert (mirror.refs(), mirror.objects()) == (refs, objects)
    assert {each: each.stat().st_mtime_ns for each in mirror.path.rglob("*") if each.is_file()} == files


def test_a_dry_run_anywhere(origin: Repository, piiscan: Any) -> None:
    said = mask(piiscan, origin, "--dry-run")
    assert (said.code, "This is no fresh clone" in said.err) == (1, True)


def test_a_mirror(mirror: Repository, piiscan: Any) -> None:
    assert mirror.leaks() == list(SEEDS)
    before, old, refs = shape(mirror), mirror.objects(), mirror.refs()
    said = mask(piiscan, mirror)
    assert said.code == 0, said.err
    assert "Proof: nothing is found in any object that the repository stores now" in said.err
    assert mirror.leaks() == []
    assert shape(mirror) == before
    assert [row.split()[1] for row in mirror.refs().splitlines()] == [
        row.split()[1] for row in refs.splitlines()
    ]
    for name in ("main:plain.txt", "main:bin.dat", "main:a.py", "v1:twice.json"):
        assert mirror.text("rev-parse", name) in old  # byte for byte
    mirror.git("fsck", "--strict", "--full")
    assert mirror.text("remote") == ""
    scan = piiscan("scan", "--history", "--all", "--isolated", "--show-notes", str(mirror.path))
    assert scan.code == 0, scan.out


def test_what_is_written(mirror: Repository, piiscan: Any) -> None:
    mask(piiscan, mirror)
    assert mirror.git("show", "main:head.py") == b'# a comment\ntoken = "<KEY>"\n'
    assert mirror.git("show", "main:crlf.py") == b'a = 1\r\ntoken = "<KEY>"\r\n'
    assert mirror.git("show", "main:wide.txt") == '\ufefftoken = "<KEY>"\n'.encode("utf-16-le")
    assert "use <KEY> for now" in mirror.text("log", "main", "--format=%s")
    assert "released with <KEY>" in mirror.text("cat-file", "tag", "v1")
    raw = mirror.git("cat-file", "commit", "main~2")
    assert b"encoding ISO-8859-1\n" in raw
    assert raw.endswith(b"\n\nGru\xdf <KEY>\n")


def test_a_clone(clone: Repository, piiscan: Any) -> None:
    said = mask(piiscan, clone)
    assert said.code == 0, said.err
    assert clone.leaks() == []
    assert clone.text("status", "--porcelain") == ""
    clone.git("fsck", "--strict", "--full")
    assert clone.text("branch", "--format=%(refname:short)").split() == ["main", "side"]
    assert (clone.path / "head.py").read_text() == '# a comment\ntoken = "<KEY>"\n'
    for file in (clone.path / ".git").rglob("*"):
        if file.is_file():
            assert not any(token(seed).encode() in file.read_bytes() for seed in SEEDS)


def test_it_can_be_pushed(clone: Repository, origin: Repository, piiscan: Any, tmp_path: Path) -> None:
    mask(piiscan, clone)
    Repository(tmp_path).git("init", "-q", "--bare", "server.git")
    clone.git("push", "-q", "--mirror", str(tmp_path / "server.git"))
    assert Repository(tmp_path / "server.git").leaks() == []


def test_where_the_commits_went(mirror: Repository, piiscan: Any) -> None:
    old = mirror.text("rev-parse", "main")
    mask(piiscan, mirror)
    pairs = dict(row.split() for row in (mirror.path / "piiscan" / "commit-map").read_text().splitlines())
    assert len(pairs) == 12
    assert pairs[old] == mirror.text("rev-parse", "main")


def test_twice(mirror: Repository, piiscan: Any) -> None:
    mask(piiscan, mirror)
    refs = mirror.refs()
    said = mask(piiscan, mirror, "--force")
    assert (said.code, "Nothing to mask" in said.err) == (0, True)
    assert mirror.refs() == refs


def test_numbers_hold_over_all_of_it(mirror: Repository, piiscan: Any) -> None:
    assert mask(piiscan, mirror, "--policy", "numbered").code == 0
    first, second = mirror.text("show", "main:twice.py"), mirror.text("show", "main:other.json")
    assert first == second
    assert first.startswith('token = "<KEY_')
    others = [mirror.text("show", f"main:{name}.py") for name in ("head", "side", "merged")]
    assert len({first, *(each.splitlines()[-1] for each in others)}) == 4


def test_a_hook_of_another_repository(
    mirror: Repository, origin: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs, objects = origin.refs(), origin.objects()
    monkeypatch.setenv("GIT_DIR", str(origin.path / ".git"))
    said = mask(piiscan, mirror)
    assert os.environ["GIT_DIR"] == str(origin.path / ".git")
    monkeypatch.delenv("GIT_DIR")
    assert said.code == 0, said.err
    assert mirror.leaks() == []
    assert (origin.refs(), origin.objects()) == (refs, objects)


def test_signatures_notes_submodules_links(origin: Repository, tmp_path: Path, piiscan: Any) -> None:
    origin.git("notes", "add", "-m", f"see {token('side')}", "main~3")
    tree, parent = origin.text("rev-parse", "main^{tree}", "main").split()
    signed = (
        f"tree {tree}\nparent {parent}\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 +0000\n"
        "gpgsig -----BEGIN PGP SIGNATURE-----\n \n abc\n -----END PGP SIGNATURE-----\n\nsigned\n"
    )
    name = origin.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=signed.encode()).decode().strip()
    origin.git("update-ref", "refs/heads/main", name)
    origin.git("reset", "-q", "--hard")
    origin.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    (origin.path / "link").symlink_to("a.py")
    origin.git("add", "link")
    origin.git("commit", "-qm", "module")
    origin.git("clone", "-q", "--mirror", "--no-local", ".", str(tmp_path / "m.git"))
    mirror = Repository(tmp_path / "m.git")
    said = mask(piiscan, mirror)
    assert said.code == 0, said.err
    assert "1 signed commit or tag lost the signature" in said.err
    assert mirror.leaks() == []
    assert b"gpgsig" not in mirror.git("cat-file", "commit", "main~1")
    assert f"160000 commit {'1' * 40}\tmodule" in mirror.text("ls-tree", "main")
    assert mirror.git("show", "main:link") == b"a.py"
    assert "<KEY>" in mirror.text("log", "-p", "refs/notes/commits")


def test_a_tag_of_a_tag(origin: Repository, tmp_path: Path, piiscan: Any) -> None:
    origin.git("tag", "-a", "v2", "-m", f"again {token('side')}", "v1")
    origin.git("clone", "-q", "--mirror", "--no-local", ".", str(tmp_path / "m.git"))
    mirror = Repository(tmp_path / "m.git")
    said = mask(piiscan, mirror)
    assert said.code == 0, said.err
    assert mirror.leaks() == []
    assert mirror.text("rev-parse", "v2^{commit}") == mirror.text("rev-parse", "v1^{commit}")


def test_names_of_files_are_told(origin: Repository, tmp_path: Path, piiscan: Any) -> None:
    origin.commit("name", 13, **{f"{token('side')}__txt": "x\n"})
    origin.git("clone", "-q", "--mirror", "--no-local", ".", str(tmp_path / "m.git"))
    said = mask(piiscan, Repository(tmp_path / "m.git"))
    assert said.code == 2
    assert "<KEY>.txt: the name of a file is not changed" in said.err
    assert "Proof" in said.err


def test_force(clone: Repository, piiscan: Any) -> None:
    (clone.path / "a.py").write_text(line("twice"))
    clone.git("stash")
    (clone.path / "a.py").write_text(line("side"))
    clone.git("add", "a.py")
    clone.git("commit", "-qm", "local")
    (clone.path / "a.py").write_text("x = 9\n")
    (clone.path / "untracked.py").write_text("x = 9\n")
    assert "only a fresh clone" in refused(piiscan, clone)
    said = mask(piiscan, clone, "--force")
    assert said.code == 0, said.err
    assert "This is no fresh clone" in said.err
    assert clone.leaks() == []
    assert clone.text("show", "HEAD:a.py") == 'token = "<KEY>"'
    assert clone.text("status", "--porcelain") == "?? untracked.py"
    clone.git("fsck", "--full")
