"""What vetoes of several categories ask."""

from __future__ import annotations

from piiscan.compiled import regex

#: A letter or digit, of any script: bytes from 128 on are parts of one nearly always.
_LETTER = regex(rb"[A-Za-z0-9\x80-\xff]")
#: An escape in a string (`\nEmmy`) or an option that its value is glued to (`-uemmy`).
_GLUE = regex(rb"(?:\\[nrtbf]|(?:^|[\s\"'])-[a-z])\Z")
#: On a line that speaks of a login, two words with a colon between them may be one.
LOGIN = regex(
    rb"(?i:auth|login|log_in|credential|user|pass|pwd|basic|proxy|account|secret|(?<![a-z])-u|redis|mongo|amqp|://)"
)
#: `watch?v=dQw4w9WgXcQ`, a film.
FILM = regex(rb"(?:[?&]v=|youtu\.be/|/embed/|vimeo\.com/(?:video/)?)\Z")
#: Characters of what keeps anybody out.
SHORTEST = 4
#: Bytes that are looked at on either side.
NEAR = 80


def is_torn(before: bytes, value: bytes, behind: bytes) -> bool:
    """Whether ``value`` begins or ends within a word."""
    begun = _LETTER.match(value) and _LETTER.match(before[-1:]) and not _GLUE.search(before)
    return bool(begun) or bool(_LETTER.match(value[-1:]) and _LETTER.match(behind))
