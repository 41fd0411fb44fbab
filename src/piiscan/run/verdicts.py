"""What a model has said of texts, kept from run to run: digests, offsets, categories and probabilities, no text.

One SQLite file for all models, since it serves several processes at once and survives those that are killed. It
only saves time: whatever is wrong with it, the model is asked.
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from piiscan.digest import blake2b
from piiscan.model.package import Package
from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES, KINDS

if TYPE_CHECKING:
    import sqlite3

#: Where the file begins anew. A text takes some 60 bytes, so that is a million of them.
LIMIT = 64 << 20
_PAGE = 4096
#: Seconds to wait for another process that writes.
_PATIENCE = 2.0
_SPAN = struct.Struct("<IIIBBd")
"""Number of the text, start, end, category, kind, probability."""
_SEAL = struct.Struct("<I")


def digest_of(package: Package) -> bytes:
    """Names everything that a verdict depends on besides the text; thresholds come after."""
    rest = (
        package.id,
        package.collapse,
        package.window,
        package.overlap,
        package.bias,
        tuple(package.temperatures),
        package.kind_temperature,
    )
    digest = blake2b(repr(rest).encode(), digest_size=16)
    digest.update("\n".join(package.vocabulary).encode())
    return digest.digest()


def packed(rows: Sequence[Sequence[Prediction]]) -> bytes:
    body = b"".join(
        _SPAN.pack(
            number,
            item.start,
            item.end,
            CATEGORIES.index(item.category),
            KINDS.index(item.kind),
            item.probability,
        )
        for number, row in enumerate(rows)
        for item in row
    )
    return _SEAL.pack(zlib.crc32(body)) + body


def unpacked(value: bytes, limits: Sequence[int]) -> list[list[Prediction]] | None:
    """What ``packed`` was given; None for anything that has not so many rows, or a span beyond its row's limit."""
    body = value[_SEAL.size :]
    if (
        len(value) < _SEAL.size
        or len(body) % _SPAN.size
        or _SEAL.pack(zlib.crc32(body)) != value[: _SEAL.size]
    ):
        return None
    rows: list[list[Prediction]] = [[] for _ in limits]
    for number, start, end, category, kind, probability in _SPAN.iter_unpack(body):
        if not (number < len(rows) and start < end <= limits[number]):
            return None
        if category >= len(CATEGORIES) or kind >= len(KINDS):
            return None
        rows[number].append(Prediction(start, end, CATEGORIES[category], KINDS[kind], probability))
    return rows


class Verdicts:
    """Of one model. Each process that uses it opens the file for itself."""

    def __init__(self, folder: str, model: bytes, *, limit: int = LIMIT) -> None:
        self._path = os.path.join(folder, "verdicts.sqlite")
        self._model = model
        self._limit = limit
        self._pending: dict[bytes, bytes] = {}
        self._connection: sqlite3.Connection | None = None
        self._opened_by = -1

    def __del__(self) -> None:
        if self._connection is not None and self._opened_by == os.getpid():
            self._connection.close()

    def key(self, kind: bytes, parts: Iterable[bytes]) -> bytes:
        """Of these parts, each apart from the next. What is read at once has one verdict: in another company int8
        gives other last digits."""
        digest = blake2b(kind, key=self._model, digest_size=16)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    def get(self, key: bytes, limits: Sequence[int]) -> list[list[Prediction]] | None:
        """A row for each of ``limits``, which is what no span of it can end behind. None: not known."""
        if key in self._pending:
            return unpacked(self._pending[key], limits)
        row = self._ask("SELECT value FROM verdicts WHERE key = ?", (key,))
        return unpacked(row[0], limits) if row and isinstance(row[0], bytes) else None

    def put(self, key: bytes, rows: Sequence[Sequence[Prediction]]) -> None:
        """Kept for ``flush``."""
        self._pending[key] = packed(rows)

    def flush(self) -> None:
        """Write what is pending. Silent where that cannot be done."""
        import sqlite3

        rows, self._pending = list(self._pending.items()), {}
        connection = self._open() if rows else None
        if connection is None:
            return
        try:
            with connection:
                connection.executemany("INSERT OR REPLACE INTO verdicts VALUES (?, ?)", rows)
        except sqlite3.Error:
            pass  # full, locked for too long, or no longer there: the next scan asks the model

    def _ask(self, question: str, values: tuple[bytes]) -> tuple[object] | None:
        import sqlite3

        connection = self._open()
        if connection is None:
            return None
        try:
            row: tuple[object] | None = connection.execute(question, values).fetchone()
            return row
        except sqlite3.OperationalError:
            return None  # locked
        except sqlite3.DatabaseError:
            self._begin_anew()
            return None

    def _open(self) -> sqlite3.Connection | None:
        if self._opened_by != os.getpid():  # a connection must not cross a fork
            self._opened_by = os.getpid()
            self._connection = self._connected()
        return self._connection

    def _connected(self) -> sqlite3.Connection | None:
        import sqlite3

        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            os.close(os.open(self._path, os.O_CREAT | os.O_RDWR, 0o600))
            if os.path.getsize(self._path) >= self._limit * 9 // 10:
                self._remove()
            return self._ready()
        except (sqlite3.OperationalError, OSError):
            return None
        except sqlite3.DatabaseError:
            return self._begin_anew()

    def _ready(self) -> sqlite3.Connection:
        import sqlite3

        connection = sqlite3.connect(self._path, timeout=_PATIENCE)
        try:
            # What a power cut takes away costs time and nothing else.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA max_page_count = {max(8, self._limit // _PAGE)}")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS verdicts (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
            )
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin_anew(self) -> sqlite3.Connection | None:
        """In place of a file that is damaged or none of ours."""
        import sqlite3

        if self._connection is not None:
            self._connection.close()
        self._connection = None
        self._remove()
        with contextlib.suppress(sqlite3.Error, OSError):
            self._connection = self._ready()
        return self._connection

    def _remove(self) -> None:
        for end in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                os.unlink(self._path + end)
