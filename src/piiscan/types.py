"""The frozen values that every layer passes on. No I/O here, and no imports from the package."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, IntEnum
from typing import NamedTuple


class Category(str, Enum):
    """The seven main labels of the taxonomy (docs/taxonomy.md)."""

    NAME = "NAME"
    EMAIL = "EMAIL"
    USERNAME = "USERNAME"
    IP_ADDRESS = "IP_ADDRESS"
    PASSWORD = "PASSWORD"  # noqa: S105 - a label
    KEY = "KEY"
    ID = "ID"

    def __str__(self) -> str:
        return self.value


class Status(str, Enum):
    """What kind of occurrence it is: somebody's data, a credit in a licence, or a stock placeholder."""

    LIVE = "live"
    LICENCE = "licence"
    PLACEHOLDER = "placeholder"

    def __str__(self) -> str:
        return self.value


_LABEL_SUFFIX = {Status.LIVE: "", Status.LICENCE: "_LICENSE", Status.PLACEHOLDER: "_EXAMPLE"}


class Severity(IntEnum):
    """How bad a finding is; ordered, so that ``max`` and ``>=`` mean what they say."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, word: str) -> Severity:
        """``"error"`` → ``Severity.ERROR``; raises ``ValueError`` for any other word."""
        try:
            return cls[word.upper()]
        except KeyError:
            raise ValueError(f"{word!r} is not one of error, warning, note") from None


class Origin(NamedTuple):
    """Where a finding of a repository's history comes from. No author: that would be somebody's data."""

    kind: str
    """``file``, ``name`` (a file's own name), ``message`` (a commit's) or ``tag``."""
    commit: str
    """The first commit that has it, its full id; empty where none leads to it."""
    date: str
    """When that was written, by its author: ISO 8601 with an offset; empty where it is not known."""
    blob: str
    """Id of the object that it stands in."""
    in_head: bool
    """Whether the newest state has it still, at the same path."""


class Trace(NamedTuple):
    """What a finding leaves for a baseline to know it again by; see suppress/baseline/trace.py. No value."""

    context: str
    """16 letters, from the rule and the masked line."""
    tag: str
    """8 letters of a value beyond guessing; else empty."""
    telling: bool
    """Whether the masked line says enough to be hardly found elsewhere."""


class Step(NamedTuple):
    """What one layer said of a finding, in words without the value; see detect/steps.py."""

    layer: str
    """``rule``, ``check``, ``context``, ``beside``, ``decoded`` or ``model``."""
    what: str
    confidence: float
    """After it."""
    probability: float | None = None
    """The model's own, where it saw something."""
    threshold: float | None = None
    """From where on the model alone is believed."""


class Finding(NamedTuple):
    """One span in one file, without the value that stands there.

    Offsets are bytes in the file as stored (its own encoding, BOM included), end exclusive. Lines and
    columns count from 1, columns in Unicode code points, end exclusive, a BOM not counted; the ``utf16``
    columns are the same positions in UTF-16 code units, for SARIF and editors. A line ends at LF.
    """

    path: str
    """Relative to the directory scanned from where possible, ``/`` between parts; may hold surrogates."""
    rule: str
    """The rule's kebab-case id, such as ``github-pat``."""
    code: str
    """The rule's stable code, such as ``SEC101``."""
    title: str
    category: Category
    status: Status
    severity: Severity
    confidence: float
    """0 to 1."""
    layers: tuple[str, ...]
    """Which layers decided, in order: ``rule``, then ``proof`` where an offline proof passed, then ``decoded``
    where the value stands encoded in the file."""
    start_offset: int
    end_offset: int
    start_line: int
    start_column: int
    end_line: int
    end_column: int
    start_column_utf16: int
    end_column_utf16: int
    length: int
    """Code points in the value."""
    mask: str
    """The placeholder class that ``piiscan mask`` writes, such as ``EMAIL``."""
    fingerprint: str
    """32 hex digits, from rule, path, the line with every value masked, and the occurrence: no value."""
    line_hash: str
    """GitHub's ``primaryLocationLineHash`` over the masked line."""
    frame: str
    """The line, every span on it masked, control characters made visible; empty when not asked for."""
    frame_start: int
    frame_end: int
    """Where this finding's mask stands in ``frame``, in code points, end exclusive."""
    related: tuple[Finding, ...] = ()
    """What belongs with it, such as the ID of this secret key. A part that is no error is no finding of its own."""
    origin: Origin | None = None
    """Only in a scan of history."""
    start_byte: int = 1
    end_byte: int = 1
    """The columns in bytes of the line as stored, of its UTF-8 where that is UTF-16 or UTF-32; for reviewdog."""
    trace: Trace | None = None
    """Only where there is a baseline."""
    steps: tuple[Step, ...] = ()
    """Which layers decided, and why; only with ``--explain``."""
    spot: str = ""
    """Where that is for people who have no lines: ``Staff!B7``, ``page 4``, ``cell 3, line 2``; else empty."""

    @property
    def label(self) -> str:
        """The taxonomy's label, such as ``NAME_LICENSE``."""
        return self.category.value + _LABEL_SUFFIX[self.status]

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        return (self.path, self.start_offset, self.end_offset, self.code)


