"""The policy ``env``: a literal gives way to the language's look-up of an environment variable.

    password = "…"           password = os.environ["PASSWORD"]        Python
    apiKey: '…',             apiKey: process.env.API_KEY,             JavaScript, TypeScript
    "token" => "…"           "token" => ENV.fetch("TOKEN")            Ruby
    Password: "…",           Password: os.Getenv("PASSWORD"),         Go
    DB_PASSWORD='…'          DB_PASSWORD="${DB_PASSWORD}"             shell, Dockerfile
    password: …              password: ${PASSWORD}                    YAML
    password = "…"           password = var.password                  Terraform

One line decides, as everywhere: what stands before and behind the literal must be such that an expression may
stand in its place. In doubt there is no look-up.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from piiscan.mask.policies.spot import Spot
from piiscan.mask.syntax.context import Style
from piiscan.mask.syntax.kind import Kind
from piiscan.mask.syntax.place import Place


class Lookup(NamedTuple):
    """What is written for a value."""

    text: str
    quotes: bool = False
    """Whether it takes the place of the quotes round the value as well."""


#: `name =`, `"name":`, `name: type =`, `name =>`, `name :=`; what precedes the name is no part of a word or mailbox.
_KEY = re.compile(
    rb"(?<![A-Za-z0-9_.@+%/-])(?:(?:self|this|config|settings)\.|\$|@)?(?P<key>[A-Za-z_][A-Za-z0-9_.-]{0,60})[\"'`\])]{0,2}[ \t]*"
    rb"(?::[ \t]*[A-Za-z_][A-Za-z0-9_.\[\]|<> ,]*)?(?:=>|:=|=|:)[ \t]*[\"'`]?$"
)
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_OTHER = re.compile(r"[^A-Z0-9]+")
_WRITTEN = re.compile(
    rb"os\.environ\[\"[A-Z][A-Z0-9_]*\"\]|process\.env\.[A-Z][A-Z0-9_]*|ENV\.fetch\(\"[A-Z][A-Z0-9_]*\"\)"
    rb"|os\.Getenv\(\"[A-Z][A-Z0-9_]*\"\)|\"?\$\{(?:[A-Z][A-Z0-9_]*|var\.[a-z][a-z0-9_]*)\}\"?|var\.[a-z][a-z0-9_]*"
)
#: The next literal is joined to this one, over line ends and comments.
_JOINED = re.compile(rb"(?:[^\n]*\n)(?:\s|#[^\n]*\n)*[rRbBfFuU]{0,2}[\"']")
_OPEN_CONST = re.compile(rb"(?:^|\n)const[ \t]*\((?![\s\S]*\n\))")
_SHELLS = frozenset(("sh", "bash", "zsh", "ksh", "dash"))
_MAKE = re.compile(r"(?:gnu)?makefile|procfile|crontab|\.?env(?:\..*)?|.*\.env\..*")


def is_lookup(text: bytes) -> bool:
    """``text`` is, wholly, something that ``lookup`` writes."""
    return _WRITTEN.fullmatch(text) is not None


def name_of(spot: Spot) -> str:
    """A name for the variable: from the key that the value has in the code, else from its class and rule."""
    key = _KEY.search(spot.line_before[-200:])
    # A key that is a value itself, or a part of one, would live on in the name.
    if key and len(spot.line_before[-200:]) - key.start("key") <= spot.left:
        words = _HUMP.sub("_", key["key"].decode("ascii")).upper()
        name = _OTHER.sub("_", words).strip("_")
        if name[:1].isalpha():
            return name
    code = _OTHER.sub("_", spot.finding.code.upper()).strip("_")
    return f"{spot.finding.category.value}_{code}".rstrip("_")


def lookup(spot: Spot, name: str) -> Lookup | None:
    """The look-up of the variable ``name`` that may stand in the value's place; None where none may."""
    write = _BY_LANGUAGE.get(language(spot))
    if write is None or spot.style is Style.NUMBER or spot.place is Place.COMMENT:
        return None
    return write(spot, name)


def language(spot: Spot) -> str:
    """The language of the file, by its name; of scripts without an ending, by their kind."""
    name = spot.finding.path.rpartition("/")[2].lower()
    stem, dot, ending = name.rpartition(".")
    if name.startswith(("dockerfile", "containerfile")) or ending in ("dockerfile", "containerfile"):
        return "docker"
    if dot and stem:
        return _LANGUAGES.get(ending, "")
    if spot.syntax.kind is Kind.SHELL and not _MAKE.fullmatch(name):
        return "shell"
    return "ruby" if name in ("gemfile", "rakefile", "vagrantfile", "podfile") else ""


