"""The text that a policy writes for a value, or the placeholder where that text cannot stand there."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from piiscan.detect import fakes
from piiscan.detect.written import may_hold_fake
from piiscan.digest import hmac_sha256
from piiscan.mask.encoding import decode, encode
from piiscan.mask.policies.block import is_block
from piiscan.mask.policies.environment import is_lookup, lookup, name_of
from piiscan.mask.policies.fake import comparable, fake, whole_number
from piiscan.mask.policies.networks import ADDRESSES, in_place_of, network_at, stand_in
from piiscan.mask.policies.numbering import address
from piiscan.mask.policies.placeholder import class_of, is_placeholder, replacement
from piiscan.mask.policies.policy import Policies
from piiscan.mask.policies.spot import Spot
from piiscan.mask.syntax.context import Style
from piiscan.mask.syntax.counted import counted_length
from piiscan.mask.syntax.kind import Kind
from piiscan.mask.syntax.place import Place
from piiscan.settings.policies import DEFAULT, KEEP, TEMPLATE

if TYPE_CHECKING:
    from piiscan.mask.vault.vault import Vault

_STARS = "*" * 8
#: `partial` keeps so many characters of values that are so long.
_KEPT, _LONG = 4, 12
#: Ends that are safe in every string; a quote or an escape is not.
_END = re.compile(r"[A-Za-z0-9_.-]{4}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
#: Text of a fake that may stand in code where its value could.
_IN_CODE = re.compile(rb"[A-Za-z][A-Za-z0-9_.@ -]*")
_HOST = re.compile(rb"(?:@|%40)[A-Za-z.]+$")
_DIGITS_OF_HASH = 12
_BESIDE = 64
#: No template becomes longer.
_LONGEST = 200


class Written(NamedTuple):
    """What takes the place of a value, in the file's encoding."""

    text: bytes
    quotes: bool = False
    """Whether the quotes round the value go as well."""


def is_written(value: bytes, encoding: str) -> bool:
    """``value`` is, wholly, what some policy writes, whatever the run; but a template's text is anything."""
    if is_placeholder(value, encoding):
        return True
    text = decode(value, encoding)
    if text is None or not text.isascii():
        return False
    plain = text.encode("ascii")
    return is_lookup(plain) or _is_fake(plain, b"", b"")


def render(spot: Spot, policies: Policies) -> Written:
    """What is written for the value at ``spot``. Raises what the policies' key raises."""
    policy = policies.policy(spot.finding)
    if policies.vault is not None:
        return _kept(spot, policies, policies.vault)
    counted = counted_length(spot.before, spot.value, spot.after) if spot.encoding == "utf-8" else 0
    if counted:
        if policy not in (DEFAULT, KEEP):
            policies.fallbacks[_kind(policy)] += 1
        return Written(b"*" * counted)
    text = decode(spot.value, spot.encoding)
    if text is not None and is_block(text):
        return _placeholder(spot, _tail(spot, policies) if policy == "numbered" else "")
    if policy in (DEFAULT, KEEP):  # what is kept comes here only where somebody asked for this very one
        return _placeholder(spot)
    kind = _kind(policy)
    written = _BY_POLICY[kind](spot, policies)
    if written is None:
        policies.fallbacks[kind] += 1
        return _placeholder(spot)
    return written


def _kept(spot: Spot, policies: Policies, vault: Vault) -> Written:
    """What stands for this value alone."""
    policy = policies.policy(spot.finding)
    written = vault.write(spot, policy, _makers(policies))
    if not written.as_asked:
        policies.fallbacks[_kind(policy)] += 1
    return Written(written.text)


def _kind(policy: str) -> str:
    """Its name, without the text of a template."""
    return "template" if policy.startswith(TEMPLATE) else policy


def _makers(policies: Policies) -> dict[str, Callable[[Spot], bytes | None]]:
    """The policies whose text may stand for one value alone."""

    def made(write: Callable[[Spot, Policies], Written | None], spot: Spot) -> bytes | None:
        written = write(spot, policies)
        return written.text if written is not None else None

    return {"fake": partial(made, _fake), "hash": partial(made, _hash)}


def _placeholder(spot: Spot, tail: str = "") -> Written:
    name = class_of(spot.finding)
    if name in ADDRESSES:
        return Written(encode(in_place_of(name, spot.text, spot.line_after), spot.encoding))
    return Written(replacement(spot.finding, spot.value, encoding=spot.encoding, style=spot.style, tail=tail))


def _tail(spot: Spot, policies: Policies) -> str:
    value = comparable(spot.value, spot.encoding)
    return f"_{policies.numbers.of(class_of(spot.finding), value)}"


def _numbered(spot: Spot, policies: Policies) -> Written | None:
    name = class_of(spot.finding)
    if name in ADDRESSES:
        value = comparable(spot.value, spot.encoding)
        network = network_at(spot.text, spot.line_after)
        text = None
        if network is not None:
            text = stand_in(network, policies.numbers.of(f"{name}/{network.prefixlen}", value))
        return Written(encode(text or address(name, policies.numbers.of(name, value)), spot.encoding))
    return None if spot.style is Style.NUMBER else _placeholder(spot, _tail(spot, policies))


