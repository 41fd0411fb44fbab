"""What is no account of a person, by what stands round it: packages, programs, pages of sites, variables."""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.checks.people import CODE_WORDS, is_software
from piiscan.detect.organisations import is_organisation
from piiscan.detect.vetoes.shared import LOGIN, NEAR, is_torn

#: A handle goes on beyond a dash: of `aio-libs`, `aio` is none, nor is `Angeles` of `America/Los_Angeles`.
_GOES_BEFORE = regex(rb"[A-Za-z0-9_]-\Z|[A-Za-z0-9]_\Z")
_GOES_ON = regex(rb"-[A-Za-z0-9_]|_[A-Za-z0-9]")
#: Before the second part of a repository's URL.
_OWNER = regex(
    rb"(?i:(?:github|gitlab|bitbucket|codeberg)(?:usercontent)?\.(?:com|org)[/:])([A-Za-z0-9_.-]+)/\Z"
)
#: Parts of such a URL that a person follows: `github.com/sponsors/emmy`.
_PAGES = frozenset({b"sponsors", b"users", b"u", b"in"})
_SITE = regex(rb"(?i:(?:github|gitlab|bitbucket|codeberg)(?:usercontent)?\.(?:com|org)[/:])\Z")
_REPOSITORY = regex(rb"/([A-Za-z0-9_.-]{1,100})")
#: Of `git+https://…#egg=billiard`.
_PACKAGE = regex(rb"[#&]egg=\Z")
#: A URL up to one of its folders, on hosts where services and their manuals are, not people; `/home/` in one is a page.
_PAGE = regex(
    rb"(?i:://(?:(?:[a-z0-9-]{1,40}\.)?(?:api|apis|apidata|developers?|docs|support|help|meta|schemas?|xmlns|ns)\.[a-z0-9.-]{2,60}/(?:[a-z0-9_.-]{1,40}/){0,4}"
    rb"|[a-z0-9.-]{4,60}/auth/|[a-z0-9.-]{4,60}/(?:[a-z0-9_.-]{1,20}/){0,2}home/)(?<!users/)(?<!memberships/)(?<!repositories/)(?<!people/)(?<!badge/))\Z"
)
#: A badge or a report that a service makes of a repository.
_REPORT = regex(
    rb"(?i:://(?:[a-z0-9-]{1,40}\.){0,2}(?:shields|travis-ci|codecov|coveralls|codeclimate|appveyor|circleci|snyk|deepscan|scrutinizer-ci)\.[a-z]{2,4}"
    rb"/(?:[a-z0-9_.-]{1,40}/){0,5})\Z"
)
#: Of `@scope/package`: what stands before the sign is no host.
_SCOPE = regex(rb"(?:(?<![/A-Za-z0-9])|node_modules/)@\Z")
_SIGNED = regex(rb"(?<![A-Za-z0-9])@\Z")
_DECORATES = regex(rb"(?:^|\n)[ \t]*(?:\*|//+!?|#|--)?[ \t]*(?:-[ \t])?@\Z")
#: `akka.tcp://`, `alpine@sha256:…`, `hyper::Server`: what follows a name of a program, not of a person.
_PROGRAM_BEHIND = regex(rb"(?:[.+][a-z0-9]{1,12}){0,2}://|@sha256:|::[A-Za-z_]")
#: `"go.uber.org/goleak"`: a package by the address of its source.
_IMPORT = regex(
    rb"[\"'`](?:(?:go|sigs|pkg)\.[a-z0-9.-]{2,40}|gopkg\.in|(?:google\.)?golang\.org|k8s\.io)/(?:[a-z0-9_.-]{1,40}/){0,4}\Z"
)
#: A key that is given what a thing is called: `slug: 'denim-shirt'`, `serviceAccountName: traefik`.
_THING = regex(
    rb"(?i:(?<![a-z])(?:slug|class(?:_?names?)?|service_?account(?:_?name)?|icon|colou?r)[\"'`]?\]?[ \t]{0,3}(?:=>|[:=])[ \t]{0,3}[\"'`]?\Z)"
)
_RELEASE = regex(rb"v[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}")
#: `https://noether.org/`: between these is no account, and between the next a key (`data.get("feide")`).
_SITE_BEFORE = regex(rb"://(?:www\.)?\Z")
_SITE_BEHIND = regex(rb"\.[a-z]{2,6}(?:[/:\"'\s)>]|\Z)")
#: `https://bank.com@host.org`: a host that is there to mislead.
_HOST_NAME = regex(rb"(?i:(?:[a-z0-9-]{1,40}\.){1,4}(?:com|edu|example|gov|io|net|org|test))")
_ASKED = regex(rb"\.(?:get|pop|setdefault|has_?[kK]ey)\([\"']\Z")
_ANSWERED = regex(rb"[\"'][,)]")
_AGENT = regex(rb"(?i:user[_ -]?agent[a-z_-]{0,8}[\"'`]?\]?[ \t]{0,3}[:=][ \t]{0,3}[\"'`]?\Z)")
#: In a unit of systemd; how far from it the unit's folders are looked for.
_UNIT_USER = regex(rb"(?:^|\n)User=\Z")
_UNIT = 2048
_SYSTEM_FOLDER = regex(
    rb"/(?:etc|opt|run|var/(?:lib|run|log|cache)|usr/(?:local/)?(?:s?bin|lib|share))/([A-Za-z0-9_.-]{1,40})"
)
#: `'jira:issue_created'`, with what quotes it: a name in two halves, as events have them.
_NAMESPACE = regex(rb"([\"'`]):[a-z]+(?:[-_:][a-z0-9]+)+\1")
#: What a program has: `go install …/gobind@latest`. A host has a name or four numbers.
_TAG = regex(rb"@(?:latest|main|master|v[0-9])(?![A-Za-z0-9_-]*[.@][A-Za-z])")
#: What code in reStructuredText begins with: ``.oindex``, :py:func:`~xarray.concat`.
_CODE = (b"``", b"``.", b"`~", b"`~.")


