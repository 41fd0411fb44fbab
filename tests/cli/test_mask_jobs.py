"""`piiscan mask` in many processes: the same as in one, and no worker's trouble reaches more than it must."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, LINES, SECRETS, leaks
from piiscan.api import mask_bytes
from piiscan.errors import MaskError
from piiscan.mask.policies.policy import Policies
from piiscan.run import mask as masking
from piiscan.run import sketch, spread, turns, workers
from piiscan.run.scanner import Wanted
from piiscan.run.sketch import Sketcher
from piiscan.settings.model import Settings
from piiscan.sources.entry import FileEntry
from piiscan.types import Severity

from .conftest import Piiscan, Result, Write

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="what a test changes reaches forked workers only"
)
COUNT = 40
DIRTY = LINES["EMAIL"] + "\n"
MASKED = b"mail_to('<EMAIL>')\n"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "latin-1", "utf-32")


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Few files are many here. A hang must fail, and no worker may be left."""
    monkeypatch.setenv("PIISCAN_STATE_DIR", str(tmp_path / "state"))
    monkeypatch.setenv("PIISCAN_MASK_KEY", "k" * 32)
    monkeypatch.setattr(masking, "WORTH_A_PROCESS", 8)
    monkeypatch.setattr(spread, "BATCH", 3)

    def too_late(*_: object) -> None:
        raise TimeoutError("hangs")

    before = signal.signal(signal.SIGALRM, too_late)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def files(count: int = COUNT) -> dict[str, bytes]:
    """In several folders and encodings, a third of them clean."""
    made = {}
    for number in range(count):
        text = f"x = {number}\n" + (EVERYTHING, DIRTY, "")[number % 3] * (1 + number % 4)
        encoding = ENCODINGS[number % len(ENCODINGS)]
        made[f"part{number % 4}/{number:03}.py"] = text.encode(encoding)
    return made


def content(tree: Path) -> dict[str, bytes]:
    return {str(path.relative_to(tree)): path.read_bytes() for path in tree.rglob("*") if path.is_file()}


def restore(tree: Path, made: dict[str, bytes]) -> None:
    for name, data in made.items():
        (tree / name).write_bytes(data)


def whole(tree: Path, old: dict[str, bytes]) -> set[str]:
    """The files that are masked; each other must be as it was, and there is none besides."""
    now = content(tree)
    assert now.keys() == old.keys()
    changed = {name for name in old if now[name] != old[name]}
    assert all(now[name] == mask_bytes(old[name], name).data for name in changed)
    return changed


# The same


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--policy", "fake"),
        ("--policy", "numbered"),
        ("--policy", "env"),
        ("--policy", "EMAIL=template:gone-{n}"),
        ("--policy", "hash", "--no-journal"),
        ("--transaction",),
        ("--severity", "error"),
        ("--diff",),
        ("--diff", "--policy", "numbered"),
    ],
    ids=" ".join,
)
def test_any_number_of_processes_gives_the_same_bytes(
    piiscan: Piiscan, write: Write, tree: Path, options: tuple[str, ...]
):
    old = files()
    write(old)
    seen: list[tuple[Result, dict[str, bytes]]] = []
    for jobs in ("1", "2", "4"):
        restore(tree, old)
        seen.append((piiscan("mask", ".", "--jobs", jobs, *options), content(tree)))
    assert seen[0] == seen[1] == seen[2]
    assert seen[0][0].code == (1 if "--diff" in options else 0)
    assert (seen[0][1] == old) is ("--diff" in options)


def test_it_is_what_the_library_gives_and_undo_takes_it_back(piiscan: Piiscan, write: Write, tree: Path):
    old = files()
    write(old)
    assert piiscan("mask", ".", "--jobs", "3").code == 0
    assert whole(tree, old) == {name for name in old if int(name[-6:-3]) % 3 != 2}
    left = b"".join(content(tree).values()).decode("latin-1").replace("\0", "")
    assert [name for name, value in SECRETS.items() if value in left] == ["NAME"]  # a credit
    assert piiscan("undo").code == 0
    assert content(tree) == old


def test_workers_do_the_work(piiscan: Piiscan, write: Write, tree: Path):
    from resource import RUSAGE_CHILDREN, getrusage

    write(files(120))
    before = getrusage(RUSAGE_CHILDREN).ru_utime
    assert piiscan("mask", ".", "--jobs", "2").code == 0
    assert getrusage(RUSAGE_CHILDREN).ru_utime > before