def _fake(spot: Spot, policies: Policies) -> Written | None:
    value = comparable(spot.value, spot.encoding)
    if spot.style is Style.NUMBER:
        text = None if spot.before[-1:].isalnum() else whole_number(value, policies.key)
    else:
        text = fake(spot.finding, value, spot.line_after, policies.key)
    if text is None or not _is_fake(text, spot.before[-_BESIDE:], spot.after[:_BESIDE]):
        return None
    is_code = spot.syntax.kind is Kind.CODE and spot.style is Style.PLAIN
    if is_code and not (_IN_CODE.fullmatch(text) or fakes.is_address(text)):
        return None
    return Written(encode(text.decode("ascii"), spot.encoding))


def _is_fake(text: bytes, before: bytes, after: bytes) -> bool:
    """Whether ``text`` will be told for a fake between ``before`` and ``after``."""
    if fakes.is_address(text):
        return True
    if not may_hold_fake(text):
        return False
    if fakes.is_name(text) or fakes.is_card(text):
        return True
    end = len(before) + len(_HOST.sub(b"", text).rstrip(b"="))
    start = len(before) + len(text) - len(text.lstrip(b"+("))
    return any(span == (start, end) for span in fakes.spans(before + text + after))


def _stars(spot: Spot, policies: Policies) -> Written | None:
    return Written(encode(_STARS, spot.encoding)) if _may_hold_stars(spot) else None


def _partial(spot: Spot, policies: Policies) -> Written | None:
    text = comparable(spot.value, spot.encoding).decode("utf-8", "replace")
    if not _may_hold_stars(spot):
        return None
    kept = text[-_KEPT:] if len(text) >= _LONG and _END.fullmatch(text[-_KEPT:]) else ""
    return Written(encode(_STARS + kept, spot.encoding))


def _may_hold_stars(spot: Spot) -> bool:
    if spot.style is Style.NUMBER:
        return False
    is_string = spot.place is Place.QUOTED
    if not is_string and b"/" in (spot.before[-1:], spot.after[:1]) and spot.syntax.kind is Kind.CODE:
        return False  # the end of a comment, or its beginning
    if spot.syntax.kind is Kind.MARKUP:
        return bool(spot.quote) or (spot.before[-1:] == b">" and spot.after[:1] == b"<")
    if spot.syntax.kind is Kind.YAML and spot.place is Place.OPEN:
        return False  # an alias
    return spot.style is Style.ANGLE


def _hash(spot: Spot, policies: Policies) -> Written | None:
    if spot.style is Style.NUMBER:
        return None
    message = b"piiscan hash\0" + comparable(spot.value, spot.encoding)
    digest = hmac_sha256(policies.key, message).hex()[:_DIGITS_OF_HASH]
    name = class_of(spot.finding)
    # A colon would end a key of an INI file.
    if spot.style is Style.ANGLE and spot.syntax.kind is not Kind.INI:
        return Written(encode(f"<{name}:{digest}>", spot.encoding))
    return Written(encode(spot.style.value.format(f"{name}_{digest.upper()}"), spot.encoding))


def _env(spot: Spot, policies: Policies) -> Written | None:
    found = lookup(spot, name_of(spot))
    if found is None:
        return None
    name = name_of(spot)
    variable = policies.variable(name, comparable(spot.value, spot.encoding))
    if variable != name:
        found = lookup(spot, variable) or found
    policies.used(variable)
    return Written(encode(found.text, spot.encoding), found.quotes)


def _template(spot: Spot, policies: Policies) -> Written | None:
    name = class_of(spot.finding)
    template = policies.policy(spot.finding).removeprefix(TEMPLATE)
    around, start = spot.before[-_LONGEST:] + spot.text + spot.after[:_LONGEST], len(spot.before[-_LONGEST:])
    for match in _filled(template).finditer(around):
        if match.start() <= start and start + len(spot.text) <= match.end():
            return None  # found in spite of it: what is written now is never found
    text = template.replace("{category}", spot.finding.category.value).replace("{code}", spot.finding.code)
    if "{n}" in text:
        text = text.replace("{n}", str(policies.numbers.of(name, comparable(spot.value, spot.encoding))))
    if _NAME.fullmatch(text) and spot.style is not Style.NUMBER:
        return Written(encode(text, spot.encoding))
    safe = spot.style is Style.ANGLE and spot.syntax.kind is not Kind.INI
    if spot.syntax.kind is Kind.YAML and spot.place is Place.OPEN:
        safe = False
    return Written(encode(text, spot.encoding)) if safe else None


@lru_cache(maxsize=64)
def _filled(template: str) -> re.Pattern[bytes]:
    """What a template can become."""
    pattern = (
        re.escape(template).replace(re.escape("{category}"), "[A-Z_]+").replace(re.escape("{n}"), "[0-9]+")
    )
    return re.compile(pattern.replace(re.escape("{code}"), "[A-Za-z0-9_-]+").encode())


_BY_POLICY: dict[str, Callable[[Spot, Policies], Written | None]] = {
    "numbered": _numbered,
    "fake": _fake,
    "partial": _partial,
    "stars": _stars,
    "hash": _hash,
    "env": _env,
    "template": _template,
}
