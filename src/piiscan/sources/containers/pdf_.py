"""The text of a PDF, page after page, with its properties, the targets of its links and what its forms hold.

By pypdf, which is in an extra. pdfium is 3 to 12 times as fast (docs/archives.md has the numbers), but native code that browsers
run in a sandbox, and we have none; pypdf is Python and at worst slow, so what it does is counted.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator
from typing import Any

from piiscan.sources.containers.budget import Budget, DamagedError
from piiscan.sources.containers.content import Content, MemoryBytes, Seekable
from piiscan.sources.containers.landmarks import Piece, blobs
from piiscan.sources.containers.member import Member
from piiscan.sources.segments import Sizes
from piiscan.types import Blob, Notice, NoticeKind

#: Operations of one document; a page of text has some hundreds. A form that draws a form that draws a form has no end.
_OPERATIONS = 2_000_000
#: A page with more is a drawing; pypdf reads 1 MiB in 3 s.
_LARGEST_PAGE = 4 << 20
_PROPERTIES = 0
_MISSING = "a PDF: reading it takes `pip install 'piiscan-lint[pdf]'`"
_BROKEN = "a damaged PDF: read as far as it goes"


class _EnoughError(BaseException):
    """No ``Exception``: pypdf catches those round every form, and goes on to the next."""


class Pdf:
    """One document. pypdf may raise anything over a hostile one, and no message of it is shown: it may quote."""

    def __init__(self, source: Seekable, budget: Budget) -> None:
        """Raises ``DamagedError`` where nothing of it can be read."""
        self.problems: list[str] = []
        self._budget = budget
        self._operations = 0
        try:
            from pypdf import PdfReader
        except ImportError:
            raise DamagedError(_MISSING) from None
        # It complains of what it mends, to standard error, and quotes it.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)
        self._reader: Any = self._tried(lambda: PdfReader(io.BufferedReader(_Raw(source))))
        if self._reader is None:
            raise DamagedError("a damaged PDF: not read")
        if self._tried(lambda: self._reader.is_encrypted) and not self._tried(
            lambda: self._reader.decrypt("")
        ):
            raise DamagedError("encrypted: not read")

    def pieces(self) -> Iterator[Piece]:
        """Its text, with the numbers of the pages as places."""
        yield _PROPERTIES, ""
        for text in self._tried(self._properties) or ():
            yield None, f"{text}\n"
        count = self._tried(lambda: len(self._reader.pages)) or 0
        for number in range(count):
            if not self._budget.take_member():
                return
            yield number + 1, ""
            page = self._tried(lambda number=number: self._reader.pages[number])  # type: ignore[misc]
            if page is not None:
                yield from self._page(page)

    def _page(self, page: Any) -> Iterator[Piece]:
        texts = [self._tried(lambda: self._text(page)) or "", *(self._tried(lambda: _notes(page)) or ())]
        for text in texts:
            if text:
                # NUL: what no font says how to read. Half a pair: a font that is mistaken.
                yield None, text.replace("\0", " ").encode("utf-8", "replace").decode() + "\n"

    def _text(self, page: Any) -> str:
        contents = page.get_contents()
        if contents is not None and len(contents.get_data()) > _LARGEST_PAGE:
            self.problems.append(f"a page has more than {_LARGEST_PAGE >> 20} MiB: its text is not read")
            return ""
        return str(page.extract_text(visitor_operand_before=self._count))

    def _count(self, *_: object) -> None:
        self._operations += 1
        if self._operations > _OPERATIONS:
            raise _EnoughError

    def _properties(self) -> list[str]:
        fields = self._reader.get_fields() or {}
        said = [
            *(self._reader.metadata or {}).items(),
            *((name, each.get("/V")) for name, each in fields.items()),
        ]
        return [
            f"{str(name).lstrip('/')}: {value}" for name, value in said if isinstance(value, str) and value
        ]

    def _tried(self, action: Callable[[], Any]) -> Any:
        """What ``action`` gives; None where it fails, which is noted."""
        try:
            return action()
        except DamagedError as error:
            self.problems.append(str(error))
        except _EnoughError:
            self.problems.append(f"draws more than {_OPERATIONS:,} times: read as far as that")
        except Exception:
            self.problems.append(_BROKEN)
        return None

    def attachments(self) -> Iterator[Member]:
        """The files that are embedded."""
        for each in self._tried(lambda: list(self._reader.attachment_list)) or ():
            data = self._tried(lambda each=each: bytes(each.content))  # type: ignore[misc]
            name = self._tried(lambda each=each: str(each.name))  # type: ignore[misc]
            if data is not None:
                self._budget.take(len(data))
                yield Member(name or "attachment", Content(seekable=MemoryBytes(data)))


def _notes(page: Any) -> list[str]:
    """Where links lead, and what notes say."""
    found = []
    for reference in page.get("/Annots") or ():
        note = reference.get_object()
        action = note.get("/A")
        found += [note.get("/Contents"), action.get_object().get("/URI") if action is not None else None]
    return [each for each in found if isinstance(each, str) and each]


def named(place: int) -> str:
    """What a place is called."""
    return f"page {place}" if place else "properties"


def text_of(pdf: Pdf, path: str, budget: Budget, sizes: Sizes) -> Iterator[Blob | Notice]:
    """The text of the PDF shown as ``path``, and what could not be read of it."""
    yield from blobs(path, pdf.pieces(), named, budget, sizes)
    for problem in () if budget.spent else dict.fromkeys(pdf.problems):
        yield Notice(NoticeKind.UNOPENED, path, problem)


class _Raw(io.RawIOBase):
    """Seekable bytes as Python's own files are."""

    def __init__(self, source: Seekable) -> None:
        self._source = source
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._source.size}[whence]
        if start + offset < 0:
            raise OSError("before the start")
        self._at = start + offset
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: Any) -> int:
        data = self._source.at(self._at, len(buffer))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
