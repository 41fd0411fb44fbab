"""XML of strangers, read as a stream: no document type, no entities, no tag that fills the memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NoReturn
from xml.parsers import expat

from piiscan.sources.containers.budget import DamagedError
from piiscan.sources.containers.content import Content

_PIECE = 64 << 10
#: No event for so many bytes: a single tag, attribute or comment, which expat holds whole.
_LONGEST_TAG = 4 << 20
_REFUSED = "its XML declares a document type or entities: not read"
_BROKEN = "its XML is damaged: read as far as it goes"


class Handler:
    """What is done with elements and text. Names come without their namespaces."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A stretch of text; what belongs together may come in several."""


class _Events:
    """Between expat and a handler: cuts namespaces off and sees that it goes on."""

    def __init__(self, handler: Handler) -> None:
        self.count = 0
        self._handler = handler

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        short = {key: value for key, value in attributes.items() if " " not in key}
        # `r:id` is what `id` is not: the name of a relation.
        short |= {key.rpartition(" ")[2]: value for key, value in attributes.items() if " " in key}
        self._handler.start(name.rpartition(" ")[2], short)

    def end(self, name: str) -> None:
        self.count += 1
        self._handler.end(name.rpartition(" ")[2])

    def text(self, text: str) -> None:
        self.count += 1
        self._handler.text(text)

    def other(self, *_: object) -> None:
        self.count += 1


def parse(content: Content, handler: Handler, *, most: int = 0) -> Iterator[None]:
    """Feed ``handler``, a piece at each step. Raises ``DamagedError``; ``most``: where there are more bytes than that."""
    events = _Events(handler)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.CharacterDataHandler = events.text
    parser.CommentHandler = parser.ProcessingInstructionHandler = events.other
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = _refuse
    fed = seen = since = 0
    while piece := content.read(_PIECE):
        fed += len(piece)
        if most and fed > most:
            raise DamagedError(f"a part of it has more than {most >> 20} MiB: not read")
        _fed(parser, piece, final=False)
        since = since + len(piece) if events.count == seen else 0
        seen = events.count
        if since > _LONGEST_TAG:
            raise DamagedError(f"a tag of more than {_LONGEST_TAG >> 20} MiB: not read")
        yield
    _fed(parser, b"", final=True)
    yield


def _fed(parser: expat.XMLParserType, data: bytes, *, final: bool) -> None:
    try:
        parser.Parse(data, final)
    except (expat.ExpatError, ValueError, LookupError):
        raise DamagedError(_BROKEN) from None


def _refuse(*_: object) -> NoReturn:
    raise DamagedError(_REFUSED)


def read_all(content: Content, handler: Handler, *, most: int) -> None:
    """Feed ``handler`` all of a small part. Raises as ``parse``."""
    for _ in parse(content, handler, most=most):
        pass
