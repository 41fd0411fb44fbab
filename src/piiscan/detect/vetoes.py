"""What the model alone sees and what stands round it rules out. Pure.

A model gives each piece a tag, and now and then stops in the middle of a word or takes the name of a repository for
that of its owner. What text can tell for sure, no threshold has to.
"""

from __future__ import annotations

from piiscan.compiled import regex
from piiscan.detect.checks.email import no_mailbox
from piiscan.detect.checks.network import no_host
from piiscan.detect.checks.people import CODE_WORDS, is_software
from piiscan.detect.checks.structure import decode_base64
from piiscan.detect.credential_keys import repeated
from piiscan.detect.digits import counts, repeats
from piiscan.detect.organisations import is_organisation
from piiscan.detect.places import is_place
from piiscan.detect.values import is_placeholder, is_stock_encoded, names_itself
from piiscan.types import Category

#: A letter or digit, of any script: bytes from 128 on are parts of one nearly always.
_LETTER = regex(rb"[A-Za-z0-9\x80-\xff]")
#: A handle goes on beyond a dash: of `aio-libs`, `aio` is none, nor is `Angeles` of `America/Los_Angeles`.
_GOES_BEFORE = regex(rb"[A-Za-z0-9_]-\Z|[A-Za-z0-9]_\Z")
_GOES_ON = regex(rb"-[A-Za-z0-9_]|_[A-Za-z0-9]")
#: An escape in a string (`\nEmmy`) or an option that its value is glued to (`-uemmy`).
_GLUE = regex(rb"(?:\\[nrtbf]|(?:^|[\s\"'])-[a-z])\Z")
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
#: A URL up to one of its folders, on hosts where services and their manuals are, not people.
_PAGE = regex(
    rb"(?i:://(?:(?:[a-z0-9-]{1,40}\.)?(?:api|apis|apidata|developers?|docs|support|help|meta|schemas?|xmlns|ns)\.[a-z0-9.-]{2,60}/(?:[a-z0-9_.-]{1,40}/){0,4}"
    rb"|[a-z0-9.-]{4,60}/auth/)(?<!users/)(?<!memberships/)(?<!repositories/)(?<!people/)(?<!badge/))\Z"
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
_ASKED = regex(rb"\.(?:get|pop|setdefault|has_?[kK]ey)\([\"']\Z")
_ANSWERED = regex(rb"[\"'][,)]")
_AGENT = regex(rb"(?i:user[_ -]?agent[a-z_-]{0,8}[\"'`]?\]?[ \t]{0,3}[:=][ \t]{0,3}[\"'`]?\Z)")
#: `King George, VA`
_STATE = regex(
    rb", (?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])(?:[\"'`<\s]|\Z)"
)
#: `20/m/ip,5/m/key`: how often something may be done.
_RATE = regex(rb"(?:,?[0-9]{1,6}/[0-9]{0,4}(?:[smhdw]|sec(?:ond)?|min(?:ute)?|hour|day)(?:/[a-z]+)?)+")
#: In a unit of systemd; how far from it the unit's folders are looked for.
_UNIT_USER = regex(rb"(?:^|\n)User=\Z")
_UNIT = 2048
_SYSTEM_FOLDER = regex(
    rb"/(?:etc|opt|run|var/(?:lib|run|log|cache)|usr/(?:local/)?(?:s?bin|lib|share))/([A-Za-z0-9_.-]{1,40})"
)
#: `'jira:issue_created'`, with what quotes it: a name in two halves, as events have them.
_NAMESPACE = regex(rb"([\"'`]):[a-z]+(?:[-_:][a-z0-9]+)+\1")
#: Where the name of a font stands: `font-family="Cambria Math,sans-serif"`.
_FONT = regex(
    rb"(?i:font(?:-family|-face|family|face|name)?[\"']?\s{0,3}[:=]\s{0,3}[\"']?)(?:[^\"'<>;{}\n]|, ?[\"']){0,60}\Z"
)
#: A key that is given a place or a company: `"city": "Glen Eden"`, `street_name = "Av. Paulista"`.
_PLACE = regex(
    rb"(?i:(?<![a-z])(?:branch|city|town|village|suburb|street|address|place|district|county|province|region|state|country|station"
    rb"|airport|building|bank|company|organi[sz]ation|school|university)(?:[_ -]?(?:name|line))?[_ -]?[0-9]?"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,12}[\"'`]?)(?:[A-Z][a-z]{0,3}\. )?\Z"
)
#: A key that is given what everybody may know: of OAuth's two halves the first is no secret (RFC 6749, 2.2).
_IDENTIFIER = regex(
    rb"(?i:(?:(?<![a-z])|(?-i:(?<=[a-z])(?=Client|Consumer|App|Tenant|Site|External)))(?:(?:client|consumer|app|application|project|list|tracking|measurement|tenant|external)[_ -]?ids?|site[_-]?key|(?<![_-])(?:uu|gu)?id|(?<=[\"'])_id|form_?key"
    rb"|(?:[a-z_-]{0,20}public[_-]?key(?:[_-]?token)?|[a-z_-]{0,20}[cx]srf[a-z_-]{0,12}|signature|checksum|digest|fingerprint|etag|sec-?websocket-?(?:accept|key))s?)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=,])[ \t]{0,3}[\"'`]?\Z)"
)
#: `cus_Q9uqUz6gVQFk`, `promo_UkLWZg9DAJ`: what an object is called, its kind first; what opens something is longer.
_OBJECT = regex(
    rb"(?!(?:sk|pk|rk|ek|pat|api|key|token|secret|access|auth|bot|pass|whsec|live|test)[a-z]*_)(?:[a-z]{2,12}_){1,2}[A-Za-z0-9]{6,14}"
)
#: The same, of which the model sees the end: `store_Uk` before `LWZg9DAJ`.
_OBJECT_BEFORE = regex(
    rb"(?<![A-Za-z0-9_])(?!(?:sk|pk|rk|ek|pat|api|key|token|secret|access|auth|bot|pass|whsec)[a-z]*_)[a-z]{3,12}_[A-Za-z0-9]{0,3}(?<![0-9])\Z"
)
#: In JSON that is encoded, or before it, what makes it more than an object.
_GRAVE = regex(rb"(?i:pass|secret|token|auth|key|session|cookie)")
#: Words as people write them, one after another.
_PROSE = regex(rb"[A-Za-z]{2,14} [a-z]{2,14},? [a-z]{2,14}")
#: Before what an element of a page is called: `id="change-8f14e45f"`, `href="#8f14e45f"`.
_ANCHOR = regex(rb"(?i:(?<![a-z])(?:id|for)=[\"']|href=[\"'][^\"'\s]{0,60}#)[\w.:-]{0,40}\Z")
#: What is called so by the interface of a service: `/api/users/8rXwzpqSo2PVY`; what opens something has other names.
_RESOURCE = regex(rb"/api/(?:v[0-9]{1,2}/)?(?!web|hook|token|key|secret|session|auth|invit)[a-z_-]{2,24}s/\Z")
#: `watch?v=dQw4w9WgXcQ`, a film.
_FILM = regex(rb"(?:[?&]v=|youtu\.be/|/embed/|vimeo\.com/(?:video/)?)\Z")
#: The key that a credential is given.
_KEY_BEFORE = regex(
    rb"(?i:([a-z_-]{0,40}(?:secret|token|pass|key)[a-z_-]{0,20}))[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,12}[\"'`]?\Z"
)
#: `glpat-secret`: what a kind of token begins with, and words.
_MADE_UP = regex(rb"(?:gl[a-z]{2,4}|gh[a-z]|[spr]k|xox[a-z]|pat|hf|npm|pypi)(?:[-_][a-z]+){1,5}")
#: A key that is given what a person or a page is called by: `twitter_handle: GreteH`, `youtube_id: …`.
_CALLED = regex(
    rb"(?i:(?<![a-z_-])(?:[a-z_-]{0,24}(?:handle|owner|user_?name|secret_?name|nick(?:name)?|[_-]id|slug|branch|e-?mail|url)|(?:uu|gu)?id|(?<!\.)name)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}[\"'`]?\Z)"
)
#: A string that is bytes, and read as such on the spot: `"aGVsbG8=".decodeBase64()`.
_READ = regex(rb"[\"'`]\)?\.(?:decode|from|to|parse)_?(?i:base_?64|hex|bytes)")
#: How far back the first line of what is no secret may stand: `-----BEGIN CERTIFICATE-----`.
_ARMOURED = 1 << 13
_BLOCKS = (b"CERTIFICATE", b"PUBLIC KEY", b"PGP SIGNATURE", b"PGP MESSAGE")
#: `"room:` with the second half still to come; a second half that is words alone; what makes it a login and its password.
_FIRST_HALF = regex(rb"([\"'`])[a-z][a-z0-9_.-]{0,30}:\Z")
_PLAIN = regex(rb"[a-z]+(?:[-_][a-z0-9]+)*")
_LOGIN = regex(
    rb"(?i:auth|login|log_in|credential|user|pass|pwd|basic|proxy|account|secret|(?<![a-z])-u|redis|mongo|amqp|://)"
)
#: A key that is given a number: `max_age='86400'`.
_COUNTED = regex(
    rb"(?i:(?<![a-z])(?:[a-z_-]{0,20}[_-])?(?:max_?age|age|ttl|timeout|expires?(?:_?in)?|size|limit|count|port|delay|interval|length|version)"
    rb"[\"'`]?\]?[ \t]{0,3}(?::=|=>|[:=])[ \t]{0,3}[\"'`]?\Z)"
)
#: Of a password, and of what opens something alone; a character that a URL has escaped is one.
_SHORTEST = 4
_ESCAPED = regex(rb"%[0-7C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f])*")
#: What a program and a pinned package have: `go install …/gobind@latest`, `npm:left-pad@1.3.0`. A host has a name or four numbers.
_TAG = regex(rb"@(?:latest|main|master|v[0-9])(?![A-Za-z0-9_-]*[.@][A-Za-z])")
_VERSION = regex(rb"@v?[0-9]{1,9}\.[0-9]{1,9}(?:\.[0-9]{1,9})?(?:-[a-z][a-z0-9.]*)?(?![0-9A-Za-z._-])")
#: What code in reStructuredText begins with: ``.oindex``, :py:func:`~xarray.concat`.
_CODE = (b"``", b"``.", b"`~", b"`~.")
#: Numbers of nobody: pages (`496-506`) and what is too short, points in time, and what stands behind a word for either.
_PAGES_OF = regex(rb"[0-9]{1,4}-[0-9]{1,4}|[0-9]{1,4}")
_STAMP = regex(rb"(?:19|20)[0-9]{2}[01][0-9][0-3][0-9](?:[0-9]{4}|[0-9]{6})?")
_DATED = regex(rb"(?i:epoch|expir\w{0,8}|timestamp|mtime|ctime|(?<![a-z])(?:date|time))[^0-9\r\n]{0,12}\Z")
_NO_PERSON = regex(rb"(?i:isbn|issn|doi|viewbox)[^\r\n]{0,12}\Z")
#: Line ends in a string are written as escapes.
_ARMOUR = regex(rb"(?:-{2,5}(?:BEGIN|END)[A-Z0-9 ]{0,40}-{0,5}(?:\\[nr]|\s){0,4}){1,2}")
_HEADER = regex(rb"eyJ[A-Za-z0-9_-]{8,200}={0,2}\.?")
#: Bytes that are looked at on either side.
_NEAR = 80


def veto(data: bytes, start: int, end: int, category: Category) -> str:
    """Why ``data[start:end]`` cannot be a ``category``; empty where nothing speaks against it."""
    if category is Category.KEY:
        if _READ.match(data[end : end + _NEAR]):
            return "it is read as bytes on the spot"
        return _no_key(data[max(0, start - _NEAR) : start], data[start:end]) or _no_block(data, start)
    if category is Category.PASSWORD:
        return _no_password(data, start, end)
    if category is Category.ID:
        return _no_number(data[max(0, start - _NEAR) : start], data[start:end])
    if category is Category.EMAIL:
        return no_mailbox(data, start, end)
    if category is Category.IP_ADDRESS:
        return no_host(data, start, end)
    before, behind = data[max(0, start - _NEAR) : start], data[end : end + _NEAR]
    value = data[start:end]
    if _is_torn(before, value, behind):
        return "it is a part of a word"
    if category is Category.USERNAME:
        if _UNIT_USER.search(before) and _has_folder(data, start, end, value):
            return "a service runs as it, and has its folders"
        return _no_account(before, value, behind)
    if is_place(value) or _STATE.match(behind):
        return "a place is called so"
    if _PLACE.search(before):
        return "its key is that of a place or a company"
    return "it is the name of a font" if _FONT.search(before) else ""


def _no_password(data: bytes, start: int, end: int) -> str:
    value = data[start:end]
    if len(_ESCAPED.sub(b"?", value)) < _SHORTEST:
        return "so few characters keep nobody out"
    before = data[max(0, start - _NEAR) : start]
    if _CALLED.search(before):
        return "its key says what somebody or something is called"
    key = _KEY_BEFORE.search(before)
    if key and repeated(key[1], value):
        return "it repeats its key"
    if _FILM.search(before):
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
    return "a version follows it" if _VERSION.match(data[end : end + _NEAR]) else ""


def _is_second_half(data: bytes, start: int, end: int) -> bool:
    """`"room:lobby"`: two words in quotes, and nothing on the line before them speaks of a login."""
    line = data[max(0, start - _NEAR) : start].rpartition(b"\n")[2]
    opened = _FIRST_HALF.search(line)
    if opened is None or data[end : end + 1] != opened[1] or data[end + 1 : end + 2] == b"@":
        return False
    return bool(_PLAIN.fullmatch(data[start:end])) and not _LOGIN.search(line[: opened.start()])


def _is_harmless_json(value: bytes) -> bool:
    text = decode_base64(value) or b""
    return text.startswith(b'{"') and text.rstrip().endswith(b"}") and not _GRAVE.search(text)


def _is_prose(value: bytes) -> bool:
    text = decode_base64(value) or b""
    return (
        text.isascii()
        and text.decode("ascii").isprintable()
        and bool(_PROSE.search(text))
        and not _GRAVE.search(text)
    )


def _no_block(data: bytes, start: int) -> str:
    """Whether it stands in an armoured block that everybody may read."""
    low = max(0, start - _ARMOURED)
    begun = data.rfind(b"-----BEGIN ", low, start)
    if begun < 0 or data.find(b"-----END ", begun, start) >= 0:
        return ""
    name = data[begun + 11 : begun + 51]
    return "it is a part of what is public" if any(block in name[:30] for block in _BLOCKS) else ""


def _no_key(before: bytes, value: bytes) -> str:
    if is_placeholder(value) or _MADE_UP.fullmatch(value):
        return "it only marks the place of a key"
    if len(value) < _SHORTEST:
        return "so few characters keep nobody out"
    if _IDENTIFIER.search(before):
        return "its key says that it identifies"
    if _FILM.search(before) or _RESOURCE.search(before):
        return "a URL calls something so"
    if _OBJECT.fullmatch(value):
        return "an object is called so"
    if value.startswith(b"eyJ") and not _GRAVE.search(before) and _is_harmless_json(value):
        return "it is JSON in base64, and holds no secret by its names"
    if _is_prose(value):
        return "it is text in base64, and speaks of no secret"
    if _ANCHOR.search(before):
        return "it is an anchor of a page"
    if _OBJECT_BEFORE.search(before):
        return "an object is called so"
    if _ARMOUR.fullmatch(value):
        return "it is the first line of a key, and no more of it"
    if _HEADER.fullmatch(value) and b'"alg"' in (decode_base64(value.rstrip(b".")) or b""):
        return "it is the header of a JSON Web Token, and no more of it"
    return ""


def _no_number(before: bytes, value: bytes) -> str:
    digits = bytes(byte for byte in value if 48 <= byte <= 57)
    text = digits.decode("ascii")
    if _PAGES_OF.fullmatch(value) or _STAMP.fullmatch(value) or _DATED.search(before):
        return "it numbers pages, or tells a time"
    if counts(text) or repeats(text) or b"000000" in digits:
        return "it counts, or repeats itself"
    if value.isdigit() and len(digits) <= 20:
        number = int(digits)
        if number >= (1 << 31) - 1 and (not number & (number - 1) or not number & (number + 1)):
            return "it is the bound of a type"
    return "it numbers a book, or a drawing" if _NO_PERSON.search(before) else ""


def _has_folder(data: bytes, start: int, end: int, value: bytes) -> bool:
    """Whether near a unit's `User=celery` something lies in the system's `/etc/celery`, and not in somebody's home."""
    near = data[max(0, start - _UNIT) : end + _UNIT]
    return any(match[1] == value for match in _SYSTEM_FOLDER.finditer(near))


def _is_torn(before: bytes, value: bytes, behind: bytes) -> bool:
    begun = _LETTER.match(value) and _LETTER.match(before[-1:]) and not _GLUE.search(before)
    return bool(begun) or bool(_LETTER.match(value[-1:]) and _LETTER.match(behind))


def _no_account(before: bytes, value: bytes, behind: bytes) -> str:
    if _PROGRAM_BEHIND.match(behind) or _RELEASE.fullmatch(value):
        return "it is the scheme of a URL, a program or a version"
    if _THING.search(before) or (_IMPORT.search(before) and not _SITE.search(before)):
        return "it is what a thing is called"
    if is_software(value):
        return "programs have such an account"
    if _SITE_BEFORE.search(before) and _SITE_BEHIND.match(behind):
        return "it is a part of a host's name"
    if _ASKED.search(before) and _ANSWERED.match(behind):
        return "it is what a value is called, and not the value"
    if _AGENT.search(before):
        return "its key is that of a program"
    if _TAG.match(behind):
        return "a version follows it"
    if (behind.startswith(b":`") and before.endswith(b":")) or before.endswith(_CODE):
        return "it is markup"
    if _GOES_BEFORE.search(before) or _GOES_ON.match(behind):
        return "it is a part of a word"
    owner = _OWNER.search(before)
    if owner and owner[1].lower() not in _PAGES:
        return "it is the name of a repository"
    repository = _REPOSITORY.match(behind)
    if repository and _SCOPE.search(before):
        return "it is the scope of a package"
    if behind.startswith(b"@") and _SIGNED.search(before):
        return "it is markup"
    if value.lower() in CODE_WORDS and _DECORATES.search(before):
        return "a decorator is called so"
    if _PACKAGE.search(before):
        return "a package is called so"
    if (_SITE.search(before) or (repository and _REPORT.search(before))) and is_organisation(
        value, repository[1] if repository else b""
    ):
        return "it reads like the account of an organisation, or like its repository"
    if _PAGE.search(before):
        return "it is a page of a site"
    halves = _NAMESPACE.match(before[-1:] + behind)
    if halves and not _LOGIN.search(before.rpartition(b"\n")[2] + halves[0]):
        return "it is the first half of a name"
    return ""
