"""Plants values in a copy of the corpus, for `mask_speed.py`. No command of its own.

Every value is one line more, in the file's own syntax and with the indentation of the line it is put before, at a
place drawn from all lines of the file. Files are drawn too, each value on its own, so that 5,000 values stand in
about as many files as they can: who leaks once does so anywhere.
"""

from __future__ import annotations

import random
import string
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

_LETTERS = string.ascii_letters + string.digits
_LOWER = string.ascii_lowercase + string.digits
_WORDS = [
    "ember",
    "lantern",
    "harbor",
    "quartz",
    "meadow",
    "copper",
    "willow",
    "saddle",
    "thistle",
    "anchor",
    "pebble",
    "falcon",
]
_FIRST = ["anna", "cilli", "jonas", "marek", "ines", "tomas", "paula", "ruben", "lea", "stefan"]
_LAST = ["rieger", "hermannsen", "kowalczyk", "moreau", "lindqvist", "okafor", "barbieri", "novakova"]
_HOSTS = [
    "hermann-korrespondenz.de",
    "ruhrtal-werke.com",
    "lindholm-data.se",
    "moreau-freres.fr",
    "kowalczyk-it.pl",
]

#: Line by file ending: how an assignment and a remark look there.
_SYNTAX = {
    ".py": ('{name} = "{value}"', "# {value}"),
    ".js": ('const {name} = "{value}";', "// {value}"),
    ".css": ("/* {name} = '{value}' */", "/* {value} */"),
    ".html": ("<!-- {name} = '{value}' -->", "<p>{value}</p>"),
    ".svg": ("<!-- {name} = '{value}' -->", "<!-- {value} -->"),
    ".xml": ("<!-- {name} = '{value}' -->", "<!-- {value} -->"),
    ".po": ('# {name} = "{value}"', "# {value}"),
    ".rst": ('    {name} = "{value}"', "{value}"),
    ".md": ('    {name} = "{value}"', "{value}"),
    ".txt": ('{name} = "{value}"', "{value}"),
}


def _drawn(drawn: random.Random, alphabet: str, length: int) -> str:
    return "".join(drawn.choices(alphabet, k=length))


def _email(drawn: random.Random) -> str:
    return f"{drawn.choice(_FIRST)}.{drawn.choice(_LAST)}{drawn.randrange(10, 10_000)}@{drawn.choice(_HOSTS)}"


def _address(drawn: random.Random) -> str:
    return f"141.{drawn.randrange(10, 90)}.{drawn.randrange(1, 250)}.{drawn.randrange(1, 250)}"


def _password(drawn: random.Random) -> str:
    return f"{drawn.choice(_WORDS).title()}{drawn.choice('-_.')}{_drawn(drawn, _LETTERS, 8)}{drawn.randrange(10, 99)}"


#: Tokens of providers, put together here so that none stands in the repository.
_TOKENS: Sequence[Callable[[random.Random], str]] = (
    lambda drawn: "AKIA" + _drawn(drawn, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16),
    lambda drawn: "glpat-" + _drawn(drawn, _LETTERS, 20),
    lambda drawn: "sk_live_" + _drawn(drawn, _LETTERS, 24),
    lambda drawn: "hf_" + _drawn(drawn, string.ascii_letters, 34),
    lambda drawn: f"SG.{_drawn(drawn, _LETTERS, 22)}.{_drawn(drawn, _LETTERS, 43)}",
    lambda drawn: (
        f"xoxb-{drawn.randrange(10**11, 10**12)}-{drawn.randrange(10**11, 10**12)}-{_drawn(drawn, _LETTERS, 24)}"
    ),
)


def _line(drawn: random.Random, assignment: str, remark: str) -> tuple[str, str]:
    """A value and the line that carries it: two of five mailboxes, a fifth each of the others."""
    kind = drawn.randrange(5)
    if kind == 0:
        value = drawn.choice(_TOKENS)(drawn)
        return value, assignment.format(name="api_token", value=value)
    if kind == 1:
        value = _password(drawn)
        return value, assignment.format(name="db_password", value=value)
    if kind == 2:
        value = _address(drawn)
        return value, assignment.format(name="db_host", value=value)
    value = _email(drawn)
    return value, remark.format(value=f"Questions to {value}")


def fitting(corpus: Path) -> list[Path]:
    """Files that a value can be planted in, relative to ``corpus``: of a known syntax, not empty, UTF-8."""
    found = []
    for path in sorted(corpus.rglob("*")):
        if path.suffix in _SYNTAX and path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if data and b"\0" not in data and _is_text(data):
                found.append(path.relative_to(corpus))
    return found


def _is_text(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def plant(
    tree: Path, files: Sequence[Path], values: int, seed: int, *, among: int | None = None
) -> dict[Path, list[str]]:
    """Put ``values`` into ``files`` below ``tree``; returns what was put where.

    ``among``: into so many of the files only, which are drawn as well.
    """
    drawn = random.Random(seed)  # noqa: S311 - inputs, not secrets
    chosen = sorted(drawn.sample(files, among)) if among is not None else files
    wanted: dict[Path, int] = defaultdict(int)
    for path in drawn.choices(chosen, k=values):
        wanted[path] += 1
    planted: dict[Path, list[str]] = {}
    for path in sorted(wanted):
        lines = (tree / path).read_bytes().splitlines(keepends=True)
        for _ in range(wanted[path]):
            value, line = _line(drawn, *_SYNTAX[path.suffix])
            planted.setdefault(path, []).append(value)
            at = drawn.randrange(len(lines))
            indent = lines[at][: len(lines[at]) - len(lines[at].lstrip(b" \t"))]
            end = b"\r\n" if lines[at].endswith(b"\r\n") else b"\n"
            lines.insert(at, indent + line.encode() + end)
        (tree / path).write_bytes(b"".join(lines))
    return planted
