"""Values of tables whose column says what they are: nothing but the value itself speaks for or against it."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect import values
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import marks_credits, numbers, people, phone, places
from piiscan.types import Status

#: One to five words that begin with a capital, but for particles.
_PART = rb"(?:(?:[A-Z]|[\xc3-\xf4][\x80-\xbf]+)[A-Za-z\x80-\xff.'-]{0,30}|d[aeiou]s?|v[ao]n|de[rn]|la|le|zu|al|bin|y|e)"
_PERSON = regex(_PART + rb"(?:[ ,]{1,2}" + _PART + rb"){0,4}")
_WORDS = regex(rb"[A-Za-z0-9]+")
_HANDLE = regex(rb"[A-Za-z][A-Za-z0-9_.-]{2,38}")
_NUMBER = regex(rb"[A-Z]{0,4}[ -]?[0-9](?:[ ./-]?[0-9A-Z]){4,22}")
_PHONE = regex(rb"\+?[0-9(][0-9 ()./-]{5,20}[0-9]")
_DATE = regex(
    rb"(?:19|20)[0-9]{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12][0-9]|3[01])(?:[ T]00:00:00)?"
    rb"|(?:0?[1-9]|[12][0-9]|3[01])[-/.](?:0?[1-9]|[12][0-9]|3[01])[-/.](?:19|20)[0-9]{2}"
)
#: Somebody of the row has an address where nobody lives (RFC 2606): what else stands in the row is made up as well.
_SAMPLE = regex(
    rb"@(?:[a-z0-9-]{1,40}\.){0,3}(?:example\.(?:com|net|org|edu)|example|test|invalid|localhost|local)(?![a-z0-9.-]*[a-z0-9])",
    re.IGNORECASE,
)
_WORD_OF_NONE = frozenset(b"null none nil n/a na true false yes no empty unset disabled locked".split())


def password(candidate: Candidate, argument: str) -> bool:
    """A password in clear: no hash, no word for none; what everybody chooses is a placeholder.

    In a row of a sample a word is none, nor what stands in the row a second time.
    """
    value = candidate.reveal()
    if not 4 <= len(value) <= 64 or b" " in value or value.lower() in _WORD_OF_NONE:
        return False
    if candidate.file.is_translation:  # whose first row may be that of the word
        return False
    if (
        values.is_hex_digest(value)
        or values.is_hashed(value)
        or values.UUID.fullmatch(value)
        or values.is_measure(value)
    ):
        return False
    if (
        values.is_stock(value)
        or values.is_weak(value)
        or values.is_placeholder(value)
        or values.is_label(value)
    ):
        candidate.status = Status.PLACEHOLDER
        return True
    if values.is_no_secret(value) or (value.isdigit() and len(value) < 6):
        return False
    if _SAMPLE.search(candidate.line()):
        core = b" ".join(_WORDS.findall(value)).lower()
        if values.is_words(core) or core in (candidate.before() + candidate.after()).lower():
            return False
    if values.classes(value) == 1 and values.is_wordy(value):
        candidate.weaken(0.7)
    return True


@marks_credits
def name(candidate: Candidate, argument: str) -> bool:
    """A person's name, or a part of it."""
    value = candidate.reveal()
    if len(value) < 2 or _PERSON.fullmatch(value) is None or not people.part(candidate, ""):
        return False
    return _in_sample(candidate)


@marks_credits
def user(candidate: Candidate, argument: str) -> bool:
    """What somebody logs in with, where it is no address."""
    if _HANDLE.fullmatch(candidate.reveal()) is None or not people.handle(candidate, ""):
        return False
    return _in_sample(candidate)


def _in_sample(candidate: Candidate) -> bool:
    """Keeps it, as a placeholder where the row is a sample's."""
    if candidate.status is Status.LIVE and _SAMPLE.search(candidate.line()):
        candidate.status = Status.PLACEHOLDER
    return True


def number(candidate: Candidate, argument: str) -> bool:
    """A number that somebody was given."""
    return _NUMBER.fullmatch(candidate.reveal()) is not None and numbers.account(candidate, "example")


def telephone(candidate: Candidate, argument: str) -> bool:
    """A number that is written as phones have it."""
    return _PHONE.fullmatch(candidate.reveal()) is not None and phone.written(candidate, "")


def birth(candidate: Candidate, argument: str) -> bool:
    """The date on which somebody was born."""
    return _DATE.fullmatch(candidate.reveal()) is not None and places.birth_date(candidate, "")
