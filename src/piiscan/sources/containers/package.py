"""Office Open XML: docx, xlsx and pptx are zips whose parts point to one another.

What people write becomes text with its places. Every other part is a member like those of any zip: the targets of links,
connection strings, properties, comments of cells, and files that are embedded.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from piiscan.sources.containers.budget import Budget, DamagedError
from piiscan.sources.containers.content import Content, Seekable
from piiscan.sources.containers.landmarks import Piece, blobs
from piiscan.sources.containers.member import Member
from piiscan.sources.containers.xml_ import Handler, parse, read_all
from piiscan.sources.containers.zipped import Zip
from piiscan.sources.segments import Sizes
from piiscan.types import Blob, Notice, NoticeKind

#: Parts that say where the others are.
SMALL = 16 << 20
_MARK = "[content_types].xml"


class Package:
    """One document."""

    def __init__(self, listed: Zip, budget: Budget) -> None:
        self.budget = budget
        self.problems: list[str] = []
        """What could not be read as text."""
        self._zip = listed
        self._indexes = {
            entry.name.decode("utf-8", "replace").lstrip("/"): index
            for index, entry in enumerate(listed.entries)
        }
        self._read: set[int] = set()

    @property
    def names(self) -> Mapping[str, int]:
        """Of all parts, without a slash before."""
        return self._indexes

    def part(self, name: str) -> Content:
        """Raises ``DamagedError`` where there is no such part, or it cannot be read."""
        index = self._indexes.get(name)
        if index is None:
            raise DamagedError("a part of it is missing")
        member = self._zip.member(index, self.budget)
        if member.content is None:
            raise DamagedError(member.why)
        return member.content

    def took(self, name: str) -> None:
        """The part is read: all that it says is in the text."""
        self._read.add(self._indexes[name])

    def relations(self, name: str) -> dict[str, tuple[str, str]]:
        """What the part ``name`` points to, by id: the last word of the type, and the name of the other part."""
        folder, base = posixpath.split(name)
        wanted = posixpath.join(folder, "_rels", base + ".rels")
        if wanted not in self._indexes:
            return {}
        found = _Relations(folder)
        read_all(self.part(wanted), found, most=SMALL)
        return found.found

    def left(self) -> Iterator[Member]:
        """The parts that are not in the text."""
        for index, entry in enumerate(self._zip.entries):
            if index not in self._read and (entry.packed or not entry.name.endswith(b"/")):
                yield self._zip.member(index, self.budget)


class _Relations(Handler):
    def __init__(self, folder: str) -> None:
        self.found: dict[str, tuple[str, str]] = {}
        self._folder = folder

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        target, identity = attributes.get("Target", ""), attributes.get("Id", "")
        if name == "Relationship" and target and attributes.get("TargetMode") != "External":
            full = posixpath.normpath(posixpath.join("/", self._folder, target)).lstrip("/")
            self.found[identity] = attributes.get("Type", "").rpartition("/")[2], full


class Document(NamedTuple):
    package: Package
    main: str
    """The name of the part that all begins with; empty where it is no document of ours."""


class Collector(Handler):
    """Makes pieces of the text of a part."""

    _pieces: list[Piece]

    def take(self) -> list[Piece]:
        """What has been collected since the last time."""
        pieces, self._pieces = self._pieces, []
        return pieces


def pieces(package: Package, part: str, collector: Collector) -> Iterator[Piece]:
    """What ``collector`` makes of ``part``. What is wrong with that goes into the problems of ``package``."""
    try:
        content = package.part(part)
        for _ in parse(content, collector):
            yield from collector.take()
        if content.problem:
            raise DamagedError(content.problem)
        package.took(part)
    except DamagedError as error:
        yield from collector.take()
        package.problems.append(str(error))


def document_in(source: Seekable, budget: Budget) -> Document | None:
    """The document that the zip ``source`` is; None where it is a zip like any other."""
    try:
        listed = Zip(source, budget.limits.members)
    except DamagedError:
        return None
    if not any(entry.name.lower() == _MARK.encode() for entry in listed.entries):
        return None
    package = Package(listed, budget)
    mains = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml")
    return Document(package, next((name for name in mains if name in package.names), ""))


def text_of(document: Document, path: str, budget: Budget, sizes: Sizes) -> Iterator[Blob | Notice]:
    """The text of ``document``, shown as ``path``, and what could not be read of it."""
    package = document.package
    if "xl/workbook.bin" in package.names:
        package.problems.append("a binary workbook (xlsb): its cells are not read")
    if document.main:
        pieces, named = _format(document.main)(package)
        yield from blobs(path, pieces, named, budget, sizes)
    for problem in () if budget.spent else dict.fromkeys(package.problems):
        yield Notice(NoticeKind.UNOPENED, path, problem)


def _format(main: str) -> Callable[[Package], tuple[Iterator[Piece], Callable[[int], str]]]:
    if main.startswith("word/"):
        from piiscan.sources.containers.word import text
    elif main.startswith("xl/"):
        from piiscan.sources.containers.sheets import text
    else:
        from piiscan.sources.containers.slides import text
    return text


def other_parts(document: Document, budget: Budget) -> Iterator[Member]:
    """What is not in the text; asked for when that has been read."""
    yield from document.package.left()
