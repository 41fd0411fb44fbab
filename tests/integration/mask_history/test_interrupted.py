"""`piiscan mask --history` when masking, the disk, another process or the proof fails, and when it is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from canary import made
from piiscan.errors import MaskError
from piiscan.run.rewriting import exchange, filtering
from piiscan.run.rewriting.masking import Masking

from .conftest import SOURCE, Repository, line, mask, refused


def test_the_proof_finds_what_was_left(
    mirror: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask_object = Masking.masked

    def forgetful(self: Masking, data: bytes, paths: Any) -> bytes:
        return data if paths == ("gone.py",) else mask_object(self, data, paths)

    monkeypatch.setattr(Masking, "masked", forgetful)
    err = refused(piiscan, mirror)
    assert "gone.py:1: SEC101 in object" in err
    assert "1 object could not be masked, so nothing has changed" in err
    assert "Proof" not in err


def test_a_second_round(mirror: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mask_object, seen = Masking.masked, []

    def slow(self: Masking, data: bytes, paths: Any) -> bytes:
        seen.append(paths)
        return data if seen.count(paths) == 1 and "gone.py" in paths else mask_object(self, data, paths)

    monkeypatch.setattr(Masking, "masked", slow)
    old = mirror.text("rev-parse", "main")
    said = mask(piiscan, mirror)
    assert (said.code, said.err.count("rewriting into a copy")) == (0, 2), said.err
    assert mirror.leaks() == []
    pairs = dict(row.split() for row in (mirror.path / "piiscan" / "commit-map").read_text().splitlines())
    assert pairs[old] == mirror.text("rev-parse", "main")


def test_a_lost_ref(mirror: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    work = filtering.rewrite

    def losing(source: str, target: str, *more: Any) -> Any:
        result = work(source, target, *more)
        Repository(Path(target)).git("update-ref", "-d", "refs/tags/light")
        return result

    monkeypatch.setattr("piiscan.run.rewriting.run.rewrite", losing)
    assert "did not carry over refs/tags/light" in refused(piiscan, mirror)


def test_refs_that_are_locked(mirror: Repository, piiscan: Any) -> None:
    refs = mirror.refs()
    (mirror.path / "packed-refs.lock").touch()
    said = mask(piiscan, mirror)
    assert said.code == 2
    assert mirror.refs() == refs


def test_a_pack_that_git_keeps(mirror: Repository, piiscan: Any) -> None:
    pack = next((mirror.path / "objects" / "pack").glob("*.pack"))
    pack.with_suffix(".keep").touch()
    said = mask(piiscan, mirror)
    assert (said.code, "that nobody has scanned" in said.err) == (2, True)


@pytest.mark.parametrize("moment", ["_move_packs", "_replace_refs", "clean_up"])
def test_an_exception_at_any_moment(
    moment: str, mirror: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = mirror.refs()

    def fail(*args: Any) -> None:
        raise OSError(28, "No space left on device")

    where = "piiscan.run.rewriting.run.clean_up" if moment == "clean_up" else ""
    monkeypatch.setattr(where or f"piiscan.run.rewriting.exchange.{moment}", fail)
    said = mask(piiscan, mirror)
    assert (said.code, "no space left" in said.err.lower()) == (2, True)
    assert (mirror.refs() == old) == (moment != "clean_up")
    mirror.git("fsck", "--full")


@pytest.fixture
def killed(mirror: Repository, tmp_path: Path) -> Any:
    """Runs it on a copy of the clone and kills it, and what it has started, after some seconds."""

    def run(seconds: float, number: int) -> Repository:
        copy = tmp_path / f"copy{number}.git"
        shutil.copytree(mirror.path, copy)
        process = subprocess.Popen(
            [sys.executable, "-m", "piiscan", "mask", "--history", "--isolated", str(copy)],
            env={**os.environ, "PYTHONPATH": str(SOURCE)}, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        return Repository(copy)

    return run


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_killed_at_any_moment(mirror: Repository, killed: Any) -> None:
    begun = time.perf_counter()
    old, new = mirror.refs(), killed(60, 0).refs()
    whole = time.perf_counter() - begun
    assert old != new
    for number in range(1, 9):
        repository = killed(whole * number / 8, number)
        assert repository.refs() in (old, new)
        repository.git("fsck", "--full", "--connectivity-only")


#: Kills the process right before or right after one of its steps.
KILLER = """
import os, signal, sys
from piiscan.run.rewriting import exchange, run
place, name, when = sys.argv[1:4]
module = {"exchange": exchange, "run": run, "os": os}[place]
step = getattr(module, name)
def dying(*args, **more):
    if when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    result = step(*args, **more)
    os.kill(os.getpid(), signal.SIGKILL)
    return result
