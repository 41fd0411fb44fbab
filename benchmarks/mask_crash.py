"""Masking killed at random points: every file wholly old or wholly new, and `piiscan undo` restores the tree.

    python benchmarks/mask_crash.py            writes benchmarks/results/mask_crash.md

Each round masks a tree in a process of its own, which is killed (SIGKILL) after a random time; then the tree is
compared with what it was and with what masking makes of it, and undone, in every fifth round after an undo that
was killed as well. Half of the runs mask in three processes, and half of the kills there hit one of the workers.
Nobody waits for workers whose parent was killed before undo begins. The process is forked from one that has piiscan loaded, so that nearly every kill hits the
work and not the start. Needs a system that forks. Power cuts are another matter: nothing here takes back what the
system has in memory.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from page import Page
from tools import FailedError, main_guard, plain_parser

FILES = 200
#: Kills come up to this part of the time that a whole run takes, so some come too late.
BEYOND = 1.1
#: Where all files are renamed at the end, every other kill comes after this part of the time.
RENAMES = 0.7
ONE, THREE = ("--jobs", "1"), ("--jobs", "3")
ENCRYPTED = ("--encrypt-journal", "--key-file", "../key")
MODES: dict[str, tuple[str, ...]] = {
    "file by file": ONE,
    "file by file, three processes": THREE,
    "all or nothing": ("--transaction", *ONE),
    "all or nothing, three processes": ("--transaction", *THREE),
    "encrypted journal, three processes": (*ENCRYPTED, *THREE),
    "encrypted, all or nothing": (*ENCRYPTED, "--transaction", *ONE),
}
#: A tree so small is masked in several processes here, in batches so small; in use these are 300 and 96.
MANY, BATCH = 20, 8
#: Files that take their names together in every second round.
FEW = 16
ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "latin-1")
Tree = dict[str, bytes]


def make_tree(seed: int) -> Tree:
    """Texts with planted values, in several encodings, with all line ends; a few without any value."""
    drawn = random.Random(seed)  # noqa: S311 - inputs, not secrets
    tree = {}
    for number in range(FILES):
        lines = [f"line_{n} = {drawn.getrandbits(30)}  # größer" for n in range(drawn.randrange(5, 200))]
        for _ in range(drawn.randrange(0, 6)):
            lines[drawn.randrange(len(lines))] = planted(drawn)
        text = drawn.choice(("\n", "\r\n")).join(lines) + drawn.choice(("", "\n"))
        tree[f"part{number % 7}/file{number}.py"] = text.encode(drawn.choice(ENCODINGS))
    return tree


def planted(drawn: random.Random) -> str:
    number = drawn.randrange(10**6)
    return drawn.choice(
        (
            f"mail('c.rieger{number}@hermann-{number}.de')",
            f"DB_PASSWORD = 'Gleis9sued-{number}'",
            f"host = '141.30.{number % 250}.{number // 250 % 250}'",
            f"home = '/home/ckrieger{number}/notes'",
        )
    )


def read_tree(folder: Path) -> Tree:
    tree = {}
    for path in folder.rglob("*"):
        if ".git" not in path.parts:
            with contextlib.suppress(
                FileNotFoundError, IsADirectoryError
            ):  # a worker may still be clearing up
                tree[str(path.relative_to(folder))] = path.read_bytes()
    return tree


class Rounds:
    """One tree, masked and undone over and over."""

    def __init__(self, folder: Path, old: Tree, options: tuple[str, ...], seed: int) -> None:
        self.folder = folder
        self.old = old
        self.options = options
        self.random = random.Random(seed)  # noqa: S311 - times, not secrets
        self.count: Counter[str] = Counter()
        self.seconds, self.new = self._whole()

    def _whole(self) -> tuple[float, Tree]:
        """Twice, since the first run is slower; how long it takes, and what it makes of the tree."""
        seconds = 0.0
        for _ in range(2):
            begun = time.perf_counter()
            self._expect(run_in_fork(self._mask), 0, "masking")
            seconds = time.perf_counter() - begun
            new = read_tree(self.folder)
            self._expect(run_in_fork(self._undo), 0, "undo")
            self._same(read_tree(self.folder), "undo of a whole run")
        return seconds, new

    def _mask(self) -> int:
        return piiscan("mask", "-q", *self.options, ".")

    def _undo(self) -> int:
        return piiscan("undo", "-q", "--key-file", "../key")

    def round(self, number: int) -> None:
        """Raises ``FailedError`` for anything that must not be."""
        late = RENAMES if "--transaction" in self.options and number % 2 else 0.0
        moment = self.random.uniform(late, BEYOND) * self.seconds
        worker = self.random.choice((-1, 0, -1, 1)) if "3" in self.options else -1
        orphans: list[int] = []
        few_at_once(number % 2 == 0)
        run_in_fork(self._mask, kill_after=moment, worker=worker, orphans=orphans)
        self.count["kills of a worker"] += worker >= 0 and bool(orphans)
        found = read_tree(self.folder)
        left = found.keys() - self.old.keys()
        if any(not Path(name).name.startswith(".piiscan-") for name in left):
            raise FailedError(f"round {number}: a file that nobody made: {sorted(left)}")
        changed = {name for name in self.old if self.old[name] != self.new[name]}
        masked = {name for name in changed if found.get(name) == self.new[name]}
        for name in self.old:
            if name not in masked and found.get(name) != self.old[name]:
                raise FailedError(f"round {number}: {name} is neither old nor new")
        self.count["rounds"] += 1
        self.count["temporary files left"] += len(left)
        self.count["files masked"] += len(masked)
        self.count["before" if not masked else "after" if masked == changed else "between"] += 1
        killed = number % 5 == 0 and bool(masked)
        if killed:
            run_in_fork(self._undo, kill_after=self.random.uniform(0, self.seconds))
            self.count["undo killed"] += 1
        code = run_in_fork(self._undo)
        wait_for(orphans)
        after = read_tree(self.folder)
        if code != 0 and (masked or left) and not killed:  # a killed undo may have come to its end
            raise FailedError(f"round {number}: undo returned {code}")
        self._same(after, f"round {number}: undo")

    def _same(self, found: Tree, what: str) -> None:
        if found != self.old:
            wrong = sorted(
                name for name in found.keys() | self.old.keys() if found.get(name) != self.old.get(name)
            )
            raise FailedError(f"{what} left {len(wrong)} files that differ, such as {wrong[0]}")

    def _expect(self, code: int, wanted: int, what: str) -> None:
        if code != wanted:
            raise FailedError(f"{what} returned {code}")


def piiscan(*args: str) -> int:
    from piiscan.cli.entry import main

    return main(args)


def run_in_fork(
    work: Callable[[], int],
    *,
    kill_after: float | None = None,
    worker: int = -1,
    orphans: list[int] | None = None,
) -> int:
    """The exit code of a process that does ``work``; of one that was killed, -9.

    ``worker``: which of its own processes is killed in its place, if there are any. ``orphans`` gets these.
    """
    child = os.fork()
    if child == 0:
        code = 2
        with contextlib.suppress(BaseException):
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            code = work()
        os._exit(code)
    if kill_after is not None:
        time.sleep(kill_after)
        found = children(child)
        if orphans is not None:
            orphans += found
        with contextlib.suppress(ProcessLookupError):
            os.kill(found[worker % len(found)] if worker >= 0 and found else child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def children(parent: int) -> list[int]:
    """Linux only; elsewhere no process has workers here."""
    with contextlib.suppress(OSError):
        return [*map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split())]
    return []


def wait_for(processes: list[int]) -> None:
    """Until they are gone, or wait to be collected. Raises ``FailedError`` after ten seconds."""
    until = time.monotonic() + 10
    for process in processes:
        while time.monotonic() < until:
            try:
                state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
            except OSError:
                break
            if state == "Z":
                break
            time.sleep(0.001)
        else:
            raise FailedError(f"worker {process} goes on without its parent")


def load(folder: Path, tree: Tree) -> None:
    """Whatever a run imports and builds, every child has from its start."""
    prepare(folder, tree, in_git=False)
    os.chdir(folder)
    for command in (("mask", "-q", *ENCRYPTED, *ONE, "."), ("undo", "-q", "--key-file", "../key")):
        if piiscan(*command) != 0:
            raise FailedError(f"piiscan {command[0]} failed on a tree that nobody disturbs")


def prepare(folder: Path, tree: Tree, *, in_git: bool) -> None:
    for name, data in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    if in_git:
        subprocess.run(["git", "init", "-q", str(folder)], check=True)


def main() -> None:
    parser = plain_parser(__doc__)
    parser.add_argument("--rounds", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
    many_processes()
    begun, rows = time.perf_counter(), []
    with tempfile.TemporaryDirectory() as scratch:
        (Path(scratch) / "key").write_bytes(bytes(range(32)))
        os.environ.setdefault("PIISCAN_MODEL", "off")
        os.environ["PIISCAN_STATE_DIR"] = f"{scratch}/state"
        tree = make_tree(options.seed)
        load(Path(scratch) / "warm", tree)
        for place, (mode, flags) in enumerate(MODES.items()):
            folder = Path(scratch) / f"tree{place}"
            prepare(folder, tree, in_git=place % 2 == 0)
            os.chdir(folder)
            rounds = Rounds(folder, tree, flags, options.seed + place)
            for number in range(-(-options.rounds // len(MODES))):
                rounds.round(number)
            rows.append((mode, rounds))
            os.chdir("/")
    write_page(rows, options, time.perf_counter() - begun)


def many_processes() -> None:
    from piiscan.run import mask, spread

    mask.WORTH_A_PROCESS, spread.BATCH = MANY, BATCH


def few_at_once(few: bool) -> None:
    """Whether files take their names `FEW` at a time, as of a large tree all batches do, or all together."""
    from piiscan.run import commit, mask

    mask.BATCH = FEW if few else commit.BATCH


def write_page(rows, options, seconds: float) -> None:
    page = Page("Masking killed at random points", "python benchmarks/mask_crash.py")
    total = sum(rounds.count["rounds"] for _, rounds in rows)
    page.text(
        f"{total} rounds with the seed {options.seed} on a tree of {FILES} files, in {seconds:.0f} s. In every round all files "
        "were wholly old or wholly new, and `piiscan undo` restored the tree byte for byte, without a file too many: the "
        "script stops at the first that is not."
    )
    columns = (
        "rounds",
        "kills of a worker",
        "before",
        "between",
        "after",
        "files masked",
        "temporary files left",
        "undo killed",
    )
    heads = (*columns[:2], "killed before the first file", "between", "after the last", *columns[5:])
    page.table(
        ("run", "seconds if not killed", *heads),
        [(mode, f"{rounds.seconds:.2f}", *(rounds.count[name] for name in columns)) for mode, rounds in rows],
    )
    page.text(
        "Temporary files are those that the kill left behind; undo removed them. In every fifth round undo was killed, too, and "
        f"run again. Where files are masked one by one, all take their names together in one round and {FEW} at a time in the next."
    )
    page.write("mask_crash")


if __name__ == "__main__":
    main_guard(main)
