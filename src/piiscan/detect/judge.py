"""Layer 4: a model reads what the gate lets through, judges what generic rules found there, and adds its own.

Pure but for the model, which is handed in. Everything here is bytes; only the model counts code points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from piiscan.catalog.rule import Rule
from piiscan.compiled import regex
from piiscan.detect.checks.people import is_anybody
from piiscan.detect.context import of_password
from piiscan.detect.detector import Detection
from piiscan.detect.filekind import FileKind
from piiscan.detect.modelled import modelled
from piiscan.detect.people import whole_name
from piiscan.detect.vetoes import veto
from piiscan.detect.written import is_written_at
from piiscan.model.combine import FLOOR, GENERIC_FAMILIES, RuleSpan, combine
from piiscan.model.gate import Stretch
from piiscan.model.spans import Prediction
from piiscan.model.vouch import VOUCHED, likely, vouched, vouchers
from piiscan.types import Category, Status, Step

#: A long stretch is read in parts of so many bytes, which keeps the memory of one reading at some megabytes.
PART = 1 << 14
#: What a part sees of the text before and behind it; a window of 256 pieces is about 900 bytes.
MARGIN = 1 << 10
_EDGES = regex(rb"(?:[ \t]|\.[ \t])*(.+?)(?:[ \t]|(?<!\\)\\[nrt])*", re.DOTALL)
#: From here on a guess needs nobody's word.
_SURE = 0.9
_PERSONS = frozenset({Category.NAME, Category.USERNAME})
_SECRETS = frozenset({Category.KEY, Category.PASSWORD})
#: What a secret is made of where nothing tells its end; `_LONGEST` bytes on either side.
_RUN = regex(rb"[A-Za-z0-9_-]+")
_BASE64_RUN = regex(rb"[A-Za-z0-9_-][A-Za-z0-9_+/-]*={0,2}")
_RUN_BEFORE = regex(rb"[A-Za-z0-9_-]+\Z")
_LONGEST = 1 << 12
#: Languages that write variables `@so`.
_SIGILS = frozenset(("rb", "rake", "gemspec", "ex", "exs", "erb", "haml", "slim", "eex", "heex"))
#: The layer's name in reports.
LAYER = "model"


class Part(NamedTuple):
    """Bytes ``[start, end)`` for the model, which decides what begins in ``[own_start, own_end)``."""

    start: int
    end: int
    own_start: int
    own_end: int


def guesses(rule: Rule) -> bool:
    """Whether a model may judge what the rule finds: not where a column's name says what it is, far above where it reads."""
    return (rule.generic or rule.family in GENERIC_FAMILIES) and not rule.split.startswith("columns.")


def is_guess(item: Detection) -> bool:
    """Whether the model may judge it: a generic rule's, unproven, and standing there in clear."""
    return guesses(item.rule) and "proof" not in item.layers and "decoded" not in item.layers


def is_undecided(item: Detection) -> bool:
    """Whether the model should read the lines round it: what a rule is sure of, or hides, is not worth the time."""
    return is_guess(item) and item.status is Status.LIVE and item.confidence < _SURE


def to_read(data: bytes, detections: Sequence[Detection], least: float) -> list[tuple[int, int]]:
    """What the model should read whatever the gate says, in no order: what no rule is sure of, and what a finding from the confidence
    ``least`` on would vouch for."""
    places = [(item.start, item.end) for item in detections if is_undecided(item)]
    may_vouch = [_span(item, ()) for item in detections if item.rule.category in VOUCHED]
    return places + likely(data, vouchers(data, may_vouch, least)) if may_vouch else places


def parts(data: bytes, stretches: Iterable[Stretch]) -> Iterator[Part]:
    """The stretches, long ones in parts that end with a line where there is one, or between characters."""
    for start, end in stretches:
        at = start
        while at < end:
            stop = _cut(data, at, end)
            yield Part(_whole(data, max(start, at - MARGIN)), _whole(data, min(end, stop + MARGIN)), at, stop)
            at = stop