setattr(module, name, dying)
from piiscan.cli.entry import main
main(["mask", "--history", "--isolated", "-q", sys.argv[4]])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize(
    ("step", "is_new"),
    [
        ("exchange._move_packs", "old"),
        ("exchange._replace_refs", "either"),
        ("os.replace", "either"),
        ("run.clean_up", "new"),
    ],
)
def test_killed_at_the_worst_moment(
    step: str, is_new: str, when: str, mirror: Repository, killed: Any, tmp_path: Path
) -> None:
    old, new = mirror.refs(), killed(60, 0).refs()
    done = subprocess.run(
        [sys.executable, "-c", KILLER, *step.split("."), when, str(mirror.path)],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL
    expected = new if is_new == "new" or (is_new == "either" and when == "after") else old
    assert mirror.refs() == expected
    mirror.git("fsck", "--full")


@pytest.mark.parametrize(
    "author",
    [
        "author 1 +0000",
        "author A <a@example.org>",
        "author A a@example.org 1 +0000",
        "author <a> <b> x",
        "author ",
    ],
)
def test_a_commit_that_is_none(author: str, tmp_path: Path, piiscan: Any) -> None:
    (tmp_path / "odd").mkdir()
    repository = Repository(tmp_path / "odd")
    repository.git("init", "-q")
    repository.commit(a__py=line("head"))
    tree = repository.text("rev-parse", "main^{tree}")
    text = f"tree {tree}\n{author}\ncommitter C <c@example.org> 1 +0000\n\nodd\n"
    store = ["hash-object", "-t", "commit", "-w", "--literally", "--stdin"]
    name = repository.git(*store, stdin=text.encode()).decode().strip()
    repository.git("update-ref", "refs/heads/odd", name)
    refs = repository.refs()
    said = mask(piiscan, repository, "--force")
    assert "internal error" not in said.err
    if said.code:
        assert (said.code, repository.refs()) == (2, refs), said.err
    else:
        assert repository.leaks() == []


@pytest.mark.parametrize(
    "error", [MaskError("it cuts a character"), KeyboardInterrupt(), ZeroDivisionError("a bug")]
)
def test_nothing_runs_on_when_masking_fails(
    error: BaseException, mirror: Repository, piiscan: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = []
    work = filtering._end

    def end(repository: Any) -> None:
        started.extend([repository._fep, repository._fip])
        work(repository)

    def fail(self: Masking, data: bytes, paths: Any) -> bytes:
        raise error

    monkeypatch.setattr(filtering, "_end", end)
    monkeypatch.setattr(Masking, "masked", fail)
    refs, objects = mirror.refs(), mirror.objects()
    said = mask(piiscan, mirror)
    assert said.code == (130 if isinstance(error, KeyboardInterrupt) else 2)
    assert ("internal error" in said.err) == isinstance(error, ZeroDivisionError)
    assert (mirror.refs(), mirror.objects()) == (refs, objects)
    assert len(started) == 2
    assert all(process.poll() is not None for process in started)
    assert not (mirror.path / "piiscan").exists()


def test_one_blob_at_paths_of_several_kinds(tmp_path: Path, piiscan: Any) -> None:
    (tmp_path / "kinds").mkdir()
    repository = Repository(tmp_path / "kinds")
    repository.git("init", "-q")
    text = f"DB_PASSWORD={made('Kx8-%{}ruhrtal.Zu')}\n{line('twice')}"
    repository.commit(a__env=text, b__py=text, c__yml=text, d__json=text, README__md=text)
    said = mask(piiscan, repository, "--force")
    assert said.code == 0, said.err
    assert "in 1 file version and" in said.err
    assert repository.leaks() == []


def test_a_large_file(tmp_path: Path, piiscan: Any) -> None:
    (tmp_path / "large").mkdir()
    repository = Repository(tmp_path / "large")
    repository.git("init", "-q")
    filler = "an ordinary line of text, and no more than that\n" * 370_000  # over 16 MiB: scanned in segments
    repository.commit(a__txt=line("head") + filler + line("side") + filler[:1000])
    repository.commit(a__txt=None)
    said = mask(piiscan, repository, "--force")
    assert said.code == 0, said.err
    assert "Masked 2 findings in 1 file version" in said.err
    expected = 'token = "<KEY>"\n' + filler + 'token = "<KEY>"\n' + filler[:1000]
    assert repository.git("show", "HEAD~1:a.txt") == expected.encode()


def test_an_inline_ignore_holds(tmp_path: Path, piiscan: Any) -> None:
    (tmp_path / "ignored").mkdir()
    repository = Repository(tmp_path / "ignored")
    repository.git("init", "-q")
    repository.commit(a__py=line("head").rstrip() + "  # piiscan: ignore\n")
    said = mask(piiscan, repository, "--force")
    assert (said.code, "Nothing to mask" in said.err) == (0, True)


def test_after_a_kill_it_says_so(mirror: Repository, piiscan: Any) -> None:
    (mirror.path / "piiscan" / "history").mkdir(parents=True)
    said = mask(piiscan, mirror)
    assert said.code == 2
    assert "another run is at work here, or was killed" in said.err
    assert (mirror.path / "piiscan" / "history").exists()


def test_branches_of_origin(clone: Repository) -> None:
    exchange.make_branches(str(clone.path))
    assert clone.text("for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes/origin/side") == (
        "refs/heads/main\nrefs/heads/side"
    )
