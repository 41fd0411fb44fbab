"""Seeded values of every category, such as the rules claim to find, and the words round them."""

from __future__ import annotations

import base64
import importlib
import pkgutil
import random
import re
import string
from typing import NamedTuple

import piiscan.detect.checks
from piiscan.catalog.examples import expand
from piiscan.detect.addresses import Kind, kind

for _module in pkgutil.iter_modules(
    piiscan.detect.checks.__path__
):  # each registers generators of valid numbers
    importlib.import_module(f"piiscan.detect.checks.{_module.name}")

#: Rules' own generators, since many tokens have check digits.
_TOKENS = {
    "GitHub token": "ghp_%{crc62:30}",
    "GitLab token": "glpat-%{alnum:20}",
    "npm token": "npm_%{crc62:30}",
    "Slack token": "xoxb-%{digits:12}-%{digits:12}-%{alnum:24}",
    "SendGrid key": "SG.%{alnum:22}.%{alnum:43}",
    "Stripe key": "sk_live_%{alnum:24}",
    "AWS key ID": "AKIA%{b32:16}",
    "JSON Web Token": "%{jwt:HS256}",
}
_FIRST = ("Konrad", "Brigitte", "Oliwia", "Matteo", "Thérèse", "Jürgen", "Ingrid", "Pavel")
_LAST = ("Rieger", "Hermann", "Kowalska", "Bianchi", "Lefèvre", "Ölschläger", "Sandvik", "Novotný")
_WORDS = ("gleiswerk", "nordhafen", "bergtal", "oderbruch", "lindenau", "steinfurt")
#: Numbers that everybody makes up, and tokens of manuals.
_NOBODYS = re.compile(r"23456|(\d)\1{3}|(\d\d)\2{2}|[xX]{4}")
#: What a password may have besides letters and digits, and each of these must be written with care somewhere.
SIGNS = "$#&%*!^+?"
NASTY = "\"'\\<>`"


class Value(NamedTuple):
    kind: str
    text: str
    """What must be gone."""
    words: str
    """With what stands round it; only ``\\n`` is no printable character."""
    key: bool = False
    """It is found only where a key such as ``password`` is before it."""

    @property
    def trace(self) -> str:
        """What no other value has: the host of a mailbox may stand elsewhere."""
        return self.text.partition("@")[0] if self.kind in ("e-mail", "name beside an e-mail") else self.text


def _password(drawn: random.Random, signs: str = "") -> str:
    letters = [drawn.choice(string.ascii_letters) for _ in range(9)] + [
        drawn.choice(string.digits) for _ in range(5)
    ]
    drawn.shuffle(letters)
    word = "".join(["G", *letters, "q7"])
    at = drawn.randrange(4, 12)
    return word[:at] + (drawn.choice(signs) if signs else "") + word[at:]


def _person(drawn: random.Random) -> tuple[str, str]:
    first, last = drawn.choice(_FIRST[:4]), drawn.choice(_LAST[:4])
    host = f"{drawn.choice(_WORDS)}-{drawn.randrange(10, 9999)}.de"
    return f"{first} {last}", f"{first.lower()}.{last.lower()}{drawn.randrange(100, 99999)}@{host}"


def _token(drawn: random.Random) -> Value:
    kind, text = drawn.choice([*_TOKENS]), ""
    while not text or _NOBODYS.search(text):
        text = expand(_TOKENS[kind], str(drawn.random()))
    return Value(kind, text, text)


def _email(drawn: random.Random) -> Value:
    _, mail = _person(drawn)
    return Value(
        "e-mail",
        mail,
        drawn.choice((mail, f"write to {mail} first", f"mailto:{mail}", f"<{mail}>", f"({mail})")),
    )


def _name(drawn: random.Random) -> Value:
    name, mail = _person(drawn)
    return Value("name beside an e-mail", mail, f"{name} <{mail}>")


def _url(drawn: random.Random) -> Value:
    secret = _password(drawn)
    return Value(
        "password in a URL", secret, f"postgres://svc:{secret}@db.{drawn.choice(_WORDS)}.de:5432/app?a=1"
    )


