"""Peak memory of piiscan: on the corpus, on a tree twice as large, and on single files of 300 MB.

    python benchmarks/memory.py             writes benchmarks/results/memory.md

The peak is that of the whole process tree: every 5 ms the resident memory of all its processes is added up
from /proc (Linux only). Pages that processes share count once for each, so the sum is an upper bound.
"""

from __future__ import annotations

import os
import shlex
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from page import Page, megabytes, verdict
from tools import (
    CORPUS,
    WORK,
    FailedError,
    limited,
    machine,
    main_guard,
    need_corpus,
    parser,
    piiscan_version,
    start,
)

BAR = 300e6
LARGE = 300_000_000
SCAN = ("--isolated", "--model", "off", "-o", "concise", "--exit-zero", "--no-progress")
#: What a peak may differ by from run to run before it counts as growing.
NOISE = 1.15


@dataclass
class Peak:
    """Bytes; ``largest`` is the kernel's own maximum for the largest single process, not sampled."""

    tree: int = 0
    processes: int = 0
    largest: int = 0
    seconds: float = 0.0


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    options.add_argument(
        "--twice", type=Path, default=WORK / "twice", metavar="DIR", help="default: %(default)s"
    )
    options.add_argument("--runs", type=int, default=3, help="the highest counts (default: %(default)s)")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    page = Page("Memory", "python benchmarks/memory.py")
    page.bullets([*machine(), f"piiscan {piiscan_version(piiscan)}, `piiscan scan TARGET {' '.join(SCAN)}`"])
    peaks: dict[str, Peak] = {}
    rows = []
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-", dir=WORK) as scratch:
        targets = {"corpus": chosen.corpus, "twice the corpus": chosen.twice}
        sizes = {name: need_corpus(path) for name, path in targets.items()}
        for name, write in (("one file of ordinary lines", ordinary_lines), ("one file, one line", one_line)):
            targets[name] = Path(scratch) / f"{name.replace(' ', '-').replace(',', '')}.txt"
            write(targets[name], chosen.corpus)
            sizes[name] = (1, targets[name].stat().st_size)
        for name, target in targets.items():
            peak = peaks[name] = worst(
                [measured([*piiscan, "scan", str(target), *SCAN]) for _ in range(chosen.runs)]
            )
            files, size = sizes[name]
            rows.append(
                (
                    name,
                    f"{files:,}",
                    megabytes(size),
                    f"**{megabytes(peak.tree)}**",
                    peak.processes,
                    megabytes(peak.largest),
                    f"{peak.seconds:.2f}",
                )
            )
    page.heading(f"Peaks (the highest of {chosen.runs} runs)")
    page.table(
        ("scan of", "files", "MB", "peak of all processes, MB", "processes", "largest process, MB", "s"), rows
    )
    bars = [
        (f"{name}: under 300 MB", f"{megabytes(peak.tree)} MB", verdict(peak.tree < BAR))
        for name, peak in peaks.items()
    ]
    growth = peaks["twice the corpus"].tree / peaks["corpus"].tree
    bars.append(
        ("not growing with the tree", f"{growth:.2f} times on twice the tree", verdict(growth <= NOISE))
    )
    page.heading("Bars")
    page.table(("bar", "measured", "verdict"), bars)
    for row in bars:
        print("; ".join(row))
    page.write("memory")


def worst(peaks: list[Peak]) -> Peak:
    """Each figure's highest."""
    return Peak(
        max(peak.tree for peak in peaks),
        max(peak.processes for peak in peaks),
        max(peak.largest for peak in peaks),
        max(peak.seconds for peak in peaks),
    )


def measured(command: list[str], cwd: Path | None = None) -> Peak:
    """Run ``command``, sampling its process tree from a thread. Raises ``FailedError`` when it fails."""
    peak, ended = Peak(), threading.Event()
    begun = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        process = start(command, out, out, cwd=cwd)
        watcher = threading.Thread(target=watch, args=(process.pid, peak, ended))
        watcher.start()
        with limited(process):
            _, status, usage = os.wait4(process.pid, 0)
        ended.set()
        watcher.join()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise FailedError(f"piiscan exited with {process.returncode}")
    peak.seconds = time.perf_counter() - begun
    peak.largest = usage.ru_maxrss * 1024  # of the process and of the children that it waited for
    peak.tree = max(peak.tree, peak.largest)
    return peak


def watch(root: int, peak: Peak, ended: threading.Event) -> None:
    page_size = os.sysconf("SC_PAGE_SIZE")
    while not ended.wait(0.005):
        family = descendants(root)
        total = sum(resident(pid) for pid in family) * page_size
        peak.tree = max(peak.tree, total)
        peak.processes = max(peak.processes, len(family))


def descendants(root: int) -> list[int]:
    """``root`` and all processes below it that still run."""
    found = [root]
    for pid in found:  # grows while it is walked
        try:
            threads = os.listdir(f"/proc/{pid}/task")
            for thread in threads:
                children = Path(f"/proc/{pid}/task/{thread}/children").read_text(encoding="ascii")
                found += map(int, children.split())
        except OSError:
            continue
    return found


def resident(pid: int) -> int:
    """Pages."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError):
        return 0


def ordinary_lines(path: Path, corpus: Path) -> None:
    """The corpus's Python files, one after the other and over again, until there are 300 MB."""
    sources = sorted(corpus.glob("*/**/*.py"))
    size = 0
    with open(path, "wb") as handle:
        while size < LARGE:
            for source in sources:
                size += handle.write(source.read_bytes() + b"\n")
                if size >= LARGE:
                    break


def one_line(path: Path, corpus: Path) -> None:
    """The same without a single line end, as minified code and data dumps come."""
    whole = path.with_suffix(".lines")
    ordinary_lines(whole, corpus)
    with open(whole, "rb") as source, open(path, "wb") as handle:
        while block := source.read(1 << 20):
            handle.write(block.replace(b"\r", b" ").replace(b"\n", b" "))
    whole.unlink()


if __name__ == "__main__":
    main_guard(main)
