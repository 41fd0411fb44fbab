"""Tells who made a change: heads of entries in logs of changes, trailers of Debian's, senders of patches."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect.filekind import FileKind

_DATE = (
    rb"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4}|\d{1,2}[ \t-][A-Z][a-z]{2,8}[ \t-](?:19|20)\d\d|"
    rb"[A-Z][a-z]{2,8} \d{1,2},? (?:19|20)\d\d|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6},?[ \t][^\n<@]{3,34}?\b(?:19|20)\d\d\b)"
)
_ADDRESS = rb"[^\s<>()@,'\"]{1,64}(?:@| at )"
#: What follows a date there: an address, or a name and one in brackets.
_WHO = rb"[ \t:,-]+(?:[^\n<>@:;={}\d\"']{0,60}[<(])?" + _ADDRESS
#: `2001-06-23  Ada Lovelace  <ada@…`, `* Mon Jan 02 2012 ada@…`, `3.4: 2012-01-12 (Ada Lovelace <ada@…`.
_HEAD = regex(rb"[ \t]*(?:[#*+-]+[ \t]*)?(?:v?\d[\w.]*[:,]?[ \t]+)?\(?" + _DATE + rb"\)?" + _WHO)
#: The same in a comment, where many programs keep their log: `# * Mon 12 Dec 2011 ada@…`.
_IN_COMMENT = regex(rb"[ \t]*(?:#|;|%|//|--|\*)[ \t]+(?:[*+-][ \t]+)?" + _DATE + _WHO)
#: ` -- Ada Lovelace <ada@…>  Mon, 02 Jan 2012 …` ends an entry of Debian's, `[ Ada Lovelace <ada@…> ]` is above a part of one.
_TRAILER = regex(
    rb" ?-- [^\n<>]{1,60}<"
    + _ADDRESS
    + rb"[^\s<>]+>  [A-Z]|[ \t]*\[ [^\n<>\[\]]{2,60} <"
    + _ADDRESS
    + rb"[^\s<>]+> ?\][ \t]*$"
)
#: What `git format-patch` begins with.
_MAILED = regex(rb"^From [0-9a-f]{40} ", re.MULTILINE)
_BEGINS = 400
"""Bytes before the line that names the sender."""


def made_the_change(data: bytes, file: FileKind, line: bytes, start: int) -> bool:
    """Whether ``line``, which begins at ``start``, names whoever made a change that is recorded there."""
    if file.is_changes and (_HEAD.match(line) or _TRAILER.match(line)):
        return True
    if _IN_COMMENT.match(line):
        return True
    if not line.startswith(b"From:"):
        return False
    return file.extension in ("patch", "diff") or bool(_MAILED.search(data, max(0, start - _BEGINS), start))
