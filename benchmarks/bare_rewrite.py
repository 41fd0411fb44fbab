"""The least that rewriting files can take, for `mask_speed.py`: no search, no plan, no journal, no check.

    python benchmarks/bare_rewrite.py LIST NEW TREE

Every path in the file LIST (one a line) is read in the directory NEW and written in TREE: to a temporary file beside
it, synced, which takes its name. As many processes as there are processors; each waits for the disk with 16 threads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BATCH = 64


def main(names: Path, new: Path, tree: Path) -> None:
    paths = names.read_text(encoding="utf-8").splitlines()
    jobs = len(os.sched_getaffinity(0))
    children = []
    for number in range(jobs):
        child = os.fork()
        if not child:
            rewrite(list(paths[number::jobs]), new, tree)
            os._exit(0)
        children.append(child)
    if any(os.waitpid(child, 0)[1] for child in children):
        raise SystemExit(2)


def rewrite(paths: Sequence[str], new: Path, tree: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        for start in range(0, len(paths), BATCH):
            targets = [str(tree / path) for path in paths[start : start + BATCH]]
            for path, target in zip(paths[start : start + BATCH], targets, strict=True):
                write(target + ".new", (new / path).read_bytes())
            list(threads.map(sync, targets))
            list(threads.map(rename, targets))


def write(path: str, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    os.write(descriptor, data)
    os.close(descriptor)


def sync(target: str) -> None:
    descriptor = os.open(target + ".new", os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


def rename(target: str) -> None:
    os.replace(target + ".new", target)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
