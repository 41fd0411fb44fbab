"""Generic secrets: a key whose name smells of credentials, and a value that may be one."""

from __future__ import annotations

import re

from piiscan.compiled import regex
from piiscan.detect import credential_keys, randomness, values
from piiscan.detect.candidate import Candidate
from piiscan.detect.checks.published import is_published
from piiscan.detect.checks.structure import decode_base64
from piiscan.detect.context import weigh
from piiscan.detect.logins import is_login_option, is_stock_login
from piiscan.types import Status

_ADDRESS = regex(rb"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
#: What a URL hides: half of a value in such escapes is a vector for a parser.
_PERCENT = regex(rb"%[0-9A-Fa-f]{2}")
#: An address, as it stands in a URL.
_MAILBOX = regex(rb"[\w.+-]+(?:@|%40)[A-Za-z0-9.-]*", re.IGNORECASE)
_OPTION = regex(rb"--?[a-z][a-z-]+")
_LISTED = regex(rb"[\"'`]\s*,\s*[\"'`]")
_CLASS_NAME = regex(rb"(?:[A-Z][a-z]*){2,6}")
_SPACED = regex(rb"\s")
#: A node of YAML with a name, and a reference to one: `password: &main`, `password: *main`.
_YAML_NODE = regex(rb"[&*][A-Za-z0-9_.-]+")
#: A quote of another kind in a value, and what makes code or a template of it: `"PASSWORD", "password='%s'"`.
_QUOTE = regex(rb"[\"'`]")
_CODE = regex(rb"[=%{}()\[\],;:<>|]|\A[\"'`]|[\"'`]\Z")
#: The least confidence that a scan reports by default.
_LEAST = 0.5
#: What opens an expression of a template language right behind a value.
_OPENINGS = (b"{{", b"{%", b"<%", b"${", b"$(", b"#{")


def _operator(candidate: Candidate) -> bytes:
    text = candidate.data[candidate.match.end("key") : candidate.start]
    found = re.search(rb"===?|!=|=>|:=|\|\|=|=|:|,", text)
    return found.group() if found else b""


#: A function whose argument is the name of something, or a pattern, not the secret: `os.getenv("…")`.
_ASKS = regex(
    rb"(?:^|[.:>_])(?:get\w*|read\w*|find\w*|fetch\w*|load\w*|open|lookup|resolve|query\w*|select\w*|encode|decode|compile|match\w*|search\w*|replace\w*|split|r?strip|join|format|"
    rb"n?gettext(?:_lazy)?|translate|tr|t|_|__|l|i18n|input|prompt\w*|ask\w*|env\w*|config\w*|settings?|param\w*|headers?|fields?|label\w*|intern|helper|print\w*|log\w*|describe|expect|require|"
    rb"import|include\w*|is\w*|has\w*|check\w*|valid\w*|assert\w*|var|lit|re|re_path|path|url|reverse|equals?|equalTo|endswith|startswith|starts_with|ends_with|contains|delete\w*|remove\w*|pop|select|xpath|css|by|name|id|key|"
    rb"property|text|title|msg|message|error|raise|new_error|exception)\($",
    re.IGNORECASE,
)

#: A function that turns a literal into the secret: constructors, and `bytes("…")`, `Buffer.from("…")`.
_MAKES = regex(
    rb"(?:^|[.:>_])(?:[A-Z]\w*|b|s|str|string|bytes?|bytearray|from|of|quote|to_?string|fromhex|unhexlify|\w*64\w*)$"
)


def _asked_for(candidate: Candidate) -> bool:
    """Whether the value is the argument of a call that asks for something by that name."""
    between = candidate.data[candidate.match.end("key") : candidate.start]
    call = re.search(rb"([A-Za-z_.:>]+)\(", between)
    if not call:
        return False
    if _ASKS.search(call.group()):
        return True
    value = candidate.reveal()
    made = _MAKES.search(call.group(1))
    return (
        not made and (values.classes(value) == 1 or values.is_words(value)) and not randomness.is_drawn(value)
    )


def _bare(candidate: Candidate) -> bool:
    return "quote" not in candidate.match.re.groupindex


#: `{password, "…"}`, `{:password, "…"}`: an atom that is the first of a pair.
_TUPLE = regex(rb"\{[ ]?:?\Z")


def _placed_well(candidate: Candidate) -> bool:
    """Whether this is an assignment of a literal: bare values count in configuration files alone."""
    operator, key = _operator(candidate), candidate.match.span("key")
    if credential_keys.is_type(candidate.data, *key) or credential_keys.repeated(
        candidate.group("key"), candidate.reveal()
    ):
        return False
    if candidate.file.is_lock or (
        candidate.file.is_translation and not randomness.is_machine_made(candidate.reveal())
    ):
        return False
    if _bare(candidate):
        return not _filled_in(candidate) and (
            candidate.file.is_config or candidate.file.is_env or _in_prose_assignment(candidate)
        )
    if operator == b",":
        quoted = candidate.data[key[1] : key[1] + 1] in b"\"'" or bool(
            _TUPLE.search(candidate.data[max(0, key[0] - 3) : key[0]])
        )
        value = candidate.reveal()
        if credential_keys.parts(candidate.group("key"))[0].lower() == b"auth":
            return False  # ("auth", "0002_a_migration")
        if _LISTED.match(candidate.after()):
            return False  # one word of a list
        return quoted and not values.is_wordy(value) and not (b"_" in value and values.is_identifier(value))
    if operator == b"!=":
        value = candidate.reveal()
        return not values.is_words(value) and (values.classes(value) > 1 or randomness.is_drawn(value))
    return not _asked_for(candidate) and not _is_closed(candidate)


def _is_closed(candidate: Candidate) -> bool:
    """Whether the quote before the value closes the string that the key begins: `t("Password:")}),name:"password"`."""
    quote = candidate.group("quote")
    start, end = candidate.match.span("key")
    return (
        len(quote) == 1
        and candidate.data[start - 1 : start] == quote
        and candidate.data[end : end + 1] != quote
        and not randomness.is_machine_made(candidate.reveal())
    )


def _filled_in(candidate: Candidate) -> bool:
    """Whether what stands there without quotes is an expression, or part of one, by the syntax of the file."""
    key, value = candidate.match.start("key"), candidate.reveal()
    if value[:1] == b"?" and candidate.data[max(0, key - 2) : key] == b"${":
        return True  # ${NAME:?the message where there is none}
    if value[:1] in b"&*" and candidate.file.extension in ("yml", "yaml"):
        return bool(_YAML_NODE.fullmatch(value))
    if candidate.file.extension == "ps1":
        return candidate.data[key : key + 1] == b"$" and not value.isdigit()  # a command or a variable
    plain = value.rstrip(b"$#")
    opening = candidate.data[candidate.start + len(plain) : candidate.end + 2]
    return opening.startswith(_OPENINGS) and (values.is_stock(plain) or values.is_words(plain))


#: What may stand before an assignment that has the line to itself: a list mark, a prompt, `export`, `docker run -e`.
_LINE_HEAD = regex(
    rb"\s*(?:[-*+#>|$%]{1,3}\s+|//\s*|export\s+|set\s+|SET\s+|setx\s+|env\s+|ENV\s+|ARG\s+|-{1,2}[a-z-]{1,12}[ =]|\S*[A-Za-z_]=\S*\s+|['\"`]|(?:docker|podman|heroku|fly|kubectl|dokku|railway)\s[^'\"=]*?\s|\$ ){0,4}[A-Za-z0-9_.-]*"
)
_LINE_TAIL = regex(
    rb"\s*(?:\\|[`'\"]|(?:#|//|;|<!--|&&|\|\|?)\s?.*|\S*[A-Za-z_]=.*|[A-Za-z0-9./_-]+(?:\s.*)?)?\s*"
)


def _in_prose_assignment(candidate: Candidate) -> bool:
    """An assignment in documentation: `NAME=value`, or a line that is nothing else and whose value is no word."""
    key, value = candidate.group("key"), candidate.reveal()
    between = candidate.data[candidate.match.end("key") : candidate.start]
    if key.isupper() and between == b"=" and len(key) >= 6:
        return True
    if not candidate.file.is_doc or values.is_words(value) or values.is_stock(value):
        return False
    before = candidate.data[candidate.line_start() : candidate.match.start("key")]
    if len(before) > 160:
        return False
    drawn = randomness.is_drawn(value) or (
        values.classes(value) > 1 and any(48 <= byte <= 57 for byte in value)
    )
    if key[:2] in (b"--", b"-D") and between == b"=":
        return drawn  # java -jar app.jar --db.password=…
    return (
        drawn
        and bool(re.fullmatch(rb"=|[ \t]*[:=][ \t]+", between))
        and bool(_LINE_HEAD.fullmatch(before))
        and bool(_LINE_TAIL.fullmatch(candidate.after()))
    )


def password(candidate: Candidate, argument: str) -> bool:
    """A password that somebody chose: words are allowed, labels and references are not."""
    value = candidate.reveal()
    if (
        not 3 <= len(value) <= 128
        or not credential_keys.fits(candidate.group("key"))
        or not _placed_well(candidate)
    ):
        return False
    if (
        values.is_no_secret(value)
        or values.is_hex_digest(value)
        or values.UUID.fullmatch(value)
        or values.is_measure(value)
        or len(_PERCENT.sub(b"", value)) < 0.6 * len(value)
        or _OPTION.fullmatch(value)
        or _ADDRESS.fullmatch(value)
        or _is_choice(candidate.group("key"), value)
    ):
        return _weak(candidate)
    if values.is_stock_encoded(value):
        candidate.status = Status.PLACEHOLDER
        return True
    if _SPACED.search(value):
        return False
    if _QUOTE.search(value) and (_CODE.search(value) or values.classes(value) < 3):
        return False  # code, a template, `don't`
    return _weigh_password(candidate, value) and (candidate.confidence >= _LEAST or _weak(candidate))


def machine_made(candidate: Candidate, argument: str) -> bool:
    """A password without quotes that nobody writes by hand, whatever the syntax around it: `R"(db_password=…)"`."""
    return _is_machine_made(candidate, candidate.group("key"))


def listed(candidate: Candidate, argument: str) -> bool:
    """As ``machine_made``, an item of a list with a name in the plural: `db_passwords = ["…", "…"]`."""
    return _is_machine_made(candidate, candidate.group("key")[:-1])


def _is_machine_made(candidate: Candidate, key: bytes) -> bool:
    value = candidate.reveal()
    return (
        credential_keys.fits(key)
        and not credential_keys.is_setting(key)
        and not candidate.file.is_lock
        and randomness.is_machine_made(value)
        and not is_published(value)
        and not values.is_hex_digest(value)
    )


def _weak(candidate: Candidate) -> bool:
    """Keeps, as a placeholder, what everybody chooses for a password, where it would be dropped: under a name that can mean
    nothing else, and not where the name is a setting's."""
    if (
        not credential_keys.STRONG.search(candidate.group("key"))
        or _bare(candidate)
        or _operator(candidate) in (b",", b"!=")
        or credential_keys.is_setting(candidate.group("key"))
        or not values.is_weak(candidate.reveal())
    ):
        return False
    candidate.status = Status.PLACEHOLDER
    candidate.confidence = candidate.rule.confidence
    return True


#: ISO 3166: lists of countries and of their states have it for a key.
_PALAU = regex(rb"PW(?:-[A-Z0-9]{1,3})?")


def _is_choice(key: bytes, value: bytes) -> bool:
    """`PASSWORD = "warning"`, `update_password: on_create`, `DONT_EXPIRE_PASSWD = 65536`: a value of a setting."""
    if value.lower() in values.CHOICES or (_PALAU.fullmatch(key) and value[:1].isupper() and value.isalpha()):
        return True
    if not (value.isdigit() and len(value) < 7):
        word = value.translate(None, b"-_")
        if not (word.isalpha() and word.islower() and values.is_words(value)):
            return False
    return credential_keys.is_setting(key)


def _weigh_password(candidate: Candidate, value: bytes) -> bool:
    kinds = values.classes(value)
    strong_key = bool(credential_keys.STRONG.search(candidate.group("key")))
    operator = _operator(candidate)
    if operator in (b",", b"==", b"===", b"!="):
        candidate.weaken(0.7)
    if operator == b"," and len(value) < 8 and value.isalnum() and _further(candidate):
        candidate.weaken(0.85)
    if not strong_key:
        candidate.weaken(0.8)
    if kinds == 1 and (values.is_wordy(value) or len(value) < 5):
        candidate.weaken(0.85)
    if values.keyboard_run(value):
        candidate.weaken(0.85 if kinds > 1 else 0.6)  # `12345678` in a test is nobody's password
    if (
        values.is_identifier(value)
        and kinds == 1
        and len(value) > 4
        and _bare(candidate)
        and not candidate.file.is_env
    ):
        candidate.weaken(0.8)
    if _CLASS_NAME.fullmatch(value) and values.is_words(value):
        candidate.weaken(0.7)  # `password => "TextInput"`
    if values.is_label(value) or _reads_as_label(value):
        candidate.weaken(0.5)
    return True


def _further(candidate: Candidate) -> bool:
    """Whether the key is not the first in its list: `("user", "realm", "password", "x")` names arguments."""
    start = candidate.match.start("key")
    return candidate.data[max(0, start - 8) : start].rstrip(b"\"'`bBuU").rstrip().endswith(b",")


def _reads_as_label(value: bytes) -> bool:
    """`Geheimnis`, `contraseña`: one word with a capital, or with letters beyond ASCII."""
    word = value.decode("utf-8", "replace")
    if not value.isascii():
        return word.isalpha()
    return (
        value.isalpha()
        and value[:1].isupper()
        and value[1:].islower()
        and (values.is_wordy(value) or values.is_words(value))
    )


def secret(candidate: Candidate, argument: str) -> bool:
    """A key that a machine drew: random, long enough, no word, path, digest of something named so."""
    value = candidate.reveal()
    header = argument == "header"
    if not header and (not credential_keys.fits(candidate.group("key")) or not _placed_well(candidate)):
        return False
    if not randomness.is_key(
        value, strong=not header and bool(credential_keys.STRONG.search(candidate.group("key")))
    ):
        return False
    if is_stock_login(value) or (not header and is_login_option(candidate.group("key"), value)):
        return False
    if values.UUID.fullmatch(value):
        told = header or credential_keys.STRONG.search(candidate.group("key")) or candidate.file.is_config
        candidate.weaken(0.75 if told else 0.6)  # `change_token`, `request_token`: numbers of requests
    if not header and _operator(candidate) in (b",", b"==", b"==="):
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
    if value.lower() in _STOCK_LOGIN or values.is_placeholder(value):
        candidate.status = Status.PLACEHOLDER
        return values.is_weak(value) and not value.isdigit()
    if values.is_expression(value) or re.search(rb"[{}<>$%]\w*$|^[{<$%]", value):
        return False
    if (
        re.fullmatch(rb"\d{1,5}(?:[/\\].*)?", value)
        or b"/@" in candidate.data[candidate.end - 1 : candidate.end + 1]
    ):
        return False  # a port, and the @ belongs to the path
    if b"/" in value and re.match(rb"\d{1,5}/", value):
        return False
    if _MAILBOX.fullmatch(value) and candidate.match.group().startswith(b"ftp"):
        return False  # anonymous FTP asks for an address
    if values.names_itself(value) or re.match(rb"\d{1,5},|[^,]*\\u[0-9A-Fa-f]{4}", value):
        return False  # a list of hosts; a vector for a parser
    if values.classes(value) == 1 and values.is_wordy(value):
        candidate.weaken(0.8)
    return True


def basic(candidate: Candidate, argument: str) -> bool:
    """Base 64 of ``user:password``; RFC 7617's own example and stock logins are placeholders."""
    decoded = decode_base64(candidate.reveal())
    if (
        decoded is None
        or b":" not in decoded
        or not decoded.isascii()
        or not decoded.decode("ascii").isprintable()
    ):
        return False
    user, _, word = decoded.partition(b":")
    if (
        user.lower() == b"aladdin"
        or word.lower() in _STOCK_LOGIN
        or values.is_placeholder(word)
        or not word
        or (values.is_stock(user) and values.is_stock(word))
    ):
        candidate.status = Status.PLACEHOLDER
        return True
    if values.is_words(word):
        return weigh(candidate, word)
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
    return not (
        value.lower() in _STOCK_LOGIN or values.is_no_secret(value) or re.match(rb"[\"'+.\[(]", value)
    )


def sql_password(candidate: Candidate, argument: str) -> bool:
    """A literal in a statement that creates or changes an account."""
    value = candidate.reveal()
    if value.lower() in _STOCK_LOGIN or values.is_no_secret(value) or _SPACED.search(value):
        return False
    if values.classes(value) == 1 and values.is_wordy(value):
        candidate.weaken(0.8)
    return True


def xml(candidate: Candidate, argument: str) -> bool:
    """The text of an element whose name smells of credentials."""
    value = candidate.reveal()
    if (
        not credential_keys.fits(candidate.group("key"))
        or (candidate.file.is_translation and not randomness.is_machine_made(value))
        or values.is_no_secret(value)
    ):
        return False
    if re.search(rb"token|key|secret", candidate.group("key"), re.IGNORECASE):
        return randomness.looks_random(value) and len(value) >= 8
    return _weigh_plain(candidate, value)


#: What follows an option where it is spoken of: `the --user and --pass flags.`
_TALK = regex(
    rb"(?i:flags?|options?|parameters?|arguments?|switch(?:es)?|settings?|and|or|is|are|to|with|from)[.,:;)]*"
)


def command_line(candidate: Candidate, argument: str) -> bool:
    """The argument of a password option."""
    value = candidate.reveal()
    if (
        value.lower() in _STOCK_LOGIN
        or values.is_no_secret(value)
        or value.startswith((b"-", b"=", b"[", b"\\"))
        or _TALK.fullmatch(value)
    ):
        return False
    return _weigh_plain(candidate, value)


def _weigh_plain(candidate: Candidate, value: bytes) -> bool:
    if values.classes(value) == 1 and values.is_wordy(value):
        candidate.weaken(0.7)
    return True
