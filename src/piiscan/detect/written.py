"""What ``piiscan mask`` writes, whatever the policy: a masked file must scan clean, whatever rule looks at it."""

from __future__ import annotations

from typing import Final

from piiscan.compiled import regex
from piiscan.model.placeholders import WORDS

#: Every form that stands for a whole value, in ASCII-compatible bytes, but for fakes; the first documentation
#: addresses included.
PLACEHOLDER_PATTERN: bytes = WORDS + rb"|192\.0\.2\.1|2001:db8::1"

_PLACEHOLDER: Final = regex(PLACEHOLDER_PATTERN)
_WORD: Final = regex(rb"[A-Za-z0-9]")
#: A mailbox's host: of `REDACTED_PASSWORD@host.org` a URL's, whose password has been masked.
_HOST: Final = regex(rb"(?:@|%40)[A-Za-z0-9.-]+")
#: Letters and digits beside a placeholder that may be punctuation's company (`x:<KEY>@`), not a value.
_CRUMBS: Final = 6
#: One of these, in lower case, stands in every fake but those of numbers, which begin so: `fakes` takes 4 ms to
#: import, a twentieth of a short scan.
_FAKE_WORDS: Final = (b"fake", b"fa4e")
_FAKE_MARKS = (*_FAKE_WORDS, b"mere", b"xx00")
_FAKE_NUMBER: Final = regex(rb"\W{0,3}(?:0\W{0,2}0\W{0,2}0|999)")
#: How far beyond a value a placeholder or a fake may reach that a rule has found a part of.
_NEAR, _BESIDE = 64, 400


def is_written(value: bytes) -> bool:
    """Whether ``value`` is a placeholder or a fake and little else; a secret with one in it is still a secret."""
    stands = b"<" in value or b"REDACTED_" in value or b"********" in value
    if not stands and not may_hold_fake(value):
        return False
    from piiscan.detect import fakes

    if fakes.is_name(value):
        return True
    rest, count = _PLACEHOLDER.subn(b"", value) if stands else (value, 0)
    rest, more = _without_fakes(rest)
    return count + more > 0 and len(_WORD.findall(rest)) <= _CRUMBS


def is_written_at(data: bytes, start: int, end: int) -> bool:
    """Whether ``data[start:end]`` is, or is a part of, what masking wrote."""
    if is_written(data[start:end]):
        return True
    if b">" in data[start : end + 1] or b"********" in data[max(0, start - _NEAR) : end]:
        begin = max(0, start - _NEAR)
        for match in _PLACEHOLDER.finditer(data[begin : end + _NEAR]):
            left, right = match.start() + begin, match.end() + begin
            if left <= start < right and (end <= right or _HOST.fullmatch(data, right, end)):
                return True
            if left < start < right and data[right - 1 : right] == b">":
                return True  # `<PASSWORD:0123456789ab>@db.host.org:5432/a`, from its digits on
    begin = max(0, start - _BESIDE)
    around = data[begin : end + _BESIDE]
    lowered = around.lower()
    if not any(word in lowered for word in _FAKE_WORDS):
        return False
    from piiscan.detect import fakes

    return any(left + begin <= start and end <= right + begin for left, right in fakes.spans(around))


def may_hold_fake(value: bytes) -> bool:
    """No: ``value`` is no fake but perhaps an address. The quick question, since nearly nothing is one."""
    lowered = value.lower()
    return any(mark in lowered for mark in _FAKE_MARKS) or _FAKE_NUMBER.match(value) is not None


def _without_fakes(value: bytes) -> tuple[bytes, int]:
    """``value`` less its fakes and the hosts behind them, and how many there were."""
    from piiscan.detect import fakes

    count, at, parts = 0, 0, []
    for start, end in sorted(fakes.spans(value)):
        if start >= at:
            host = _HOST.match(value, end)
            parts.append(value[at:start])
            at, count = host.end() if host else end, count + 1
    parts.append(value[at:])
    return b"".join(parts), count
