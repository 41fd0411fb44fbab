"""Throughput and memory of `piiscan filter` on logs, next to a scan of the same.

    python benchmarks/filter.py             writes benchmarks/results/filter.md

The logs are made from a fixed seed, with values that belong to nobody. A value stands on no line, on one in a
hundred, on one in ten; the last log is one line without an end.
"""

from __future__ import annotations

import random
import shlex
import statistics
import string
import tempfile
from pathlib import Path

from page import Page, megabytes
from tools import WORK, Run, machine, main_guard, parser, piiscan_version, timed

SIZE = 50_000_000
#: Of what is filtered line by line.
SMALL = 5_000_000
SEED = 20260101
PATHS = ("/", "/api/v1/items", "/api/v1/orders?page=3", "/static/app.js", "/health")
SCAN = "scan - --isolated --model off -o concise --exit-zero -q"


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--runs", type=int, default=3, help="the median counts (default: %(default)s)")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    page = Page("Filter", "python benchmarks/filter.py")
    page.bullets([*machine(), f"piiscan {piiscan_version(piiscan)}, `piiscan filter --isolated`"])
    rows, lined = [], []
    WORK.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-", dir=WORK) as scratch:
        for name, share in (
            ("no values", 0.0),
            ("on 1 line in 100", 0.01),
            ("on 1 line in 10", 0.1),
            ("one line", -1.0),
        ):
            path = Path(scratch) / "log"
            values = write(path, SIZE, share)
            scan, filtered = (
                median(chosen.piiscan, command, path, chosen.runs) for command in (SCAN, "filter --isolated")
            )
            rows.append((name, f"{values:,}", speed(SIZE, scan), f"**{speed(SIZE, filtered)}**",
                         f"{filtered.wall / scan.wall:.2f}", megabytes(scan.max_rss), megabytes(filtered.max_rss)))  # fmt: skip
            print(rows[-1])
            if share >= 0:
                values = write(path, SMALL, share)
                run = median(chosen.piiscan, "filter --isolated --line-buffered", path, chosen.runs)
                count = path.read_bytes().count(b"\n")
                lined.append(
                    (
                        name,
                        f"{values:,}",
                        speed(SMALL, run),
                        f"{count / run.wall:,.0f}",
                        megabytes(run.max_rss),
                    )
                )
                print(lined[-1])
    page.heading(
        f"A log of {SIZE // 1_000_000} MB (the median of {chosen.runs} runs, wall time with start-up)"
    )
    page.table(
        (
            "values",
            "how many",
            "scan, MB/s",
            "filter, MB/s",
            "times as long",
            "scan, peak MB",
            "filter, peak MB",
        ),
        rows,
    )
    page.text("A part with a value is scanned twice, since masking may lay bare another value.")
    page.heading(f"Line by line (`--line-buffered`), {SMALL // 1_000_000} MB")
    page.table(("values", "how many", "MB/s", "lines/s", "peak MB"), lined)
    page.write("filter")


def write(path: Path, size: int, share: float) -> int:
    """A log of ``size`` bytes; the lines with values in it. ``share`` -1: one line, a value in 100 kB."""
    chance = random.Random(SEED)  # noqa: S311 - no secret, and the same every time
    values = 0
    with path.open("wb") as handle:
        left = size
        while left > 0:
            if share < 0:
                text = "x" * 100_000 + f" {address(chance)} "
                values += 1
            else:
                text = line(chance)
                if chance.random() < share:
                    text += f" user={address(chance)}"
                    values += 1
                text += "\n"
            handle.write(text.encode()[:left])
            left -= len(text)
    return values


def line(chance: random.Random) -> str:
    time = f"{chance.randrange(24):02}:{chance.randrange(60):02}:{chance.randrange(60):02}.{chance.randrange(1000):03}"
    return (
        f"2026-01-01T{time}Z INFO [worker-{chance.randrange(8)}] request id={chance.randrange(1 << 32):08x} "
        f"status={chance.choice((200, 304, 404))} path={chance.choice(PATHS)} took {chance.randrange(900)} ms"
    )


def address(chance: random.Random) -> str:
    def word(length: int) -> str:
        return "".join(chance.choices(string.ascii_lowercase, k=length))

    return f"{word(5)}.{word(8)}@{word(9)}.net"


def median(piiscan: str, command: str, path: Path, runs: int) -> Run:
    found = [
        timed(["bash", "-c", f"exec {piiscan} {command} < {shlex.quote(str(path))}"]) for _ in range(runs)
    ]
    middle = statistics.median_low(run.wall for run in found)
    return next(run for run in found if run.wall == middle)


def speed(size: int, run: Run) -> str:
    return f"{size / 1e6 / run.wall:.1f}"


if __name__ == "__main__":
    main_guard(main)
