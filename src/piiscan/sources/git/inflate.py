"""What undoes deflate: zlib-ng, which is quicker, or Python's own zlib where it is not installed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, cast


class Inflating(Protocol):
    """As ``zlib.decompressobj`` returns it."""

    @property
    def eof(self) -> bool:
        """Whether the end of what was deflated has been seen."""
        ...

    def decompress(self, data: memoryview, max_length: int, /) -> bytes:
        """At most ``max_length`` bytes. Raises one of `DAMAGED`."""
        ...


inflating: Callable[[], Inflating]
"""A new one."""
DAMAGED: tuple[type[Exception], ...]
"""What it raises of data that nothing was deflated to."""

try:
    from zlib_ng import zlib_ng
except ImportError:  # no wheel for this platform
    import zlib

    inflating, DAMAGED = zlib.decompressobj, (zlib.error,)
else:
    # Its own types call the class an instance.
    inflating, DAMAGED = zlib_ng.decompressobj, (cast("type[Exception]", zlib_ng.error),)
