"""Comments that silence a finding where it stands, written so that the file keeps its meaning.

Behind the line where the language lets a comment stand there, else on a line of its own before it. Where
neither is safe, or nobody can tell, there is none, and the reason is said.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from piiscan.errors import MaskError
from piiscan.mask.encoding import ascii_compatible, decode, encode, unit_width
from piiscan.mask.splice import Edit
from piiscan.mask.syntax.kind import HEAD, Kind, Syntax, syntax_of
from piiscan.mask.syntax.place import Place, place_of
from piiscan.mask.syntax.unchanged import means_the_same
from piiscan.types import Finding

Reader = Callable[[int, int], bytes]

#: How far a line and its surroundings are read on each side, in bytes; a multiple of every unit's width.
_WINDOW = 1 << 16
_BOMS = (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
#: Ending of a name: what opens and closes a comment, where the kind of the file alone does not say.
_OTHER = {
    "css": ("/* ", " */"),
    "md": ("<!-- ", " -->"),
    "markdown": ("<!-- ", " -->"),
    "jsonc": ("// ", ""),
    "json5": ("// ", ""),
    "bat": ("REM ", ""),
    "cmd": ("REM ", ""),
}
_BLOCK_SCALAR = re.compile(r"(?:^|[\s:-])[|>][+-]?[0-9]?[+-]?\s*(?:#.*)?$")


class Comment(NamedTuple):
    """One finding's comment and its place."""

    at: int
    """The byte of the stored file before which it goes."""
    code: str
    opening: str
    closing: str
    indent: str | None
    """Of a comment on a line of its own before this one; None behind the line."""

    def text(self, codes: Sequence[str], line_end: str) -> str:
        words = f"ignore{'' if self.indent is None else '-next-line'}[{','.join(codes)}]"
        comment = f"{self.opening}piiscan: {words}{self.closing}"
        return f"  {comment}" if self.indent is None else f"{self.indent}{comment}{line_end}"


def comment_for(finding: Finding, read: Reader, encoding: str) -> Comment:
    """The comment that silences ``finding``. Raises ``MaskError`` with the reason why there can be none."""
    syntax = syntax_of(finding.path, ascii_compatible(read(0, HEAD), encoding))
    opening, closing = _signs(finding.path, syntax)
    if finding.end_line != finding.start_line:
        raise MaskError("it has several lines, and a comment would be a part of it")
    first = max(0, finding.start_offset - _WINDOW)
    before = decode(read(first, finding.start_offset), encoding)
    after = decode(read(finding.start_offset, finding.end_offset + _WINDOW), encoding)
    if before is None or after is None:
        raise MaskError("the file's encoding is broken there")
    head, _, left = before.rpartition("\n")
    right, ended, _ = after.partition("\n")
    if (not _ and first) or (not ended and len(after) > _WINDOW // 2):
        raise MaskError("the line is too long")
    if first == 0 and not head:
        left = left.removeprefix("\ufeff").removeprefix("\xef\xbb\xbf")  # narrow text is read as Latin-1
    line = left + right.removesuffix("\r")
    _refuse(syntax, head, line, first)
    if _stands_before(syntax):
        at = finding.start_offset - len(encode(left, encoding))
        comment = Comment(at, finding.code, opening, closing, line[: len(line) - len(line.lstrip())])
    else:
        at = finding.start_offset + len(encode(right.removesuffix("\r"), encoding))
        comment = Comment(at, finding.code, opening, closing, None)
    if not means_the_same(finding.path, read, with_comments((), [comment], read, encoding), encoding):
        raise MaskError("it stands in a string of several lines, and a comment would be a part of it")
    return comment


def with_comments(
    edits: Sequence[Edit], comments: Sequence[Comment], read: Reader, encoding: str
) -> tuple[Edit, ...]:
    """``edits``, disjoint and in order, and the comments; several in one place become one."""
    found = list(edits)
    for at in sorted({comment.at for comment in comments}, reverse=True):
        here = [comment for comment in comments if comment.at == at]
        codes = list(dict.fromkeys(comment.code for comment in here))
        line_end = "\r\n" if encode("\r\n", encoding) in read(max(0, at - _WINDOW), at + _WINDOW) else "\n"
        text = encode(here[0].text(codes, line_end), encoding)
        _insert(found, at, text, here[0].indent is None, read, unit_width(encoding))
    return tuple(sorted(found, key=lambda edit: edit.start))


def _insert(edits: list[Edit], at: int, text: bytes, behind: bool, read: Reader, width: int) -> None:
    """An edit needs a byte to replace: the text goes to the edit that it touches, or to the next unit."""
    for number, edit in enumerate(edits):
        if behind and edit.start < at == edit.end:
            edits[number] = Edit(edit.start, edit.end, edit.replacement + text)
            return
        if not behind and edit.start == at:
            edits[number] = Edit(edit.start, edit.end, text + edit.replacement)
            return
        if edit.start < at < edit.end:
            return  # the line goes with what is masked
    if behind:
        edits.append(Edit(at - width, at, read(at - width, at) + text))
    else:
        edits.append(Edit(at, at + width, text + read(at, at + width)))


def _signs(path: str, syntax: Syntax) -> tuple[str, str]:
    ending = os.path.splitext(path)[1][1:].lower()
    if ending in _OTHER:
        return _OTHER[ending]
    if syntax.kind is Kind.MARKUP:
        return "<!-- ", " -->"
    if syntax.kind is Kind.INI:
        return "# ", ""
    if syntax.comments:
        return f"{syntax.comments[0]} ", ""
    raise MaskError("piiscan knows no comments in such files")


def _stands_before(syntax: Syntax) -> bool:
    """A comment behind a line of `.env` or INI is a part of the value for many a reader."""
    return syntax.kind in (Kind.SHELL, Kind.INI)


def _refuse(syntax: Syntax, head: str, line: str, first: int) -> None:
    """Raises ``MaskError`` where the line shows that a comment would not be one."""
    above = head.rpartition("\n")[2].rstrip("\r")
    if line.endswith("\\") or above.endswith("\\"):
        raise MaskError("the line goes on on the next one")
    if line.startswith("#!"):
        raise MaskError("the first line says which program runs the file")
    if syntax.kind is Kind.MARKUP and line.rfind("<") > line.rfind(">"):
        raise MaskError("the line ends inside a tag")
    if syntax.kind is Kind.YAML and _in_block_scalar(head, line, first):
        raise MaskError("it stands in a text of several lines, and a comment would be a part of it")
    if syntax.kind in (Kind.CODE, Kind.YAML):
        raw = line.encode("utf-8", "surrogatepass")
        if place_of(syntax, raw, b"\"'`", True) is Place.QUOTED:
            raise MaskError("the line ends inside a string")
        if "//" in syntax.comments and head.count("`") % 2:
            raise MaskError("it seems to stand in a string of several lines")


def _in_block_scalar(head: str, line: str, first: int) -> bool:
    """Whether a line above, less indented than all between, opens a text (``run: |``)."""
    depth = _indent(line)
    for above in reversed(head.split("\n")):
        if above.strip() and _indent(above) < depth:
            if _BLOCK_SCALAR.search(above.rstrip()):
                return True
            depth = _indent(above)
    return depth > 0 and first > 0  # what opens it may stand further up


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
