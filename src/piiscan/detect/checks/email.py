"""Mailbox addresses: what only looks like one, and what is a stock placeholder."""

from __future__ import annotations

import re

from piiscan.detect.candidate import Candidate
from piiscan.detect.credit import mark, marks_credits
from piiscan.types import Status

_COUNTRIES = frozenset(
    b"ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch "
    b"ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl "
    b"gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz "
    b"la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no "
    b"np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss "
    b"st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw".split()
)
_GENERIC = frozenset(
    b"com org net edu gov mil int info biz name pro aero coop museum mobi jobs tel travel cat asia post xxx app dev page cloud "
    b"online site store tech shop blog art xyz top club vip live life world today email systems solutions services network "
    b"digital agency studio design group team works company media news zone space website host press fun icu link click games "
    b"software codes engineering academy school university institute science health care clinic dental legal law bank finance "
    b"capital money global international earth one berlin hamburg koeln cologne bayern wien london paris nyc tokyo amsterdam "
    b"brussels vlaanderen gent swiss scot wales irish eus gal bzh corsica ngo ong foundation gmbh ltd inc llc consulting "
    b"technology support email tools chat social community church camp cafe pub bar wtf ninja guru expert rocks cool lol sexy "
    b"family house land garden estate energy green bio eco farm food kitchen coffee wine beer fit run bike golf football "
    b"photography photos pictures gallery graphics video film movie music band audio radio google microsoft apple amazon "
    b"arpa onion test example invalid localhost local".split()
)
#: Reserved by RFC 2606 and RFC 6761, or used by everyone as if they were.
_STOCK_DOMAIN = re.compile(
    rb"(?:^|\.)(?:example(?:\.[a-z]{2,3}){0,2}|invalid|test|localhost|local|localdomain"
    rb"|(?:my|your|some|any|an?)?[-_]?(?:domain|company|email|mail-?server|corp|org|host|site|server|business)\d{0,2}\.(?:com|org|net|tld|io|co)"
    rb"|(?:foo|bar|baz|foobar|example\d*|sample|dummy|fake|test|testing|noreply|no-reply|acme|contoso|fabrikam|nowhere|somewhere"
    rb"|something|anything|whatever|blah|xyz|abc|a|b|x|y|xx|xxx|aaa|abcd|doe|smith|doesnotexist|nonexistent|fake-?domain)\.[a-z]{2,4})$",
    re.IGNORECASE,
)
_STOCK_LOCAL = re.compile(
    rb"(?:foo|bar|baz|qux|foobar|foo\.bar|user(?:name)?|user[-_.]?\d{0,3}|your?|you|your[-_.]?(?:e?mail|name|address|user(?:name)?)|my[-_.]?e?mail"
    rb"|someone|somebody|anyone|nobody|name|e?mail|e-mail|mailbox|address|example|sample|test(?:er|ing|user|mail)?[-_.]?\d{0,3}|first(?:name)?[-_.]?last(?:name)?"
    rb"|f(?:irst)?\.last|j(?:ohn|ane|oe)?[-_.]?doe|john[-_.]?smith|jane[-_.]?smith|joe[-_.]?(?:bloggs|user|schmoe)|max[-_.]?mustermann|erika[-_.]?mustermann"
    rb"|alice|bob|xxx+|x|y|a|b|abc|dummy|fake|placeholder|local-?part|recipient|sender)",
    re.IGNORECASE,
)
_SCP_PATH = re.compile(rb":[~/]?[\w.-]+/")
_URL_USER = re.compile(rb"(?<!mailto)://(?:[^\s/'\"]{0,40}:)?$")
#: What names a message or a part of one, not a mailbox (RFC 5322, RFC 2392).
_MESSAGE = re.compile(
    rb"(?:message-?_?id|in-?_?reply-?_?to|references|content-?_?id|\bcid)[\"']?[ \t]*[:=(][ \t]*[\"'<]*$",
    re.IGNORECASE,
)
_REMOTE_COMMAND = re.compile(rb"\b(?:ssh|scp|rsync|sftp|mosh)\b[^|;&]*$")
_FILE_ENDING = frozenset(
    b"png jpg jpeg gif svg webp ico bmp css scss less js jsx mjs cjs ts tsx json html htm xhtml xml yaml yml toml ini cfg conf txt "
    b"log csv tsv pdf zip gz tgz tar bz xz jar war exe dll so dylib php rb java class kt swift go cpp hpp vue svelte woff ttf eot "
    b"mp mov avi wav ogg lock service socket target timer mount device".split()
)  # fmt: skip


@marks_credits
def mailbox(candidate: Candidate, argument: str) -> bool:
    """Keeps mailbox addresses. Drops URL user parts, scp-like remotes, file names and attribute chains.

    Stock addresses become placeholders, credits are marked; an unknown top-level domain weakens.
    """
    local, _, domain = candidate.reveal().replace(b"%40", b"@").partition(b"@")
    ending = domain.rpartition(b".")[2]
    lowered = ending.lower()
    if lowered in _FILE_ENDING or (ending != lowered and ending not in (ending.upper(), ending.title())):
        return False
    if local.startswith(b"REDACTED_") or not _is_address_here(candidate, local):
        return False
    if domain == b"localhost" and not (
        candidate.before(1) and candidate.before(1) in b"\"'<" and candidate.after(1)
    ):
        return False  # `ssh me@localhost`, but not "me@localhost"
    if _STOCK_DOMAIN.search(domain) or _STOCK_LOCAL.fullmatch(local):
        candidate.status = Status.PLACEHOLDER
        return True
    if lowered not in _COUNTRIES and lowered not in _GENERIC and not lowered.startswith(b"xn--"):
        candidate.weaken(0.5)
    mark(candidate)
    return True


@marks_credits
def spelled(candidate: Candidate, argument: str) -> bool:
    """``ada at host dot org``: the last word must be a top-level domain."""
    words = re.split(rb"[^A-Za-z0-9.+-]+", candidate.reveal().strip())
    if words[-1].lower() not in _COUNTRIES | _GENERIC:
        return False
    plain = b".".join(word for word in words[1:] if word.lower() not in (b"at", b"dot", b""))
    if _STOCK_DOMAIN.search(plain) or _STOCK_LOCAL.fullmatch(words[0]):
        candidate.status = Status.PLACEHOLDER
        return True
    mark(candidate)
    return True


def _is_address_here(candidate: Candidate, local: bytes) -> bool:
    data, start, end = candidate.data, candidate.start, candidate.end
    before = data[max(0, start - 40) : start].rpartition(b"\n")[2]
    following = data[end : end + 1]
    if following == b"(":
        return False  # `matrix@other.method(`
    if following in b":/" and local.lower() in (b"git", b"hg", b"svn"):
        return False  # an scp-like remote: git@host:path
    if following == b":" and _SCP_PATH.match(data, end):
        return False
    if b"://" in before and _URL_USER.search(before):
        return False  # the user, or the end of a password, in a URL
    if before[-1:] in b"<\"': =(" and _MESSAGE.search(before):
        return False
    return not (b"s" in before and _REMOTE_COMMAND.search(before))
