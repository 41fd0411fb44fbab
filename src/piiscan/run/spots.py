"""Where a finding is for people who have no lines: the cell of a notebook, of a sheet, a page, a slide."""

from __future__ import annotations

from piiscan.detect.detector import Detector
from piiscan.run.baseline.places import masked
from piiscan.types import Blob


class Spots:
    """Names places, and masks what is found in their names."""

    def __init__(self, detector: Detector) -> None:
        self._detector = detector
        self._masked: dict[str, str] = {}
        self._notebook: tuple[bytes, object] = (b"", None)

    def of(self, blob: Blob, offset: int) -> str:
        """The place of ``offset`` in the data of ``blob``; empty where there is no name for it."""
        if blob.where is not None:
            return self._without_values(blob.where(blob.base_offset + offset))
        if blob.base_offset:
            return (
                ""  # a later segment of a notebook of more than 16 MB does not know which cell it begins in
            )
        from piiscan.sources.notebook import Cells

        data, cells = self._notebook
        if data is not blob.data or not isinstance(cells, Cells):
            cells = Cells(blob.data)
            self._notebook = blob.data, cells
        return cells.at(offset)

    def _without_values(self, name: str) -> str:
        if "!" not in name:  # numbers and words of our own
            return name
        if len(self._masked) > _KEPT:
            self._masked.clear()
        if name not in self._masked:
            self._masked[name] = masked(name, self._detector)
        return self._masked[name]


_KEPT = 1000
