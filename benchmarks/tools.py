"""The programs that the benchmarks start, how a run is timed, what machine it was. No command of its own."""

from __future__ import annotations

import argparse
import contextlib
import importlib.metadata
import os
import platform
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

HERE = Path(__file__).resolve().parent
WORK = HERE / "work"
"""Everything that a benchmark downloads, unpacks or writes on the way; git ignores it."""
CORPUS = WORK / "corpus"
SHARED = HERE.parent.parent / "shared"

LIMIT = 240
"""Seconds for one run of a program."""

#: Scan what was named, all of it, whatever configuration or gitignore stands around the data.
AS_NAMED = ("--isolated", "--no-respect-gitignore")


class FailedError(Exception):
    """One line for people; ``main_guard`` prints it and exits with 2."""


@dataclass(frozen=True)
class Tool:
    """A program that is compared: one column."""

    name: str
    command: list[str]
    shown: str
    version: str
    ok: tuple[int, ...] = (0,)
    """Exit codes that mean that it ran: scanners exit with their own number when they find something."""


@dataclass(frozen=True)
class Run:
    """One finished process: wall time, and the processor time of it and its children, in seconds."""

    wall: float
    processor: float
    max_rss: int
    """Bytes, of the largest single process."""


def plain_parser(text: str | None) -> argparse.ArgumentParser:
    """A parser whose help shows ``text`` as it stands."""
    return argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)


def parser(text: str | None) -> argparse.ArgumentParser:
    """A parser with ``--piiscan``; ``text`` is the script's docstring."""
    result = plain_parser(text)
    result.add_argument(
        "--piiscan", default=default_piiscan(), metavar="COMMAND", help="default: %(default)s"
    )
    return result


def default_piiscan() -> str:
    """The ``piiscan`` installed beside this Python, else the package that this Python can import."""
    beside = Path(sys.executable).with_name("piiscan")
    return shlex.quote(str(beside)) if beside.exists() else f"{shlex.quote(sys.executable)} -m piiscan"


def environment(**extra: str) -> dict[str, str]:
    """This process's environment, with a ``PYTHONPATH`` that holds in any working directory.

    piiscan runs its rules alone there unless the command or ``extra`` says otherwise, as the pages say of themselves.
    Bytecode is kept, as in an installed package: compiling piiscan's modules anew costs every start 40 ms.
    """
    result = {"PIISCAN_MODEL": "off", **os.environ, **extra}
    result.pop("PYTHONUNBUFFERED", None)
    if result.pop("PYTHONDONTWRITEBYTECODE", None):
        result.setdefault("PYTHONPYCACHEPREFIX", str(WORK / "pycache"))
    if result.get("PYTHONPATH"):
        result["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, result["PYTHONPATH"].split(os.pathsep)))
    return result


def forget(cache: Path) -> None:
    """Of a cache of piiscan's, the model's verdicts, and not the compiled rules."""
    for path in cache.glob("verdicts*"):
        path.unlink()


def timed(
    command: Sequence[str],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    ok: Sequence[int] = (0,),
) -> Run:
    """Run ``command`` to its end, its output to a file that is thrown away.

    Raises ``FailedError`` where the exit code is not in ``ok``, and after ``LIMIT`` seconds.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        begun = time.perf_counter()
        process = start(command, out, errors, cwd=cwd, env=env)
        with limited(process):
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in ok:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().splitlines()[-3:]
            slow = f" after {LIMIT} s" if wall >= LIMIT else ""
            raise FailedError(f"{command[0]} exited with {process.returncode}{slow}: {' / '.join(last)}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024)


def start(
    command: Sequence[str],
    out: IO[bytes],
    errors: IO[bytes],
    *,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """In a session of its own, so that its workers can be ended with it."""
    return subprocess.Popen(
        command,
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=errors,
        start_new_session=True,
    )


@contextlib.contextmanager
def limited(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kills ``process`` and its workers after ``LIMIT`` seconds."""
    timer = threading.Timer(LIMIT, os.killpg, (process.pid, signal.SIGKILL))
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def output(command: Sequence[str], *, cwd: Path | None = None) -> str:
    """Standard output of a short command, empty when it cannot be run."""
    with contextlib.suppress(OSError):
        done = subprocess.run(
            command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False
        )
        return done.stdout.strip()
    return ""


def native(bin_directory: Path, name: str) -> str | None:
    """``name`` from a virtual environment: the program inside the wheel, not the Python script around it.

    The script costs kingfisher 0.2 s a run; without it the comparison is the stricter one for piiscan.
    """
    inside = sorted(bin_directory.parent.glob(f"lib/python*/site-packages/{name}/bin/{name}"))
    found = inside[0] if inside else bin_directory / name
    return str(found) if os.access(found, os.X_OK) else shutil.which(name)


def wheel_version(bin_directory: Path, distribution: str) -> str:
    """The version of a wheel in the virtual environment around ``bin_directory``; empty without it."""
    folders = [str(path) for path in bin_directory.parent.glob("lib/python*/site-packages")]
    for found in importlib.metadata.distributions(name=distribution, path=folders):
        return found.version
    return ""


def machine() -> list[str]:
    """What a reader must know of the machine and the moment, one fact an item."""
    model = ""
    with contextlib.suppress(OSError):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    processors = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    busy = " (something else was running: take the numbers with care)" if load > 0.7 else ""
    return [
        time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        f"{processors} processors ({model or '?'}), {platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, load average before the run {load:.2f}{busy}",
    ]


def piiscan_version(piiscan: Sequence[str]) -> str:
    """Its own word for it, and for the default command the commit that this checkout stands at."""
    version = (output([*piiscan, "--version"]) or "piiscan ?").partition(" ")[2]
    commit = output(["git", "rev-parse", "--short", "HEAD"], cwd=HERE)
    if not commit or shlex.join(piiscan) != default_piiscan():
        return version
    changed = output(["git", "status", "--porcelain", "src", "rules"], cwd=HERE.parent)
    return f"{version} ({commit}{', changed' if changed else ''})"


def need_corpus(path: Path) -> tuple[int, int]:
    """Files and bytes at ``path``, all read, so that the page cache is warm. Raises ``FailedError``."""
    files = size = 0
    for folder, _, names in os.walk(path):
        for name in names:
            with open(os.path.join(folder, name), "rb") as handle:
                size += len(handle.read())
            files += 1
    if not files:
        raise FailedError(f"nothing at {path}: run `python benchmarks/corpus.py --twice`")
    return files, size


def main_guard(main: object) -> None:
    """Run ``main()``; a ``FailedError`` becomes one line and exit code 2."""
    assert callable(main)
    try:
        main()
    except FailedError as error:
        print(f"{Path(sys.argv[0]).name}: {error}", file=sys.stderr)
        sys.exit(2)