class NoticeKind(str, Enum):
    """Why something was not scanned, or not wholly."""

    BINARY = "binary"
    """Skipped because it is not text; expected, so only counted."""
    EXCLUDED = "excluded"
    """Named on the command line, but excluded by the configuration."""
    UNREADABLE = "unreadable"
    """Permission denied, or an I/O error."""
    MISSING = "missing"
    """Not there (any more)."""
    SPECIAL = "special"
    """A FIFO, a socket, a device: never opened."""
    SYMLINK = "symlink"
    """A loop, or a link that leads nowhere."""
    CHANGED = "changed"
    """The file shrank or grew while it was read; what was read has been scanned."""
    TOO_LARGE = "too-large"
    """Too large for its encoding to be converted in memory; the message says the limit."""
    ENCODED = "encoded"
    """Encoded text in a file that is scanned, too long or too much to be decoded; expected, so only counted."""
    SHALLOW = "shallow"
    """A part of the history that was never fetched."""
    UNOPENED = "unopened"
    """An archive or a document, or something in it, that was asked for and could not be read, or not wholly."""
    DEVICE = "device"
    """Nothing was skipped: the model went on on another device than it began on."""
    UNSUPPORTED = "unsupported"
    """Something this version does not read, such as a submodule entry."""

    def __str__(self) -> str:
        return self.value


#: Kinds that a careful user must see named, not only counted.
WORTH_A_LINE = frozenset(NoticeKind) - {NoticeKind.BINARY, NoticeKind.ENCODED}


class Notice(NamedTuple):
    """Something that was skipped or cut, and why; one line for people."""

    kind: NoticeKind
    path: str
    message: str


class Blob(NamedTuple):
    """A piece of text to scan: a whole file, or one segment of a large one.

    ``data`` is ASCII-compatible bytes: the file's own bytes for UTF-8 and single-byte encodings, a UTF-8
    copy for UTF-16 and UTF-32. Neighbouring segments of one file overlap; a segment owns the findings that
    start in ``[own_start, own_end)`` of its ``data``.
    """

    path: str
    data: bytes
    encoding: str = "utf-8"
    """The encoding of the stored file: ``utf-8``, ``utf-16-le``, ``utf-16-be``, ``utf-32-le``,
    ``utf-32-be`` or, where the bytes are not valid UTF-8, ``latin-1`` (found out lazily: ``utf-8`` here)."""
    bom: int = 0
    """Bytes of byte order mark at the start of the stored file; ``data`` starts after it."""
    base_offset: int = 0
    """Where ``data`` starts in the stored file, in bytes, counted after the BOM."""
    base_line: int = 1
    """The line number of the first byte of ``data``."""
    own_start: int = 0
    own_end: int = -1
    """-1: to the end of ``data``."""
    base_characters: int = 0
    """Code points of the first line that stand before ``data``: a line may be longer than a segment."""
    base_units: int = 0
    """The same in UTF-16 code units."""
    base_bytes: int = 0
    """The same in bytes of ``data``."""
    where: Callable[[int], str] | None = None
    """Of text made of a document: which place of it a byte comes from, counted as ``base_offset`` is."""


@dataclass(slots=True)
class Totals:
    """What a run did, for the summary; merged across workers by ``add``."""

    files: int = 0
    bytes: int = 0
    suppressed: int = 0
    """By comments and by the baseline."""
    skipped: dict[str, int] = field(default_factory=dict)
    baselined: int = 0
    """How many of the suppressed ones the baseline knows."""

    def skip(self, kind: NoticeKind) -> None:
        self.skipped[kind.value] = self.skipped.get(kind.value, 0) + 1

    def add(self, other: Totals) -> None:
        self.files += other.files
        self.bytes += other.bytes
        self.suppressed += other.suppressed
        self.baselined += other.baselined
        for kind, count in other.skipped.items():
            self.skipped[kind] = self.skipped.get(kind, 0) + count


class RuleInfo(NamedTuple):
    """What a report says of a rule; the same text feeds ``piiscan rule``, SARIF help and the docs."""

    id: str
    code: str
    title: str
    category: Category
    severity: Severity
    confidence: float
    why: str
    fix: str
    references: tuple[str, ...]
    family: str
    """The folder and file it comes from, such as ``secrets/github``."""


class Revision(NamedTuple):
    """Which commit of which repository was scanned; what is not known is empty."""

    url: str
    """Absolute URI of the remote, never with a user, a password or a query."""
    commit: str
    """Full id in hexadecimal; empty before the first commit."""
    branch: str
    """Empty on a detached HEAD."""


class ScanResult(NamedTuple):
    """Everything that a reporter may know. Findings are sorted by path, offset and code."""

    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]
    totals: Totals
    rules: Mapping[str, RuleInfo]
    """By rule id: every rule of the catalogue, or at least every rule that fired."""
    version: str
    """piiscan's version."""
    root: str
    """The absolute directory that paths are relative to."""
    model: str | None = None
    """Id of the model that took part, or None: rules alone."""
    device: str | None = None
    """What the model was to run on, ``cpu`` or ``cuda``; a notice says where that changed."""
    seconds: float = 0.0
    revision: Revision | None = None
    """Only where a report asks for it: it takes 0.1 s to find out."""
    commits: int | None = None
    """How many commits were read, where it was a repository's history; ``totals.files`` are versions of files then."""
    baselined: tuple[Finding, ...] = ()
    """What the baseline knows, where that was asked for; sorted like ``findings``, none of which it is."""
    stale: int = 0
    """Entries of the baseline that nothing matches any more, as far as this scan could tell."""
