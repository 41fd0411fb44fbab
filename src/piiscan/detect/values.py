"""What kind of thing a value is: a placeholder, an expression, a word, a path, or something chosen to be secret."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from piiscan.compiled import regex
from piiscan.detect.checks.structure import decode_base64
from piiscan.detect.labels import LABELS
from piiscan.detect.memory import remembered
from piiscan.detect.words import covered, pieces, surprise

#: A reference that something else fills in: `${X}`, `{{ x }}`, `<x>`, `%s`, `%(x)s`, `#{x}`, `$(x)`, `@x@`, `[x]`, `__X__`, `%env(X)%`,
#: `%~1`, `$encrypted$`.
_TEMPLATE = regex(
    rb"\$\{|\{\{|\}\}|#\{|\$\(|\$\[|<%|%>|\{%|%\([A-Za-z_]\w*\)s|^%[-\d.]*[sdvqxi]|%[sdvq]$|^(?:\$[A-Za-z_]\w*[:@/. -]?)+$|^\$[A-Z][A-Z0-9_]+|^%\w+%$|^@\w+@$"
    rb"|^\{[A-Za-z0-9_.:!]*\}|\{(?:\d?|[A-Za-z_][\w.]*(?:\(\))?)\}|^<[^>]*>?$|^\[[^\]]*\]$|^\(.*\)$|^__\w+__$|^!(?:Ref|Sub|GetAtt|vault|env|secret)|^\*{2,}$|^&\w+;|^\$\$\w|^\$env:|%[A-Za-z_]{3,}%|^%env\([^)]*\)%|^%~?[0-9*]$|^\$\w+\$$|^<[A-Za-z_.]+>[^<>]{0,3}<[A-Za-z_.]+>|^=|^vault:|^env:|^ENC\[|^secretKeyRef"
)
_FILLER = regex(
    rb"^(?:x{3,}|y{3,}|\*{2,}|\.{2,}|-{2,}|_{2,}|#{2,}|\?{2,}|0+|1+|(.)\1{3,}|\W+)$|(?-i:xxxx|XXXX)|\*{3}|\.{3}|\xe2\x80\xa6|\xe2\x80\xa2{2}|(?:0123456789|1234567890|abcdefghijk)|^abcd?[-_]?1234?|"
    rb"(?:change|replace|insert|fill|enter|provide|supply|set|put|add|type|paste)(?:[-_ ]?(?:me|this|your|the|with|here)|[-_ ](?:it|in|a))|(?:change|fill)i[tn]|"
    rb"(?:^|[^a-z0-9%&*+^!?~\\])(?P<apart>your|my|our|his|some|any|this|the|valid|invalid|wrong|incorrect|new|old|actual|real|dummy|fake|mock|sample|example|default|placeholder|redacted|masked|hidden|encrypted|generated|optional|required|unknown|undefined|missing|todo|tbd|fixme|goes|here|removed|omitted|snip)(?:[-_ ]|(?-i:[A-Z])|$)|"
    rb"your[-_ ]?(?:own|secret|pass|token|key|api|client|access|app|account|user|aws)|(?P<within>example|redacted|sample|dummy)|placeholder|changeit|notused|not[-_ ]used|do[-_ ]not[-_ ]use|hunter2?$|"
    rb"(?:^|[-_.])abc[-_]?123(?:[-_]?def|[-_.]|$)",
    re.IGNORECASE,
)
#: Words that stand for a password in examples, and words of code that stand where a value would.
_METASYNTACTIC = frozenset(
    b"foo bar baz qux fubar foobar foobarbaz secret secrets password passwd passwort passphrase pass pwd pw test tests testing testtest tester token key apikey api_key "
    b"value string str text int integer number bool boolean float object array list dict map any none null nil undefined void true false yes no on off "
    b"empty blank default example sample dummy fake user username login admin name email required optional readonly writeonly hidden public private "
    b"protected static const let var final self this input prompt ask file env environ vault keyring stdin basic bearer digest oauth oauth2 jwt ldap saml "
    b"plain plaintext md5 sha1 sha256 sha512 bcrypt scrypt argon2 hmac aes rsa base64 hex utf-8 utf8 ascii autocomplete current-password new-password "
    b"abc abcd abc123 abcdef xyz aaa bbb a b c x y z p w pw1 pw2 p1 p2 pass1 pass2 password1 password2 mypassword mypass mysecret mytoken passw0rd p@ssw0rd "
    b"somepassword some_password secret1 secret2 thepassword the_password newpassword new_password oldpassword badpassword wrongpassword goodpassword "
    b"n/a 123 and or the to is in for with of as guest anonymous nobody postgres root mysql redis mongo rabbitmq sa field label title "
    b"bytes char byte function class type return new await async raise throw error exception invalid valid unset set get post put delete".split()
)
#: `required|string|max:255`: what a form asks of a field (Laravel, CodeIgniter).
_DEMANDS = regex(
    rb"(?:[a-z_]+(?:[:\[][^|]*)?\|)*(?:required|nullable|sometimes|present|filled|confirmed|string|numeric|integer|alpha(?:_dash|_num|_numeric)?|trim|min|max)"
    rb"(?:[:\[][^|]*)?(?:\|[a-z_]+(?:[:\[][^|]*)?)*"
)
#: What stands behind a string that ends where a value was looked for: `"New password: "),E=n`.
_CLOSES = regex(rb"\}?[\])][\])}]{0,3}[,;.)=:&|?]")
#: `"…"+dir+"…"` with one quote for another: what is put between two strings.
_BETWEEN_STRINGS = regex(rb"\+ ?[A-Za-z_$][\w.$()\[\]]*(?: ?\+ ?[A-Za-z_$][\w.$()\[\]]*)* ?\+")
#: `sessions#forgot_password`: an action of a controller of Rails.
_ACTION = regex(rb"[a-z_]+(?:/[a-z_]+)*#[a-z_]+[?!]?")
#: `--from-literal=key=value`: an option of a command.
_OPTION = regex(rb"--[a-z]{2,}[a-z-]*(?:=.*)?", re.DOTALL)
#: What settings choose among: how bad something is, and whether or when something is done.
CHOICES = frozenset(
    b"always never auto automatic manual enabled disabled enable disable allow allowed deny denied inherit strict lax "
    b"warning warn info debug notice note critical fatal verbose silent ignore skip".split()
)
#: `foo-bar`, `bazquux`, `fooz`: made of the words that stand for nothing.
_COMPOUND = regex(
    rb"(?:(?:foo|bar|baz|qux|quux|corge|grault|garply|plugh|xyzzy|spam|eggs|blah|fubar)[sz]?[-_.]?){1,6}\d{0,3}"
)
#: `#s3-secret-key`: an element of a page, called after what is typed into it.
_ELEMENT = regex(rb"#[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*[-_](?:key|secret|token|pass(?:word)?|pwd|input|field)")
#: A character that no keyboard has, as source code writes it; `pass\0word` is a test of how it is read.
_ESCAPE = regex(rb"\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|[0-7]{1,3}|[abefnrtv])")
_CREDENTIAL_WORD = regex(
    rb"pass(?:w(?:or)?d|phrase|code|wort)?|pwd|secret|token|credential|api[-_ ]?key|access[-_ ]?key|auth|login|contrase|mot[-_ ]?de|kennwort|senha|(?<![a-z])key(?![a-z])|user",
    re.IGNORECASE,
)
_HUMPED = regex(rb"[A-Za-z]+(?:[_.:/ -][A-Za-z]+)+|[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)+")
_IDENTIFIER = regex(rb"[A-Za-z_$][A-Za-z0-9_$]*(?:(?:\.|->|::|-|/|:)[A-Za-z_$][A-Za-z0-9_$]*)*[?!]?")
_CONSTANT = regex(rb"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PATHLIKE = regex(
    rb"^(?:[a-z][a-z0-9+.-]{1,12}:)?//|^[a-z][a-z0-9+.-]{1,12}:/\w|^(?:arn:aws[a-z-]*|urn|oid):|^[A-Za-z]:\\\\|^(?:\.{0,2}|~|[A-Za-z]:|\$\w+)[/\\]\w|\.(?:pem|key|crt|cer|txt|json|ya?ml|py|js|ts|rb|php|java|go|html?|xml|conf|cfg|ini|env|sh|md|log|p12|pfx|jks|asc|gpg|png|svg)$"
)
_LETTERS = regex(rb"[A-Za-z]+")
_DIGIT = regex(rb"[0-9]")
_BETWEEN = regex(rb"[-_.:/# ]+")
_CALL = regex(
    rb"^(?:new |await |await_|\$|&|\*)?[A-Za-z_][\w.:>-]*\(|\[['\"]|\w\[\w+\]|=>|&&|\|\||==(?!$)|\+ ?['\"]|['\"] ?\+|^new |;$|\\[nrt]$"
)
#: `{encode(self.secret).decode()}`: what a string is made with.
_FILLED_IN = regex(rb"\{[A-Za-z_][A-Za-z0-9_.]*\([^{}]*\)[^{}]*\}")
_CALL_LAST = regex(rb"\w\([^()]*\)\s*$")
#: What passwords have before a bracket, and calls do not.
_SIGN = regex(rb"[\w.-]*\w[@#!~^][^\s(\"']*\(")
#: `$module.Params.password`, `$this->secret`: what a variable holds.
_MEMBER = regex(rb"\$[A-Za-z_]\w*(?:(?:\.|->|::?)[A-Za-z_]\w*)+")
#: What only a regular expression has: escaped brackets and classes, sets with a repetition, groups with a `?`; `\$x` is
#: no variable, in Kotlin and PHP.
_REGEX = regex(
    rb"\\[\[\](){}.*+?|^]|\\\$(?!\w)|\\[dwsbDWSB](?:[+*{\])]|$)|\[\^|\[[^\]\[]{1,40}\](?:[+*?]|\{\d)|\(\?[:=!P<i]|\.[*+]\??(?:$|[)\\$])|^\.[*+]/|^\^.*\$$"
)
#: `X-Auth-Token`: a header; `org.acme.billing.token`, `m.login.dummy`: a setting or an event, namespace first.
_HEADER = regex(
    rb"(?:[A-Z][A-Za-z]*|[0-9]{1,2})(?:-(?:[A-Z][A-Za-z]*|[0-9]{1,2}))+|(?i:x)-[A-Za-z]+(?:-[A-Za-z0-9]+)*"
)
_NAMESPACED = regex(rb"[A-Za-z][A-Za-z_-]*(?:\.[A-Za-z][A-Za-z0-9_-]*)+")
#: `Billing::Invoice.find_all`, `Api::V3::ApiKeySerializer`: a constant of Ruby, a name of C++ or Rust.
_QUALIFIED = regex(rb"[A-Z][A-Za-z0-9]*(?:::[A-Za-z_][A-Za-z0-9_]*)+(?:[.#][a-z_][A-Za-z0-9_]*[?!]?)?")
_NAMESPACES = frozenset(
    b"com org net io dev app edu gov de uk fr jp cn ru us eu co me ai android androidx java javax jakarta kotlin sun "
    b"microsoft system m urn spring django tls ssl auth oauth oauth2 http https api user users self this".split()
)
#: A version, an object identifier, a host with its port, a duration, a size, an algorithm: `~1.3.0`, `1.2.840.113549`,
#: `localhost:22`, `23.hours`, `30d`, `RSA_4096`.
_MEASURE = regex(
    rb"[v~^<>=]{0,2}\d{1,4}(?:\.(?:\d{1,9}|[x*])){1,12}(?:[-+][A-Za-z0-9.]+)?|[A-Za-z][A-Za-z0-9.-]*:\d{2,5}"
    rb"|\d{1,6}[._ ]?(?:ms|[smhdwy]|min|secs?|seconds?|minutes?|hours?|days?|weeks?|months?|years?|[kmg]i?b|px|r?em)"
    rb"|(?i:rsa|ec|ecc|aes|hmac|sha|md|ed|ecdsa|hs|rs|es|ps)[-_]?\d{1,5}(?:[-_][A-Za-z0-9]{1,8}){0,3}"
)
#: `P4$$w0rd` is `Password`.
_PLAIN = bytes.maketrans(b"430$5@1", b"aeossai")
#: What tests and manuals call a password. A phrase of these alone stands for one.
_STOCK = regex(
    rb"(?:(?:a|an|i|am|the|my|your|our|his|her|new|old|other|another|some|any|no|non|not|is|very|super|top|this|that|test(?:ing|er|s)?|demo|dev|foo|bar|baz|qux|blah|spam|eggs|ham|fu|"
    rb"pass(?:w(?:or)?d|wort|phrase|code)?s?|passw0rd|pwd|pw|pswd|psw|word|secrets?|tokens?|keys?|user(?:name)?s?|client|login|account|guest|owner|member|auth|api|access|refresh|"
    rb"hello|world|dummy|fake|mock|stub|sample|example|default|temp|tmp|bad|good|wrong|right|correct|incorrect|invalid|valid|change|changed|change[-_]?it|reset|confirm(?:ed|ation)?|"
    rb"match|mismatch|one|two|three|first|second|third|last|simple|secure|strong|weak|complex|long|short|hashed|hash|plain|text|unusable|unknown|deprecated|sensitive|nope|none|null|empty|"
    rb"letmein|let|me|in|hunter|qwerty|qwertz|abcd?|xyz|asdf|hidden|private|public|shared|super|setting|option|value|string|data|thing|something|anything|whatever|bob|alice|jane|john|doe)"
    rb"[-_.!@#$:/ ]{0,2}){1,7}\d{0,8}[!.#$*?]{0,2}",
    re.IGNORECASE,
)
#: What nobody should choose and many do, and what tests choose; the bare words for it (`password`, `secret`, `test`) stand for
#: nothing and are not among them.
_WEAK = regex(
    rb"hunter2?|letmein\d*|qwert[yz]?\w{0,4}|asdf\w{0,6}|abc123\w{0,8}|\d{4,12}|admin\d*|root|demo|postgres|mysql|tiger|toor|raspberry|welcome\d*"
    rb"|(?:test|admin|root|old|very|top|default|demo|hidden|strong|good)[-_.]?(?:pass(?:w(?:or)?d|phrase|wd)?|passw0rd|secret|pw|pwd)[-_.]?\d{0,8}!?"
    rb"|(?:pass(?:w(?:or)?d|wd)?|passw0rd|p@ss\w*|pa55\w*|s3cr[e3]t|secr3t|secret|test|user)[-_.]?\d{1,8}!?|p[a@4]ssw[o0]rd\d+!?|p[@4]ssw[o0]rd|passw0rd"
    rb"|s3cr[e3]t\w{0,6}|my(?:s3cr|strong)\w*",
    re.IGNORECASE,
)
_HASHED = regex(
    rb"^\$(?:2[abxy]?|1|5|6|argon2\w*|pbkdf2[\w-]*|scrypt|apr1|y|P|H|S)\$|^pbkdf2_|^\{(?:S?SHA|S?MD5|CRYPT|PBKDF2)|^(?:sha1|md5|sha256|bcrypt\w*|argon2)\$|^sha(?:256|384|512)[-:]|^md5:",
    re.IGNORECASE,
)
UUID = regex(rb"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_HEX = regex(rb"(?:0x)?[0-9A-Fa-f]+")
_KEYBOARD = (
    b"qwertyuiop",
    b"asdfghjkl",
    b"zxcvbnm",
    b"1234567890",
    b"abcdefghijklmnopqrstuvwxyz",
    b"qwertz",
    b"azerty",
    b"1q2w3e4r5t",
)


def is_template(value: bytes) -> bool:
    return bool(_TEMPLATE.search(value))


@remembered
def is_placeholder(value: bytes) -> bool:
    """Whether ``value`` only marks the place of a secret."""
    lowered = value.lower().strip()
    if b"\\" in lowered:
        lowered = _ESCAPE.sub(b"", lowered)
    return (
        lowered.rstrip(b"])}>") in _METASYNTACTIC
        or bool(_COMPOUND.fullmatch(lowered))
        or bool(_ELEMENT.fullmatch(lowered))
        or is_template(value)
        or _is_filler(value)
        or _few(value)
        or _counted(lowered)
    )


def _is_filler(value: bytes) -> bool:
    """Whether it says so, in a word of one case: a drawn token that spells `-FaKE_` does not, nor one with `_myK` in it."""
    for found in _FILLER.finditer(value):
        word = found["apart"] or found["within"]
        if not word or (
            (word.islower() or word.isupper() or word.istitle())
            and (len(word) > _SHORT or _is_written(value))
        ):
            return True
    return False


def _is_written(value: bytes) -> bool:
    return (
        len(value) < _LONG
        or len(_DIGIT.findall(value)) < 2
        or _word_length(value) >= _WRITTEN
        or bool(_CREDENTIAL_WORD.search(value))
    )


#: A word of so few letters stands in one of some thousand drawn tokens, apart as if it were meant; they are so long,
#: and fall into words of two letters.
_SHORT, _LONG, _WRITTEN = 3, 16, 2.6


def _few(value: bytes) -> bool:
    return len(value) >= 6 and len(set(value.lower())) <= max(2, min(5, len(value) // 8))


def _counted(value: bytes) -> bool:
    """Whether most characters follow the one before them, up or down (`0123456790fedcba`), or a few repeat."""
    if len(value) < 12:
        return False
    steps = sum(abs(second - first) <= 1 for first, second in pairwise(value))
    return steps >= 0.6 * len(value) or any(
        value == (value[:size] * (len(value) // size + 1))[: len(value)]
        for size in range(1, len(value) // 3 + 1)
    )


def is_stock(value: bytes) -> bool:
    """Whether ``value`` is a phrase that tests and manuals use for a password: `testpass123`, `my-new-password`."""
    if len(value) > 48:
        return False
    value = value.replace(b"%20", b" ")
    return bool(_STOCK.fullmatch(value) or _STOCK.fullmatch(value.translate(_PLAIN)))


def is_stock_encoded(value: bytes) -> bool:
    """Whether ``value`` is such a phrase, or one that is chosen everywhere, in base 64: `bm90LXNlY3JldA==` is `not-secret`.

    Kubernetes has its secrets so.
    """
    if len(value) % 4 or not 8 <= len(value) <= 64:
        return False
    text = (decode_base64(value) or b"").rstrip(b"\r\n")
    return (
        len(text) >= 3
        and text.isascii()
        and text.decode("ascii").isprintable()
        and (is_stock(text) or is_placeholder(text) or is_weak(text))
    )


def is_weak(value: bytes) -> bool:
    """Whether ``value`` is a password that is chosen everywhere: `123456`, `hunter2`, `testpass`, `postgres`."""
    return len(value) <= 32 and not value.isupper() and bool(_WEAK.fullmatch(value))


def is_label(value: bytes) -> bool:
    """Whether ``value`` is "password" in some language, as forms show it: `Kennwort`, `Wachtwoord:`."""
    word = value.decode("utf-8", "replace").lower().strip(" :*.…")
    return word.replace(" ", "") in LABELS


@remembered
def is_words(value: bytes) -> bool:
    """Whether ``value`` is made of words, with a few digits behind: `swordfish`, `hello-world`, `charles1`."""
    body = value.rstrip(b"0123456789!.")
    letters = sum(map(len, _LETTERS.findall(body)))
    if (
        letters < 3
        or len(value) - len(body) > 4
        or len(body) - letters > 1 + letters // 4
        or not body.isascii()
    ):
        return False
    return covered(body) >= 0.8 * letters or (
        letters >= 5 and surprise(body) <= (4.4 if letters > 7 else 4.2 if letters > 5 else 3.9)
    )


def is_regex(value: bytes) -> bool:
    return bool(_REGEX.search(value))


def is_measure(value: bytes) -> bool:
    """Whether ``value`` is a version, a host with its port, a duration, a size or an algorithm with its key length."""
    return bool(_MEASURE.fullmatch(value))


def is_header_name(value: bytes) -> bool:
    return bool(_HEADER.fullmatch(value)) and _word_length(value) >= 2.3


def is_expression(value: bytes) -> bool:
    """Whether ``value`` is code: a call, an index, an operator, a member of a variable."""
    if (
        _CLOSES.match(value)
        or _BETWEEN_STRINGS.fullmatch(value)
        or _CALL.search(value)
        or (_CALL_LAST.search(value) and not _SIGN.match(value))
        or _FILLED_IN.fullmatch(value)
    ):
        return True
    return value[:1] == b"$" and bool(_MEMBER.fullmatch(value)) and _word_length(value) >= 2.8


def is_demand(value: bytes) -> bool:
    """Whether ``value`` is what a form asks of a field: `required|string`."""
    return b"|" in value and bool(_DEMANDS.fullmatch(value))


def is_path(value: bytes) -> bool:
    return bool(_PATHLIKE.search(value)) or (value.count(b"/") >= 2 and is_wordy(value))


def is_dotted_name(value: bytes) -> bool:
    """``org.example.feature``, ``Shop::Invoice``: a name with a namespace."""
    if _QUALIFIED.fullmatch(value):
        return _word_length(value) >= 2.4
    if not _NAMESPACED.fullmatch(value):
        return False
    first, *rest = value.lower().split(b".")
    return _word_length(value) >= (2.2 if first in _NAMESPACES else 3.2) and (
        len(rest) > 1 or first in _NAMESPACES
    )


def is_hashed(value: bytes) -> bool:
    """Whether ``value`` is a password hash in one of the usual notations."""
    return bool(_HASHED.search(value))


def is_hex_digest(value: bytes) -> bool:
    """Whether ``value`` has the shape of an MD5, SHA-1, SHA-2 digest in hex."""
    return len(value) in (32, 40, 56, 64, 96, 128) and bool(_HEX.fullmatch(value))


def is_constant(value: bytes) -> bool:
    """``UPPER_CASE_WORDS``: the name of something, not the thing."""
    return bool(_CONSTANT.fullmatch(value)) and _word_length(value) >= (2.4 if value.count(b"_") > 3 else 3)


def is_identifier(value: bytes) -> bool:
    return bool(_IDENTIFIER.fullmatch(value))


def names_itself(value: bytes) -> bool:
    """Whether ``value`` names a credential as code does: ``dbPassword``, ``user-token``, ``auth.login``.

    Run together (``verysecret``) it is somebody's weak but real choice.
    """
    return bool(_CREDENTIAL_WORD.search(value) and _HUMPED.fullmatch(value)) and _word_length(value) >= 3


def is_wordy(value: bytes) -> bool:
    """Whether ``value`` falls into words: four or more characters a piece (secrets have two or fewer)."""
    return len(value) / max(1, pieces(value)) >= 3.2


def _word_length(value: bytes) -> float:
    """Letters and digits a word piece, whatever stands between the words."""
    body = _BETWEEN.sub(b" ", value)
    parts = body.split()
    return sum(map(len, parts)) / max(1, sum(map(pieces, parts)))


@remembered
def keyboard_run(value: bytes) -> bool:
    """Whether ``value`` is mostly a walk over the keyboard or the alphabet."""
    lowered = value.lower()
    return len(value) <= 12 and any(
        lowered in row or row[at : at + 6] in lowered for row in _KEYBOARD for at in range(len(row) - 5)
    )


def classes(value: bytes) -> int:
    """How many of lower case, upper case, digits and punctuation occur."""
    kinds = Counter(
        "a" if 97 <= byte <= 122 else "A" if 65 <= byte <= 90 else "0" if 48 <= byte <= 57 else "."
        for byte in value
    )
    return len(kinds)


@remembered
def is_no_secret(value: bytes) -> bool:
    """Whether ``value`` stands for a secret, names one, or is something else altogether."""
    return (
        is_placeholder(value)
        or is_expression(value)
        or is_demand(value)
        or bool(_OPTION.fullmatch(value) or _ACTION.fullmatch(value))
        or is_path(value)
        or is_hashed(value)
        or is_dotted_name(value)
        or is_constant(value)
        or names_itself(value)
        or is_regex(value)
        or is_header_name(value)
    )
