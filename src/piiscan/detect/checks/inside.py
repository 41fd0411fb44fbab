"""Credentials inside a string: in forms, URLs, headers, calls, and objects written out as text."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect import credential_keys, randomness, values
from piiscan.detect.candidate import Candidate

#: Another word of a libpq connection string (`host=db user=app password=…`).
_LIBPQ = regex(rb"(?:^|[\s\"'`])(?:host|hostaddr|user|dbname|sslmode)[ ]?=")
#: A URL on a domain that RFC 2606 keeps for documentation.
_EXAMPLE_URL = regex(rb"//(?:[A-Za-z0-9-]+\.)*example(?:\.(?:com|net|org))?[/:?][^\s\"'<>]*$", re.IGNORECASE)
#: What is done to a password other than setting it.
_VERB = regex(
    rb"(?:^|[._]|(?<=[a-z]))(?:get|add|read|find|fetch|load|look|has|is|check|valid|verif|assert|expect|hash|encrypt|decrypt|encode|decode|parse|"
    rb"generate|gen|create|make|build|random|remove|delete|revoke|clear|unset|include|not|test|input|ask|prompt|show|hide|print|log|confirm|"
    rb"compare|match|equal|contain|forgot|reset|send|refresh|require|csrf|extract|next|peek|skip|lex|accept|cancel|count|split)",
    re.IGNORECASE,
)
#: The picture of a badge has a token that is good for it alone: `/graph/badge.svg?token=…`.
_BADGE = regex(rb"\.(?:svg|png)\?(?:[a-z_]{1,12}=[\w.-]{1,20}&)?token=\Z")


def form(candidate: Candidate, argument: str) -> bool:
    """``name=value`` between `&`, in a query, in an option of curl, or in a connection string. ``badge``: of a badge's URL alone."""
    value, key = candidate.reveal(), candidate.group("key")
    if not _named(candidate) or values.is_no_secret(value) or b"%s" in value:
        return False
    if _EXAMPLE_URL.search(candidate.before(200)):
        return False
    if bool(_BADGE.search(candidate.before(40))) != (argument == "badge"):
        return False
    if candidate.group("before").isspace() and not _LIBPQ.search(candidate.line()):
        return False
    if argument == "badge":
        return True
    if argument == "key":
        return randomness.is_key(value, strong=bool(credential_keys.STRONG.search(key)))
    return not (values.is_hex_digest(value) or values.is_label(value) or values.is_measure(value))


def header(candidate: Candidate, argument: str) -> bool:
    """``Name: value`` with quotes round both: a header of a request."""
    return _named(candidate) and randomness.is_key(candidate.reveal())


def call(candidate: Candidate, argument: str) -> bool:
    """The only or first argument of a setter: ``setToken("…")``, ``.password("…")``."""
    value, name = candidate.reveal(), candidate.group("key")
    if not _named(candidate) or _VERB.search(name):
        return False
    if argument == "key":
        return randomness.is_key(value, strong=True)
    if values.is_no_secret(value) or values.is_label(value) or b" " in value:
        return False
    if values.classes(value) == 1 and not randomness.is_drawn(value):
        candidate.weaken(0.8)
    return len(value) >= 4


def _named(candidate: Candidate) -> bool:
    return credential_keys.fits(candidate.group("key").rstrip(b"[]"))


def structure(candidate: Candidate, argument: str) -> bool:
    """A member of an object that stands, as text, where a credential would."""
    value = candidate.reveal()
    return (
        _named(candidate)
        and len(value) >= 20
        and randomness.is_key(value)
        and not values.UUID.fullmatch(value)
    )


def env_key(candidate: Candidate, argument: str) -> bool:
    """``FOO_KEY=…`` in an environment: any key but a public one."""
    return not _PUBLIC.search(candidate.group("key")) and randomness.is_key(candidate.reveal())


def signing_key(candidate: Candidate, argument: str) -> bool:
    """The key of a section about JSON Web Tokens, drawn by a machine; its public half is of no use to anybody."""
    return randomness.is_key(candidate.reveal(), strong=True)


_PUBLIC = regex(
    rb"PUBLIC|PUBLISH|SITE_KEY|SITEKEY|PRIMARY|FOREIGN|SORT|CACHE|PARTITION|HOST_KEY|KNOWN|SSH_KEY|GPG|PUB_|REGISTRY|INDEX|HASH"
)


def named(candidate: Candidate, argument: str) -> bool:
    """The value of a pair that spells out `name` and `value`: Kubernetes, ECS, Spring, .NET."""
    value, key = candidate.reveal(), candidate.group("key")
    if not _named(candidate) or values.is_label(value):
        return False
    if argument == "key":
        return randomness.is_key(value, strong=bool(credential_keys.STRONG.search(key)))
    return not (values.is_no_secret(value) or values.is_hex_digest(value) or values.is_measure(value))
