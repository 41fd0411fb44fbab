"""Worker processes by ``fork``, with pipes of our own.

``multiprocessing`` does the same and takes 8 ms to import, a fifth of a short scan's own time.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import select
import signal
from collections.abc import Callable, Sequence

_HEADER = 8
"""Bytes that tell how long the message is that follows."""
_AT_ONCE = 1 << 20


class Channel:
    """Messages over two file descriptors. Both ends are this very process image, so pickle is safe."""

    def __init__(self, reads: int, writes: int) -> None:
        self._reads = reads
        self._writes = writes

    def fileno(self) -> int:
        """What to wait for until ``recv`` has something to read."""
        return self._reads

    def send(self, message: object) -> None:
        """Raises ``OSError`` when nobody reads any more."""
        body = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        rest = memoryview(len(body).to_bytes(_HEADER, "big") + body)
        while rest:
            rest = rest[os.write(self._writes, rest) :]

    def recv(self) -> object:
        """Raises ``EOFError`` when the other end is closed, in the midst of a message too."""
        return pickle.loads(self._read(int.from_bytes(self._read(_HEADER), "big")))  # noqa: S301

    def close(self) -> None:
        os.close(self._reads)
        os.close(self._writes)

    def _read(self, size: int) -> bytes:
        parts = []
        while size:
            part = os.read(self._reads, min(size, _AT_ONCE))
            if not part:
                raise EOFError
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


class Process:
    """A forked process that runs ``serve`` with its end of a channel, then ends."""

    channel: Channel

    def __init__(self, serve: Callable[[Channel], None], others: Sequence[Process]) -> None:
        """``others`` run already: the new process must not hold their pipes open."""
        down, up = os.pipe(), os.pipe()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                gc.freeze()  # what is there already stays, and is not to be copied for a look at whether it does
                for other in others:
                    other.channel.close()
                os.close(down[1])
                os.close(up[0])
                serve(Channel(down[0], up[1]))
            finally:
                os._exit(0)  # leaves out what the parent has yet to flush, and what it runs when it ends
        os.close(down[0])
        os.close(up[1])
        self.channel = Channel(up[0], down[1])

    def terminate(self) -> None:
        os.kill(self._pid, signal.SIGTERM)

    def join(self) -> None:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)


def ready(processes: Sequence[Process]) -> list[Process]:
    """Those that have sent something, or ended; waits until there is one."""
    poll = select.poll()
    by_number = {process.channel.fileno(): process for process in processes}
    for number in by_number:
        poll.register(number, select.POLLIN)
    return [by_number[number] for number, _ in poll.poll()]
