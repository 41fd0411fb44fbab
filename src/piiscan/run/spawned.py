"""Worker processes by ``spawn``, where forking is not safe: on macOS and Windows."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection, wait


class Process:
    """A new interpreter that runs ``serve``, which is pickled, with its end of a pipe."""

    def __init__(self, serve: Callable[[Connection], None], others: Sequence[Process]) -> None:
        self.channel, theirs = multiprocessing.Pipe()
        self._process = multiprocessing.get_context("spawn").Process(
            target=serve, args=(theirs,), daemon=True
        )
        self._process.start()
        theirs.close()

    def terminate(self) -> None:
        self._process.terminate()

    def join(self) -> None:
        self._process.join()


def ready(processes: Sequence[Process]) -> list[Process]:
    """Those that have sent something, or ended; waits until there is one."""
    found = wait([process.channel for process in processes])
    return [process for process in processes if process.channel in found]
