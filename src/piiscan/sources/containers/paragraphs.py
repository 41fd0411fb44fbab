"""Paragraphs of text, as Word and PowerPoint write them, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from piiscan.sources.containers.landmarks import Piece
from piiscan.sources.containers.package import Collector, Package, pieces

#: What holds text: what is shown, what was deleted with changes tracked, the codes of fields.
_TEXTS = frozenset({"t", "delText", "instrText", "delInstrText", "text"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n"}


class Paragraphs(Collector):
    """Collects pieces; rows of tables are one line each, so that a name stands beside its value."""

    def __init__(self, first: int, *, counts: bool) -> None:
        """Places count from ``first`` + 1, one for each paragraph where ``counts``, else all have the same."""
        self._place = first
        self._counts = counts
        self._texts = 0
        self._rows = 0
        self._unseen = 0
        self._pieces: list[Piece] = [] if counts else [(first, "")]

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "Fallback":  # the same once more, for older programs
            self._unseen += 1
        elif self._unseen:
            return
        elif name == "p" and self._counts:
            self._place += 1
            self._pieces.append((self._place, ""))
        elif name in _TEXTS:
            self._texts += 1
        elif name in _BREAKS:
            self._pieces.append((None, _BREAKS[name]))
        elif name == "tr":
            self._rows += 1

    def end(self, name: str) -> None:
        if name == "Fallback":
            self._unseen -= 1
        elif self._unseen:
            return
        elif name == "p":
            self._pieces.append((None, "\t" if self._rows else "\n"))
        elif name in _TEXTS:
            self._texts -= 1
        elif name == "tr":
            self._rows -= 1
            self._pieces.append((None, "\n"))

    def text(self, text: str) -> None:
        if self._texts and not self._unseen:
            self._pieces.append((None, text))


def paragraphs(package: Package, name: str, first: int, *, counts: bool = True) -> Iterator[Piece]:
    """The text of the part ``name``. What is wrong with it goes into the problems of ``package``."""
    yield from pieces(package, name, Paragraphs(first, counts=counts))
    yield None, "\n"
