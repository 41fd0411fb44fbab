"""What vetoes of several categories ask."""

from __future__ import annotations

from piiscan.compiled import regex

#: A letter or digit, of any script: bytes from 128 on are parts of one, but for those of typographic signs (`Emmy’s`,
#: `«Emmy»`, `Emmy—`) and of a blank that does not break.
_LETTER = regex(rb"(?!\xe2\x80|\xc2[\xa0-\xbf]|\xe3\x80|\xef\xbc[\x81-\x8f])[A-Za-z0-9\x80-\xff]")
_LETTER_BEFORE = regex(
    rb"[A-Za-z0-9\x80-\xff](?<!\xe2\x80[\x80-\xbf])(?<!\xc2[\xa0-\xbf])(?<!\xe3\x80[\x80-\xbf])(?<!\xef\xbc[\x81-\x8f])\Z"
)
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
    begun = _LETTER.match(value) and _LETTER_BEFORE.search(before) and not _GLUE.search(before)
    return bool(begun) or bool(_LETTER_BEFORE.search(value) and _LETTER.match(behind))