def _ipv4(drawn: random.Random) -> Value:
    text = ""
    while kind(text.encode()) is not Kind.THEIRS:
        text = f"141.{drawn.randrange(20, 90)}.{drawn.randrange(1, 250)}.{drawn.randrange(2, 250)}"
    return Value(
        "IPv4", text, drawn.choice((f"host {text} is up", f"http://{text}:8080/x", f"server={text}"))
    )


def _ipv6(drawn: random.Random) -> Value:
    text = "2003:e5:" + ":".join(f"{drawn.randrange(4096, 65535):x}" for _ in range(6))
    return Value("IPv6", text, drawn.choice((f"host {text} is up", f"http://[{text}]:8080/x")))


def _home(drawn: random.Random) -> Value:
    user = f"ckrieger{drawn.randrange(100, 9999)}"
    return Value(
        "home directory",
        user,
        drawn.choice(
            (f"/home/{user}/notes.txt", f"/Users/{user}/notes.txt", f"C:\\Users\\{user}\\notes.txt")
        ),
    )


def _phone(drawn: random.Random) -> Value:
    number = ""
    while not number or _NOBODYS.search(number):
        number = f"{drawn.randrange(9018200, 9018299)}{drawn.randrange(10, 99)}"
    text = f"+49 30 {number}"
    return Value("phone", text, f"phone: {text}")


def _iban(drawn: random.Random) -> Value:
    text = expand(drawn.choice(("%{iban:DE}", "%{ibanspaced:NL}", "%{iban:FR}")), str(drawn.random()))
    return Value("IBAN", text, f"IBAN {text}")


def _card(drawn: random.Random) -> Value:
    text = ""
    while not text or _NOBODYS.search(text):
        digits = [4, 9, 2, 9, *(drawn.randrange(10) for _ in range(11))]
        total = sum(each if at % 2 else sum(divmod(2 * each, 10)) for at, each in enumerate(digits))
        text = "".join(map(str, digits)) + str(-total % 10)
    return Value("card number", text, f"card {text}")


def _header(drawn: random.Random) -> Value:
    text = base64.b64encode(f"ckrieger:{_password(drawn)}".encode()).decode()
    return Value("basic credentials", text, f"Authorization: Basic {text}")


def pem(drawn: random.Random) -> Value:
    lines = [expand("%{b64:64}", str(drawn.random())) for _ in range(drawn.randrange(3, 8))]
    body = "\n".join([*lines, expand("%{b64:38}==", str(drawn.random()))])
    kind = drawn.choice(("RSA PRIVATE", "EC PRIVATE", "PRIVATE", "OPENSSH PRIVATE"))
    # Every line of the body must be gone; the first stands for all, the checks look at each.
    return Value("private key", body, f"-----BEGIN {kind} KEY-----\n{body}\n-----END {kind} KEY-----\n")


def password(drawn: random.Random) -> Value:
    signs = drawn.choice(("", "", SIGNS, SIGNS, NASTY))
    text = _password(drawn, signs)
    special = next((each for each in text if not each.isalnum()), "")
    return Value(f"password with {special}" if special in NASTY and special else "password", text, text, True)


def plain_password(drawn: random.Random) -> Value:
    text = _password(drawn)
    return Value("password", text, text, True)


def number(drawn: random.Random) -> Value:
    """A value that may stand without quotes."""
    return _card(drawn)


_ANYWHERE = (_token, _token, _email, _email, _name, _url, _ipv4, _ipv6, _home, _phone, _iban, _card, _header)


def anywhere(drawn: random.Random) -> Value:
    """A value that is found in any text."""
    return drawn.choice(_ANYWHERE)(drawn)


def email(drawn: random.Random) -> Value:
    return _email(drawn)


def bare_email(drawn: random.Random) -> Value:
    _, mail = _person(drawn)
    return Value("e-mail", mail, mail)


def token(drawn: random.Random) -> Value:
    return _token(drawn)


def keyed(drawn: random.Random) -> tuple[str, Value]:
    """A key and its value: passwords, tokens, keys in several lines."""
    value = drawn.choice((password, password, password, _token, pem))(drawn)
    words = (
        ("db_password", "smtp_password", "admin_password")
        if value.kind.startswith("password")
        else ("api_token", "access_key", "private_key")
    )
    return f"{drawn.choice(words)}", value
