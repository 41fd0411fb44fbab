"""Nothing that was found comes out: every category in every shape, through every format."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from canary import (
    ADDRESS,
    CARD,
    EMAIL,
    EVERYTHING,
    KEY_BLOCK,
    KEY_LINES,
    LINES,
    NAME,
    PASSWORD,
    SECRETS,
    TOKEN,
    USER,
    leaks,
    made,
)
from piiscan.report.registry import FORMATS as ALL_FORMATS

from .conftest import SOURCE, Piiscan, Write

FORMATS = tuple(name for name in ALL_FORMATS if name != "full")
REPORTS = [part for name in FORMATS for part in ("-o", f"{name}:../{name}.out")]
CATEGORIES = ("NAME", "EMAIL", "USERNAME", "IP_ADDRESS", "PASSWORD", "KEY", "ID")


@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize(
    "betray",
    [
        lambda value: value,
        lambda value: f"prefix{value}suffix",
        lambda value: base64.b64encode(value.encode()).decode(),
        lambda value: value.encode().hex(),
        lambda value: hashlib.md5(value.encode()).hexdigest(),  # noqa: S324 - as a careless reporter would
        lambda value: hashlib.sha256(value.encode()).hexdigest(),
        lambda value: value.encode("utf-16-le"),
    ],
    ids=["clear", "embedded", "base64", "hex", "md5", "sha256", "utf-16"],
)
def test_the_net_itself_holds(name, betray):
    assert name in leaks(betray(SECRETS[name]))


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_canary_is_really_found(piiscan: Piiscan, write: Write, category: str):
    write({"a.py": LINES[category] + "\n"})
    found = piiscan("scan", "-o", "json", "--include", "licence", "--select", category)
    assert f'"category":"{category}"' in found.out


def _minified(middle: str) -> str:
    left, right = ('{"k%d":"v%d"},' * 20_000) % tuple(n // 2 for n in range(40_000)), '[0,"x"],' * 12_000
    return left[:100_000] + middle + right[:100_000]


BASE64_KEY = '{"private_key": "' + KEY_BLOCK.replace("\n", "\\n") + '"}'

SHAPES: dict[str, tuple[str, str | bytes]] = {
    "a line each": ("a.py", EVERYTHING),
    "all on one line": ("a.py", "; ".join(LINES[name] for name in CATEGORIES[1:]) + "\n"),
    "no line end at all": ("a.py", LINES["KEY"]),
    "repeated in a comment beside": ("a.py", f"{LINES['PASSWORD']}  # {PASSWORD}, not {PASSWORD}!\n"),
    "repeated where no name gives it away": (
        "a.py",
        f"{LINES['PASSWORD']}\nlogin('{EMAIL}', '{PASSWORD}')\n",
    ),
    "repeated before it is found": ("a.py", f"login('{EMAIL}', '{PASSWORD}')\n{LINES['PASSWORD']}\n"),
    "a name and a handle repeated in prose": (
        "a.py",
        f"{LINES['NAME']}\n{LINES['USERNAME']}\n# ask {NAME} or {USER}, at {EMAIL}\n",
    ),
    "beside a placeholder and a credit": (
        "a.py",
        f"# user@example.com, (c) 1918 {NAME} <{EMAIL}>, {LINES['KEY']}\n",
    ),
    "a licence file": ("LICENSE", f"Copyright (c) 1918 {NAME} <{EMAIL}>\n\nAll rights reserved.\n"),
    "suppressed, beside one that is not": (
        "a.py",
        f"{LINES['PASSWORD']}  # {EMAIL}, piiscan: ignore[PASSWORD]\n# piiscan: ignore-next-line[KEY]\n{LINES['KEY']} {EMAIL}\n",
    ),
    "UTF-16 with a mark": ("a.txt", ("\ufeff" + EVERYTHING).encode("utf-16-le")),
    "UTF-16, big end first": ("a.txt", ("\ufeff" + EVERYTHING).encode("utf-16-be")),
    "UTF-8 with a mark, CRLF": ("a.py", b"\xef\xbb\xbf" + EVERYTHING.replace("\n", "\r\n").encode()),
    "Latin-1": ("a.py", ("# Grüße\n" + EVERYTHING).encode("latin-1")),
    "wide characters around": (
        "a.py",
        "".join(f"\U0001f511\u0301 {line} \u202e\U0001f511\n" for line in LINES.values()),
    ),
    "control characters around": ("a.py", "".join(f"\x1b[2J{line}\x07\t\r\x0b\n" for line in LINES.values())),
    "the middle of a minified line of 200 kB": ("a.min.js", _minified(EVERYTHING.replace("\n", ";"))),
    "the edges of what a frame shows": (
        "a.js",
        "".join(
            f"x={'y' * gap}'{EMAIL}' {'z' * gap} {LINES['KEY']} {'z' * gap} '{EMAIL}'\n"
            for gap in range(130, 165, 3)
        ),
    ),
    "a key block": ("id_rsa", KEY_BLOCK + "\n"),
    "a key block in code": (
        "a.py",
        "KEY = (\n" + "".join(f'    "{line}\\n"\n' for line in KEY_BLOCK.split("\n")) + f")  # {EMAIL}\n",
    ),
    "a key block on one line": ("a.json", BASE64_KEY),
    "a key block whose lines come again": ("a.py", f"{KEY_BLOCK}\n# {EMAIL} {KEY_LINES[1]}\n"),
    "a URL with all parts": ("a.py", f"postgres://{USER}:{PASSWORD}@db:5432/x?key={TOKEN}\n"),
    "values that touch": ("a.py", f"<{EMAIL}>{ADDRESS},{CARD};{TOKEN}:{EMAIL}|{TOKEN}\n"),
    "a diff": ("a.patch", "".join(f"-{line}\n+{line}\n" for line in LINES.values())),
}


def written(tree: Path) -> list[tuple[str, bytes]]:
    """The reports that a run has left beside the tree."""
    return [(path.name, path.read_bytes()) for path in tree.parent.glob("*.out")]


def assert_tight(result, tree: Path) -> None:
    texts = [
        ("standard output", result.out.encode()),
        ("standard error", result.err.encode()),
        *written(tree),
    ]
    assert [(name, leaks(text)) for name, text in texts if leaks(text)] == []
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--include", "licence,placeholder"),
        ("--select", "EMAIL"),
        ("--min-confidence", "1"),
        ("--ignore", "ALL"),
    ],
    ids=["all rules", "with credits", "one category", "nothing sure enough", "nothing"],
)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_report_holds_a_value(
    piiscan: Piiscan, write: Write, tree: Path, shape: str, options: tuple[str, ...]
):
    name, content = SHAPES[shape]
    write({name: content})
    result = piiscan("scan", "--show-notes", "-o", "full", *REPORTS, *options)
    assert result.code in (0, 1)
    assert len(list(tree.parent.glob("*.out"))) == len(FORMATS)
    assert_tight(result, tree)


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_has_something_to_hide(piiscan: Piiscan, write: Write, shape: str):
    name, content = SHAPES[shape]
    write({name: content})
    assert piiscan("scan", "--fail-on", "note", "--include", "licence").code == 1


@pytest.mark.parametrize(
    "options", [(), ("--select", "KEY"), ("--severity", "error")], ids=["all", "keys", "errors"]
)
@pytest.mark.parametrize("shape", SHAPES)
def test_no_preview_of_masking_holds_a_value(
    piiscan: Piiscan, write: Write, tree: Path, shape: str, options: tuple[str, ...]
):
    name, content = SHAPES[shape]
    write({name: content})
    assert_tight(piiscan("mask", "--diff", ".", *options), tree)


@pytest.mark.parametrize("shape", SHAPES)
def test_masking_names_files_and_numbers_only(piiscan: Piiscan, write: Write, tree: Path, shape: str):
    name, content = SHAPES[shape]
    write({name: content})
    assert_tight(piiscan("mask", "."), tree)


def test_colours_and_a_narrow_terminal_show_no_more(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING})
    assert_tight(piiscan("scan", "--show-notes", "--color", "always"), tree)
    assert_tight(piiscan("mask", "--diff", "--color", "always", "."), tree)


def test_the_cache_holds_rules_and_nothing_of_what_was_scanned(
    piiscan: Piiscan, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    cache = tmp_path / "cache"
    monkeypatch.setenv("PIISCAN_CACHE_DIR", str(cache))
    write({f"{number}/{name}": content for number, (name, content) in enumerate(SHAPES.values())})
    assert piiscan("scan", *REPORTS).code == 1
    assert piiscan("mask", ".").code == 0
    files = [path for path in cache.rglob("*") if path.is_file()]
    assert files
    assert [leaks(path.read_bytes()) for path in files] == [[] for _ in files]


def test_standard_input_is_not_echoed(piiscan: Piiscan, tree: Path):
    result = piiscan("scan", "-", "--show-notes", "-o", "full", *REPORTS, stdin=EVERYTHING.encode())
    assert result.code == 1
    assert_tight(result, tree)


def test_staged_values_stay_in_the_index(piiscan: Piiscan, write: Write, tree: Path, git):
    write({"a.py": EVERYTHING})
    git("add", "a.py")
    result = piiscan("scan", "--staged", "--show-notes", "-o", "full", *REPORTS)
    assert result.code == 1
    assert_tight(result, tree)


@pytest.mark.parametrize(
    ("remote", "named"),
    [
        (f"https://{USER}:{TOKEN}@git.example.org/a/b.git?key={PASSWORD}", True),
        (f"https://{TOKEN}@git.example.org/a/b.git#{PASSWORD}", True),
        (f"ssh://{USER}@git.example.org/a/b.git", True),
        (f"{USER}@git.example.org:a/b.git", True),
        (f"{USER}:{TOKEN}@git.example.org:a/b.git", False),
        (f"https://git.example.org/{TOKEN}/b.git", False),
        (f"https://git.example.org:{TOKEN}/b.git", False),
        (f"https://{USER}:x/{PASSWORD}@git.example.org/b.git", False),
        (f"/home/{USER}/b.git", False),
    ],
    ids=[
        "login and query",
        "token and fragment",
        "ssh",
        "scp",
        "login as scp",
        "path",
        "port",
        "slash",
        "here",
    ],
)
def test_the_login_of_a_remote_is_in_no_report(
    piiscan: Piiscan, write: Write, tree: Path, git, remote: str, named: bool
):
    write({"a.py": "x = 1\n"})
    git("remote", "add", "origin", remote)
    git("add", ".")
    git("commit", "-qm", "x")
    assert_tight(piiscan("scan", *REPORTS), tree)
    # Lest it is tight because nothing was written at all.
    assert ("git.example.org" in (tree.parent / "sarif.out").read_text()) is named


def test_a_token_in_the_name_of_a_branch_is_in_no_report(piiscan: Piiscan, write: Write, tree: Path, git):
    write({"a.py": "x = 1\n"})
    git("remote", "add", "origin", "https://git.example.org/a/b.git")
    git("add", ".")
    git("commit", "-qm", "x")
    git("checkout", "-qb", f"fix/{TOKEN}")
    assert_tight(piiscan("scan", *REPORTS), tree)
    assert '"revisionId"' in (tree.parent / "sarif.out").read_text()


@pytest.mark.parametrize(
    "text",
    [
        f"password = '{PASSWORD}'\n",
        f"jobs = '{TOKEN}'\n",
        f"exclude = ['ok', {{ token = '{TOKEN}' }}]\n",
        f"fail-on = '{PASSWORD}'\n",
        f"jobs = 3 {TOKEN}\n",
        f"preset = '{PASSWORD}\n",
        f"[severity]\nEMAIL = '{PASSWORD}'\n",
        f"include = ['{TOKEN}']\n",
        f"ignore = ['{TOKEN}']\n",
        f"[per-file-ignores]\n'*.py' = ['{TOKEN}']\n",
        f"min-confidence = '{CARD}'\n",
        f"extend = 'https://{USER}:{TOKEN}@example.org/piiscan.toml'\n",
        f"model = '{TOKEN}'\n",
        f"output = ['{TOKEN}']\n",
    ],
    ids=lambda text: text.split("=")[0].strip().replace("\n", " "),
)
def test_a_wrong_configuration_is_named_and_not_quoted(piiscan: Piiscan, write: Write, tree: Path, text: str):
    write({"piiscan.toml": text, "a.py": EVERYTHING})
    result = piiscan("scan")
    assert result.code == 2
    assert_tight(result, tree)


@pytest.mark.parametrize(
    "rule",
    [
        f"[[rule]]\nid = 'x'\npattern = '{TOKEN}'\n",
        f"[[rule]]\nid = 'x'\ncode = '{TOKEN}'\n",
        f"[[rule]]\nid = 'x'\nmatch = '{TOKEN}'\n",
        f"rule = '{TOKEN}\n",
    ],
    ids=["a key is missing", "a code of no shape", "an example of no type", "no TOML"],
)
def test_a_wrong_rule_file_is_named_and_not_quoted(piiscan: Piiscan, write: Write, tree: Path, rule: str):
    write({"own.toml": rule, "piiscan.toml": "rules = ['own.toml']\n", "a.py": "x = 1\n"})
    result = piiscan("scan")
    assert result.code == 2
    assert "own.toml" in result.err
    assert_tight(result, tree)


#: Runs a scan in which every detection dies with the text that it read in its message.
_CRASH = """
import sys
from piiscan.cli.entry import main
from piiscan.detect.detector import Detector

def explode(self, data, path, **options):
    value = data.decode()
    raise ValueError(f"cannot digest {value!r}: {value}") from KeyError(value)

Detector.begin = explode
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("files", [1, 400], ids=["in this process", "in a worker"])
def test_a_crash_shows_where_and_not_what(write: Write, tree: Path, files: int):
    write({f"{number}.py": EVERYTHING for number in range(files)})
    done = subprocess.run(
        [sys.executable, "-c", _CRASH, "scan", "-j", "2"],
        env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert leaks(done.stdout + done.stderr) == []
    assert b"ValueError" in done.stderr
    assert b"scanner.py:" in done.stderr
    assert b"in explode" in done.stderr


def test_lines_that_differ_in_their_values_alone_have_the_same_prints(
    piiscan: Piiscan, write: Write, tree: Path
):
    other = made("ghp_%{crc62:30}", "another")
    prints = []
    for value in (TOKEN, other):
        write({"a.py": f"token = '{value}'  # {value}\n"})
        piiscan("scan", *REPORTS)
        prints.append(
            [line for line in (tree.parent / "sarif.out").read_text().splitlines() if "partialFing" in line]
        )
    assert prints[0] == prints[1] != []
