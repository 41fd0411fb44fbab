"""The text of a docx, a paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from piiscan.sources.containers.landmarks import Piece
from piiscan.sources.containers.package import Package
from piiscan.sources.containers.paragraphs import paragraphs

_PARTS = re.compile(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml")
_NUMBERED = re.compile(r"([a-z]+)(\d+)")


def text(package: Package) -> tuple[Iterator[Piece], Callable[[int], str]]:
    """Its pieces, and what the places in them are called."""
    found = sorted(match[1] for name in package.names if (match := _PARTS.fullmatch(name)))
    parts = ["document", *(part for part in found if part != "document")]

    def pieces() -> Iterator[Piece]:
        for index, part in enumerate(parts):
            yield from paragraphs(package, f"word/{part}.xml", index << 32)

    def named(place: int) -> str:
        part, number = parts[place >> 32], place & 0xFFFFFFFF
        where = "" if part == "document" else _NUMBERED.sub(r"\1 \2", part) + ", "
        return f"{where}paragraph {number}"

    return pieces(), named
