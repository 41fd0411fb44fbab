"""What masking adds to a scan: the corpus with 5,000 planted values, scanned and masked in turn.

    python benchmarks/mask_speed.py            writes benchmarks/results/mask_speed.md

Values are planted in files drawn at random, each on its own (`planted.py`), so that they stand in as many files as
they can: files, not values, are what masking pays for. Two more trees have them in 500 and in 50 files. Every run
masks a copy of its own; all copies are made before the first run, since a file system that has just deleted many
files makes new ones slowly. A scan and a mask of one copy are a pair, read into the page cache before; ratios are
taken within pairs, then their median. What nobody can save is measured too: the same files written anew, durably and
each in one step, by a program that does nothing else (`bare_rewrite.py`).

Masking makes as many files as it deletes. On ext4 without a journal the kernel steps over inodes that were deleted
lately before it makes a file: `--work` names a directory on another file system.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import planted
from page import Page, verdict
from tools import (
    CORPUS,
    WORK,
    FailedError,
    Run,
    environment,
    forget,
    machine,
    main_guard,
    need_corpus,
    output,
    parser,
    piiscan_version,
    timed,
)

VALUES = 5_000
BAR = 0.30
SCAN = ("--isolated", "-o", "concise:/dev/null", "--exit-zero", "--no-progress")
MASK = ("--isolated", "-q")
#: What a run takes that waits for no disk: the same work, with nothing promised for a power cut.
UNSYNCED = (
    "import os; os.fsync = lambda _: None; from piiscan.cli.entry import main; raise SystemExit(main())"
)
BARE = Path(__file__).with_name("bare_rewrite.py")


@dataclass
class Variant:
    """One way to mask, and its pairs."""

    name: str
    command: list[str]
    options: tuple[str, ...]
    among: int | None = None
    """Into so many files the values are planted; None: into any."""
    is_bare: bool = False
    """It only writes what the first variant has written."""
    model: str = "off"
    """What ``--model`` says, of scan and mask; verdicts are forgotten before each, unless it ``is_known``."""
    is_known: bool = False
    """The tree was scanned before."""
    scans: list[Run] = field(default_factory=list)
    masks: list[Run] = field(default_factory=list)
    changed: int = 0

    def ratio(self, what: str) -> float:
        pairs = zip(self.masks, self.scans, strict=True)
        return median(getattr(mask, what) / getattr(scan, what) for mask, scan in pairs)

    def added(self, what: str) -> float:
        """What masking takes beyond a scan, as a part of that; of the bare variant, all that it takes."""
        return self.ratio(what) - (not self.is_bare)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    options.add_argument("--rounds", type=int, default=7, help="default: %(default)s")
    options.add_argument("--seed", type=int, default=1, help="default: %(default)s")
    options.add_argument(
        "--work", type=Path, default=WORK, metavar="DIR", help="where copies go (default: %(default)s)"
    )
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    facts = machine()
    files, size = need_corpus(chosen.corpus)
    chosen.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mask-speed-", dir=chosen.work) as scratch:
        table = variants(piiscan)
        trees = copies(Path(scratch), chosen.corpus, table, chosen.rounds, chosen.seed)
        cache = Path(scratch) / "cache"
        (Path(scratch) / "empty").mkdir()
        timed(
            [*piiscan, "scan", "empty", *SCAN],
            cwd=Path(scratch),
            env=environment(PIISCAN_CACHE_DIR=str(cache)),
        )
        planted_files, found = facts_of(piiscan, trees[0][table[0].name], chosen.corpus)
        for number, each in enumerate(trees):
            for variant in table:
                if variant.is_bare:
                    measure_bare(piiscan, variant, each[variant.name], each[table[0].name], Path(scratch))
                else:
                    measure(piiscan, variant, each[variant.name], Path(scratch) / f"state{number}", cache)
        left = findings(piiscan, trees[0][table[0].name])
        own = findings(piiscan, chosen.corpus)
    elsewhere = "" if chosen.work == WORK else " --work DIR"
    page = Page("Masking against scanning", f"python benchmarks/mask_speed.py{elsewhere}")
    page.bullets(
        [
            *facts,
            f"piiscan {piiscan_version(piiscan)}",
            f"file system of the copies: {file_system(chosen.work)}",
            f"corpus: django 5.2.19 and sympy 1.14.0, {files:,} files, {size / 1e6:.1f} MB, page cache warm",
            f"{VALUES:,} values planted with the seed {chosen.seed} in {planted_files:,} files; the scan reports {found:,} "
            f"findings, {own:,} of them the corpus's own, and {left} after masking",
        ]
    )
    write(page, table, chosen.rounds)


def file_system(folder: Path) -> str:
    """Its kind, and whether it has a journal where that is known."""
    mounts = [line.split(" ") for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    within = [each for each in mounts if folder.resolve().is_relative_to(each[1])]
    device, _, kind = max(within, key=lambda each: len(each[1]))[:3]
    if kind != "ext4":
        return kind
    has_journal = Path(f"/proc/fs/jbd2/{Path(device).name}-8").exists()
    return f"ext4 {'with' if has_journal else 'without'} a journal"


def variants(piiscan: list[str]) -> list[Variant]:
    python = python_of(piiscan)
    return [
        Variant("`mask`", [*piiscan, "mask"], ()),
        Variant("`mask --no-journal`", [*piiscan, "mask"], ("--no-journal",)),
        Variant("`mask`, nothing synced", [*python, "-c", UNSYNCED, "mask"], ()),
        Variant("`mask --jobs 1`, `scan --jobs 1`", [*piiscan, "mask"], ("--jobs", "1")),
        Variant("`mask`, values in 500 files", [*piiscan, "mask"], (), 500),
        Variant("`mask`, values in 50 files", [*piiscan, "mask"], (), 50),
        Variant("with the model, cold", [*piiscan, "mask"], (), model="shipped"),
        Variant("with the model, cold, values in 500 files", [*piiscan, "mask"], (), 500, model="shipped"),
        Variant("with the model, scanned before", [*piiscan, "mask"], (), model="shipped", is_known=True),
        Variant(
            "files written anew, nothing else", [sys.executable, "-I", "-S", str(BARE)], (), is_bare=True
        ),
    ]


def python_of(piiscan: list[str]) -> list[str]:
    """The Python that ``piiscan`` runs in: this one, unless another is beside it."""
    beside = Path(piiscan[0]).with_name("python")
    return piiscan[:1] if "-m" in piiscan[1:2] else [str(beside if beside.exists() else sys.executable)]


def copies(
    scratch: Path, corpus: Path, table: Sequence[Variant], rounds: int, seed: int
) -> list[dict[str, Path]]:
    """A planted tree for each variant and round."""
    fitting = planted.fitting(corpus)
    masters: dict[int | None, Path] = {}
    for among in {variant.among for variant in table}:
        masters[among] = scratch / f"master-{among}"
        shutil.copytree(corpus, masters[among], symlinks=True)
        planted.plant(masters[among], fitting, VALUES, seed, among=among)
    trees = []
    for number in range(rounds):
        trees.append({variant.name: scratch / f"{number}-{i}" for i, variant in enumerate(table)})
        for variant in table:
            shutil.copytree(masters[variant.among], trees[-1][variant.name], symlinks=True)
    os.sync()
    return trees


def facts_of(piiscan: list[str], tree: Path, corpus: Path) -> tuple[int, int]:
    """How many files have planted values, and what a scan finds; fills the cache of rules on the way."""
    changed = sum(
        1
        for path in planted.fitting(corpus)
        if (tree / path).stat().st_size != (corpus / path).stat().st_size
    )
    return changed, findings(piiscan, tree)


def findings(piiscan: list[str], tree: Path) -> int:
    shown = output(
        [*piiscan, "scan", str(tree), "--isolated", "--show-notes", "-o", "json", "--exit-zero", "-q"]
    )
    return len(json.loads(shown)["findings"])


def measure(piiscan: list[str], variant: Variant, tree: Path, state: Path, cache: Path) -> None:
    """One pair. Raises ``FailedError`` where masking fails."""
    need_corpus(tree)  # reads it
    jobs = variant.options if "--jobs" in variant.options else ()
    model = ("--model", variant.model)
    kept = environment(PIISCAN_CACHE_DIR=str(cache), PIISCAN_STATE_DIR=str(state))
    before = {
        path: (path.stat().st_ino, path.read_bytes().count(b"\n"))
        for path in tree.rglob("*")
        if path.is_file()
    }
    os.sync()
    forget(cache)
    scan = [*piiscan, "scan", str(tree), *SCAN, *model, *jobs]
    if variant.is_known:
        timed(scan, cwd=tree, env=kept)
    variant.scans.append(timed(scan, cwd=tree, env=kept))
    if not variant.is_known:
        forget(cache)
    command = [*variant.command, str(tree), *MASK, *model, *variant.options]
    variant.masks.append(timed(command, cwd=tree, env=kept))
    changed = [path for path, (inode, _) in before.items() if path.stat().st_ino != inode]
    if not changed:
        raise FailedError(f"{variant.name}: nothing was masked")
    for path in changed:
        if path.read_bytes().count(b"\n") != before[path][1]:
            raise FailedError(f"{variant.name}: not as many lines as before: {path.relative_to(tree)}")
    variant.changed = len(changed)


def measure_bare(piiscan: list[str], variant: Variant, tree: Path, masked: Path, scratch: Path) -> None:
    """One pair: a scan, and what ``masked`` has written since it was ``tree``."""
    need_corpus(tree)
    changed = [
        str(path.relative_to(tree))
        for path in tree.rglob("*")
        if path.is_file() and path.read_bytes() != (masked / path.relative_to(tree)).read_bytes()
    ]
    names = scratch / "changed"
    names.write_text("".join(f"{each}\n" for each in changed), encoding="utf-8")
    os.sync()
    variant.scans.append(timed([*piiscan, "scan", str(tree), *SCAN, "--model", "off"], cwd=tree))
    variant.masks.append(timed([*variant.command, str(names), str(masked), str(tree)], cwd=tree))
    variant.changed = len(changed)


def bar(what: str, variant: Variant) -> tuple[str, str, str]:
    # Of the two the worse: wall times lie where others use the machine, and then only processor time counts.
    added = max(variant.added("wall"), variant.added("processor"))
    return (
        f"masking adds at most {BAR:.0%} to the scan's time, wall and processor: {what}",
        f"{added:+.0%}",
        verdict(added <= BAR),
    )


def write(page: Page, table: Sequence[Variant], rounds: int) -> None:
    page.heading(f"Wall and processor time ({rounds} pairs each)")
    page.table(
        (
            "run",
            "files changed",
            "scan s",
            "mask s",
            "mask adds",
            "scan processor s",
            "mask processor s",
            "mask adds",
        ),
        [
            (
                variant.name,
                f"{variant.changed:,}",
                f"{median(run.wall for run in variant.scans):.2f}",
                f"{median(run.wall for run in variant.masks):.2f}",
                f"{variant.added('wall'):+.0%}",
                f"{median(run.processor for run in variant.scans):.2f}",
                f"{median(run.processor for run in variant.masks):.2f}",
                f"{variant.added('processor'):+.0%}",
            )
            for variant in table
        ],
    )
    page.text(
        f"`piiscan scan TREE {' '.join(SCAN)} --model off` against `piiscan mask TREE {' '.join(MASK)} --model off`, with the "
        "model both with `--model shipped`, which is what a default run does, and no verdict kept from an earlier run, or all of "
        "them where it was scanned before: then masking reads what it has changed, and a scan reads nothing. "
        "`processor s` is user and system time of all processes. Masking finds what the scan finds, plans and writes the new texts, looks again round "
        "what it has changed, waits until they and the journal are on disk, and renames them. `nothing synced` does the same with `fsync` "
        "switched off. The last row is what remains where nothing is searched, planned, checked or journalled: the same "
        "texts, from memory, to temporary files that are synced and renamed; below it no masking can come that is "
        "atomic and durable for each file."
    )
    page.heading("Bars")
    named = {variant.name: variant for variant in table}
    rows = [bar("a default run, cold", named["with the model, cold"])]
    rows.append(
        bar("a default run, cold, values in 500 files", named["with the model, cold, values in 500 files"])
    )
    rows.append(bar("rules alone, values in 500 files", named["`mask`, values in 500 files"]))
    rows.append(bar("rules alone", named["`mask`"]))
    page.table(("bar", "measured", "verdict"), rows)
    for row in rows:
        print("; ".join(row))
    for variant in table:
        print(variant.name, f"{variant.added('wall'):+.0%}", f"{variant.added('processor'):+.0%}")
    page.write("mask_speed")


if __name__ == "__main__":
    main_guard(main)
