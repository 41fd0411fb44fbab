"""What a file is, told from its first bytes, whatever it is called."""

from __future__ import annotations

from enum import Enum

from piiscan.settings.model import ARCHIVES, DOCUMENTS


class Form(Enum):
    """Something that other files or text lie in."""

    ZIP = "zip"
    """An archive, or an Office document: its members tell."""
    TAR = "tar"
    GZIP = "gzip"
    BZIP2 = "bzip2"
    XZ = "xz"
    ZSTD = "zstd"
    PDF = "PDF"
    SEVEN_ZIP = "7z"
    RAR = "rar"
    OLE = "an older Office format, or an encrypted document"

    @property
    def kinds(self) -> tuple[str, ...]:
        """Which words of ``inside`` ask for it."""
        if self is Form.ZIP:
            return (ARCHIVES, DOCUMENTS)
        return (DOCUMENTS,) if self in (Form.PDF, Form.OLE) else (ARCHIVES,)


#: Named, not read.
UNREAD = frozenset({Form.SEVEN_ZIP, Form.RAR, Form.OLE})

_MAGIC = (
    (b"PK\x03\x04", Form.ZIP),
    (b"PK\x05\x06", Form.ZIP),  # an empty one
    (b"PK\x07\x08PK\x03\x04", Form.ZIP),  # the first piece of several
    (b"\x1f\x8b\x08", Form.GZIP),
    (b"\xfd7zXZ\0", Form.XZ),
    (b"\x28\xb5\x2f\xfd", Form.ZSTD),
    (b"%PDF-", Form.PDF),
    (b"7z\xbc\xaf\x27\x1c", Form.SEVEN_ZIP),
    (b"Rar!\x1a\x07", Form.RAR),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.OLE),
)
_BZIP2_BLOCKS = (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")


def form_of(head: bytes) -> Form | None:
    """What begins with ``head``, its first ``SAMPLE`` bytes; None for everything else, which is a file like any other."""
    for magic, form in _MAGIC:
        if head.startswith(magic):
            return form
    if head[:3] == b"BZh" and head[3:4].isdigit() and head[4:10] in _BZIP2_BLOCKS:
        return Form.BZIP2
    if is_tar_header(head[:512]):
        return Form.TAR
    if head.startswith(b"#!") and b"\nPK\x03\x04" in head:  # a zipapp
        return Form.ZIP
    # Readers take a PDF that begins a little later.
    return Form.PDF if head.lstrip(b" \t\r\n\xef\xbb\xbf").startswith(b"%PDF-") else None


def is_tar_header(block: bytes) -> bool:
    """Whether the checksum is right: tars from before 1988 have nothing else to be known by."""
    if len(block) < 512 or not block[0]:
        return False
    return checksum(block) in sums(block)


def checksum(block: bytes) -> int:
    """What a tar header says its sum is; -1 where it says nothing."""
    digits = block[148:156].strip(b" \0")
    try:
        return int(digits, 8) if digits and len(digits) <= 7 else -1
    except ValueError:
        return -1


def sums(block: bytes) -> tuple[int, int]:
    """The sum of a header with its own field as spaces; some have added the bytes as signed ones."""
    body = block[:148] + b" " * 8 + block[156:512]
    unsigned = sum(body)
    return unsigned, unsigned - 256 * sum(byte > 127 for byte in body)
