"""From a file to the text in it, through archives in archives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from piiscan.settings.model import ARCHIVES, DOCUMENTS, Limits
from piiscan.sources import refusals
from piiscan.sources.containers import tarred, zip_stream, zipped
from piiscan.sources.containers.budget import Budget, DamagedError
from piiscan.sources.containers.content import Content, Seekable, Tap
from piiscan.sources.containers.magic import UNREAD, Form, form_of
from piiscan.sources.containers.member import Member, Tally
from piiscan.sources.containers.naming import joined, unpacked_name
from piiscan.sources.containers.unpacking import (
    Engine,
    Unpacked,
    bzip2_engine,
    gzip_engine,
    xz_engine,
    zstd_engine,
)
from piiscan.sources.encodings import BINARY, SAMPLE, detect
from piiscan.sources.ignore import Excludes
from piiscan.sources.reader import read_bytes, read_stream
from piiscan.sources.segments import SIZES, Sizes
from piiscan.types import Blob, Notice, NoticeKind

#: A zip in another archive must be held to be read by its directory; larger ones are read from start to end.
HELD = 32 << 20
#: Names are kept, and matched part by part. No system has paths like these.
_LONGEST_NAME, _DEEPEST_NAME = 4096, 200
_STREAMS: dict[Form, tuple[Callable[[], Engine], bytes]] = {
    Form.GZIP: (gzip_engine, b"\x1f\x8b"),
    Form.BZIP2: (bzip2_engine, b"BZh"),
    Form.XZ: (xz_engine, b"\xfd7zXZ\0"),
    Form.ZSTD: (zstd_engine, b"\x28\xb5\x2f\xfd"),
}

Items = Iterator[Blob | Notice]


class Opening(NamedTuple):
    """What is to be opened, and how far."""

    kinds: frozenset[str]
    """Of ``ARCHIVES`` and ``DOCUMENTS``."""
    limits: Limits = Limits()
    exclude: tuple[str, ...] = ()
    """In the syntax of ``.gitignore``, for members as for files."""
    root: str = ""
    """As for ``Excludes``."""

    def opens(self, form: Form | None) -> bool:
        return form is not None and not self.kinds.isdisjoint(form.kinds)


class Walk:
    """Through one file."""

    def __init__(self, opening: Opening, excludes: Excludes, stored: int, *, sizes: Sizes = SIZES) -> None:
        """``excludes`` are those of ``opening``, ``stored`` is the size of the file."""
        self.opening = opening
        self.budget = Budget(opening.limits, stored)
        self._excludes = excludes
        self._sizes = sizes
        self._folder, self._is_shut = "", False

    def file(self, path: str, content: Content) -> Items:
        """All that is in the file shown as ``path``, which is one to be opened, or text. ``OSError`` passes."""
        yield from self._content(path, content, 0)
        if self.budget.spent:
            yield Notice(NoticeKind.UNOPENED, path, f"{self.budget.spent}: the rest of it is not read")

    def _content(self, path: str, content: Content, depth: int) -> Items:
        """One file, or one member that lies ``depth`` containers deep."""
        form = form_of(content.head)
        if form is None or not self.opening.opens(form):
            yield from self._text(path, content)
        elif form in UNREAD:
            yield _unopened(path, f"{form.value}: not read by this version")
        elif depth >= self.opening.limits.depth:
            limit = f"--config inside-limits.depth={depth + 1} opens it"
            yield _unopened(path, f"lies in {depth} others: not opened ({limit})")
        else:
            yield from self._opened(form, path, content, depth)
        if content.problem and not self.budget.spent:
            yield _unopened(path, content.problem)

    def _opened(self, form: Form, path: str, content: Content, depth: int) -> Items:
        try:
            if form is Form.ZIP:
                yield from self._zip(path, content, depth)
            elif form is Form.TAR:
                yield from self._members(path, tarred.members(content, self.budget), depth)
            elif form is Form.PDF:
                yield from self._pdf(path, content, depth)
            else:
                yield from self._stream(form, path, content, depth)
        except DamagedError as error:
            # What is wrong with the bytes round it explains what is wrong in it.
            if not content.problem and not self.budget.spent:
                yield _unopened(path, str(error))

    def _members(self, path: str, members: Iterable[Member], depth: int) -> Items:
        tally, broken = Tally(path), None
        try:
            for member in members:
                if not self.budget.take_member(member.name):
                    break
                if len(member.name) > _LONGEST_NAME or member.name.count("/") > _DEEPEST_NAME:
                    tally.add(
                        path,
                        f"called something of more than {_LONGEST_NAME:,} letters or {_DEEPEST_NAME} parts: not read",
                    )
                    continue
                name = joined(path, member.name)
                if self._is_excluded(name):
                    continue
                if member.content is None:
                    tally.add(name, member.why, member.kind)
                else:
                    yield from self._content(name, member.content, depth + 1)
                if self.budget.spent:
                    break
        except DamagedError as error:
            broken = error
        yield from tally.notices()
        if broken is not None:
            raise broken

    def _is_excluded(self, name: str) -> bool:
        """As ``Excludes.cover``, which keeps what it knows of every directory: members may have any number of them."""
        if not self._excludes:
            return False
        folder = name.rpartition("/")[0] + "/"
        if folder != self._folder:
            above = (folder[: at + 1] for at, letter in enumerate(folder) if letter == "/")
            self._folder, self._is_shut = folder, any(map(self._excludes.match, above))
        return self._is_shut or self._excludes.match(name)

    def _zip(self, path: str, content: Content, depth: int) -> Items:
        source = content.anywhere(HELD)
        if source is not None and DOCUMENTS in self.opening.kinds:
            from piiscan.sources.containers import package

            document = package.document_in(source, self.budget)
            if document is not None:
                yield from package.text_of(document, path, self.budget, self._sizes)
                yield from self._members(path, package.other_parts(document, self.budget), depth)
                return
        if ARCHIVES not in self.opening.kinds:
            if source is None:
                raise DamagedError(f"more than {HELD >> 20} MiB in a document: not read")
            yield refusals.binary(path)
        elif source is None:
            yield from self._members(path, zip_stream.members(content, self.budget), depth)
        else:
            yield from self._members(path, zipped.members(content, source, self.budget), depth)

    def _stream(self, form: Form, path: str, content: Content, depth: int) -> Items:
        start, magic = _STREAMS[form]
        tap = Tap(Unpacked(content.read, start, magic=magic).read, self.budget)
        inner = form_of(tap.head)
        if tap.problem and not tap.head:
            raise DamagedError(tap.problem)
        if inner is Form.TAR:  # dump.tar.gz!/dump/a.sql, not dump.tar.gz!/dump.tar!/dump/a.sql
            yield from self._opened(inner, path, tap, depth)
            if tap.problem and not self.budget.spent:
                yield _unopened(path, tap.problem)
            return
        name = joined(path, unpacked_name(path))
        if self.budget.take_member() and not self._is_excluded(name):
            yield from self._content(name, tap, depth + 1)

    def _pdf(self, path: str, content: Content, depth: int) -> Items:
        from piiscan.sources.containers import pdf_

        source = content.anywhere(HELD)
        if source is None:
            raise DamagedError(f"a PDF of more than {HELD >> 20} MiB in an archive: not read")
        try:
            pdf = pdf_.Pdf(source, self.budget)
        except DamagedError:
            if detect(content.head)[0] != BINARY:  # it has text as it is stored, or merely begins like a PDF
                yield from self._text(path, content)
            raise
        yield from pdf_.text_of(pdf, path, self.budget, self._sizes)
        yield from self._members(path, pdf.attachments(), depth)

    def _text(self, path: str, content: Content) -> Items:
        head = content.head
        if detect(head)[0] == BINARY:
            yield refusals.binary(path)
            return
        most = self._sizes.segment
        pieces, have = [], 0
        while have <= most and (piece := content.read(most + 1 - have)):
            pieces.append(piece)
            have += len(piece)
        data = b"".join(pieces)
        del pieces
        if have <= most:
            yield from read_bytes(path, data, self._sizes)
        else:
            content.unread(data)
            del data
            yield from read_stream(path, content.read, self._sizes)


def _unopened(path: str, why: str) -> Notice:
    return Notice(NoticeKind.UNOPENED, path, why)


def is_to_be_opened(head: bytes, opening: Opening) -> bool:
    """Whether what begins with ``head`` is one of those that ``opening`` asks for."""
    return opening.opens(form_of(head[:SAMPLE]))


def whole(source: Seekable) -> Content:
    """A file, from its start."""
    return Content(seekable=source)