def _cut(data: bytes, start: int, end: int) -> int:
    if end - start <= PART + MARGIN:
        return end
    line = data.rfind(b"\n", start + PART - MARGIN, start + PART) + 1
    return line or max(_whole(data, start + PART), start + 1)


def _whole(data: bytes, at: int) -> int:
    """``at``, or where the character of UTF-8 begins that it stands in."""
    for back in range(4 if 0 < at < len(data) else 0):
        if data[at - back] & 0xC0 != 0x80:
            return at - back
    return at


def text_of(data: bytes, part: Part) -> str:
    """What the model reads: UTF-8, or where that fails, a character a byte."""
    raw = data[part.start : part.end]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def in_bytes(part: Part, text: str, found: Sequence[Prediction]) -> list[Prediction]:
    """The part's own predictions, with offsets in the data. ``found`` is by position and apart."""
    count = part.end - part.start
    # Plain ASCII, or a character a byte: `text_of` has decoded it as Latin-1.
    wide = len(text) != count
    kept, at, offset = [], 0, part.start
    for item in found:
        if wide:
            offset += len(text[at : item.start].encode("utf-8"))
            start, end = offset, offset + len(text[item.start : item.end].encode("utf-8"))
            at, offset = item.end, end
        else:
            start, end = part.start + item.start, part.start + item.end
        if part.own_start <= start < part.own_end:
            kept.append(item._replace(start=start, end=end))
    return kept


def apart(found: Iterable[Prediction]) -> list[Prediction]:
    """By position, without those that begin inside the one before: parts see a little of each other."""
    kept: list[Prediction] = []
    for item in found:
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def judged(
    data: bytes,
    detections: Sequence[Detection],
    read: Sequence[Stretch],
    predictions: Sequence[Prediction],
    thresholds: Mapping[Category, float],
    *,
    least: float = FLOOR,
    file: FileKind | None = None,
) -> list[Detection]:
    """What stands: the rules' detections with the model's word on those it has ``read``, and its own.

    ``file``: what its kind says of a password counts for those that the model alone sees, too (docs/context.md), and in
    translations it sees no names but those of credits and examples.
    """
    by_start = {item.start: item for item in detections}
    spans = [_span(item, read) for item in detections]
    known = vouchers(data, spans, least)
    of_others = vouched(data, known, predictions, thresholds, least)
    found = []
    for span in combine(spans, predictions, thresholds, floor=min(FLOOR, least), vouched=of_others):
        rule = by_start.get(span.start) if span.layers[0] == "rule" else None
        confidence = round(span.confidence, 3)
        start, end = span.start, span.end
        if rule is None:
            start, end = _inside(data, start, end)
            if span.category in _SECRETS:
                start, end = _whole_secret(data, start, end, span.category)
            if is_written_at(data, start, end) or veto(data, start, end, span.category):
                continue  # masking wrote it, or it cannot be what the model says
            if span.kind is Status.LIVE and span.category in _PERSONS and file is not None and _is_word(file):
                continue
            if span.category is Category.USERNAME and file is not None and _is_variable(data, start, file):
                continue
            own = modelled()[span.category]
            if span.category is Category.NAME:
                whole = whole_name(data, start, end)
                # Where a rule has found a part of it, that stands and so does this.
                if not any(each.start < whole[1] and whole[0] < each.end for each in spans):
                    start, end = whole
            kind = span.kind
            if kind is Status.LIVE and span.category is Category.USERNAME and is_anybody(data[start:end]):
                kind = Status.PLACEHOLDER
            alone = Detection(own, start, end, kind, confidence, (LAYER,))
            if file is not None and span.category is Category.PASSWORD:
                alone = _weighed(alone, of_password(data[start:end], file))
            # What the kind of file has taken below the floor goes; a preset may ask for less than the floor by itself.
            if alone.confidence >= min(FLOOR, confidence):
                found.append(alone)
        else:
            layers = rule.layers + ((LAYER,) if LAYER in span.layers else ())
            found.append(rule._replace(status=span.kind, confidence=confidence, layers=layers))
    found = _without_overlap(found)
    standing = {item.start for item in found}
    return [item if item.partner in standing else item._replace(partner=-1) for item in found]


