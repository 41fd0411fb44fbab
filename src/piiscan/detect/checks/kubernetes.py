"""Values of a Kubernetes Secret: base 64 of what was meant."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect import credential_keys, randomness, values
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.structure import decode_base64
from piiscan.detect.context import weigh
from piiscan.types import Category, Status

#: A Secret holds at most 1 MiB; so much of it on either side of a value is looked at.
_REACH = 1 << 16
_KIND = regex(
    rb"^[ \t]*(?:-[ \t]+)?[\"']?kind[\"']?[ \t]{0,20}:[ \t]{0,20}[\"']?Secret[\"']?[ \t]*,?[ \t]*(?:#.*)?\r?$",
    re.M,
)
#: What both of these have, and few other files: asked first. Without this question the two rules took a third of
#: the scan of a repository with 80 translations in JSON (uptime-kuma).
_MENTION = regex(rb"kind[\"']?\s{0,20}:\s{0,20}[\"']?Secret")
#: The same in JSON on one line.
_INLINE = regex(rb"[{,]\s*\"kind\"\s{0,20}:\s{0,20}\"Secret\"\s*[,}]")
_KEY_OF_MAP = regex(rb"([ \t]*(?:-[ \t]+)?)[\"']?([A-Za-z0-9_.-]+)[\"']?[ \t]*:")
_TEXT = regex(rb"[\t\n\r\x20-\x7e\x80-\xff]+")


def secret(candidate: Candidate, argument: str) -> bool:
    """The value stands under ``data`` of a Secret, and decodes to a password or a key.

    What decodes to somebody's placeholder is marked as one, so that nobody takes its base 64 for a secret.
    """
    value = candidate.reveal()
    if len(value) % 4 or not credential_keys.fits(candidate.group("key")) or not _in_data(candidate):
        return False
    decoded = decode_base64(value)
    if decoded is None:
        return False
    meant = decoded.strip()
    if not _TEXT.fullmatch(meant):
        return (
            candidate.rule.category is Category.KEY and len(decoded) >= 16 and randomness.looks_random(value)
        )
    if len(meant) < 3:
        return False
    drawn = candidate.rule.category is not Category.KEY or randomness.is_key(meant, strong=True)
    if not drawn or values.is_no_secret(meant) or values.is_label(meant):
        candidate.status = Status.PLACEHOLDER
        return True
    return weigh(candidate, meant)


def _in_data(candidate: Candidate) -> bool:
    data, at = candidate.data, candidate.match.start()
    low, high = max(0, at - _REACH), min(len(data), candidate.end + _REACH)
    if not _MENTION.search(data, low, high):
        return False
    low = max(low, data.rfind(b"\n---", low, at))
    end = data.find(b"\n---", at, high)
    document = data[low : high if end < 0 else end]
    if not (_KIND.search(document) or _INLINE.search(document)):
        return False
    above = data[low:at]
    if above.rstrip(b" \t\"'").endswith((b"{", b",")):  # on a line of braces
        inner = above.rpartition(b"{")[0].rstrip()
        return inner.endswith((b'"data":', b"data:", b"'data':")) or inner.rstrip(b": \t").endswith(b'"data"')
    return _parent(data, low, candidate.line_start(), at) == b"data"


def _parent(data: bytes, low: int, line: int, at: int) -> bytes:
    """The key that the map belongs to in which the line stands that starts at ``line``."""
    own = _indent(data[line:at])
    end = line
    while end > low:
        start = data.rfind(b"\n", low, end - 1) + 1
        start = max(start, low)
        found = _KEY_OF_MAP.match(data, start, end)
        if found and len(found[1]) < own:
            return found[2]
        end = start
    return b""


def _indent(line: bytes) -> int:
    return len(line) - len(line.lstrip(b" \t"))