def _python(spot: Spot, name: str) -> Lookup | None:
    if _is_expression(spot, rb"[=(,\[{:]\s*$|\breturn\s+$", rb"\s*(?:[),\]};#]|$)") and not _JOINED.match(
        spot.after[1:]
    ):
        return Lookup(f'os.environ["{name}"]', quotes=True)
    return None


def _javascript(spot: Spot, name: str) -> Lookup | None:
    # `a="…"` may be an attribute of JSX: only with a space is it an assignment.
    if _is_expression(
        spot, rb"[(,\[:?]\s*$|=\s+$|\breturn\s+$|\{$", rb"\s*(?:[),\]};]|//|/\*|$)"
    ) and not _is_attribute(spot):
        return Lookup(f"process.env.{name}", quotes=True)
    return None


def _is_attribute(spot: Spot) -> bool:
    """On a line that begins as an element of JSX, or ends as one."""
    return spot.line_before.lstrip().startswith(b"<") or spot.line_after.rstrip().endswith(b">")


def _ruby(spot: Spot, name: str) -> Lookup | None:
    if spot.quote != b"`" and _is_expression(spot, rb"[(,\[=]\s*$|=>\s*$|:\s+$", rb"\s*(?:[),\]};#]|$)"):
        return Lookup(f'ENV.fetch("{name}")', quotes=True)
    return None


def _go(spot: Spot, name: str) -> Lookup | None:
    if spot.line_before.lstrip().startswith((b"const", b"import", b"case")) or _OPEN_CONST.search(
        spot.before
    ):
        return None  # only constants may stand there
    if _is_expression(spot, rb"[(,\[{=:]\s*$|\breturn\s+$", rb"\s*(?:[),\]};]|//|$)"):
        return Lookup(f'os.Getenv("{name}")', quotes=True)
    return None


def _shell(spot: Spot, name: str) -> Lookup | None:
    quote = spot.quote
    if quote == b"'":
        return Lookup(f'"${{{name}}}"', quotes=True)
    line = spot.line_before
    if b"'" in line or b"`" in line or line[-1:] in (b"\\", b"$") or not spot.whole_line:
        return None
    return Lookup(f"${{{name}}}")


def _yaml(spot: Spot, name: str) -> Lookup | None:
    whole = spot.place is Place.OPEN and spot.style is Style.ANGLE
    if spot.whole_line and (whole or spot.place is Place.QUOTED) and spot.before[-1:] not in (b"\\", b"$"):
        return Lookup(f"${{{name}}}")
    return None


def _terraform(spot: Spot, name: str) -> Lookup | None:
    if re.match(rb"\s*(?:default|source|version)\s*=", spot.line_before):
        return None  # evaluated before there are variables
    variable = f"var.{name.lower()}"
    if _is_expression(spot, rb"[=(,\[:?]\s*$", rb"\s*(?:[),\]}#]|//|$)"):
        return Lookup(variable, quotes=True)
    if spot.place is Place.QUOTED and not spot.quote and spot.before[-1:] not in (b"\\", b"$", b"%"):
        return Lookup(f"${{{variable}}}")
    return None


def _is_expression(spot: Spot, before: bytes, after: bytes) -> bool:
    """The value is a whole literal, and between what matches ``before`` and ``after`` an expression may stand."""
    if not spot.quote:
        return False
    return bool(
        re.search(before, spot.line_before[:-1]) and re.match(after, spot.line_after[1:].rstrip(b"\r"))
    )


_LANGUAGES = {
    **dict.fromkeys(("py", "pyi", "pyw"), "python"),
    **dict.fromkeys(("js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx"), "javascript"),
    **dict.fromkeys(("rb", "rake", "gemspec"), "ruby"),
    **dict.fromkeys(_SHELLS, "shell"),
    "go": "go",
    "yaml": "yaml",
    "yml": "yaml",
    "tf": "terraform",
}
_BY_LANGUAGE: dict[str, Callable[[Spot, str], Lookup | None]] = {
    "python": _python,
    "javascript": _javascript,
    "ruby": _ruby,
    "go": _go,
    "shell": _shell,
    "docker": _shell,
    "yaml": _yaml,
    "terraform": _terraform,
}
