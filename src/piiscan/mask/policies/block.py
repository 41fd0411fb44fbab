"""Private key blocks stay blocks: the lines stay, what is between BEGIN and END goes.

    -----BEGIN EC PRIVATE KEY-----              -----BEGIN EC PRIVATE KEY-----
    MHcCAQEEIJr5…                               <KEY>
    AwEHoUQDQgAE…                        →      ****
    Zw==                                        ****
    -----END EC PRIVATE KEY-----                -----END EC PRIVATE KEY-----

Only runs of base 64 are replaced, so that whatever holds the lines together stays: indentation, comment
signs, quotes, ``+``, a literal ``\\n``. Only the first becomes the placeholder: a scan takes a block for a
key when it holds 64 letters and digits or more, and 27 lines of ``<KEY>`` would.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

#: The end of a block, and a line of it at least.
_TAIL = re.compile(r"(?:[\r\n]|\\n)[^\r\n-]{0,80}-----END[^-\r\n]{0,80}-----\Z")
_EDGE = re.compile(r"-----(?:BEGIN|END)[^-\r\n]{0,80}-----")
#: A line end, real or spelt out (once or more escaped).
_LINE_END = re.compile(r"\r\n|\r|\n|\\+r\\+n|\\+[rn]|%0[Dd]%0[Aa]|%0[AaDd]|&#(?:10|13|[xX][AaDd]);")
#: Base 64, where a slash may be escaped, as PHP's JSON has it; or what an earlier masking wrote.
_RUN = re.compile(r"(?P<written><[A-Z][A-Z0-9_]*>|REDACTED_[A-Z0-9_]+|\*{4})|(?:[A-Za-z0-9+/]|\\+/)+={0,2}")
#: What may stand beside the data on its line when nothing but data and punctuation is there.
_GLUE = re.compile(r"""[\s"'`,;+.#*>|()\\/-]*""")
#: What encloses data directly: the quotes of a string, the tags of an element.
_OPENERS, _CLOSERS = ("'", '"', "`", ">"), "'\"`<"
_HEADER = re.compile(r"[\s\"'`#*/]*[A-Z][A-Za-z-]{2,20}: ")

#: Shorter runs may be words of a program that builds the key line by line, such as `append`.
_LONG = 16
#: Longer runs without digits are no names.
_LONGEST_NAME = 40
_REST = "****"


def is_block(text: str) -> bool:
    """``text`` starts with a BEGIN line or ends with an END line, or starts as PuTTY's key files do, which have headers instead."""
    edge = _EDGE.match(text)
    if text.startswith("PuTTY-User-Key-File-") or (edge is not None and "BEGIN" in edge[0]):
        return True
    return "-----END" in text and _TAIL.search(text) is not None


def mask_block(text: str, word: str) -> str:
    """``text`` (from BEGIN to END, or to where it breaks off) with ``word`` for its data, lines kept."""
    parts, at, fill = [], 0, _Fill(word)
    for edge in _EDGE.finditer(text):
        parts += [fill.body(text[at : edge.start()]), edge[0]]
        at = edge.end()
    parts.append(fill.body(text[at:]))
    return "".join(parts)


def fill_block(text: str, word: Callable[[tuple[str, ...]], str]) -> str:
    """``text`` as ``mask_block`` has it, but so that it can be undone.

    ``word`` gives the word for the data of each block in it: what the word stands for, and then what each of the
    stars behind it does, stars that stood there before included.
    """
    parts, at = [], 0
    for edge in [*_EDGE.finditer(text), None]:
        body = text[at : edge.start()] if edge else text[at:]
        noted = _Fill("", note=True)
        noted.body(body)
        fill = _Fill(word(tuple(noted.gone)) if noted.gone else "", note=True)
        parts += [fill.body(body), edge[0] if edge else ""]
        at = edge.end() if edge else at
    return "".join(parts)


class _Fill:
    """Replaces data, the first run by the word and every later one by stars."""

    def __init__(self, word: str, *, note: bool = False) -> None:
        """``note``: the word comes first in any case, and ``gone`` says what it and all stars stand for."""
        self.word = word
        self.begun = False
        self.note = note
        self.gone: list[str] = []

    def body(self, text: str) -> str:
        parts, spelt, pieces = [], False, [*_lines(text)]
        signed = _are_signed(pieces[2::2])
        for index, piece in enumerate(pieces):
            parts.append(piece if index % 2 else self.line(piece, whole=spelt or not signed))
            spelt = bool(index % 2) and piece[-1] not in "\r\n"
        return "".join(parts)

    def line(self, line: str, *, whole: bool = False) -> str:
        """``whole``: the line end before it is written out (``\\n``), or its neighbours tell: no comment begins here."""
        parts, at, header = [], 0, _HEADER.match(line) is not None
        for run in _RUN.finditer(line):
            start, end = run.start() if whole else _past_comment_sign(line, run), run.end()
            if run["written"]:
                self._pass(run["written"])
            elif _is_data(line, start, end, header) or (at and not line[at:start].strip()):
                self.gone.append(line[start:end])
                parts += [line[at:start], self._next()]
                at = end
        return "".join(parts) + line[at:]

    def _pass(self, written: str) -> None:
        if not self.note:
            self.begun = True
        elif self.begun and written == _REST:
            self.gone.append(written)

    def _next(self) -> str:
        word = _REST if self.begun else self.word
        self.begun = True
        return word


def _lines(text: str) -> Iterator[str]:
    """Lines and line ends in turn, starting and ending with a line, perhaps an empty one."""
    at = 0
    for end in _LINE_END.finditer(text):
        yield text[at : end.start()]
        yield end[0]
        at = end.end()
    yield text[at:]


def _are_signed(lines: list[str]) -> bool:
    """Whether all lines begin with a sign that comments or diffs have; the last is what stands before the END line."""
    return all(line.lstrip()[:1] in ("/", "+") for line in lines if line.strip())


def _past_comment_sign(line: str, run: re.Match[str]) -> int:
    """Behind ``//`` or ``+`` at the start of a line, which in other lines may be base 64 itself."""
    start = run.start()
    if not line[:start].strip():
        while start < run.end() and line[start] in "/+":
            start += 1
    return start


def _is_data(line: str, start: int, end: int, header: bool) -> bool:
    """The run is key data, not a word of the text that holds it."""
    run, before, after = line[start:end], line[:start], line[end:]
    if not any(letter.isalnum() for letter in run):
        return False
    if len(run) >= _LONG:
        return not _is_name(run, before, after)
    if header:
        return False
    if before[-1:] in _OPENERS and (not after or after[0] in _CLOSERS):
        return True
    return _GLUE.fullmatch(after) is not None and (run.endswith("=") or _GLUE.fullmatch(before) is not None)


def _is_name(run: str, before: str, after: str) -> bool:
    """A long identifier or tag, such as ``privateKeyBuilder.append("…")`` or ``</privateKeyValue>`` has."""
    if not run.strip("/+=").isalpha() or len(run) > _LONGEST_NAME:
        return False
    called = before[-1:] in ("$", ".", "_") or after[:1] in (".", "(", "_", "[") or run.endswith("=")
    return before[-1:] == "<" or (called and not _GLUE.fullmatch(after))
