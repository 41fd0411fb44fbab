"""Addresses that are none, by their form and by what stands beside them; those spelled out, in more ways than rules look for."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.checks.email import FILE_ENDING, is_address_here, is_top_level, made_by_programs

#: A name, `@`, and a host, which need not have a dot.
_FORM = regex(
    rb"[A-Za-z\x80-\xff][\w.%+\x80-\xff-]{0,63}@[A-Za-z0-9\x80-\xff](?:[\w.\x80-\xff-]{0,60}[\w\x80-\xff])?"
)
#: What holds the word for a sign apart: a blank, or brackets and the like with or without one.
_OPENS = rb"(?:[ ]?[^\w\s\x80-\xff]{1,2}|[ ]?_{1,2}|[ ])"
_CLOSES = rb"(?:[^\w\s\x80-\xff]{1,2}[ ]?|_{1,2}[ ]?|[ ])"
_DOT = rb"(?:\.|" + _OPENS + rb"(?i:d[o0]t|d-o-t|dt|punkt|point|punto|ponto|\.)" + _CLOSES + rb")"
#: The same with `@` and perhaps the dots as words. Where its host has dots, its last label must be a known one: without the sign, little else tells.
_SPELLED = regex(
    rb"[A-Za-z\x80-\xff][\w+\x80-\xff-]{0,40}(?:" + _DOT + rb"[\w+-]{1,40}){0,3}(?:"
    + _OPENS
    + rb"(?i:at{1,2}|a[-_.]?t|aet|\xc3\xa4t|\(a\)|a|et|chez|arrob[ae]|arobase|malpa|zavinac|klammeraffe|@)"
    + _CLOSES
    + rb"|(?<=[a-z0-9])AT(?=[a-z]))[A-Za-z0-9\x80-\xff][\w\x80-\xff-]{0,60}(?:"
    + _DOT
    + rb"[A-Za-z0-9-]{1,60}){0,4}"
    + _DOT
    + rb"(?P<last>[A-Za-z]{2,12})"
)  # fmt: skip
#: Of a host, its name alone: `emmy_at_goettingen`; where nothing but blanks holds the word, that of a provider, as people say it
#: (`emmy at gmail`): `thin at one` is a sentence.
_SAID = regex(
    rb"[A-Za-z\x80-\xff][\w.%+\x80-\xff-]{0,63}(?:"
    rb"[ ]?[\[(<{_-](?:at|AT|@)[\])>}_-][ ]?[A-Za-z0-9\x80-\xff](?:[\w\x80-\xff-]{0,60}[\w\x80-\xff])?"
    rb"|[ ](?:at|AT)[ ](?i:g(?:oogle)?mail|hotmail|yahoo|outlook|gmx|aol|icloud|proton(?:mail)?|fastmail|riseup|posteo|yandex|qq))"
)
#: In bytes; nobody spells out a longer one.
_LONGEST = 160
#: What an address does not end in, nor begin after; but after an escape (`\nemmy@…`), and not after the backslash of a command.
_GOES_ON = regex(rb"[\w@\x80-\xff]|[-.]\w")
_COMES_FROM = regex(rb"(?:(?<!\\)[\w@\x80-\xff]|\w-|\\)\Z")
#: What an address without a dot in its host stands between: without it, `husky@npm:8.0.3` is one.
_HELD_BEFORE = regex(rb"[<(\"'][ ]?\Z|:[ \t]{1,8}\Z")
_HELD_BEHIND = regex(rb"[>)\"']|\s|\Z")


def no_mailbox(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]``, which a model takes for an address, is none; empty where nothing speaks against it."""
    value = data[start:end]
    plain = _FORM.fullmatch(value)
    if not plain and not _is_spelled(value):
        return "it has not the form of an address"
    if _GOES_ON.match(data[end : end + 2]) or _COMES_FROM.search(data[max(0, start - 2) : start]):
        return "it is a part of something longer"
    return _no_plain_mailbox(data, start, end) if plain else ""


def _is_spelled(value: bytes) -> bool:
    if len(value) > _LONGEST:
        return False
    found = _SPELLED.fullmatch(value)
    return bool(_SAID.fullmatch(value)) or (found is not None and is_top_level(found["last"].lower()))


def _no_plain_mailbox(data: bytes, start: int, end: int) -> str:
    local, _, domain = data[start:end].partition(b"@")
    if domain.lower() == b"localhost":
        return "it is nobody's outside of this machine"
    if b"." not in domain and not _is_held(data, start, end):
        return "it has not the form of an address"
    if domain.lower().rpartition(b".")[2] in FILE_ENDING:
        return "it is the name of a file"
    if made_by_programs(local, domain) or not is_address_here(data, start, end):
        return "a message, a machine or an account is called so"
    return ""


def _is_held(data: bytes, start: int, end: int) -> bool:
    before, behind = data[max(0, start - 9) : start], data[end : end + 1]
    return bool(_HELD_BEFORE.search(before) and _HELD_BEHIND.match(behind))
