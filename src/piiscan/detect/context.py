"""What the kind of file says about a value that somebody chose: the one table of context.

`docs/context.md` shows it to users. It counts for passwords, for keys that nothing but their name gives
away (rules marked ``generic``), and for addresses that read like something else; a token of a provider's format, and whatever a check proved, weighs the same
in every file.
"""
# piiscan: ignore-file[PII2] -- the addresses below are examples

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from piiscan.compiled import regex
from piiscan.detect import randomness, values
from piiscan.detect.candidate import Candidate
from piiscan.detect.filekind import FileKind
from piiscan.types import Category, Status

_GONE: Final = 0.0
_PLACEHOLDER = Status.PLACEHOLDER

#: By kind of value, then by kind of file: a factor on the confidence, or the status it gets. A kind of file
#: that is not named leaves the value as it is.
TABLE: dict[str, dict[str, float | Status]] = {
    # `testpass123`, `my-new-password`
    "stock phrase": {
        "lock": _GONE, "translation": _GONE, "test": _PLACEHOLDER, "example": _PLACEHOLDER, "notebook": _PLACEHOLDER,
        "doc": _PLACEHOLDER, "generated": _PLACEHOLDER, "vendored": _PLACEHOLDER, "source": _PLACEHOLDER,
    },
    # `swordfish`, `hello-world`
    "words": {
        "lock": _GONE, "translation": _GONE, "test": _PLACEHOLDER, "example": _PLACEHOLDER, "notebook": _PLACEHOLDER,
        "doc": _PLACEHOLDER, "generated": 0.6, "vendored": 0.7, "source": 0.85, "configuration": 0.95,
    },
    # `12345678`, `qwertz`, `x1`: too short or too regular to keep anybody out
    "trivial": {
        "lock": _GONE, "translation": _GONE, "test": _PLACEHOLDER, "example": _PLACEHOLDER, "notebook": _PLACEHOLDER,
        "doc": _PLACEHOLDER, "generated": 0.6, "vendored": 0.7,
    },
    # `Gk38t46tXpbMj1qBq7`: nobody writes this for a label
    "machine-made": {"lock": _GONE, "generated": 0.8, "vendored": 0.9, "translation": 0.9},
    # any other password
    "chosen": {"lock": _GONE, "translation": _GONE, "generated": 0.8, "vendored": 0.9},
    # a key of no known format
    "key": {"lock": _GONE, "translation": _GONE, "generated": 0.9, "vendored": 0.9},
    # `4.4.2.1`: an address of small numbers, and nothing on the line speaks of hosts
    "section number": {"test": 0.55, "example": 0.55, "notebook": 0.55, "doc": 0.55, "generated": 0.55, "vendored": 0.55, "source": 0.55},
    # `1988-02-24` of a person in a test
    "date": {"test": 0.6},
}  # fmt: skip


def weigh(candidate: Candidate, value: bytes | None = None) -> bool:
    """Lower or re-label ``candidate`` by the table; whether anything is left of it.

    ``value`` is what was meant where that is not what stands there (the password inside base 64).
    """
    kind = "" if "proof" in candidate.layers else _kind(candidate, value)
    effect = TABLE[kind].get(file_kind(candidate.file), 1.0) if kind else 1.0
    if isinstance(effect, Status):
        candidate.status = effect
    else:
        candidate.weaken(effect)
    return candidate.confidence > 0


def of_password(value: bytes, file: FileKind) -> float | Status:
    """What the table says of a password in ``file`` that no rule has found: a factor, or a status."""
    return TABLE[password_kind(value)].get(file_kind(file), 1.0)


def _kind(candidate: Candidate, value: bytes | None) -> str:
    category = candidate.rule.category
    if category is Category.IP_ADDRESS:
        return _address_kind(candidate)
    if category is Category.PASSWORD:
        return password_kind(candidate.reveal() if value is None else value)
    if category is Category.ID:
        return "date" if _DATE.fullmatch(candidate.reveal()) else ""
    return "key" if candidate.rule.generic and category is Category.KEY else ""


def password_kind(value: bytes) -> str:
    if values.is_stock(value) or values.is_label(value):
        return "stock phrase"
    if len(value) < 3 or (value.isdigit() and len(value) <= 8) or values.keyboard_run(value):
        return "trivial"
    if values.classes(_joined(value)) <= 2 and values.is_words(value):
        return "words"
    return "machine-made" if randomness.is_machine_made(value) else "chosen"


_HOSTS: Final = regex(
    rb"(?:\b|_)(?:ip|ips|ipv4|hosts?|servers?|dns|addr|address|addresses|client|remote|peer|gateway|listen|bind|subnet|network|ping|proxy|ssh|node|nodes|port|url|resolver|nameservers?)(?:\b|_)|://|@",
    re.IGNORECASE,
)
_DATE: Final = regex(rb"\d{4}([-./])\d{1,2}\1\d{1,2}|\d{1,2}([-./])\d{1,2}\2\d{4}")
_DOTTED: Final = regex(rb"\d{1,2}(?:\.\d{1,2}){3}")


def _address_kind(candidate: Candidate) -> str:
    """Small numbers in a text that speaks of no host; `1.2.3.4` and `2.2.2.2` are what people invent for one."""
    from piiscan.detect.addresses import is_service  # loaded by now: the rule's check needs it

    value, around = candidate.reveal(), candidate.before(1) + candidate.after(1)
    if not _DOTTED.fullmatch(value) or is_service(value) or any(mark in around for mark in b"\"'`[:/"):
        return ""
    octets = [int(part) for part in value.split(b".")]
    steps = {second - first for first, second in pairwise(octets)}
    if max(octets) > 31 or octets[0] == 10 or steps in ({0}, {1}) or _HOSTS.search(candidate.line()):
        return ""
    return "section number"


def _joined(value: bytes) -> bytes:
    return value.translate(None, b"-_")


def file_kind(file: FileKind) -> str:
    """The first that fits. Configuration counts as such in a test or an example too: a server runs with it."""
    if file.is_lock:
        return "lock"
    if file.is_translation:
        return "translation"
    if file.is_config or file.is_env:
        return "configuration"
    if file.is_test:
        return "test"
    if file.is_notebook:
        return "notebook"
    if file.is_doc:
        return "doc"
    if file.is_example:
        return "example"
    if file.is_generated:
        return "generated"
    return "vendored" if file.is_vendored else "source"
