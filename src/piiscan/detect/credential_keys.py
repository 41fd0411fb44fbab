"""What the name of a variable, a member or an option says: a credential, or something about one."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect.memory import remembered

#: What follows the credential word in a key that names something about it, not it.
_ABOUT = regex(
    rb"(?:hash(?:er|ers|ed)?|digest|salt|field|fields|label|labels|input|box|form|column|col|len|length|min|max|size|count|limit|regex|pattern|policy|policies|rule|rules|"
    rb"type|types|version|versions|name|names|url|uri|urls|endpoint|host|path|file|filename|dir|folder|store|storage|provider|manager|service|class|factory|backend|handler|helper|util|utils|"
    rb"error|errors|err|msg|message|messages|text|title|hint|help|desc|description|placeholder|prompt|question|mismatch\w*|reset|change|changed|confirm|confirmation|forgot|forgotten|recovery|"
    rb"expir\w*|expires|ttl|timeout|age|lifetime|date|time|at|valid\w*|verif\w*|check\w*|required|enabled|disabled|needed|protected|strength|quality|score|"
    rb"spec|specs|arn|usage|use|uses|used|iv|nonce|length|len|strength|enc|encoding|encoder|encrypted|encryption|algorithm|algo|alg|format|prefix|suffix|header|param|parameter|arg|args|attr|attribute|prop|property|var|variable|env|ref|"
    rb"id|ids|index|idx|ref|key|keys|map|list|set|array|dict|template|example|scope|scopes|issuer|audience|auth|authentication|authenticator|grant|flow|mode|method|methods|"
    rb"state|status|code|codes|view|page|link|button|icon|css|style|color|visible|visibility|show|hide|toggle|event|listener|callback|fn|func|function|getter|setter|test|tests|"
    rb"generator|generated|gen|parser|reader|writer|stream|buffer|offset|start|end|pos|position|line|lexer|kind|value_type|source|target|owner|group|role|roles|perm|permission|s|es|ed|ing|er)"
    rb"(?:[_.-]?\d{0,2})$",
    re.IGNORECASE,
)
#: Where one of these stands anywhere behind the credential word, the key is about it: `passwordMinLength`.
_ABOUT_ANYWHERE = frozenset(
    b"hash hasher hashers reset field label length len min max policy regex pattern template url uri file path expiry expires expiration "
    b"ttl timeout strength placeholder error message spec type name prompt hint encoder validator validators validation rules".split()
)
_TAIL_WORD = regex(rb"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_WORD = regex(
    rb"secret[_-]?(?:access[_-]?)?key|token[_-]?secret|passw(?:or)?d|passphrase|passwort|pwd|pass|pw|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|"
    rb"master[_-]?key|client[_-]?key|consumer[_-]?key|account[_-]?key|session[_-]?key|credentials?|auth",
    re.IGNORECASE,
)
STRONG = regex(
    rb"passw(?:or)?d|passphrase|passwort|passwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|consumer[_-]?key",
    re.IGNORECASE,
)
_NOT = regex(rb"csrf|xsrf|masked|redacted|censored|existing[_-]?secret|nopasswd|public|tokeniz|keyword|keyboard|author(?!iz)|authori[tz]y|bypass|compass|passenger|passive|passing|passed|passes|surpass|encompass|pass_?through|hash(?:ed)?_?pass|stop_?token|pad_?token|eos_?token|next_?token|page_?token|continuation|sync_?token|max_?token|num_?token|token_?count|special_?token|mask_?token|sep_?token|unk_?token|foreign|primary|partition|sort_?key|cache_?key|idempot|integrity|checksum|fingerprint|nonce|device_?token", re.IGNORECASE)  # fmt: skip


@remembered
def parts(key: bytes) -> tuple[bytes, bytes]:
    """The last credential word in ``key``, and what follows it: ``DB_PASSWORD_FILE`` → ``PASSWORD``, ``FILE``."""
    last = next(reversed(list(_WORD.finditer(key))), None)
    return (last.group(), key[last.end() :].lstrip(b"_-.")) if last else (b"", b"")


def is_about_other(key: bytes) -> bool:
    """Whether ``key`` names what is no credential though it sounds like one: `next_token`, `publicKey`, `nonce`."""
    return _NOT.search(key) is not None


@remembered
def fits(key: bytes) -> bool:
    """Whether ``key`` names a credential, and not something about one (`PASSWORD_HASHERS`, `token_url`)."""
    if is_about_other(key):
        return False
    word, tail = parts(key)
    if tail and word.lower() in (b"auth", b"credential", b"credentials") and tail.lower() != b"value":
        return False  # AUTH_USER_MODEL, credentials_json: about logging in, not the secret
    if not tail:
        return bool(word)
    if tail[:1] == b"s" and key.endswith(word + tail):
        return False  # secretsmanager, tokensource
    words = [part.lower() for part in _TAIL_WORD.findall(tail)]
    return not (
        _ABOUT.match(tail)
        or (len(words) > 1 and (_ABOUT.match(words[-1]) or not _ABOUT_ANYWHERE.isdisjoint(words)))
    )


#: In front of the credential word: what is done or not done to it, or how it failed.
_ACTS = frozenset(
    b"update change reset validate verify check require requires required use uses allow allows ask prompt show hide skip "
    b"no not dont cant cannot never expire expires disable disables disabled enable enables enabled force generate save "
    b"remember need needs has have is err errno error errors".split()
)


def is_setting(key: bytes) -> bool:
    """Whether ``key`` says what is done about a credential: `update_password`, `DONT_EXPIRE_PASSWD`, `ERR_PASSWD`.

    It may still hold one (`change_password: Zu-9-gleis`); a word or a small number there is none.
    """
    word, tail = parts(key)
    head = key[: len(key) - len(tail) - len(word)].rstrip(b"_-.")
    return not _ACTS.isdisjoint(part.lower() for part in _TAIL_WORD.findall(head))


def is_type(text: bytes, start: int, end: int) -> bool:
    """Whether the key at ``[start, end)`` of ``text`` is the last part of a quoted type: `"AWS::IAM::AccessKey"`."""
    return text[start - 1 : start] == b":" and text[end : end + 1] in (b'"', b"'")


def repeated(key: bytes, value: bytes) -> bool:
    """Whether ``value`` is the key's own name: `NO_AUTH = "no-auth"`, `DeviceAuthKey = "pm-27581-device-auth-key"`."""
    name, said = _joined(key), _joined(_TICKET.sub(b"", value))
    return bool(said) and (name.endswith(said) or (len(name) >= _LONG and said.endswith(name)))


#: What a flag is called after: the ticket that brought it.
_TICKET = regex(rb"\A[A-Za-z]{2,5}-[0-9]{1,6}-")
#: Letters of a name that no value ends with by chance.
_LONG = 10


def _joined(name: bytes) -> bytes:
    return name.lower().translate(None, b"-_. ")
