"""A scratch repository with ten ordinary files staged, for `speed.py`. No command of its own."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

COMMITTED = 300
STAGED = 10


def ordinary(corpus: Path) -> list[Path]:
    """Python modules of 2 to 40 kB from django, in the order of their paths."""
    modules = sorted(next(corpus.glob("django-*")).glob("django/**/*.py"))
    return [path for path in modules if 2_000 <= path.stat().st_size <= 40_000]


def build(repository: Path, corpus: Path) -> int:
    """Commit ``COMMITTED`` files, change and stage ``STAGED`` of them; the bytes that are staged."""
    repository.mkdir()
    chosen = ordinary(corpus)[:COMMITTED]
    names = [f"app{index // 30:02d}/{index:03d}_{path.name}" for index, path in enumerate(chosen)]
    copies = [repository / name for name in names]
    for path, copy in zip(chosen, copies, strict=True):
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    git(repository, "init", "--quiet")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "All files")
    changed = copies[:: COMMITTED // STAGED][:STAGED]
    for copy in changed:
        copy.write_bytes(copy.read_bytes() + b"\n\nCHANGED = True\n")
    git(repository, "add", ".")
    return sum(copy.stat().st_size for copy in changed)


def git(repository: Path, *arguments: str) -> None:
    """With nobody's configuration, hooks or name."""
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        nobody |= {f"GIT_{role}_NAME": "bench", f"GIT_{role}_EMAIL": ""}
    subprocess.run(["git", *arguments], cwd=repository, check=True, env={**os.environ, **nobody})
