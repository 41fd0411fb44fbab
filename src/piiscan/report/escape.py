"""Text that cannot harm a terminal, a log or whoever reads it.

A path may hold anything but NUL: an escape sequence that clears the screen, a newline that forges a
second finding, a bidirectional override that shows another name, bytes that are not UTF-8.
"""

from __future__ import annotations

import re

from piiscan.compiled import regex

_HARMFUL = regex(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0, DEL and C1: escape sequences and line breaks
    "\u00ad\u061c\u180e"  # invisible: soft hyphen, Arabic letter mark, Mongolian separator
    "\u200b-\u200f\u2028-\u202e"  # zero width, line and paragraph separators, bidi marks and overrides
    "\u2060-\u206f\ufeff\ufff9-\ufffb"  # joiners, bidi isolates, byte order mark, annotations
    "\ud800-\udfff"  # bytes that did not decode (surrogateescape), and stray halves
    "\U000e0000-\U000e007f"  # tags, which smuggle ASCII unseen
    "]"
)
_UNDECODABLE = regex("[\ud800-\udfff]")
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_RUNNER_COMMAND = regex(r"^(\s*):(?=:)", re.MULTILINE)


def _escaped(match: re.Match[str]) -> str:
    character = match.group()
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    # C1 controls are written \u0080, since \x80 stands for a byte that is not UTF-8.
    if code < 0x80:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    r"""``text`` on one line, with every control, invisible and undecodable character as an escape.

    ESC becomes ``\x1b``, the byte 0xFF of a path that is not UTF-8 ``\xff``, U+202E ``\u202e``. Backslashes
    stay as they are, so this is for reading, not for decoding. Applying it twice changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    return _HARMFUL.sub(_escaped, text)


def encodable(text: str) -> str:
    r"""``text`` with undecodable bytes as ``\xNN``, so that it can be written as UTF-8 or JSON."""
    return text if text.isascii() else _UNDECODABLE.sub(_escaped, text)


def one_line(text: str) -> str:
    """``visible``, after runs of white space (a rule's text may be wrapped) have become one space."""
    return visible(" ".join(text.split()))


def defused(text: str) -> str:
    r"""Lines of a log that a GitHub runner does not take for commands.

    The runner obeys ``::name …::`` at the start of a line, white space aside, and the older ``##[name]``
    anywhere. A file called ``::add-mask::x`` must not reach it: ``\x3a:add-mask::x`` does.
    """
    return _RUNNER_COMMAND.sub(r"\1\\x3a", text).replace("##[", r"#\x23[")
