"""What a model has said of texts, kept from run to run: digests, offsets, categories and probabilities, no text.

One SQLite file for all models, since it serves several processes at once and survives those that are killed. It
only saves time: whatever is wrong with it, the model is asked.
"""

from __future__ import annotations

import contextlib
import os
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

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
#: Keys that SQLite is asked for at once; it takes 999 in its oldest versions.
_AT_ONCE = 400


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
        """Of these parts, each apart from the next."""
        digest = blake2b(kind, key=self._model, digest_size=16)
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.digest()

    def several(self, limits: Mapping[bytes, int]) -> dict[bytes, list[Prediction]]:
        """Of texts by their keys, which were ``put`` as one row each, and what no span can end behind: those known."""
        found = {key: self._pending[key] for key in limits if key in self._pending}
        asked = [key for key in limits if key not in found]
        for start in range(0, len(asked), _AT_ONCE):
            found.update(self._stored(asked[start : start + _AT_ONCE]))
        rows = {key: unpacked(value, (limits[key],)) for key, value in found.items() if key in limits}
        return {key: row[0] for key, row in rows.items() if row is not None}

    def _stored(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        marks = ", ".join("?" * len(keys))
        rows = self._ask_all(f"SELECT key, value FROM verdicts WHERE key IN ({marks})", keys)  # noqa: S608 - marks
        return {key: value for key, value in rows if isinstance(key, bytes) and isinstance(value, bytes)}

    def put(self, key: bytes, rows: Sequence[Sequence[Prediction]]) -> None:
        """Kept for ``flush``."""
        self._pending[key] = packed(rows)

    def note(self, key: bytes, value: bytes) -> None:
        """As ``put``, for what somebody else has packed."""
        self._pending[key] = _SEAL.pack(zlib.crc32(value)) + value

    def noted(self, key: bytes) -> bytes | None:
        """What was given to ``note``; None: not known, or damaged."""
        value = self._pending.get(key)
        if value is None:
            row = self._ask("SELECT value FROM verdicts WHERE key = ?", (key,))
            if not row or not isinstance(row[0], bytes):
                return None
            value = row[0]
        body = value[_SEAL.size :]
        return body if _SEAL.pack(zlib.crc32(body)) == value[: _SEAL.size] else None

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

    def _ask(self, question: str, values: tuple[bytes]) -> tuple[Any, ...] | None:
        return next(iter(self._ask_all(question, values)), None)

    def _ask_all(self, question: str, values: Sequence[bytes]) -> list[tuple[Any, ...]]:
        import sqlite3

        connection = self._open()
        if connection is None:
            return []
        try:
            return connection.execute(question, values).fetchall()
        except sqlite3.OperationalError:
            return []  # locked
        except sqlite3.DatabaseError:
            self._begin_anew()
            return []

    def _open(self) -> sqlite3.Connection | None:
        if self._opened_by != os.getpid():  # a connection must not cross a fork
            self._opened_by = os.getpid()
            self._connection = self._connected()
        return self._connection

    def _connected(self) -> sqlite3.Connection | None:
        import sqlite3

        try:
            os.makedirs(os.path.dirname(self._path), mode=0o700, exist_ok=True)
            if os.path.exists(self._path) and os.path.getsize(self._path) >= self._limit * 9 // 10:
                self._remove()
            self._make()
            return self._ready(self._path)
        except (sqlite3.OperationalError, OSError):
            return None
        except sqlite3.DatabaseError:
            return self._begin_anew()

    def _make(self) -> None:
        """A file that is ready takes its name in one step, where there is none yet. Two processes that make a log for
        the same new file lock each other out for seconds, and one of them would keep nothing. Raises as ``_ready``.
        """
        if os.path.exists(self._path):
            return
        new = f"{self._path}-{os.getpid()}"
        try:
            os.close(os.open(new, os.O_CREAT | os.O_RDWR, 0o600))
            self._ready(new).close()
            with contextlib.suppress(FileExistsError):  # somebody was quicker
                os.link(new, self._path)
        except (OSError, NotImplementedError):
            if not os.path.exists(self._path) and os.path.exists(new):  # no hard links here
                os.replace(new, self._path)
        finally:
            _remove(new)

    def _ready(self, path: str) -> sqlite3.Connection:
        import sqlite3

        connection = sqlite3.connect(path, timeout=_PATIENCE)
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
            self._make()
            self._connection = self._ready(self._path)
        return self._connection

    def _remove(self) -> None:
        _remove(self._path)


def _remove(path: str) -> None:
    """A database and what SQLite keeps beside it."""
    for end in ("", "-wal", "-shm"):
        with contextlib.suppress(OSError):
            os.unlink(path + end)
