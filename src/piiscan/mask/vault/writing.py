"""What masking writes for a value when a vault keeps it: something that stands for this value alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from piiscan.errors import MaskError
from piiscan.mask.encoding import decode, encode
from piiscan.mask.policies.block import fill_block, is_block
from piiscan.mask.policies.placeholder import class_of
from piiscan.mask.policies.spot import Spot
from piiscan.mask.syntax.context import Style
from piiscan.mask.vault.book import Book
from piiscan.mask.vault.find import FIXED_KEY, Finder
from piiscan.mask.vault.restore import canonical
from piiscan.mask.visible import visible

#: Fakes and hashes are made as without a vault; the text as stored, or None where there is none.
Maker = Callable[[Spot], "bytes | None"]

#: Policies that a token is what they ask for.
_TOKENS = ("placeholder", "numbered")
_ADDRESSES = {"IPV4": "ipv4", "IPV6": "ipv6"}
_BESIDE = 64
#: What the style PLAIN puts before a class.
PLAIN = Style.PLAIN.value.format("")


class Reversible(NamedTuple):
    """What takes the place of a value, as stored."""

    text: bytes
    as_asked: bool = True
    """False where the policy's own text could not be told from others."""


def reversible(
    spot: Spot, policy: str, makers: Mapping[str, Maker], book: Book, finder: Finder
) -> Reversible:
    """The replacement; the book knows it afterwards.

    Raises ``MaskError`` where only a number may stand, and what is beside it would become a part of it.
    """
    text = decode(spot.value, spot.encoding)
    if text is not None and is_block(text):
        return Reversible(encode(_block(text, spot, book), spot.encoding))
    made = makers[policy](spot) if policy in makers else None
    value = canonical(spot.value, spot.encoding)
    if made is not None and _fixed(canonical(made, spot.encoding), value, book, spot):
        return Reversible(made)
    as_asked = policy in _TOKENS
    kind = _kind(spot)
    if kind and _has_room(kind, spot, finder, book):
        replacement = book.of_series(kind, value)
        if replacement is not None:
            return Reversible(encode(replacement.decode("ascii"), spot.encoding), as_asked)
    if spot.style is Style.NUMBER:
        raise MaskError(
            f"{visible(spot.finding.path)}: line {spot.finding.start_line}: no number that can be put back fits there"
        )
    name = _name(spot)
    tail = book.tail(book.number(name, (value,)))
    return Reversible(encode(spot.style.value.format(name + tail), spot.encoding), as_asked)


def _block(text: str, spot: Spot, book: Book) -> str:
    name = _name(spot)

    def word(lines: tuple[str, ...]) -> str:
        number = book.number(name, tuple(line.encode("ascii") for line in lines))
        return spot.style.value.format(name + book.tail(number))

    return fill_block(text, word)


def _name(spot: Spot) -> str:
    """The class; one of a rule file's own may be called so that ``REDACTED_`` could be its beginning or ours."""
    name = class_of(spot.finding)
    while name.startswith(PLAIN):
        name = name[len(PLAIN) :]
    return name if name[:1].isalpha() else spot.finding.category.value


def _kind(spot: Spot) -> str:
    """The series that fits: where a number stands one of numbers, for an address one of addresses."""
    if spot.style is not Style.NUMBER:
        return _ADDRESSES.get(class_of(spot.finding), "")
    return "hex" if spot.before[-2:].lower() == b"0x" else "number"


def _has_room(kind: str, spot: Spot, finder: Finder, book: Book) -> bool:
    """Nothing beside it would become a part of it. What is masked too, right beside it, is not known yet."""
    if not _is_apart(spot):
        return False
    before, sample = spot.before[-_BESIDE:], book.series.text(kind, 1)
    spans = [match.span() for match in finder.series(before + sample + spot.after[:_BESIDE], (kind,))]
    return (len(before), len(before) + len(sample)) in spans


def _fixed(made: bytes, value: bytes, book: Book, spot: Spot) -> bool:
    """Let a fake or a hash stand for ``value``, where it will be told from all else and is nobody else's.

    A name, an address or a date is no such text: it may stand anywhere for itself.
    """
    if made == value or len(made) < FIXED_KEY or not made.isascii() or PLAIN.encode() in made[1:]:
        return False
    is_hash = made.startswith((b"<", b"REDACTED_"))
    beside = spot.before[-1:].isalnum() or spot.after[:1].isalnum() or not _is_apart(spot)
    if not is_hash and (beside or not _is_marked(made)):
        return False
    return book.fix(made, value)


def _is_apart(spot: Spot) -> bool:
    """Something that is not masked stands on both sides, or nothing at all."""
    return bool((spot.left or not spot.before) and (spot.right or not spot.after))


def _is_marked(made: bytes) -> bool:
    from piiscan.detect import fakes

    return made[:1] != b"9" and any(start <= 2 and end >= FIXED_KEY for start, end in fakes.spans(made))
