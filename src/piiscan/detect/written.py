"""Placeholders that ``piiscan mask`` writes: a masked file must scan clean, whatever rule looks at it."""

from __future__ import annotations

import re

#: Every form that stands for a whole value, in ASCII-compatible bytes; documentation addresses included.
PLACEHOLDER_PATTERN: bytes = rb"<[A-Z][A-Z0-9_]*>|REDACTED_[A-Z][A-Z0-9_]*|192\.0\.2\.1|2001:db8::1"

_PLACEHOLDER = re.compile(PLACEHOLDER_PATTERN)
_WORD = re.compile(rb"[A-Za-z0-9]")
#: Letters and digits beside a placeholder that may be punctuation's company (`x:<KEY>@`), not a value.
_CRUMBS = 6


def is_written(value: bytes) -> bool:
    """Whether ``value`` is a placeholder and little else; a secret with a placeholder in it is still one."""
    if b"<" not in value and b"REDACTED_" not in value:
        return False
    rest, count = _PLACEHOLDER.subn(b"", value)
    return count > 0 and len(_WORD.findall(rest)) <= _CRUMBS
