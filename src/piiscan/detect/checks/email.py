"""Mailbox addresses: what only looks like one, and what is a stock placeholder."""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks import marks_credits
from piiscan.detect.credit import mark
from piiscan.detect.memory import remembered
from piiscan.detect.people import is_stock_name
from piiscan.detect.roles import is_role
from piiscan.detect.values import keyboard_run
from piiscan.types import Status

_COUNTRIES: Final = frozenset(
    b"ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cc cd cf cg ch "
    b"ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl "
    b"gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz "
    b"la lb lc li lk lr ls lt lu lv ly ma mc md me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no "
    b"np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc sd se sg sh si sj sk sl sm sn so sr ss "
    b"st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw".split()
)
_GENERIC: Final = frozenset(
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
#: Reserved by RFC 2606 and RFC 6761, or used by everyone as if they were. Names of one letter were never for sale
#: under com, net and org, but for a few.
_STOCK_DOMAIN: Final = regex(
    rb"(?:^|\.)(?:example(?:\.[a-z]{2,3}){0,2}|invalid|test|localhost|local|localdomain|[a-pr-y]\.(?:com|net|org)"
    rb"|(?:my|your|some|any|an?|other)?[-_]?(?:domain|company|email|mail-?server|corp|org|host|site|server|business|client|customer|provider|website)\d{0,2}\.(?:com|org|net|tld|io|co|xx|xxx)"
    rb"|(?:my|your|some|any|other)[-_]?(?:store|shop|app|project|brand|school|team|office|startup)\d{0,2}\.(?:com|org|net|tld|io|co)"
    rb"|(?:foo|bar|baz|foobar|example\d*|sample|dummy|fake|test|testing|noreply|no-reply|acme|contoso|fabrikam|nowhere|somewhere"
    rb"|something|anything|whatever|other|blah|xyz|abc|a|b|x|y|xx|xxx|aaa|abcd|doe|smith|john-?(?:doe|smith)|jane-?(?:doe|smith)"
    rb"|doesnotexist|nonexistent|evil|attacker|hacker|malicious|fake-?domain)\.[a-z]{2,4})$",
    re.IGNORECASE,
)
_STOCK_LOCAL: Final = regex(
    rb"(?:foo|bar|baz|qux|foobar|foo\.bar|user(?:name)?[-_.]?\d{0,3}|your?|you|your[-_.]?(?:name|address|user(?:name)?)|your[-_.][a-z._-]{2,40}"
    rb"|(?:my|your|some|any|new|old|other|another|first|second|valid|invalid|wrong)?[-_.]?(?:e?mail|e-mail|name|user)[-_.]?\d{0,3}"
    rb"|(?:to|from|cc|bcc|reply-?to|sender|recipient|receiver)[-_.]?\d{0,3}|some|bogus|unknown|valid|invalid"
    rb"|someone|somebody|anyone|nobody|mailbox|address|example|sample|test(?:er|ing|user|mail)?[-_.]?\d{0,3}|first(?:name)?[-_.]?last(?:name)?"
    rb"|f(?:irst)?\.last|j(?:ohn|ane|oe)?[-_.]?doe|john[-_.]?smith|jane[-_.]?smith|joe[-_.]?(?:bloggs|user|schmoe)|max[-_.]?mustermann|erika[-_.]?mustermann"
    rb"|alice|bob|x|y|a|b|abc|placeholder|local(?:-?part)?|xxx+|([a-z])\1{3,}|toto|abcdef[a-z0-9]{0,60}|0?123456789\d{0,20}|asdf[a-z]{0,10}"
    rb"|(?:[\w.-]{1,30}[-_.])?(?:fake|dummy|example|sample)(?:[-_.][\w.-]{1,30})?|[\w.-]{0,30}?(?:test[-_.]?user|unit[-_.]?test)[\w.-]{0,30}"
    rb"|my[-_.]?(?:test|account|login|self)[\w.-]{0,30})",
    re.IGNORECASE,
)
#: `example` with one letter changed or left out, as tests of international domain names write it.
_NEARLY_EXAMPLE: Final = regex(r".?xample|e.?ample|ex.?mple|exa.?ple|exam.?le|examp.?e|exampl.?")
#: `admin@admin.com` is nobody anywhere.
_TWICE: Final = frozenset((b"admin", b"root", b"user", b"demo", b"mail", b"email", b"guest"))
#: The two stand for anybody by themselves, the others in their company.
_CAST: Final = frozenset(b"carol charlie dave eve mallory oscar peggy trent victor".split())
_CAST_LEADS: Final = regex(rb"\b(?:alice|bob)(?:@|%40)", re.IGNORECASE)
_SAYS_EMAIL: Final = regex(rb"(?:^|[._-])e-?mail\d{0,3}(?:[._-]|$)", re.IGNORECASE)
_SCP_PATH: Final = regex(rb":[~/]?[\w.-]+/")
_URL_USER: Final = regex(rb"(?<!mailto)://(?:[^\s/'\"]{0,40}:)?$")
#: The number of an entry in a calendar, an account on a server of the Fediverse (RFC 7565).
_NO_MAILBOX: Final = regex(rb"(?:^|\\n)UID(?:;[^:\n]{1,60})?:$|[\"']acct[\"'][ \t]*:[ \t]*[\"']$")
#: What names a message or a part of one, or a call, not a mailbox (RFC 5322, RFC 2392, RFC 3261).
_MESSAGE: Final = regex(
    rb"(?:message-?_?ids?|\bsmtp-?_?id|in-?_?reply-?_?to|references|content-?_?id|\bcid|\bmsgid|\bcall-?id)[\"']?[ \t]*[:=(][ \t]*[\"'<]*[^\s<>\"'@:]{0,64}$"
    rb"|(?:message-?id|\bmsgid|\blore\.kernel\.org)/[^\s<>\"'@:]{0,64}$",
    re.IGNORECASE,
)
_MESSAGE_STEMS = (
    b"message",
    b"smtp-id",
    b"reply",
    b"referenc",
    b"content",
    b"cid",
    b"msgid",
    b"call-",
    b"callid",
    b"lore.",
)
#: How programs make up the identifier of a message: a UUID; a time in hex and some digits (Thunderbird); a process
#: and a time; a date with its time, and more (mutt, sendmail); Exim's and Pine's.
_MESSAGE_LOCAL: Final = regex(
    rb"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}|[0-9A-F]{8}\.[0-9A-F]{5,8}|[0-9]{3,8}\.[0-9]{9,10}"
    rb"|[0-9]{12,14}\.[0-9A-Za-z.]{1,40}|E1[0-9A-Za-z]{5}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|Pine\.[A-Z]{3}\.[0-9A-Za-z.]+"
)
#: Google's calendars have addresses that nobody reads.
_CALENDARS: Final = b".calendar.google.com"
#: Gmail's identifiers of messages, and WhatsApp's of users and groups.
_NO_MAIL: Final = frozenset((b"mail.gmail.com", b"c.us", b"g.us", b"s.whatsapp.net"))
#: RFC 4251, 6: whoever adds an algorithm or an extension to SSH calls it `name@domain`.
_SSH_NAME: Final = regex(
    rb"(?:[a-z]+-)*(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2|rsa-sha2|aes[0-9]{3}|chacha20|hmac|umac|curve(?:25519|448)|sntrup|"
    rb"mlkem|kexguess|diffie-hellman|ecdh|rijndael|keep-?alive|strict-kex)[a-z0-9-]*|[a-z0-9-]{1,60}-cert-v0[0-9]"
)
_SSH_OWNERS: Final = frozenset((b"openssh.com", b"libssh.org", b"tinyssh.org"))
_SSH_WORDS: Final = frozenset(
    b"etm zlib statvfs fstatvfs hardlink fsync eow tun ping lsetstat limits keepalive".split()
)
_FORGES: Final = frozenset(
    (b"github.com", b"gitlab.com", b"bitbucket.org", b"codeberg.org", b"ssh.dev.azure.com")
)
_LOGINS: Final = frozenset((b"git", b"hg", b"svn"))
#: What Kotlin has before a label: `this@Outer.id`.
_LABELLED: Final = b"this"
#: What Celery and Erlang call a process: a name of its own, and the machine's.
_NODE: Final = regex(
    rb"(?:(?:\b|_)(?:hostname|nodename|node_?name|node)[\"']?\]?[ \t]*(?:=|==|!=|:|\()|worker\()[ \t]*[\"']$|\B-{1,2}s?name[ =][\"']?$",
    re.IGNORECASE,
)
_NODE_STEMS: Final = (b"node", b"hostname", b"worker(", b"-name", b"-sname")
_NODES_AFTER: Final = regex(rb"[\"'] (?:not )?in (?:\w+\.)?(?:workers|nodes)\b")
_NODE_LOCAL: Final = regex(rb"(?:celery|worker)[-_]?[0-9]{0,3}")
_VAULT_ID: Final = regex(rb"--(?:new-)?vault-id[ =][\"']?$|vault_(?:identity|ids?)[^\n]{0,20}$")
#: The only names under py that others are registered below (NIC.py): all else is a Python file.
_PARAGUAY: Final = frozenset(b"com coop edu mil gov org net una".split())
_PASSWORDS: Final = frozenset(b"pass password passwd pwd secret".split())
#: `validsite.com:random@evilsite.com` in a forged header; `sip:user:secret@host`.
_USER_BEFORE: Final = regex(rb"\bhost:[ ]?[\w.-]{1,64}:$|\bsips?:[\w.+-]{1,64}:$", re.IGNORECASE)
_REMOTE_COMMAND: Final = regex(rb"(?<![\w-])(?:ssh|scp|rsync|sftp|mosh)(?![\w-])([^|;&]*)$")
#: Words of a command, apart by blanks and by what is between the items of a list.
_COMMAND_WORD: Final = regex(rb"[^\s\"',\[\]]+")
#: An option, a path, another machine, or what a variable holds.
_ARGUMENT: Final = regex(rb"-|[^/.:$~@={%\\]*[/.:$~@={%\\]")
FILE_ENDING: Final = frozenset(
    b"png jpg jpeg gif svg webp ico bmp css scss less js jsx mjs cjs ts tsx json html htm xhtml xml yaml yml toml ini cfg conf txt "
    b"log csv tsv pdf zip gz tgz tar bz xz jar war exe dll so dylib php rb java class kt swift go cpp hpp vue svelte woff ttf eot "
    b"mp mov avi wav ogg lock service socket target timer mount device".split()
)  # fmt: skip


@marks_credits
def mailbox(candidate: Candidate, argument: str) -> bool:
    """Keeps mailbox addresses; ``person`` or ``role``: of these alone. Drops URL user parts, scp-like remotes, file names and attribute chains.

    Stock addresses become placeholders, credits are marked; an unknown top-level domain weakens.
    """
    if argument and is_role(candidate.reveal()) != (argument == "role"):
        return False
    local, _, domain = candidate.reveal().replace(b"%40", b"@").partition(b"@")
    ending = domain.rpartition(b".")[2]
    lowered = ending.lower()
    if lowered in FILE_ENDING or (ending != lowered and ending not in (ending.upper(), ending.title())):
        return False
    if (
        local.startswith(b"REDACTED_")
        or made_by_programs(local, domain)
        or not is_address_here(candidate.data, candidate.start, candidate.end)
    ):
        return False
    if domain == b"localhost" and not (
        candidate.before(1) and candidate.before(1) in b"\"'<" and candidate.after(1)
    ):
        return False  # `ssh me@localhost`, but not "me@localhost"
    if _is_stock(local, domain) or _stands_for_any(candidate, local, domain):
        candidate.status = Status.PLACEHOLDER
        return True
    if not (is_top_level(lowered) or (len(lowered) >= _NEW and _is_bracketed(candidate))):
        candidate.weaken(0.5)
    mark(candidate)
    return True


#: So long are top-level domains that few have heard of; shorter ones are made up (`email.xx`, `dom.ain`).
_NEW: Final = 4


def is_top_level(label: bytes) -> bool:
    """One that is well known; there are 1,400 of them, and new ones every year."""
    return label in _COUNTRIES or label in _GENERIC or label.startswith(b"xn--")


def _is_bracketed(candidate: Candidate) -> bool:
    """`Ada <ada@host.computer>`: nothing but an address is written so."""
    return candidate.before(1) == b"<" and candidate.after(1) == b">"


@marks_credits
def spelled(candidate: Candidate, argument: str) -> bool:
    """``ada at host dot org``: the last word must be a top-level domain; ``dotted``: what is behind its last dot."""
    words = re.split(rb"[^A-Za-z0-9.+-]+|-(?:at|AT)-", candidate.reveal().strip())
    ending = words[-1].lower()
    if argument == "dotted":
        ending = ending.rpartition(b".")[2]
    if ending in FILE_ENDING or ending not in _COUNTRIES | _GENERIC:
        return False
    plain = b".".join(word for word in words[1:] if word.lower() not in (b"at", b"dot", b""))
    if _STOCK_DOMAIN.search(plain) or _STOCK_LOCAL.fullmatch(words[0]):
        candidate.status = Status.PLACEHOLDER
        return True
    mark(candidate)
    return True


@remembered
def _is_stock(local: bytes, domain: bytes) -> bool:
    return bool(_STOCK_DOMAIN.search(domain) or _STOCK_LOCAL.fullmatch(local.partition(b"+")[0]))


@remembered
def made_by_programs(local: bytes, domain: bytes) -> bool:
    """Names of algorithms, of messages, of calendars, of files: no mailbox, wherever they stand."""
    domain = domain.lower()
    if domain.endswith(_CALENDARS) or domain in _NO_MAIL:
        return True
    if domain.endswith(b".py") and domain.rsplit(b".", 2)[-2] not in _PARAGUAY:
        return True
    if (domain in _SSH_OWNERS and (local in _SSH_WORDS or b"-" in local)) or local == b"keepalive":
        return True
    if local == _LABELLED or (local.lower() in _LOGINS and domain.removeprefix(b"gist.") in _FORGES):
        return True
    if local.isalpha():
        return False
    return bool(
        not local.strip(b"~._%+-")
        or _MESSAGE_LOCAL.fullmatch(local)
        or _SSH_NAME.fullmatch(local)
        or _NODE_LOCAL.fullmatch(local)
    )


def _stands_for_any(candidate: Candidate, local: bytes, domain: bytes) -> bool:
    """Stock addresses that need a second look: `joe@bloggs.com`, `to@ixample.org`, in a test `fred@fred.com` too."""
    invented = _invented(local, domain)
    if invented is _Invented.ANYWHERE:
        return True
    if local.lower() in _CAST and _CAST_LEADS.search(
        candidate.data, max(0, candidate.start - 200), candidate.end + 200
    ):
        return True
    if invented is _Invented.IN_SAMPLES:
        return candidate.file.is_test or candidate.file.is_doc or candidate.file.is_example
    return invented is _Invented.IN_TESTS and candidate.file.is_test


class _Invented(Enum):
    """Where an address of this look is nobody's."""

    NOWHERE = 0
    IN_TESTS = 1
    IN_SAMPLES = 2
    """Tests, documentation, examples."""
    ANYWHERE = 3


@remembered
def _invented(local: bytes, domain: bytes) -> _Invented:
    lowered, labels = local.lower(), domain.lower().split(b".")
    second = labels[-2] if len(labels) > 1 else b""
    if len(labels) == 2 and (is_stock_name(lowered + b" " + second) or _nearly_example(lowered, second)):
        return _Invented.ANYWHERE
    if (local, domain) == (b"LL", b"li.org"):
        return _Invented.ANYWHERE  # what gettext writes for the mailing list of a language
    if len(second) == 1 and len(lowered) <= 2 and (len(lowered) == 1 or lowered[1:].isdigit()):
        return _Invented.ANYWHERE
    if len(labels) == 2 and lowered == second:
        return _Invented.ANYWHERE if lowered in _TWICE else _Invented.IN_SAMPLES
    if _is_babble(second) or _SAYS_EMAIL.search(local):
        return _Invented.IN_TESTS
    return _Invented.NOWHERE


def _nearly_example(local: bytes, second: bytes) -> bool:
    if local + second in (b"example", b"exmple"):
        return True  # `ex@mple.com`
    if not 6 <= len(second) <= 20 or not (b"ampl" in second or b"xa" in second or b"--" in second):
        return False
    try:
        text = second[4:].decode("punycode") if second.startswith(b"xn--") else second.decode("utf-8")
    except (UnicodeError, ValueError, OverflowError):
        return False
    return bool(_NEARLY_EXAMPLE.fullmatch(text))


def _is_babble(label: bytes) -> bool:
    """One syllable over and over, or neighbours on the keyboard: `lala`, `asdf`, `123`."""
    size = len(label)
    if size >= 4 and any(
        size % length == 0 and label == label[:length] * (size // length) for length in (2, 3)
    ):
        return True
    return (size >= 4 or (size == 3 and label.isdigit())) and keyboard_run(label)


def is_address_here(data: bytes, start: int, end: int) -> bool:
    """Whether what stands round it lets it be one: no remote, no user of a URL, no mask of IRC, no message."""
    local = data[start:end].replace(b"%40", b"@").partition(b"@")[0]
    before = data[max(0, start - 120) : start].rpartition(b"\n")[2]
    following = data[end : end + 1]
    last = before[-1:]
    if following == b"(":
        return False  # `matrix@other.method(`
    if following in b":/" and local.lower() in _LOGINS:
        return False  # an scp-like remote: git@host:path
    if following == b":" and _SCP_PATH.match(data, end):
        return False
    if b"://" in before and _URL_USER.search(before[-50:]):
        return False  # the user, or the end of a password, in a URL
    if (last and last in b"@$") or (last in b":\"'" and _NO_MAILBOX.search(before)):
        return False  # `@ada@mastodon.example`, an account; `$USER@…`, a variable
    if before.endswith(b"!~") or (last == b"!" and before[-2:-1].isalnum()):
        return False  # the mask of somebody on IRC: nick!user@host
    if last == b":" and (_USER_BEFORE.search(before) or local.lower() in _PASSWORDS):
        return False  # the same without a scheme
    lowered = before.lower()
    for stem in _MESSAGE_STEMS:
        if stem in lowered:
            if _MESSAGE.search(before):
                return False
            break
    if _names_a_process(lowered, data[end : end + 40], last):
        return False
    return not (b"s" in before and last not in b"<(:" and _is_remote(before[-40:]))


def _is_remote(before: bytes) -> bool:
    """Whether a command for another machine stands before what would be its user and its host: no sentence that speaks of SSH."""
    command = _REMOTE_COMMAND.search(before)
    if command is None:
        return False
    after_option, plain = False, 0
    for word in _COMMAND_WORD.findall(command[1]):
        plain += not after_option and not _ARGUMENT.match(word)
        after_option = word.startswith(b"-") and not after_option
    return plain < 2


def _names_a_process(before: bytes, after: bytes, last: bytes) -> bool:
    """A node of Celery or Erlang, which is named `name@host`; a source of Ansible's vault, `name@script`."""
    if b"vault" in before and _VAULT_ID.search(before):
        return True
    if not last or last not in b"\"' =":
        return False
    for stem in _NODE_STEMS:
        if stem in before:
            if _NODE.search(before):
                return True
            break
    return after[:1] in b"\"'" and b" in " in after and bool(_NODES_AFTER.match(after))
