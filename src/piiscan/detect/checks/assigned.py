"""Generic secrets: a key whose name smells of credentials, and a value that may be one."""

from __future__ import annotations

import re

from piiscan.detect import values
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.structure import decode_base64

#: What follows the credential word in a key that names something about it, not it.
_ABOUT = re.compile(
    rb"(?:hash(?:er|ers|ed)?|digest|salt|field|fields|label|labels|input|box|form|column|col|len|length|min|max|size|count|limit|regex|pattern|policy|policies|rule|rules|"
    rb"type|types|name|names|url|uri|urls|endpoint|host|path|file|filename|dir|folder|store|storage|provider|manager|service|class|factory|backend|handler|helper|util|utils|"
    rb"error|errors|err|msg|message|messages|text|title|hint|help|desc|description|placeholder|prompt|question|reset|change|changed|confirm|confirmation|forgot|forgotten|recovery|"
    rb"expir\w*|expires|ttl|timeout|age|lifetime|date|time|at|valid\w*|verif\w*|check\w*|required|enabled|disabled|needed|protected|strength|quality|score|"
    rb"enc|encoding|encoder|encrypted|encryption|algorithm|algo|alg|format|prefix|suffix|header|param|parameter|arg|args|attr|attribute|prop|property|var|variable|env|ref|"
    rb"id|ids|index|idx|ref|key|keys|map|list|set|array|dict|template|example|scope|scopes|issuer|audience|auth|authentication|authenticator|grant|flow|mode|method|methods|"
    rb"state|status|code|codes|view|page|link|button|icon|css|style|color|visible|visibility|show|hide|toggle|event|listener|callback|fn|func|function|getter|setter|test|tests|"
    rb"generator|generated|gen|parser|reader|writer|stream|buffer|offset|start|end|pos|position|line|lexer|kind|value_type|source|target|owner|group|role|roles|perm|permission|s|es|ed|ing|er)"
    rb"(?:[_.-]?\d{0,2})$",
    re.IGNORECASE,
)
_KEY_WORD = re.compile(
    rb"secret[_-]?(?:access[_-]?)?key|token[_-]?secret|passw(?:or)?d|passphrase|passwort|pwd|pass|pw|secret|token|api[_-]?key|access[_-]?key|auth[_-]?key|private[_-]?key|encryption[_-]?key|signing[_-]?key|"
    rb"master[_-]?key|client[_-]?key|consumer[_-]?key|account[_-]?key|session[_-]?key|credentials?|auth",
    re.IGNORECASE,
)
_STRONG_KEY = re.compile(
    rb"passw(?:or)?d|passphrase|passwort|passwd|secret|api[_-]?key|access[_-]?key|private[_-]?key|consumer[_-]?key",
    re.IGNORECASE,
)
_NOT_KEY = re.compile(rb"csrf|xsrf|public|tokeniz|keyword|keyboard|author(?!iz)|authori[tz]y|bypass|compass|passenger|passive|passing|passed|passes|surpass|encompass|pass_?through|hash(?:ed)?_?pass|stop_?token|pad_?token|eos_?token|next_?token|page_?token|continuation|sync_?token|max_?token|num_?token|token_?count|special_?token|mask_?token|sep_?token|unk_?token|foreign|primary|partition|sort_?key|cache_?key|idempot|integrity|checksum|fingerprint|nonce|device_?token", re.IGNORECASE)  # fmt: skip
_SPACED = re.compile(rb"\s")


def _key_parts(key: bytes) -> tuple[bytes, bytes]:
    """The last credential word in ``key``, and what follows it: ``DB_PASSWORD_FILE`` → ``PASSWORD``, ``FILE``."""
    last = next(reversed(list(_KEY_WORD.finditer(key))), None)
    return (last.group(), key[last.end() :].lstrip(b"_-.")) if last else (b"", b"")


