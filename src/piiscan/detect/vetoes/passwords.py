"""What is no password, by its key and what stands round it."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.credential_keys import repeated
from piiscan.detect.values import is_stock_encoded, names_itself
from piiscan.detect.vetoes.shared import FILM, LOGIN, NEAR, SHORTEST

#: The key that a credential is given.
_KEY_BEFORE = regex(
    rb"(?i:([a-z_-]{0,40}(?:secret|token|pass|key)[a-z_-]{0,20}))[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,12}[\"'`]?\Z"
)
#: A key that is given what a person or a page is called by: `twitter_handle: GreteH`, `youtube_id: …`.
_CALLED = regex(
    rb"(?i:(?<![a-z_-])(?:[a-z_-]{0,24}(?:handle|owner|user_?name|secret_?name|nick(?:name)?|[_-]id|slug|branch|e-?mail|url)|(?:uu|gu)?id|(?<!\.)name)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}[\"'`]?\Z)"
)
#: `"room:` with the second half still to come; a second half that is words alone.
_FIRST_HALF = regex(rb"([\"'`])[a-z][a-z0-9_.-]{0,30}:\Z")
_PLAIN = regex(rb"[a-z]+(?:[-_][a-z0-9]+)*")
#: A key that is given a number: `max_age='86400'`.
_COUNTED = regex(
    rb"(?i:(?<![a-z])(?:[a-z_-]{0,20}[_-])?(?:max_?age|age|ttl|timeout|expires?(?:_?in)?|size|limit|count|port|delay|interval|length|version)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}[\"'`]?\Z)"
)
#: A key that is given an account or a thing that is no credential: `become_user: emmy`, `MYSQL_DATABASE=kotti`. A colon with nothing
#: behind it could be that of a pair: `user:swordfish`.
_OTHER = regex(
    rb"(?i:(?<![a-z])(?:[a-z_-]{0,24}[_-])?(?:users?|login|database|db|db[_-]?name|project[_-]?name|schema)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|=|:(?=[ \t\"'`]))[ \t]{0,3}[\"'`]?\Z)"
)
#: A key that is given the number of an error: `readonly SESSION_TOKEN_EXPIRED: "390112"`.
_FAILURE = regex(
    rb"[A-Z]{3,20}_(?:[A-Z]{2,20}_){0,5}(?:INVALID|EXPIRED|MISSING|NOT_FOUND|FAILED|FAILURE|ERROR|DENIED|REVOKED|REQUIRED|UNKNOWN)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,12}[\"'`]?\Z"
)
#: A page by its name: `reverse("admin:jsi18n")`.
_ROUTE = regex(
    rb"(?:\breverse(?:_lazy)?|\burl_for|\bresolve_url|\bredirect)\(\s{0,40}[\"'](?:[\w-]{1,40}:){1,3}\Z"
)
#: A character that a URL has escaped is one.
_ESCAPED = regex(rb"%[0-7C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])*")
#: What a pinned package has: `npm:left-pad@1.3.0`. A host has a name or four numbers.
_VERSION = regex(rb"@v?[0-9]{1,9}\.[0-9]{1,9}(?:\.[0-9]{1,9})?(?:-[a-z][a-z0-9.]*)?(?![0-9A-Za-z._-])")
#: `20/m/ip,5/m/key`: how often something may be done.
_RATE = regex(rb"(?:,?[0-9]{1,6}/[0-9]{0,4}(?:[smhdw]|sec(?:ond)?|min(?:ute)?|hour|day)(?:/[a-z]+)?)+")


def no_password(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]`` keeps nobody out; empty where nothing speaks against it."""
    value = data[start:end]
    if len(_ESCAPED.sub(b"?", value)) < SHORTEST:
        return "so few characters keep nobody out"
    before = data[max(0, start - NEAR) : start]
    if _CALLED.search(before) or _OTHER.search(before):
        return "its key says what somebody or something is called"
    if _ROUTE.search(before):
        return "it is the name of a page"
    key = _KEY_BEFORE.search(before)
    if key and repeated(key[1], value):
        return "it repeats its key"
    if FILM.search(before):
        return "it is a film's name in a URL"
    if data[end : end + 1] == b"(":
        return "it is called"
    if _is_second_half(data, start, end):
        return "it is the second half of a name"
    if names_itself(value):
        return "it names a credential"
    if is_stock_encoded(value):
        return "it is a stock word in base 64"
    if (value.isdigit() and _COUNTED.search(before)) or _RATE.fullmatch(value):
        return "it counts something"
    if value.isdigit() and _FAILURE.search(before):
        return "it is the number of an error"
    return "a version follows it" if _VERSION.match(data[end : end + NEAR]) else ""


def _is_second_half(data: bytes, start: int, end: int) -> bool:
    """`"room:lobby"`: two words in quotes, and nothing on the line before them speaks of a login."""
    line = data[max(0, start - NEAR) : start].rpartition(b"\n")[2]
    opened = _FIRST_HALF.search(line)
    if opened is None or data[end : end + 1] != opened[1] or data[end + 1 : end + 2] == b"@":
        return False
    return bool(_PLAIN.fullmatch(data[start:end])) and not LOGIN.search(line[: opened.start()])
