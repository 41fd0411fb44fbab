"""Rewrites the histories of real repositories with `piiscan mask --history`, and compares every commit with the old one.

    python benchmarks/mask_history.py                            writes benchmarks/results/mask_history.md
    python benchmarks/mask_history.py --from 'file:///mirror/{owner}/{name}.git'     clones from elsewhere

Each repository is cloned bare, copied and rewritten. Then git alone says what became of it: as many commits with the
same parents, people, dates and encodings; trees with the same names and modes; every blob that is not masked the
same, and no blob masked in two ways. Last, a scan of every object that is left.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from page import Page, megabytes
from tools import WORK, FailedError, machine, main_guard, output, parser, piiscan_version, timed

REPOSITORIES = ("psf/black", "pallets/flask", "psf/requests", "getredash/redash")
FORM = "--format=%H%x00%P%x00%T%x00%an%x00%ae%x00%ad%x00%cn%x00%ce%x00%cd%x00%e%x00%B%x01"
HEAD = (
    "repository", "commits", "new ids", "file versions", "masked", "messages masked or with other ids", "seconds",
    "processor s", "MB of the largest process", "MB before", "MB after",
)  # fmt: skip


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--from", dest="source", default="https://github.com/{owner}/{name}", metavar="URL")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    page = Page("Masking a history", "python benchmarks/mask_history.py")
    page.bullets([*machine(), output(["git", "--version"]), f"piiscan {piiscan_version(piiscan)}"])
    page.table(HEAD, [row(piiscan, *copies(each, chosen.source), each) for each in REPOSITORIES])
    page.text(
        "Every commit compared with the old one, every object that is left scanned: no difference, no finding."
    )
    page.write("mask_history")


def copies(repository: str, source: str) -> tuple[Path, Path]:
    """An old one and one to be rewritten."""
    owner, _, name = repository.partition("/")
    old, new = (WORK / "mask_history" / f"{name}-{each}.git" for each in ("old", "new"))
    if not old.exists():
        old.parent.mkdir(parents=True, exist_ok=True)
        url = source.format(owner=owner, name=name)
        timed(["git", "clone", "-q", "--bare", "--no-local", url, str(old)])
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(old, new)
    return old, new


def row(piiscan: list[str], old: Path, new: Path, repository: str) -> list[str]:
    run = timed([*piiscan, "mask", "--history", "--isolated", "--model", "off", "-q", str(new)])
    # Exit code 1, which ``timed`` refuses, would be findings.
    timed(
        [
            *piiscan,
            "scan",
            "--history",
            "--all",
            "--isolated",
            "--model",
            "off",
            "--fail-on",
            "note",
            str(new),
        ]
    )
    commits, renamed, messages, blobs, masked = compared(old, new)
    print(f"{repository}: {commits} commits, {masked} of {blobs} file versions masked, {run.wall:.1f} s")
    counts = [commits, renamed, blobs, masked, messages]
    sizes = [run.max_rss, size(old), size(new)]
    return [
        repository, *(f"{each:,}" for each in counts), f"{run.wall:.1f}", f"{run.processor:.1f}",
        *map(megabytes, sizes),
    ]  # fmt: skip


def compared(old: Path, new: Path) -> tuple[int, int, int, int, int]:
    """Commits, how many of them have new ids and other messages; blobs, how many are masked."""
    lines = (new / "piiscan" / "commit-map").read_text(encoding="ascii").splitlines()
    ids = dict(line.split() for line in lines)
    before, after = commits(old), commits(new)
    check(set(ids) == set(before) and set(ids.values()) == set(after), "commits")
    check(refs(old, ids) == refs(new, {}), "refs")
    trees, messages = Trees(old, new), 0
    for name, fields in before.items():
        other = after[ids[name]]
        check([ids[each] for each in fields[1].split()] == other[1].split(), f"parents of {name}")
        check(fields[3:-1] == other[3:-1], f"people, dates or encoding of {name}")
        trees.compare(fields[2], other[2])
        messages += fields[-1] != other[-1]
    trees.close()
    renamed = sum(each != other for each, other in ids.items())
    masked = sum(each != other for each, other in trees.blobs.items())
    return len(ids), renamed, messages, len(trees.blobs), masked


class Trees:
    """Compares trees, each pair once. ``blobs`` says what became of each."""

    def __init__(self, old: Path, new: Path) -> None:
        self.blobs: dict[str, str] = {}
        self._seen: set[tuple[str, str]] = set()
        self._git = [
            subprocess.Popen(
                ["git", "-C", str(each), "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for each in (old, new)
        ]

    def compare(self, old: str, new: str) -> None:
        """Raises ``FailedError`` where names or modes differ, or a blob became two different ones."""
        waiting = [(old, new)]
        while waiting:
            pair = waiting.pop()
            if pair in self._seen:
                continue
            self._seen.add(pair)
            here, there = (list(entries(git, name)) for git, name in zip(self._git, pair, strict=True))
            check([each[:2] for each in here] == [each[:2] for each in there], f"tree {pair[0]}")
            for (mode, _, mine), (_, _, other) in zip(here, there, strict=True):
                if mode == b"40000":
                    waiting.append((mine, other))
                elif mode == b"160000":
                    check(mine == other, f"submodule {mine}")
                else:
                    check(self.blobs.setdefault(mine, other) == other, f"blob {mine}")

    def close(self) -> None:
        for git in self._git:
            git.communicate()


def entries(git: subprocess.Popen[bytes], tree: str) -> Iterator[tuple[bytes, bytes, str]]:
    """Mode, name and object."""
    assert git.stdin
    assert git.stdout
    git.stdin.write(tree.encode() + b"\n")
    git.stdin.flush()
    data = git.stdout.read(int(git.stdout.readline().split()[2]) + 1)[:-1]
    while data:
        head, _, rest = data.partition(b"\0")
        mode, _, name = head.partition(b" ")
        # Old programs wrote 040000; fast-import writes modes as git does now.
        yield mode.lstrip(b"0"), name, rest[:20].hex()
        data = rest[20:]


def commits(repository: Path) -> dict[str, list[str]]:
    done = subprocess.run(
        ["git", "log", "--all", "--date=raw", FORM], cwd=repository, capture_output=True, check=True
    )
    rows = done.stdout.decode("utf-8", "surrogateescape").split("\x01")
    fields = [each.strip("\n").split("\0") for each in rows if each.strip("\n")]
    return {each[0]: each for each in fields}


def refs(repository: Path, ids: dict[str, str]) -> list[tuple[str, str]]:
    """The commit of each, by what became of it."""
    form = "--format=%(refname) %(objectname) %(*objectname)"
    listed = output(["git", "for-each-ref", form], cwd=repository)
    rows = (line.split() for line in listed.splitlines())
    return [(each[0], ids.get(each[-1], each[-1])) for each in rows]


def size(repository: Path) -> int:
    stored = output(["git", "count-objects", "-v"], cwd=repository)
    return sum(int(each) << 10 for each in re.findall(r"^size(?:-pack)?: (\d+)$", stored, re.MULTILINE))


def check(true: bool, what: str) -> None:
    if not true:
        raise FailedError(f"not as before: {what}")


if __name__ == "__main__":
    main_guard(main)