def _key_fits(candidate: Candidate) -> bool:
    key = candidate.group("key")
    if _NOT_KEY.search(key):
        return False
    word, tail = _key_parts(key)
    if tail and word.lower() in (b"auth", b"credential", b"credentials"):
        return False  # AUTH_USER_MODEL, credentials_json: about logging in, not the secret
    return not tail or not _ABOUT.match(tail)


def _operator(candidate: Candidate) -> bytes:
    text = candidate.data[candidate.match.end("key") : candidate.start]
    found = re.search(rb"===?|!=|=>|:=|\|\|=|=|:|,", text)
    return found.group() if found else b""


def _bare(candidate: Candidate) -> bool:
    return "quote" not in candidate.match.re.groupindex


def _placed_well(candidate: Candidate) -> bool:
    """Whether this is an assignment of a literal: bare values count in configuration files alone."""
    operator = _operator(candidate)
    if candidate.file.is_translation or candidate.file.is_lock:
        return False
    if _bare(candidate):
        return candidate.file.is_config or candidate.file.is_env or _in_prose_assignment(candidate)
    if operator == b",":
        quoted = candidate.data[candidate.match.end("key") : candidate.match.end("key") + 1] in b"\"'"
        value = candidate.reveal()
        return quoted and not values.is_wordy(value) and not (b"_" in value and values.is_identifier(value))
    return operator != b"!="


def _in_prose_assignment(candidate: Candidate) -> bool:
    """`NAME=value` in documentation and shell lines, upper case and without spaces."""
    key = candidate.group("key")
    between = candidate.data[candidate.match.end("key") : candidate.start]
    return key.isupper() and between == b"=" and len(key) >= 6


def _no_secret(value: bytes) -> bool:
    return (
        values.is_placeholder(value)
        or values.is_expression(value)
        or values.is_path(value)
        or values.is_hashed(value)
        or values.is_dotted_name(value)
        or values.is_constant(value)
        or values.names_itself(value)
    )


def password(candidate: Candidate, argument: str) -> bool:
    """A password that somebody chose: words are allowed, labels and references are not."""
    value = candidate.reveal()
    if not 3 <= len(value) <= 128 or not _key_fits(candidate) or not _placed_well(candidate):
        return False
    if (
        _no_secret(value)
        or values.is_hex_digest(value)
        or values.UUID.fullmatch(value)
        or (b"@" in value[1:-1] and b"." in value.rpartition(b"@")[2])
    ):
        return False
    if _SPACED.search(value):
        return False
    return _weigh_password(candidate, value)


def _weigh_password(candidate: Candidate, value: bytes) -> bool:
    kinds = values.classes(value)
    strong_key = bool(_STRONG_KEY.search(candidate.group("key")))
    if _operator(candidate) in (b",", b"==", b"==="):
        candidate.weaken(0.7)
    if not strong_key:
        candidate.weaken(0.8)
    if kinds == 1 and (values.is_wordy(value) or len(value) < 5):
        candidate.weaken(0.85)
    if values.keyboard_run(value):
        candidate.weaken(0.85 if kinds > 1 else 0.6)  # `12345678` in a test is nobody's password
    if kinds == 1 and candidate.file.is_doc and not candidate.file.is_test:
        candidate.weaken(0.7)  # `password="swordfish"` in a manual
    if (
        values.is_identifier(value)
        and kinds == 1
        and len(value) > 4
        and _bare(candidate)
        and not candidate.file.is_env
    ):
        candidate.weaken(0.8)
    if not value.isascii() or (value[:1].isupper() and value[1:].islower() and values.is_wordy(value)):
        candidate.weaken(0.5)  # a label: "Kennwort"
    return True


