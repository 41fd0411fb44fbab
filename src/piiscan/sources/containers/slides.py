"""The text of a pptx, a paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from piiscan.sources.containers.budget import DamagedError
from piiscan.sources.containers.landmarks import Piece
from piiscan.sources.containers.package import SMALL, Package
from piiscan.sources.containers.paragraphs import paragraphs
from piiscan.sources.containers.xml_ import Handler, read_all

_MAIN = "ppt/presentation.xml"
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,9})\.xml")
_WORDS = ("", ", notes", ", comments")


class _Order(Handler):
    """The ids of the slides as they are shown."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sldId":
            # `r:id` and `id` are different attributes with one name, once the namespaces are off.
            self.found.append(attributes.get("id", ""))


def text(package: Package) -> tuple[Iterator[Piece], Callable[[int], str]]:
    """Its pieces, and what the places in them are called."""

    def pieces() -> Iterator[Piece]:
        for number, name in enumerate(_slides(package), 1):
            yield from paragraphs(package, name, number * 4, counts=False)
            for kind, other in _related(package, name):
                yield from paragraphs(package, other, number * 4 + kind, counts=False)

    def named(place: int) -> str:
        return f"slide {place // 4}{_WORDS[place % 4]}"

    return pieces(), named


def _slides(package: Package) -> list[str]:
    """The names of the slides in their order; hidden ones, and those that nothing shows, at the end."""
    order = _Order()
    relations: dict[str, tuple[str, str]] = {}
    try:
        read_all(package.part(_MAIN), order, most=SMALL)
        relations = package.relations(_MAIN)
    except DamagedError as error:
        package.problems.append(str(error))
    shown = [relations[each][1] for each in order.found if each in relations]
    numbers = {name: int(match[1]) for name in package.names if (match := _SLIDE.fullmatch(name))}
    names = [*(name for name in shown if name in package.names), *sorted(numbers, key=numbers.__getitem__)]
    return list(dict.fromkeys(names))


def _related(package: Package, name: str) -> Iterator[tuple[int, str]]:
    try:
        relations = package.relations(name)
    except DamagedError as error:
        package.problems.append(str(error))
        return
    for kind, other in relations.values():
        if other in package.names and kind in ("notesSlide", "comments"):
            yield 1 if kind == "notesSlide" else 2, other
