"""What must hold of each file after masking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from mask_corpus import parsers
from mask_corpus.tree import File

#: So many characters of a value are a trace of it.
TRACE = 8
#: Of these a part is as good as random; of others, such as phone numbers and basic credentials, beginnings are alike.
PARTS = frozenset(("private key", "password in a URL"))
Span = tuple[int, int]


@dataclass
class Verdict:
    """Of one file. Places and kinds, never values."""

    path: str
    format: str
    broken: str = ""
    left: list[tuple[str, str]] = field(default_factory=list)
    """Kind and place of values that were found and are there still, or a part of them."""
    credited: list[tuple[str, str]] = field(default_factory=list)
    """Of values that count as credits where they stand, which masking leaves unless it is told to include them."""
    missed: list[tuple[str, str]] = field(default_factory=list)
    """Of values that no rule found there."""
    gone: int = 0
    outside: list[Span] = field(default_factory=list)
    """Edits that reach beyond what was found, or begin behind its beginning."""
    foreign: int = 0
    """1 where the journal's edits of the old text do not give the new one."""
    later: int = 0
    """Edits at places that only a second round found."""


def check(
    file: File,
    old: bytes,
    new: bytes,
    edits: Sequence[tuple[int, int, bytes]],
    found: Sequence[Span],
    credited: Sequence[Span],
    policy: str,
) -> Verdict:
    """``edits`` are those of the journal: where in the old text, and what was written there. ``credited``: what a scan finds
    only where it includes them."""
    verdict = Verdict(file.path, file.format)
    parts, at = [], 0
    for start, end, text in edits:
        parts += [old[at:start], text]
        at = end
    verdict.foreign = int(b"".join([*parts, old[at:]]) != new)
    verdict.broken = _broken(file, new, policy)
    _values(verdict, file, old, new, [(start, end) for start, end, _ in edits], credited)
    for start, end, _ in edits:
        near = [span for span in found if span[0] < end and start < span[1]]
        if not near:
            verdict.later += 1
        elif start < min(span[0] for span in near) or end > max(span[1] for span in near):
            verdict.outside.append((start, end))
    return verdict


def _broken(file: File, new: bytes, policy: str) -> str:
    try:
        shape = parsers.shape(file.format, new)
    except ValueError as error:
        return f"does not parse: {error}"[:120]
    return "" if shape == file.shape or policy == "env" else "another shape"


def _values(
    verdict: Verdict, file: File, old: bytes, new: bytes, edits: Sequence[Span], credited: Sequence[Span]
) -> None:
    for planted in file.planted:
        forms = [form.encode() for form in planted.forms if len(form) >= 4]
        if not any(form in new or (_is_random(planted.kind) and _trace(form, new)) for form in forms):
            verdict.gone += 1
            continue
        spans = [(at, at + len(form)) for form in forms if (at := old.find(form)) >= 0]
        if _touch(edits, spans):
            kept = verdict.left
        else:
            kept = verdict.credited if _touch(credited, spans) else verdict.missed
        kept.append((planted.kind, planted.place))


def _touch(some: Sequence[Span], others: Sequence[Span]) -> bool:
    return any(start < end_ and start_ < end for start, end in some for start_, end_ in others)


def _is_random(kind: str) -> bool:
    return kind in PARTS or kind.startswith("password") or kind.endswith((" token", " key", " key ID"))


def _trace(form: bytes, new: bytes) -> bool:
    return len(form) > TRACE and any(form[at : at + TRACE] in new for at in range(len(form) - TRACE + 1))


def edits_of(back: Sequence[tuple[int, int, bytes]], new: bytes) -> list[tuple[int, int, bytes]]:
    """Edits of the old text from the journal's, which make the old text of the new one."""
    edits, shift = [], 0
    for start, end, text in back:
        edits.append((start + shift, start + shift + len(text), new[start:end]))
        shift += len(text) - (end - start)
    return edits
