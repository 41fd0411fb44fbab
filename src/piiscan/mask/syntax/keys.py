"""Whether a value is a key of a table, or the name of a link: two must not become one, where TOML refuses and JSON loses the first."""

from __future__ import annotations

import re

from piiscan.mask.syntax.kind import Kind, Syntax
from piiscan.mask.syntax.place import line_after, line_before

#: The literal closes, and what it is a key of goes on: ``"…":``, ``'…' =>``, ``["…"] =``.
_QUOTED = re.compile(rb"(?:[^\"'`\\]|\\.)*\\?[\"'`]\]?[ \t]*(?::|=>|=(?!=))")
_YAML_LEFT = re.compile(rb"[ ]*(?:[?-][ ]+|[{][ ]*)*[^\s:#\"'{}]*")
_YAML_RIGHT = re.compile(rb"[^\s:#\"'{}]*[ ]*:(?:\s|$)")
#: A member of a set, which is a key without a value: `? Ada`, and `!!set { Ada, Emmy }`.
_YAML_MEMBER = re.compile(rb"[ ]*(?:-[ ]+)*\?[ ]+|[^#]*!!set[ ]+\{[^}]*\Z")
_INI_LEFT = re.compile(rb"[^=:#;]*")
_INI_RIGHT = re.compile(rb"[^=:#;]*[=:]")
#: A link of reStructuredText and what its name stands for: `` `Ada <…>`_ ``, `` `Ada`_ ``, `.. _Ada: …`; not those without a name (`__`).
_LINK_LEFT = re.compile(rb"(?:[^`]|`[^`]*`)*`[^`<]*")
_LINK_RIGHT = re.compile(rb"[^`<>]*(?:<[^`<>]*>)?`_(?!_)")
_TARGET_LEFT = re.compile(rb"[ ]*\.\. _`?[^:`]*")
_TARGET_RIGHT = re.compile(rb"[^:`]*`?:")
_HEADING = re.compile(rb"[^\]]*\][ \t]*(?:#.*)?")


def is_key(syntax: Syntax, before: bytes, after: bytes) -> bool:
    """Whether the text between ``before`` and ``after`` is a key or a part of one, as far as its line can tell."""
    left, right = line_before(before), line_after(after).removesuffix(b"\r")
    if _QUOTED.match(right):
        return True
    if syntax.kind is Kind.YAML:
        is_member = _YAML_MEMBER.match(left) is not None
        return is_member or bool(_YAML_LEFT.fullmatch(left) and _YAML_RIGHT.match(right))
    if syntax.kind is Kind.TEXT and not syntax.angle:
        is_link = _LINK_RIGHT.match(right) and _LINK_LEFT.fullmatch(left)
        return bool(is_link or (_TARGET_LEFT.fullmatch(left) and _TARGET_RIGHT.match(right)))
    if left.lstrip()[:1] == b"[" and syntax.kind in (Kind.INI, Kind.CODE):
        return _HEADING.fullmatch(right) is not None
    return syntax.kind is Kind.INI and bool(_INI_LEFT.fullmatch(left) and _INI_RIGHT.match(right))
