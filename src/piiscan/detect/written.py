"""What ``piiscan mask`` writes, whatever the policy: a masked file must scan clean, whatever rule looks at it."""

from __future__ import annotations

import re

from piiscan.detect import fakes

#: Every form that stands for a whole value, in ASCII-compatible bytes, but for fakes; the first documentation
#: addresses included.
PLACEHOLDER_PATTERN: bytes = rb"<[A-Z][A-Z0-9_]*(?::[0-9a-f]{12})?>|REDACTED_[A-Z][A-Z0-9_]*|\*{8}[A-Za-z0-9_.-]{0,4}|192\.0\.2\.1|2001:db8::1"

_PLACEHOLDER = re.compile(PLACEHOLDER_PATTERN)
_WORD = re.compile(rb"[A-Za-z0-9]")
#: A mailbox's host: of `REDACTED_PASSWORD@host.org` a URL's, whose password has been masked.
_HOST = re.compile(rb"(?:@|%40)[A-Za-z0-9.-]+")
#: Letters and digits beside a placeholder that may be punctuation's company (`x:<KEY>@`), not a value.
_CRUMBS = 6
#: How far beyond a value a placeholder or a fake may reach that a rule has found a part of.
_NEAR, _BESIDE = 64, 400


def is_written(value: bytes) -> bool:
    """Whether ``value`` is a placeholder or a fake and little else; a secret with one in it is still a secret."""
    stands = b"<" in value or b"REDACTED_" in value or b"********" in value
    if not stands and not fakes.may_hold(value):
        return False
    if fakes.is_name(value):
        return True
    rest, count = _PLACEHOLDER.subn(b"", value) if stands else (value, 0)
    rest, more = _without_fakes(rest)
    return count + more > 0 and len(_WORD.findall(rest)) <= _CRUMBS


def is_written_at(data: bytes, start: int, end: int) -> bool:
    """Whether ``data[start:end]`` is, or is a part of, what masking wrote."""
    if is_written(data[start:end]):
        return True
    if data[end : end + 1] == b">" or b"********" in data[max(0, start - _NEAR) : end]:
        begin = max(0, start - _NEAR)
        for match in _PLACEHOLDER.finditer(data[begin : end + _NEAR]):
            left, right = match.start() + begin, match.end() + begin
            if left <= start < right and (end <= right or _HOST.fullmatch(data, right, end)):
                return True
    begin = max(0, start - _BESIDE)
    around = data[begin : end + _BESIDE]
    lowered = around.lower()
    if fakes.WORD not in lowered and fakes.HEX_WORD not in lowered:
        return False
    return any(left + begin <= start and end <= right + begin for left, right in fakes.spans(around))


def _without_fakes(value: bytes) -> tuple[bytes, int]:
    """``value`` less its fakes and the hosts behind them, and how many there were."""
    count, at, parts = 0, 0, []
    for start, end in sorted(fakes.spans(value)):
        if start >= at:
            host = _HOST.match(value, end)
            parts.append(value[at:start])
            at, count = host.end() if host else end, count + 1
    parts.append(value[at:])
    return b"".join(parts), count
