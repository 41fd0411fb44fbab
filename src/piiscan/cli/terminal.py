"""What is known of the terminal, and the progress bar on it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import IO

from piiscan.report.base import RenderContext


def colourful(stream: IO[str], choice: str = "auto") -> bool:
    """Whether to colour ``stream``: ``choice``, else NO_COLOR, FORCE_COLOR, and whether it is a terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def context(stream: IO[str], choice: str, *, show_notes: bool) -> RenderContext:
    """How to render for ``stream``."""
    return RenderContext(
        colour=colourful(stream, choice),
        width=_width() if stream.isatty() else 100,
        show_notes=show_notes,
        in_github=in_github(),
    )


def in_github() -> bool:
    """Whether a GitHub runner reads what is printed, and obeys some of it: see ``report.escape.defused``."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _width() -> int:
    import shutil  # 4 ms

    return shutil.get_terminal_size((100, 24)).columns


@contextlib.contextmanager
def progress_bar(enabled: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error when that is a terminal with a person before it, else nothing at all."""
    automatic = any(os.environ.get(name) for name in ("CI", "PRE_COMMIT"))
    if not enabled or automatic or not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("scanning"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files"),
        TimeRemainingColumn(),
    )
    # No refresh thread: worker processes are forked while the bar stands.
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    task = bar.add_task("scan", total=None)
    with bar:

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None, refresh=True)

        yield update