def secret(candidate: Candidate, argument: str) -> bool:
    """A key that a machine drew: random, long enough, no word, path, digest of something named so."""
    value = candidate.reveal()
    if argument != "header" and (not _key_fits(candidate) or not _placed_well(candidate)):
        return False
    if _SPACED.search(value) or _no_secret(value) or len(value) < 8:
        return False
    if not any(65 <= byte <= 122 for byte in value) and len(value) < 16:
        return False
    if values.classes(value) < 2 and not (
        len(value) >= 20 and values.looks_random(value, entropy=3.3, rare=2.2)
    ):
        return False
    if not values.looks_random(value):
        return False
    if len(value) < 16 and not (values.classes(value) >= 3 or any(48 <= byte <= 57 for byte in value)):
        return False
    if values.UUID.fullmatch(value):
        candidate.weaken(0.75)
    if argument != "header" and _operator(candidate) in (b",", b"==", b"==="):
        candidate.weaken(0.7)
    return True


_STOCK_LOGIN = frozenset(
    (
        b"guest",
        b"password",
        b"pass",
        b"passwd",
        b"pwd",
        b"secret",
        b"user",
        b"xxx",
        b"pw",
        b"p",
        b"x-oauth-basic",
        b"token",
    )
)


def url_password(candidate: Candidate, argument: str) -> bool:
    """The password part of a URL."""
    value = candidate.reveal()
    if (
        value.lower() in _STOCK_LOGIN
        or values.is_placeholder(value)
        or values.is_expression(value)
        or re.search(rb"[{}<>$%]\w*$|^[{<$%]", value)
    ):
        return False
    if (
        re.fullmatch(rb"\d{1,5}(?:/.*)?", value)
        or b"/@" in candidate.data[candidate.end - 1 : candidate.end + 1]
    ):
        return False  # a port, and the @ belongs to the path
    if b"/" in value and re.match(rb"\d{1,5}/", value):
        return False
    if values.names_itself(value):
        return False
    if values.classes(value) == 1 and values.is_wordy(value):
        candidate.weaken(0.8)
    return True


def basic(candidate: Candidate, argument: str) -> bool:
    """Base 64 of ``user:password``; RFC 7617's own example and stock logins are dropped."""
    decoded = decode_base64(candidate.reveal())
    if (
        decoded is None
        or b":" not in decoded
        or not decoded.isascii()
        or not decoded.decode("ascii").isprintable()
    ):
        return False
    user, _, word = decoded.partition(b":")
    if user.lower() == b"aladdin" or word.lower() in _STOCK_LOGIN or values.is_placeholder(word):
        return False
    candidate.prove()
    return True


def connection_string(candidate: Candidate, argument: str) -> bool:
    """A password between semicolons, with a server or a user on the same line."""
    value = candidate.reveal()
    line = candidate.line()
    if b";" not in line or not re.search(
        rb"(?:server|data source|host|user(?: ?id)?|uid|database|initial catalog|dsn)\s*=",
        line,
        re.IGNORECASE,
    ):
        return False
    return not (value.lower() in _STOCK_LOGIN or _no_secret(value) or re.match(rb"[\"'+.\[(]", value))


def sql_password(candidate: Candidate, argument: str) -> bool:
    """A literal in a statement that creates or changes an account."""
    value = candidate.reveal()
    if value.lower() in _STOCK_LOGIN or _no_secret(value) or _SPACED.search(value):
        return False
    if values.classes(value) == 1 and values.is_wordy(value):
        candidate.weaken(0.8)
    return True


def xml(candidate: Candidate, argument: str) -> bool:
    """The text of an element whose name smells of credentials."""
    value = candidate.reveal()
    if not _key_fits(candidate) or candidate.file.is_translation or _no_secret(value):
        return False
    if re.search(rb"token|key|secret", candidate.group("key"), re.IGNORECASE):
        return values.looks_random(value) and len(value) >= 8
    return _weigh_plain(candidate, value)


def command_line(candidate: Candidate, argument: str) -> bool:
    """The argument of a password option."""
    value = candidate.reveal()
    if value.lower() in _STOCK_LOGIN or _no_secret(value) or value.startswith((b"-", b"=", b"[", b"\\")):
        return False
    return _weigh_plain(candidate, value)


def _weigh_plain(candidate: Candidate, value: bytes) -> bool:
    if values.classes(value) == 1 and values.is_wordy(value):
        candidate.weaken(0.7)
    return True
