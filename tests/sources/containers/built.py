"""Archives and documents, made at run time, and what is read of them."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from html import escape

from piiscan.settings.model import Limits
from piiscan.sources.containers.entry import InsideMemory
from piiscan.sources.containers.walk import Opening
from piiscan.types import Blob, Notice, NoticeKind

ALL = frozenset({"archives", "documents"})
Files = Mapping[str, str | bytes]


def items(
    data: bytes,
    name: str = "outer",
    *,
    kinds: Iterable[str] = ALL,
    exclude: tuple[str, ...] = (),
    **limits: int,
) -> list[Blob | Notice]:
    """All that is read of ``data``."""
    return list(InsideMemory(name, data, Opening(frozenset(kinds), Limits(**limits), exclude)).read())


def texts(found: Iterable[Blob | Notice]) -> dict[str, bytes]:
    """What was read, by path; segments together, and what they share twice."""
    read: dict[str, bytes] = {}
    for item in found:
        if isinstance(item, Blob):
            read[item.path] = read.get(item.path, b"") + item.data
    return read


def notices(found: Iterable[Blob | Notice]) -> list[tuple[str, str, str]]:
    """Kind, path and words of what was not read, but for binary members."""
    return [
        (item.kind.value, item.path, item.message)
        for item in found
        if isinstance(item, Notice) and item.kind is not NoticeKind.BINARY
    ]


def spots(found: Iterable[Blob | Notice], text: bytes) -> list[str]:
    """The places of ``text``, wherever it stands."""
    return [
        item.where(item.base_offset + item.data.index(text))
        for item in found
        if isinstance(item, Blob) and item.where is not None and text in item.data
    ]


def zip_of(files: Files, method: int = zipfile.ZIP_DEFLATED, *, level: int = 6) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method, compresslevel=level) as target:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            target.writestr(info, content)
    return made.getvalue()


class _Pipe(io.RawIOBase):
    """Not seekable, so that a zip that is written to it has its sizes behind its members."""

    def __init__(self) -> None:
        self.made = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.made += data
        return len(data)


def streamed_zip_of(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """As ``jar`` writes it."""
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", method) as target:
        for name, content in files.items():
            target.writestr(name, content)
    return bytes(pipe.made)


def tar_of(files: Files, mode: str = "w", *, form: int = tarfile.GNU_FORMAT) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode=mode, format=form) as target:  # type: ignore[call-overload]
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            target.addfile(info, io.BytesIO(data))
    return made.getvalue()


def tar_member(name: str, kind: bytes, link: str = "") -> bytes:
    """A tar with one member that is no file."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as target:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, link
        target.addfile(info)
    return made.getvalue()


_TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{_RELATIONS}"'
_P = (
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    f'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:r="{_RELATIONS}"'
)


def paragraph(*runs: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{escape(run)}</w:t></w:r>" for run in runs) + "</w:p>"


def docx_of(*paragraphs: str, **parts: str) -> bytes:
    """A docx of these paragraphs, in XML; ``header1="…"`` and so on are other parts."""
    files = {"[Content_Types].xml": _TYPES, "word/document.xml": _word("document", "".join(paragraphs))}
    files |= {f"word/{name}.xml": _word(name, body) for name, body in parts.items()}
    return zip_of(files)


def _word(name: str, body: str) -> str:
    return f'<?xml version="1.0"?><w:{name} {_W}><w:body>{body}</w:body></w:{name}>'


def _relations(targets: Mapping[str, tuple[str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{each}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for each, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def xlsx_of(sheets: Mapping[str, str], strings: Iterable[str] = (), **extra: str) -> bytes:
    """An xlsx of sheets by name, each the XML of its rows."""
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(sheets, 1)
    )
    targets = {f"rId{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)}
    shared = "".join(f"<si><t>{escape(each)}</t></si>" for each in strings)
    files = {
        "[Content_Types].xml": _TYPES,
        "xl/workbook.xml": f"<workbook {_S}><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relations(targets),
        "xl/sharedStrings.xml": f"<sst {_S}>{shared}</sst>",
    }
    for at, rows in enumerate(sheets.values(), 1):
        files[f"xl/worksheets/sheet{at}.xml"] = f"<worksheet {_S}><sheetData>{rows}</sheetData></worksheet>"
    return zip_of(files | extra)


def slide(*texts: str) -> str:
    body = "".join(f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>" for text in texts)
    return f"<p:sld {_P}>{body}</p:sld>"


def pptx_of(slides: Mapping[str, str], order: Iterable[str], notes: Mapping[str, str]) -> bytes:
    """A pptx of slides by the names of their parts, shown in ``order``, with notes to some."""
    ids = {name: f"rId{at}" for at, name in enumerate(slides, 1)}
    shown = "".join(f'<p:sldId id="{256 + at}" r:id="{ids[name]}"/>' for at, name in enumerate(order))
    files = {
        "[Content_Types].xml": _TYPES,
        "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{shown}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _relations(
            {each: ("slide", f"slides/{name}.xml") for name, each in ids.items()}
        ),
    }
    for name, body in slides.items():
        files[f"ppt/slides/{name}.xml"] = body
        if name in notes:
            files[f"ppt/notesSlides/{name}.xml"] = notes[name]
            files[f"ppt/slides/_rels/{name}.xml.rels"] = _relations(
                {"rId1": ("notesSlide", f"../notesSlides/{name}.xml")}
            )
    return zip_of(files)


def pdf_of(
    *pages: str,
    page: str = "",
    resources: str = "",
    trailer: bytes = b"",
    more: Mapping[int, bytes] | None = None,
    packed: bool = False,
) -> bytes:
    """A PDF with a line of text on each page. ``more`` are objects from number 100 on, the others more entries."""
    kids = " ".join(f"{10 + 2 * at} 0 R" for at in range(len(pages)))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    }
    for at, text in enumerate(pages):
        shown = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        stream = f"BT /F1 12 Tf 72 700 Td ({shown}) Tj ET".encode("latin-1")
        objects[10 + 2 * at] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {11 + 2 * at} 0 R "
            f"/Resources << {resources} /Font << /F1 3 0 R >> >> {page} >>"
        ).encode()
        filters = b""
        if packed:
            stream, filters = zlib.compress(stream), b"/Filter /FlateDecode "
        objects[11 + 2 * at] = b"<< %s/Length %d >>\nstream\n%s\nendstream" % (
            filters,
            len(stream),
            stream,
        )
    objects |= more or {}
    made = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\0\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(made)
    made += b"xref\n0 1\n0000000000 65535 f \n"
    for number, place in places.items():
        made += b"%d 1\n%010d 00000 n \n" % (number, place)
    made += b"trailer\n<< /Size 200 /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (trailer, start)
    return bytes(made)
