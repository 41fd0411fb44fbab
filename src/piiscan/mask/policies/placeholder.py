"""The placeholder of a class, with a number where one is asked for.

The forms, all ASCII, which the detector must take for placeholders when the file is scanned again:
``<CLASS>``, ``REDACTED_CLASS``, ``192.0.2.1``, ``2001:db8::1`` (``PLACEHOLDER_PATTERN`` matches these four),
the number ``0`` (``0.0`` where it has a fraction), and in private key blocks ``****`` after a first line of ``<KEY>`` or ``REDACTED_KEY``.
"""

from __future__ import annotations

import re

from piiscan.detect.written import PLACEHOLDER_PATTERN
from piiscan.mask.encoding import decode, encode
from piiscan.mask.policies.block import is_block, mask_block
from piiscan.mask.syntax.context import Style
from piiscan.types import Finding

#: Mask classes whose value is not their own name in a style: class → (fixed text, name). One line a class.
_FIXED = {
    "IPV4": "192.0.2.1",  # RFC 5737: documentation
    "IPV6": "2001:db8::1",  # RFC 3849: documentation
}
#: Mask classes that write the name of another class.
_NAMED = {"PRIVATE_KEY": "KEY"}

_PLACEHOLDER = re.compile(PLACEHOLDER_PATTERN.decode() + "|" + Style.NUMBER.value + r"(?:\.0)?")
_FRACTION = re.compile(r"[+-]?[0-9][0-9_]*\.[0-9]+")
_UNSAFE = re.compile(r"[^A-Z0-9_]+")


def replacement(
    finding: Finding, value: bytes, *, encoding: str, style: Style = Style.ANGLE, tail: str = ""
) -> bytes:
    """The bytes that replace ``value`` (both in the stored file's ``encoding``) for ``finding``.

    Follows ``finding.mask``: ``EMAIL`` gives ``<EMAIL>`` in the style ``ANGLE``, with ``tail`` behind the word; a
    class that is not in the table gives its own name. A private key block keeps its BEGIN and END lines and all
    line ends. Replacing a replacement again changes nothing. ``encoding`` is one of those in
    ``types.Blob.encoding``.
    """
    name = class_of(finding)
    if name in _FIXED:
        return encode(_FIXED[name], encoding)
    text = style.value.format(name + tail)
    value_text = decode(value, encoding)
    if value_text is not None and is_block(value_text):
        return encode(mask_block(value_text, text), encoding)
    if style is Style.NUMBER and value_text is not None and _FRACTION.fullmatch(value_text):
        text += ".0"  # Rust takes no 0 for it, and to TOML and YAML a 0 is of another type
    return encode(text, encoding)


def is_placeholder(value: bytes, encoding: str) -> bool:
    """``value`` is, wholly, something that ``replacement`` writes."""
    text = decode(value, encoding)
    return text is not None and _PLACEHOLDER.fullmatch(text) is not None


def class_of(finding: Finding) -> str:
    """The word for what was found, such as ``EMAIL``."""
    name = finding.mask.upper()
    word = _UNSAFE.sub("_", _NAMED.get(name, name)).strip("_")
    if not word or not word[0].isalpha():  # a rule file's own class may be anything
        word = finding.category.value
    return word
