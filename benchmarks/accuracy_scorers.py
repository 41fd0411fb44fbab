"""The labelled data's own scorers, run as commands."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tools import (
    FailedError,
)


def scored(scorer: Path, *arguments: object) -> Any:
    """The report of one of the scorers; their printed one, read as JSON."""
    return json.loads("\n".join(lines_from([sys.executable, str(scorer), *map(str, arguments), "--json"])))


def lines_from(command: list[str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise FailedError(f"{Path(command[1]).name} failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout.rstrip("\n").split("\n")


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()
