"""Many processes give what one gives; one that dies is an error and not a hang."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing import resource_tracker
from pathlib import Path

import pytest

from canary import EVERYTHING
from piiscan.cli.entry import main
from piiscan.errors import EngineError, PiiscanError
from piiscan.run import workers
from piiscan.run.crash import WorkerCrashError
from piiscan.run.scan import scan
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.run.workers import BATCH, WORTH_A_PROCESS, Job
from piiscan.settings.model import Settings
from piiscan.sources.entry import MemoryEntry
from piiscan.types import Notice, NoticeKind, ScanResult

forked = pytest.mark.skipif(sys.platform != "linux", reason="what a test changes reaches forked workers only")
MANY = WORTH_A_PROCESS + 4 * BATCH + 7


@pytest.fixture(autouse=True)
def _in_time() -> Iterator[None]:
    """A hang must fail and not block the build. Afterwards no worker may be left."""
    if hasattr(signal, "SIGALRM"):

        def too_late(*_: object) -> None:
            raise TimeoutError("hangs")

        before = signal.signal(signal.SIGALRM, too_late)
        signal.alarm(60)
    yield
    if hasattr(signal, "SIGALRM"):
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    assert multiprocessing.active_children() == []
    if workers.FORKS:
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


def job(jobs: int = 2) -> Job:
    return Job(Settings(root="/", jobs=jobs), Wanted(), "/")


def entries(count: int = MANY, text: str = EVERYTHING) -> list[MemoryEntry]:
    return [MemoryEntry(f"{number:04}.py", text.encode()) for number in range(count)]


def essence(result: ScanResult) -> tuple[object, ...]:
    return result.findings, result.notices, result.totals, result.rules


# The same


@pytest.mark.parametrize("name", ["json", "sarif", "full", "github"])
def test_reports_are_the_same_bytes_for_any_number_of_processes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
):
    monkeypatch.chdir(tmp_path)
    for number in range(MANY):
        path = tmp_path / f"{number % 7}" / f"{number}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(EVERYTHING * (number % 3) + "x = 1\n")
    reports = []
    for jobs in ("1", "2", "4"):
        assert main(["scan", ".", "-o", name, "--jobs", jobs, "--show-notes"]) == 1
        reports.append(capsys.readouterr().out)
    assert reports[0] == reports[1] == reports[2] != ""


@pytest.mark.parametrize(
    "count", [0, 1, WORTH_A_PROCESS - 1, WORTH_A_PROCESS, WORTH_A_PROCESS + 1, WORTH_A_PROCESS + BATCH]
)
def test_every_entry_is_scanned_once_whatever_their_number(count: int):
    result = scan(job(3), entries(count))
    assert result.totals.files == count
    assert [item.path for item in result.findings] == sorted(item.path for item in result.findings)
    assert essence(result) == essence(scan(job(1), entries(count)))


def test_notices_among_the_entries_are_kept_and_counted():
    gone = [Notice(NoticeKind.MISSING, f"{number:04}", "gone") for number in range(500)]
    mixed = [item for pair in zip(entries(500), gone, strict=True) for item in pair]
    result = scan(job(2), mixed)
    assert result.notices == tuple(gone)
    assert result.totals.skipped == {"missing": 500}
    assert essence(result) == essence(scan(job(1), mixed))


def test_outcomes_larger_than_a_pipe_holds_get_through():
    result = scan(job(2), entries(text=EVERYTHING * 3))
    assert len(pickle.dumps(result.findings[: 18 * BATCH])) > 1 << 17
    assert len(result.findings) == MANY * 18


def test_entries_larger_than_a_pipe_holds_get_through():
    assert scan(job(2), entries(text="x" * 20_000)).totals.bytes == MANY * 20_000


def test_more_workers_than_batches_is_no_harm():
    assert scan(job(16), entries(WORTH_A_PROCESS)).totals.files == WORTH_A_PROCESS


def test_progress_rises_to_the_end():
    steps: list[tuple[int, int]] = []
    scan(job(2), entries(), progress=lambda done, total: steps.append((done, total)))
    assert steps == sorted(steps)
    assert all(done <= total for done, total in steps)
    assert steps[-1] == (MANY, MANY)


def test_streamed_entries_are_read_one_at_a_time():
    alive = 0
    most = 0

    def stream() -> Iterator[MemoryEntry]:
        nonlocal alive, most
        for entry in entries(WORTH_A_PROCESS + 1):
            alive += 1
            most = max(most, alive)
            yield entry
            alive -= 1

    scan(job(2), stream(), streamed=True)
    assert most == 1


# Workers that start from nothing, as on macOS and Windows


def test_a_job_travels_to_another_process():
    there = pickle.loads(pickle.dumps(job()))  # noqa: S301 - our own bytes
    assert there == job()
    assert there.scanner().scan(entries(1)).findings == job().scanner().scan(entries(1)).findings


def test_a_worker_without_a_scanner_makes_its_own():
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=workers._serve, args=(theirs, job(), None))
    thread.start()
    ours.send(entries(3))
    outcome = ours.recv()
    ours.send(None)
    thread.join(30)
    assert not thread.is_alive()
    assert outcome.totals.files == 3


def test_a_worker_whose_parent_is_gone_ends_in_silence(capfd: pytest.CaptureFixture[str]):
    ours, theirs = multiprocessing.Pipe()
    thread = threading.Thread(target=workers._serve, args=(theirs, job(), job().scanner()))
    thread.start()
    ours.close()
    thread.join(30)
    assert not thread.is_alive()
    assert capfd.readouterr() == ("", "")


def test_spawned_workers_give_what_forked_ones_give(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workers, "FORKS", False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    assert essence(scan(job(2), entries())) == essence(scan(job(1), entries()))
    resource_tracker._resource_tracker._stop()  # a process of multiprocessing's own


# Trouble


def _at(path: str, monkeypatch: pytest.MonkeyPatch, act) -> None:
    """Let `act` happen when a worker comes to `path`."""
    real, parent = Scanner.scan, os.getpid()

    def scan_or_act(self, found):
        found = list(found)
        if os.getpid() != parent and any(entry.path == path for entry in found):
            act()
        return real(self, found)

    monkeypatch.setattr(Scanner, "scan", scan_or_act)


@forked
@pytest.mark.parametrize(
    "path", ["0000.py", f"{MANY // 2:04}.py", f"{MANY - 1:04}.py"], ids=["at first", "midway", "at last"]
)
@pytest.mark.parametrize(
    "death",
    [
        lambda: os._exit(9),
        lambda: os._exit(0),
        lambda: os.kill(os.getpid(), signal.SIGKILL),
        lambda: os.kill(os.getpid(), signal.SIGTERM),
    ],
    ids=["exit 9", "exit 0", "SIGKILL", "SIGTERM"],
)
def test_a_worker_that_dies_is_an_error_and_not_a_hang(
    monkeypatch: pytest.MonkeyPatch, capfd, death, path: str
):
    _at(path, monkeypatch, death)
    with pytest.raises(PiiscanError, match="a worker process died") as caught:
        scan(job(3), entries())
    assert "--jobs 1" in caught.value.hint
    assert capfd.readouterr() == ("", "")


@forked
def test_an_error_that_the_user_can_mend_comes_through_as_it_is(monkeypatch: pytest.MonkeyPatch):
    def act():
        raise EngineError("no such luck", hint="try again")

    _at("0400.py", monkeypatch, act)
    with pytest.raises(EngineError, match="no such luck") as caught:
        scan(job(2), entries())
    assert caught.value.hint == "try again"


@forked
@pytest.mark.parametrize("asked", ["", "3"])
def test_a_worker_has_no_threads_for_matrices(monkeypatch: pytest.MonkeyPatch, asked: str):
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if asked:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", asked)

    def act():
        raise EngineError(os.environ["OPENBLAS_NUM_THREADS"])

    _at("0400.py", monkeypatch, act)
    with pytest.raises(EngineError, match=f"^{asked or 1}$"):
        scan(job(2), entries())
    assert os.environ.get("OPENBLAS_NUM_THREADS", "") == asked


@forked
@pytest.mark.parametrize(
    "error", [ValueError, MemoryError, RecursionError, OSError, AssertionError, UnicodeError]
)
def test_a_bug_comes_through_without_its_message(
    monkeypatch: pytest.MonkeyPatch, capfd, error: type[Exception]
):
    def act():
        raise error("the value")

    _at("0400.py", monkeypatch, act)
    with pytest.raises(WorkerCrashError) as caught:
        scan(job(2), entries())
    assert caught.value.kind == error.__name__
    assert "in act" in caught.value.frames[-1]
    assert "the value" not in str(caught.value) + repr(caught.value)
    assert capfd.readouterr() == ("", "")


@forked
def test_a_source_that_fails_ends_the_workers():
    def failing() -> Iterator[MemoryEntry]:
        yield from entries(WORTH_A_PROCESS + BATCH)
        raise PiiscanError("the walk failed")

    with pytest.raises(PiiscanError, match="the walk failed"):
        scan(job(2), failing())


@forked
def test_an_interrupt_ends_the_workers_at_once(monkeypatch: pytest.MonkeyPatch):
    _at("0000.py", monkeypatch, lambda: time.sleep(50))

    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        scan(job(2), entries(), progress=interrupt)
    assert time.monotonic() - begun < 20


class _Waiting:
    """A worker that says who it is, or waits until the one that did has ended."""

    def scan(self, batch) -> Outcome:
        [(kind, path)] = batch
        if kind == "tell":
            path.write_text(str(os.getpid()), encoding="ascii")
        else:
            for _ in range(1000):
                time.sleep(0.01)
                if path.exists() and path.read_text(encoding="ascii") and _has_ended(int(path.read_text())):
                    (path.parent / "seen").touch()
                    break
        return Outcome()

    def scanner(self) -> _Waiting:
        return self


def _has_ended(number: int) -> bool:
    try:
        said = Path(f"/proc/{number}/stat").read_text(encoding="ascii")
    except FileNotFoundError:
        return True
    return said.rpartition(")")[2].split()[0] == "Z"


@forked
def test_a_worker_that_has_nothing_more_to_do_ends_while_another_is_busy(tmp_path: Path):
    batches = iter([[("wait", tmp_path / "pid")], [("tell", tmp_path / "pid")]])
    outcomes = [*workers.in_processes(_Waiting(), batches, _Waiting(), lambda done, sent: None, 2)]
    assert len(outcomes) == 2
    assert (tmp_path / "seen").exists()
