"""What kind of thing a value is: a placeholder, an expression, a word, a path, or something chosen to be secret."""

from __future__ import annotations

import re
from collections import Counter

from piiscan.detect.checks.entropy import bits_per_character
from piiscan.detect.words import pieces

#: A reference that something else fills in: `${X}`, `{{ x }}`, `<x>`, `%s`, `%(x)s`, `#{x}`, `$(x)`, `@x@`, `[x]`, `__X__`.
_TEMPLATE = re.compile(
    rb"\$\{|\{\{|\}\}|#\{|\$\(|\$\[|<%|%>|\{%|%\([A-Za-z_]\w*\)s|^%[-\d.]*[sdvqxi]|%[sdvq]$|^\$[A-Za-z_]\w*$|^\$[A-Z][A-Z0-9_]+|^%\w+%$|^@\w+@$"
    rb"|^\{[A-Za-z0-9_.:!]*\}|\{[A-Za-z_]\w*\}$|^<[^>]*>?$|^\[[^\]]*\]$|^\(.*\)$|^__\w+__$|^!(?:Ref|Sub|GetAtt|vault|env|secret)|^\*{2,}$|^&\w+;|\$\$|^=|^vault:|^env:|^ENC\[|^secretKeyRef"
)
_FILLER = re.compile(
    rb"^(?:x{3,}|y{3,}|\*{2,}|\.{2,}|-{2,}|_{2,}|#{2,}|\?{2,}|0+|1+|(.)\1{3,}|\W+)$|xxxx|\*{3}|\.{3}|\xe2\x80\xa6|\xe2\x80\xa2{2}|(?:0123456789|1234567890|abcdefghijk)|"
    rb"(?:change|replace|insert|fill|enter|provide|supply|set|put|add|type|paste)[-_ ]?(?:me|this|it|in|your|the|with|here|a)|"
    rb"(?:^|[^a-z])(?:your|my|our|his|some|any|this|the|valid|invalid|wrong|incorrect|new|old|actual|real|dummy|fake|mock|sample|example|default|placeholder|redacted|masked|hidden|encrypted|generated|optional|required|unknown|undefined|missing|todo|tbd|fixme|goes|here|removed|omitted|snip)(?:[-_ ]|(?-i:[A-Z])|$)|"
    rb"your[-_ ]?(?:own|secret|pass|token|key|api|client|access|app|account|user|aws)|example|placeholder|redacted|sample|dummy|changeit|notused|not[-_ ]used|do[-_ ]not[-_ ]use|hunter2?$",
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
    b"123 and or the to is in for with of as guest anonymous nobody postgres root mysql redis mongo rabbitmq sa field label title "
    b"bytes char byte function class type return new await async raise throw error exception invalid valid unset set get post put delete".split()
)
_CREDENTIAL_WORD = re.compile(
    rb"pass(?:w(?:or)?d|phrase|code|wort)?|pwd|secret|token|credential|api[-_ ]?key|access[-_ ]?key|auth|login|contrase|mot[-_ ]?de|kennwort|senha|\bkey\b|user",
    re.IGNORECASE,
)
_HUMPED = re.compile(rb"[A-Za-z]+(?:[_.:/ -][A-Za-z]+)+|[A-Za-z]?[a-z]+(?:[A-Z][a-z]+)+")
_IDENTIFIER = re.compile(rb"[A-Za-z_$][A-Za-z0-9_$]*(?:(?:\.|->|::|-|/|:)[A-Za-z_$][A-Za-z0-9_$]*)*[?!]?")
_CONSTANT = re.compile(rb"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+")
_PATHLIKE = re.compile(
    rb"^(?:[a-z][a-z0-9+.-]{1,12}:)?//|^(?:\.{0,2}|~|[A-Za-z]:|\$\w+)[/\\]\w|\.(?:pem|key|crt|cer|txt|json|ya?ml|py|js|ts|rb|php|java|go|html?|xml|conf|cfg|ini|env|sh|md|log|p12|pfx|jks|asc|gpg|png|svg)$"
)
_REVERSE_DOMAIN = re.compile(rb"[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*){2,}")
_CALL = re.compile(rb"[A-Za-z_][\w.]*\(|\)\s*$|\[['\"\w]|=>|&&|\|\||==|\+ ?['\"]|['\"] ?\+|^new |;$|\\[nrt]$")
_HASHED = re.compile(
    rb"^\$(?:2[abxy]?|1|5|6|argon2\w*|pbkdf2[\w-]*|scrypt|apr1|y|P|H|S)\$|^pbkdf2_|^\{(?:S?SHA|S?MD5|CRYPT|PBKDF2)|^(?:sha1|md5|sha256|bcrypt\w*|argon2)\$|^sha(?:256|384|512)[-:]|^md5:",
    re.IGNORECASE,
)
UUID = re.compile(rb"[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}")
_HEX = re.compile(rb"(?:0x)?[0-9A-Fa-f]+")
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


def is_placeholder(value: bytes) -> bool:
    """Whether ``value`` only marks the place of a secret."""
    lowered = value.lower().strip()
    return lowered in _METASYNTACTIC or is_template(value) or bool(_FILLER.search(value)) or _few(value)


def _few(value: bytes) -> bool:
    return len(value) >= 6 and len(set(value.lower())) <= max(2, min(5, len(value) // 8))


def is_expression(value: bytes) -> bool:
    """Whether ``value`` is code: a call, an index, an operator."""
    return bool(_CALL.search(value))


def is_path(value: bytes) -> bool:
    return bool(_PATHLIKE.search(value)) or (value.count(b"/") >= 2 and is_wordy(value))


def is_dotted_name(value: bytes) -> bool:
    """``org.example.feature``: a name with a namespace."""
    return bool(_REVERSE_DOMAIN.fullmatch(value)) and is_wordy(value)


def is_hashed(value: bytes) -> bool:
    """Whether ``value`` is a password hash in one of the usual notations."""
    return bool(_HASHED.search(value))


def is_hex_digest(value: bytes) -> bool:
    """Whether ``value`` has the shape of an MD5, SHA-1, SHA-2 digest in hex."""
    return len(value) in (32, 40, 56, 64, 96, 128) and bool(_HEX.fullmatch(value))


def is_constant(value: bytes) -> bool:
    """``UPPER_CASE_WORDS``: the name of something, not the thing."""
    return bool(_CONSTANT.fullmatch(value)) and is_wordy(value)


def is_identifier(value: bytes) -> bool:
    return bool(_IDENTIFIER.fullmatch(value))


def names_itself(value: bytes) -> bool:
    """Whether ``value`` names a credential as code does: ``dbPassword``, ``user-token``, ``auth.login``.

    Run together (``verysecret``) it is somebody's weak but real choice.
    """
    return bool(_CREDENTIAL_WORD.search(value) and _HUMPED.fullmatch(value)) and is_wordy(value)


def is_wordy(value: bytes) -> bool:
    """Whether ``value`` falls into words: four or more characters a piece (secrets have two or fewer)."""
    return len(value) / max(1, pieces(value)) >= 3.2


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


def looks_random(value: bytes, *, entropy: float = 3.0, rare: float = 2.6) -> bool:
    """Whether ``value`` was drawn rather than written: enough entropy, and few characters a word piece."""
    return (
        bits_per_character(value) >= min(entropy, 0.85 * _ceiling(len(value)))
        and len(value) / max(1, pieces(value)) <= rare
    )


def _ceiling(length: int) -> float:
    return max(1.0, length.bit_length() - 0.5)