def test_spawned_workers_give_what_forked_ones_give(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    from multiprocessing import resource_tracker

    old = files()
    write(old)
    monkeypatch.setattr(workers, "FORKS", False)
    monkeypatch.setattr(masking, "FORKS", False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    for options in ((), ("--policy", "fake")):
        restore(tree, old)
        assert piiscan("mask", ".", "--jobs", "2", *options).code == 0
        spawned = content(tree)
        restore(tree, old)
        assert piiscan("mask", ".", "--jobs", "1", *options).code == 0
        assert content(tree) == spawned
    resource_tracker._resource_tracker._stop()  # a process of multiprocessing's own


def test_what_got_a_placeholder_instead_is_counted_over_all_workers(
    piiscan: Piiscan, write: Write, tree: Path
):
    write({f"{number}.py": f'a = "{SECRETS["IP_ADDRESS"]}"\nemail = {EMAIL}\n' for number in range(20)})
    said = [piiscan("mask", "--diff", ".", "--policy", "env", "--jobs", jobs).err for jobs in ("1", "2")]
    assert said[0] == said[1]
    assert "got a placeholder" in said[0]


# Files that hold more than a worker keeps


@pytest.mark.parametrize("held", [0, 400])
def test_texts_that_are_not_kept_are_read_again(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch, held: int
):
    monkeypatch.setattr(sketch, "_HELD", held)
    old = files()
    write(old)
    assert piiscan("mask", ".", "--jobs", "2").code == 0
    assert len(whole(tree, old)) == len([name for name in old if int(name[-6:-3]) % 3 != 2])


def test_texts_that_wait_to_be_planned_are_few(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    """Where they are large, one is planned before the next is scanned."""
    write({f"{each:02}.py": DIRTY.encode() for each in range(7)})
    steps: list[str] = []

    def note(name: str) -> None:
        real = getattr(Sketcher, name)

        def noted(self: Sketcher, item, *rest, **more):
            steps.append(name)
            return real(self, item, *rest, **more)

        monkeypatch.setattr(Sketcher, name, noted)

    note("_found")
    note("_planned")
    for limit, expected in (
        (4 << 20, 7 * ["_found"] + 7 * ["_planned"]),
        (0, 7 * ["_found", "_planned"]),
    ):
        monkeypatch.setattr(sketch, "WAITING", limit)
        steps.clear()
        assert piiscan("mask", ".", "--jobs", "1").code == 0
        assert steps == expected
        assert piiscan("undo").code == 0


@pytest.mark.parametrize("held", [0, 1 << 20])
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_that_changes_before_it_is_written_is_refused(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch, held: int, jobs: str
):
    monkeypatch.setattr(sketch, "_HELD", held)
    write({f"{number}.py": DIRTY for number in range(20)})
    real = Sketcher.write

    def after_somebody(self: Sketcher, found: sketch.Sketch):
        if found.entry.path == "7.py":
            (tree / "7.py").write_text(DIRTY.replace("mail", "MAIL"))  # as long
        return real(self, found)

    monkeypatch.setattr(Sketcher, "write", after_somebody)
    result = piiscan("mask", ".", "--jobs", jobs)
    assert (result.code, result.err.count("not masked")) == (2, 1)
    assert "7.py: changed since it was scanned" in result.err
    assert content(tree) == {
        f"{number}.py": MASKED if number != 7 else DIRTY.replace("mail", "MAIL").encode()
        for number in range(20)
    }


# Trouble that stays with its file


def one_stays(piiscan: Piiscan, tree: Path, words: str, *options: str) -> Result:
    old = content(tree)
    result = piiscan("mask", ".", "--jobs", "2", *options)
    assert result.code == 2
    assert result.err.count("not masked: ") == 1
    assert "07.py: not masked: " in result.err
    assert words in result.err
    assert not leaks(result.err)
    assert {name for name, data in content(tree).items() if data == old[name]} == {"07.py"}
    assert content(tree).keys() == old.keys()
    return result


@pytest.fixture
def twenty(write: Write) -> None:
    write({f"{number:02}.py": DIRTY for number in range(20)})


@pytest.mark.usefixtures("twenty")
class TestOneFile:
    def test_an_error_in_a_worker(self, piiscan: Piiscan, tree: Path, monkeypatch: pytest.MonkeyPatch):
        real = sketch.plan

        def refuse(found, *rest, **more):
            if found[0].path == "07.py":
                raise MaskError("no such luck")
            return real(found, *rest, **more)

        monkeypatch.setattr(sketch, "plan", refuse)
        one_stays(piiscan, tree, "no such luck")

    def test_a_read_only_file(self, piiscan: Piiscan, tree: Path):
        (tree / "07.py").chmod(0o444)
        one_stays(piiscan, tree, "is read-only")

    def test_a_hard_link(self, piiscan: Piiscan, tree: Path):
        os.link(tree / "07.py", tree.parent / "other")
        one_stays(piiscan, tree, "2 hard links")
        assert piiscan("mask", ".", "--jobs", "2", "--break-hard-links").code == 0

    def test_a_locked_file(self, piiscan: Piiscan, tree: Path):
        import fcntl

        with (tree / "07.py").open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            one_stays(piiscan, tree, "is locked by another process")

    @pytest.mark.parametrize("code", [errno.EACCES, errno.ENOSPC, errno.EROFS])
    def test_a_directory_that_takes_no_new_file(
        self, piiscan: Piiscan, tree: Path, monkeypatch: pytest.MonkeyPatch, code: int
    ):
        real = sketch.prepare_whole

        def refused(target, *rest, temporary, **more):
            if target.endswith("07.py"):
                temporary = str(tree / "none" / os.path.basename(temporary))
                (tree / "none").write_text("")
            return real(target, *rest, temporary=temporary, **more)

        real_open = os.open

        def open_or_refuse(path, flags, *rest, **more):
            if "none" in os.fspath(path) and flags & os.O_CREAT:
                (tree / "none").unlink()
                raise OSError(code, os.strerror(code))
            return real_open(path, flags, *rest, **more)

        monkeypatch.setattr(sketch, "prepare_whole", refused)
        monkeypatch.setattr(os, "open", open_or_refuse)
        one_stays(piiscan, tree, os.strerror(code))

    def test_a_disk_that_is_full_when_a_text_is_written(
        self, piiscan: Piiscan, tree: Path, monkeypatch: pytest.MonkeyPatch
    ):
        real, real_write = sketch.prepare_whole, os.write

        def full(target, *rest, **more):
            def write(descriptor, data):
                real_write(descriptor, bytes(data)[:3])
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

            if target.endswith("07.py"):
                monkeypatch.setattr(os, "write", write)
            try:
                return real(target, *rest, **more)
            finally:
                monkeypatch.setattr(os, "write", real_write)

        monkeypatch.setattr(sketch, "prepare_whole", full)
        one_stays(piiscan, tree, "No space left on device")

    def test_all_or_nothing_means_all(self, piiscan: Piiscan, tree: Path):
        (tree / "07.py").chmod(0o444)
        old = content(tree)
        result = piiscan("mask", ".", "--jobs", "2", "--transaction")
        assert result.code == 2
        assert "so nothing was masked" in result.err
        assert content(tree) == old


@pytest.mark.parametrize("calls", [0, 1, 5, 20, 21, 40, 62])
def test_a_disk_that_is_full_when_it_is_synced(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch, calls: int
):
    old = {f"{number}.py": DIRTY.encode() for number in range(60)}
    write(old)
    real, left = os.fsync, [calls]

    def fsync(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fsync)
        result = piiscan("mask", ".", "--jobs", "2")
    changed = whole(tree, old)
    assert result.code == (0 if len(changed) == len(old) else 2)
    assert piiscan("undo").code == (0 if changed else 2)
    assert content(tree) == old


# The journal


def test_a_journal_that_cannot_be_begun_changes_nothing(
    piiscan: Piiscan, write: Write, tree: Path, tmp_path: Path
):
    (tmp_path / "state").write_text("in the way")
    write(files())
    old = content(tree)
    result = piiscan("mask", ".", "--jobs", "2")
    assert result.code == 2
    assert "the journal cannot be written" in result.err
    assert content(tree) == old


@pytest.mark.parametrize("good", range(1, 9))
def test_a_journal_that_cannot_go_on_leaves_the_other_files_as_they_are(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch, good: int
):
    from piiscan.mask.journal.writer import JournalWriter

    monkeypatch.setattr(masking, "BATCH", 4)
    old = {f"{number:02}.py": DIRTY.encode() for number in range(30)}
    write(old)
    real, left = JournalWriter._append, [good]

    def append(self, text: bytes, *, sync: bool = False) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(self, text, sync=sync)

    with monkeypatch.context() as patch:
        patch.setattr(JournalWriter, "_append", append)
        result = piiscan("mask", ".", "--jobs", "2")
    assert result.code == 2
    assert "No space left on device" in result.err
    changed = whole(tree, old)
    assert len(changed) < len(old)
    assert piiscan("undo").code == (0 if changed else 2)
    assert content(tree) == old


# Workers that die


@pytest.mark.parametrize("place", ["_found", "_planned", "write"])
@pytest.mark.parametrize("number", [0, 20, 38])
@pytest.mark.parametrize("death", [signal.SIGKILL, signal.SIGTERM, None], ids=str)
@pytest.mark.parametrize("options", [(), ("--transaction",)], ids=["", "transaction"])
def test_a_worker_that_dies_ends_the_run_with_every_file_whole(
    piiscan: Piiscan,
    write: Write,
    tree: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    number: int,
    death: signal.Signals | None,
    options: tuple[str, ...],
):
    old = {f"{each:02}.py": DIRTY.encode() for each in range(COUNT)}
    write(old)
    real, parent = getattr(Sketcher, place), os.getpid()

    def or_die(self: Sketcher, item, *rest, **more):
        result = real(self, item, *rest, **more)
        if item.entry.path == f"{number:02}.py" and os.getpid() != parent:
            os.kill(os.getpid(), death) if death else os._exit(3)
        return result

    with monkeypatch.context() as patch:
        patch.setattr(Sketcher, place, or_die)
        result = piiscan("mask", ".", "--jobs", "3", *options)
    assert result.code == 2
    assert "a worker process died" in result.err
    changed = whole(tree, old)
    if options:
        assert not changed
    assert piiscan("undo").code == (0 if changed else 2)
    assert content(tree) == old


def test_a_bug_in_a_worker_comes_through_without_its_message(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    old = {f"{each:02}.py": DIRTY.encode() for each in range(COUNT)}
    write(old)

    def bug(*_: object, **__: object) -> None:
        raise ValueError(EMAIL)

    monkeypatch.setattr(sketch, "plan", bug)
    result = piiscan("mask", ".", "--jobs", "2")
    assert result.code == 2
    assert "internal error: ValueError" in result.err
    assert not leaks(result.out + result.err)
    assert content(tree) == old


@pytest.mark.parametrize("checks", [1, 2])
def test_a_worker_whose_parent_was_killed_takes_back_what_it_wrote_last(
    write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch, checks: int
):
    write({"a.py": DIRTY})
    job = workers.Job(Settings(root=str(tree)), Wanted(), str(tree))
    worker = turns.Turns(turns.Task(job, Severity.NOTE), job.scanner(), Policies())
    reply = worker.turn("", [FileEntry("a.py", str(tree / "a.py"))])
    assert len(reply.temporaries) == 1
    ids = iter([os.getppid()] * (checks - 1) + [1 << 30])
    monkeypatch.setattr(os, "getppid", lambda: next(ids))
    with pytest.raises(workers.ParentGoneError):
        worker.turn("", ())
    assert content(tree) == {"a.py": DIRTY.encode()}


def test_an_interrupt_leaves_nothing_behind(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    old = {f"{each:02}.py": DIRTY.encode() for each in range(COUNT)}
    write(old)
    real, left = spread.Spread._take, [4]

    def interrupted(self: spread.Spread, worker: spread._Worker) -> None:
        left[0] -= 1
        if not left[0]:
            raise KeyboardInterrupt
        real(self, worker)

    with monkeypatch.context() as patch:
        patch.setattr(spread.Spread, "_take", interrupted)
        assert piiscan("mask", ".", "--jobs", "2").code != 0
    whole(tree, old)


def test_batches_that_wait_for_a_slow_one_are_few(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    import time

    write({f"{each:03}.py": DIRTY.encode() for each in range(200)})
    real_found, real_take, most, parent = Sketcher._found, spread.Spread._take, [0], os.getpid()

    def slow(self: Sketcher, watched, *rest):
        if watched.path == "000.py" and os.getpid() != parent:
            time.sleep(0.5)
        return real_found(self, watched, *rest)

    def take(self: spread.Spread, worker: spread._Worker) -> None:
        real_take(self, worker)
        most[0] = max(most[0], len(self._batches))

    monkeypatch.setattr(Sketcher, "_found", slow)
    monkeypatch.setattr(spread.Spread, "_take", take)
    assert piiscan("mask", ".", "--jobs", "2").code == 0
    assert most[0] == spread._AHEAD * 2