def _span(item: Detection, read: Sequence[Stretch]) -> RuleSpan:
    may_judge = is_guess(item) and _is_inside(read, item)
    return RuleSpan(item.start, item.end, item.rule.category, item.status, item.confidence, may_judge)


def _is_word(file: FileKind) -> bool:
    """In a translation it is a word of another language, but for manuals."""
    return file.is_translation and not file.is_doc


def _is_variable(data: bytes, start: int, file: FileKind) -> bool:
    """`@cart` in Ruby and Elixir, outside of comments and strings, as far as its line tells."""
    if file.extension not in _SIGILS or data[start - 1 : start] != b"@":
        return False
    line = data[max(0, start - PART) : start].rpartition(b"\n")[2]
    return b"#" not in line and not any(line.count(quote) % 2 for quote in (b'"', b"'", b"`"))


def _inside(data: bytes, start: int, end: int) -> tuple[int, int]:
    """The span without what no value begins or ends with: blanks, a sentence's end, a string's escapes (`pass4\\n`)."""
    value = data[start:end]
    edges = _EDGES.fullmatch(value)
    return (start + edges.start(1), start + edges.end(1)) if edges else (start, end)


def _whole_secret(data: bytes, start: int, end: int, category: Category) -> tuple[int, int]:
    """The span with the rest of the run that it begins or ends in the middle of: half a secret would stay."""
    value, before, behind = (
        data[start:end],
        data[max(0, start - _LONGEST) : start],
        data[end : end + _LONGEST],
    )
    run = _BASE64_RUN if category is Category.KEY else _RUN
    if _RUN_BEFORE.search(value) and (more := run.match(behind)):
        end += more.end()
    if _RUN.match(value) and (more := _RUN_BEFORE.search(before)):
        start -= len(more[0])
    return start, end


def _without_overlap(found: Iterable[Detection]) -> list[Detection]:
    """By position. A name that grew into its neighbour takes it in."""
    kept: list[Detection] = []
    for item in sorted(found, key=lambda each: (each.start, -each.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _weighed(item: Detection, effect: float | Status) -> Detection:
    if isinstance(effect, Status):
        return item._replace(status=effect)
    return item._replace(confidence=round(item.confidence * effect, 3))


def said(
    item: Detection,
    own: Detection | None,
    read: Sequence[Stretch],
    predictions: Sequence[Prediction],
    thresholds: Mapping[Category, float],
) -> Step:
    """What the model said of ``item``, which stands; ``own`` is what the rules alone made of it."""
    near = [each for each in predictions if each.start < item.end and item.start < each.end]
    same = [each.probability for each in near if each.category is item.rule.category]
    category = item.rule.category
    if own is None and max(same, default=1.0) < thresholds[category]:
        words = f"it sees a {category} here, and rules have found its like nearby"
    elif own is None:
        words = f"it sees a {category} here, and no rule does"
    elif not _is_inside(read, item):
        words = "it did not read this"
    elif not is_guess(own):
        words = "it has no say: the rule knows what it finds"
    elif same:
        words = f"it sees a {category} here too"
    else:
        words = f"it sees no {category} here"
    if own is not None and own.status is not item.status:
        words += f": {item.status}"
    return Step(
        LAYER, words, item.confidence, round(max(same), 3) if same else None, round(thresholds[category], 3)
    )


def _is_inside(read: Sequence[Stretch], item: Detection) -> bool:
    at = bisect_right(read, item.start, key=lambda stretch: stretch.start) - 1
    return at >= 0 and item.end <= read[at].end
