"""Values that piiscan finds and must never let out. Put together at run time: none stands in the repository.

`leaks(output)` names every canary that an output betrays, in clear or in a form from which it can be had back.
"""

from __future__ import annotations

import base64
import hashlib
from urllib.parse import quote

import piiscan.detect.checks.crc
import piiscan.detect.checks.numbers
import piiscan.detect.checks.structure  # noqa: F401 - the three bring their generators
from piiscan.catalog.examples import expand


def made(template: str, seed: str = "canary") -> str:
    """`template` with its generators replaced, the same on every run."""
    return expand(template, seed)


#: One value for every category, by the line of code that carries it, and what in it must not be seen.
TOKEN = made("ghp_%{crc62:30}")
PASSWORD = made("Kx8-%{}ruhrtal.Zu")
EMAIL = made("cilli.k%{}rieger@hermann-kor%{}respondenz.de")
ADDRESS = made("141.30.%{}62.17")
CARD = made("%{card:4539}")
NAME = made("Wilhelmina Krie%{}ger")
USER = made("ckrieg%{}er77")

LINES = {
    "KEY": f'token = "{TOKEN}"',
    "PASSWORD": f"DB_PASSWORD = '{PASSWORD}'",
    "EMAIL": f"mail_to('{EMAIL}')",
    "IP_ADDRESS": f'host = "{ADDRESS}"',
    "ID": f'card = "{CARD}"',
    "NAME": f"# Copyright (c) 1918 {NAME}",
    "USERNAME": f'open("/home/{USER}/notes")',
}
SECRETS = {
    "KEY": TOKEN,
    "PASSWORD": PASSWORD,
    "EMAIL": EMAIL,
    "IP_ADDRESS": ADDRESS,
    "ID": CARD,
    "NAME": NAME,
    "USERNAME": USER,
}
EVERYTHING = "\n".join(LINES.values()) + "\n"

KEY_LINES = [made(f"%{{b64:{size}}}", f"block{size}") for size in (64, 63, 62)]
KEY_BLOCK = "\n".join(
    (made("-----BEGIN RSA PRIVATE%{} KEY-----"), *KEY_LINES, made("-----END RSA PRIVATE%{} KEY-----"))
)


def forms(value: str) -> set[bytes]:
    """How `value` could get out: in clear, encoded, or as a digest that a dictionary turns back."""
    raw = value.encode()
    found = {raw, raw[::-1], value.encode("utf-16-le"), value.encode("utf-16-be"), quote(value).encode()}
    found |= {raw.hex().encode(), raw.hex().upper().encode()}
    found |= {base64.b64encode(raw).rstrip(b"="), base64.urlsafe_b64encode(raw).rstrip(b"=")}
    for name in ("md5", "sha1", "sha224", "sha256", "sha512", "blake2b", "blake2s"):
        digest = hashlib.new(name, raw).digest()
        found |= {digest, digest.hex().encode(), base64.b64encode(digest).rstrip(b"=")}
    # A good part of a long value is as bad as the whole.
    found |= {raw[at : at + 12] for at in range(len(raw) - 11)}
    return found


_FORMS = {name: forms(value) for name, value in SECRETS.items()}
_FORMS |= {f"key block, line {number}": forms(line) for number, line in enumerate(KEY_LINES, 1)}
# Its parts name the person as well as the whole does.
_FORMS["NAME"] |= forms(NAME.split()[1])
_FORMS["EMAIL"] |= forms(EMAIL.split("@")[0])


def leaks(output: bytes | str) -> list[str]:
    """The canaries that `output` betrays."""
    data = output.encode("utf-8", "surrogateescape") if isinstance(output, str) else output
    return sorted(name for name, found in _FORMS.items() if any(form in data for form in found))