def no_account(data: bytes, start: int, end: int) -> str:
    """Why ``data[start:end]`` is no account of a person; empty where nothing speaks against it."""
    before, value, behind = data[max(0, start - NEAR) : start], data[start:end], data[end : end + NEAR]
    if is_torn(before, value, behind) or _GOES_BEFORE.search(before) or _GOES_ON.match(behind):
        return "it is a part of a word"
    if _UNIT_USER.search(before) and _has_folder(data, start, end, value):
        return "a service runs as it, and has its folders"
    return (
        _is_program(before, value, behind)
        or _is_in_url(before, value, behind)
        or _is_code(before, value, behind)
    )


def _is_program(before: bytes, value: bytes, behind: bytes) -> str:
    if _PROGRAM_BEHIND.match(behind) or _RELEASE.fullmatch(value):
        return "it is the scheme of a URL, a program or a version"
    if _THING.search(before) or _IMPORT.search(before):
        return "it is what a thing is called"
    if is_software(value):
        return "programs have such an account"
    if _AGENT.search(before):
        return "its key is that of a program"
    if _TAG.match(behind):
        return "a version follows it"
    return "a package is called so" if _PACKAGE.search(before) else ""


def _is_in_url(before: bytes, value: bytes, behind: bytes) -> str:
    if _SITE_BEFORE.search(before) and _SITE_BEHIND.match(behind):
        return "it is a part of a host's name"
    if before.endswith(b"://") and behind[:1] in (b"@", b":") and _HOST_NAME.fullmatch(value):
        return "it is a host's name"
    owner = _OWNER.search(before)
    if owner and owner[1].lower() not in _PAGES:
        return "it is the name of a repository"
    repository = _REPOSITORY.match(behind)
    if (_SITE.search(before) or (repository and _REPORT.search(before))) and is_organisation(
        value, repository[1] if repository else b""
    ):
        return "it reads like the account of an organisation, or like its repository"
    return "it is a page of a site" if _PAGE.search(before) else ""


def _is_code(before: bytes, value: bytes, behind: bytes) -> str:
    if _ASKED.search(before) and _ANSWERED.match(behind):
        return "it is what a value is called, and not the value"
    if (behind.startswith(b":`") and before.endswith(b":")) or before.endswith(_CODE):
        return "it is markup"
    if _SCOPE.search(before) and _REPOSITORY.match(behind):
        return "it is the scope of a package"
    if behind.startswith(b"@") and _SIGNED.search(before):
        return "it is markup"
    if value.lower() in CODE_WORDS and _DECORATES.search(before):
        return "a decorator is called so"
    halves = _NAMESPACE.match(before[-1:] + behind)
    if halves and not LOGIN.search(before.rpartition(b"\n")[2] + halves[0]):
        return "it is the first half of a name"
    return ""


def _has_folder(data: bytes, start: int, end: int, value: bytes) -> bool:
    """Whether near a unit's `User=celery` something lies in the system's `/etc/celery`, and not in somebody's home."""
    near = data[max(0, start - _UNIT) : end + _UNIT]
    return any(match[1] == value for match in _SYSTEM_FOLDER.finditer(near))
