"""Folders that are whole or not there: what a step writes takes its place at the end, or nothing changes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """A folder to write into, which takes ``target``'s name when the block ends well. What had it until then keeps it
    otherwise; a process that is killed between the two renames leaves it beside. Raises ``OSError``.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = _beside(target)
    try:
        yield partial
        partial.chmod(0o755)
        if not target.exists():
            partial.rename(target)
            return
        aside = _beside(target)
        target.rename(aside / target.name)
        try:
            partial.rename(target)
        except OSError:
            (aside / target.name).rename(target)
            aside.rmdir()
            raise
        shutil.rmtree(aside, ignore_errors=True)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _beside(target: Path) -> Path:
    return Path(tempfile.mkdtemp(prefix=target.name + ".", dir=target.parent))
