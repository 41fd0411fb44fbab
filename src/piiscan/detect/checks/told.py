"""Credentials that somebody tells somebody: `the password is …`, `wifi password: …` in notes, tickets, prompts, logs.

Nothing marks the value but a word before it, so it has to look drawn: what could be a word, a name in code or a
version is none.
"""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect import randomness, values
from piiscan.detect.candidate import Candidate

_TURN = regex(rb"[A-Za-z](?=[0-9])|[0-9](?=[A-Za-z])")
_SIGN = regex(rb"[!@#$%^&*+?~|]")
#: What a URL hides, in a vector for a parser.
_ESCAPED = regex(rb"%[0-9A-Fa-f]{2}.*%[0-9A-Fa-f]{2}")
#: `password2`, `base64`, `utf8`, `p12`: a word and a number.
_NUMBERED = regex(rb"[A-Za-z]+[-_.]?[0-9]+|[0-9]+[-_.]?[A-Za-z]+")
#: What is told is public, or stands for something else.
_ABOUT = regex(
    rb"\b(?:hash(?:ed)?|digest|checksum|sha-?\d*|md5|bcrypt|salt(?:ed)?|public|example|e\.g\.|such as|commit|expect(?:ed|s)?|"
    rb"assert\w*)\W{0,3}(?:\w+\W+){0,2}$",
    re.IGNORECASE,
)
#: `Password: b64Pwd,`: a variable, as structures of Go and JavaScript take them.
_VARIABLE = regex(rb"[a-z][A-Za-z0-9]{0,24}(?:Pwd|Pass|Password|Passphrase|Secret|Token|Key|Hash|Creds?)")


def password(candidate: Candidate, argument: str) -> bool:
    """Six or more characters of two kinds or more that no word has in that order."""
    value = candidate.reveal()
    if values.is_stock_encoded(value):
        return False
    return _may_be(candidate, value) and _is_mixed(value) and not _ESCAPED.search(value)


def secret(candidate: Candidate, argument: str) -> bool:
    """A key that a machine drew, sixteen characters or more; digests in hex are something else."""
    value = candidate.reveal()
    return _may_be(candidate, value) and bool(_TURN.search(value)) and randomness.is_key(value)


def _may_be(candidate: Candidate, value: bytes) -> bool:
    file = candidate.file
    if file.is_translation or file.is_lock or file.is_generated:
        return False
    if values.is_no_secret(value) or values.is_measure(value) or values.is_words(value):
        return False
    if values.is_hex_digest(value) or values.UUID.fullmatch(value) or _VARIABLE.fullmatch(value):
        return False
    return not _ABOUT.search(candidate.before(60))


def _is_mixed(value: bytes) -> bool:
    """Whether letters, digits and signs take turns as they do in passwords, not in names."""
    if _NUMBERED.fullmatch(value) or values.keyboard_run(value):
        return False
    turns = len(_TURN.findall(value))
    if values.classes(value) >= 3:
        return turns >= 2 or bool(turns and _SIGN.search(value)) or randomness.looks_random(value)
    return (turns >= 3 and len(value) >= 8) or randomness.is_drawn(value)
