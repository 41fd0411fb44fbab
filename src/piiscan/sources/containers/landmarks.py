"""Text that is made of a document, and where in the document each part of it stands."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator

from piiscan.sources.containers.budget import Budget
from piiscan.sources.segments import Sizes, segments
from piiscan.types import Blob

Piece = tuple[int | None, str]
"""A place that begins here, as a number that the document's format can name, or None; and text."""


class Landmarks:
    """Which place begins at which byte of the text: 16 bytes each, since a workbook has millions."""

    def __init__(self, named: Callable[[int], str]) -> None:
        self._named = named
        self._offsets = array("Q")
        self._places = array("Q")

    def add(self, offset: int, place: int) -> None:
        """``place`` begins at ``offset``; in ascending order."""
        self._offsets.append(offset)
        self._places.append(place)

    def at(self, offset: int) -> str:
        """The place that ``offset`` lies in; empty before the first."""
        index = bisect_right(self._offsets, offset) - 1
        return self._named(self._places[index]) if index >= 0 else ""


class _Text:
    """Pieces as a reader of UTF-8."""

    def __init__(self, pieces: Iterator[Piece], landmarks: Landmarks, budget: Budget) -> None:
        self._pieces = pieces
        self._landmarks = landmarks
        self._budget = budget
        self._offset = 0

    def read(self, size: int) -> bytes:
        found = bytearray()  # not a list: each cell of a sheet would be an object
        while len(found) < size and not self._budget.spent:
            piece = next(self._pieces, None)
            if piece is None:
                break
            place, text = piece
            if place is not None:
                self._landmarks.add(self._offset, place)
            if text:
                data = text.encode("utf-8", "surrogatepass")
                found += data
                self._offset += len(data)
        self._budget.take(len(found))
        return bytes(found)


def blobs(
    path: str, pieces: Iterator[Piece], named: Callable[[int], str], budget: Budget, sizes: Sizes
) -> Iterator[Blob]:
    """The text of ``pieces`` as blobs of the file shown as ``path`` that know where each byte comes from."""
    landmarks = Landmarks(named)
    for blob in segments(path, _Text(pieces, landmarks, budget).read, sizes=sizes):
        yield blob._replace(where=landmarks.at)
