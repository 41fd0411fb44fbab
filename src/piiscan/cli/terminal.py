"""What is known of the terminal, and the progress bar on it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator
from typing import IO, Any

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


def pressed(question: str) -> str:
    """The key that somebody presses at ``question``, in small letters; empty at the end of what there is to read."""
    import click

    from piiscan.cli.output import complain
    from piiscan.report.escape import visible

    click.echo(f"{question} ", nl=False, err=True)
    try:
        key = click.getchar().lower()
    except EOFError:
        key = ""
    complain(visible(key) if key.isprintable() else "")
    return "" if key == "\x04" else key


def in_github() -> bool:
    """Whether a GitHub runner reads what is printed, and obeys some of it: see ``report.escape.defused``."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def _width() -> int:
    import shutil  # 4 ms

    return shutil.get_terminal_size((100, 24)).columns


def _has_reader(enabled: bool) -> bool:
    """Whether a bar on standard error has a person before it."""
    automatic = any(os.environ.get(name) for name in ("CI", "PRE_COMMIT"))
    return enabled and not automatic and sys.stderr.isatty()


@contextlib.contextmanager
def progress_bar(enabled: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error when that is a terminal with a person before it, else nothing at all."""
    if not _has_reader(enabled):
        yield lambda done, total: None
        return
    from rich.progress import TextColumn

    with _bar("scanning", "files", TextColumn("")) as update:
        yield lambda done, total: update(done, total, "")


@contextlib.contextmanager
def history_bar(enabled: bool) -> Iterator[Callable[[int, int, int], None]]:
    """The same for versions of files, with the bytes a second."""
    if not _has_reader(enabled):
        yield lambda done, total, size: None
        return
    import time

    from rich.progress import TextColumn

    begun = time.perf_counter()
    with _bar("scanning history", "blobs", TextColumn("{task.fields[rate]}")) as update:

        def told(done: int, total: int, size: int) -> None:
            seconds = max(time.perf_counter() - begun, 1e-3)
            update(done, total, f"{size / seconds / 1e6:,.0f} MB/s")

        yield told


@contextlib.contextmanager
def _bar(what: str, units: str, column: Any) -> Iterator[Callable[[int, int, str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(what),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(units),
        column,
        TimeRemainingColumn(),
    )
    # No refresh thread: worker processes are forked while the bar stands.
    bar = Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False)
    task = bar.add_task("scan", total=None, rate="")
    with bar:

        def update(done: int, total: int, rate: str) -> None:
            bar.update(task, completed=done, total=total or None, rate=rate, refresh=True)

        yield update
