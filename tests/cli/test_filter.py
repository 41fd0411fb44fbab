"""`piiscan filter`: standard input comes out masked, or nothing more comes out."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, LINES, SECRETS, leaks
from piiscan.cli.entry import main
from piiscan.run.filter import Filter

from .conftest import Write
from .test_canary import SHAPES

MODES = [(), ("--line-buffered",)]


@dataclass(frozen=True)
class Result:
    code: int
    out: bytes
    err: str


Run = Callable[..., Result]


@pytest.fixture
def run(tree: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`piiscan filter` in this process, with bytes on both sides."""

    def call(*args: str, stdin: bytes = b"", command: str = "filter") -> Result:
        capfdbinary.readouterr()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([command, *args])
        out, err = capfdbinary.readouterr()
        return Result(code, out, err.decode())

    return call


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"x", b"x = 1\r\n\r\n", "gr\u00fc\u00df\n".encode("latin-1"), b"\xff\xfe\xfd", b"a\x1b[2J\rb\n", b"\n" * 9999],
    ids=repr,
)  # fmt: skip
def test_what_holds_nothing_passes_as_it_is(run: Run, mode: tuple[str, ...], data: bytes):
    assert run(*mode, stdin=data) == Result(0, data, "")


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_binary_passes_and_is_said(run: Run, mode: tuple[str, ...]):
    data = b"\x7fELF\0\0\n" + os.urandom(90_000) + EMAIL.encode()
    said = "piiscan: a.bin: binary: passed on as it is\n"
    assert run("--stdin-filename", "a.bin", *mode, stdin=data) == Result(0, data, said)
    assert run("-q", *mode, stdin=data) == Result(0, data, "")


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("shape", SHAPES)
def test_the_same_as_masking_the_file(run: Run, write: Write, tree: Path, shape: str, mode: tuple[str, ...]):
    name, content = SHAPES[shape]
    write({name: content})
    before = (tree / name).read_bytes()
    result = run("--stdin-filename", name, *mode, stdin=before)
    assert (result.code, result.err) == (0, "")
    assert result.out != before or name == "LICENSE"
    again = run("--stdin-filename", name, *mode, stdin=result.out)
    assert again.out == result.out
    assert run(".", command="mask").code == 0
    masked = (tree / name).read_bytes()
    if mode:
        write({name: result.out})
        assert run("--fail-on", "note", command="scan").code == 0
    else:
        assert result.out == masked


def test_values_go_and_everything_else_stays(run: Run):
    data = EVERYTHING.rstrip("\n").replace("\n", "\r\n").encode()
    result = run("--stdin-filename", "a.py", "--include", "licence", stdin=data)
    assert result.out.decode().split("\r\n") == [
        'token = "<KEY>"', "DB_PASSWORD = '<PASSWORD>'", "mail_to('<EMAIL>')", 'host = "192.0.2.1"',
        'card = "<ID>"', "# Copyright (c) 1918 <NAME>", 'open("/home/<USERNAME>/notes")',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "gone"),
    [
        (("--severity", "error"), {"KEY", "PASSWORD"}),
        (("--select", "EMAIL"), {"EMAIL"}),
        (("--ignore", "KEY,PASSWORD,ID,IP_ADDRESS,EMAIL"), {"USERNAME"}),
        (("--config", "select = ['KEY']"), {"KEY"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_only_what_was_chosen_is_masked(run: Run, options: tuple[str, ...], gone: set[str]):
    for mode in MODES:
        left = run(*options, *mode, stdin=EVERYTHING.encode()).out.decode()
        assert {name for name, value in SECRETS.items() if value not in left} == gone


def test_policies(run: Run):
    out = run(
        "--policy", "numbered", "--policy", "KEY=stars", stdin=f"{EMAIL} {EMAIL}\n{LINES['KEY']}\n".encode()
    ).out
    assert out == b'<EMAIL_1> <EMAIL_1>\ntoken = "********"\n'


def test_the_name_says_the_syntax_and_the_settings(run: Run, write: Write):
    write({"piiscan.toml": "exclude = ['vendor/']\n[per-file-ignores]\n'tests/' = ['EMAIL']\n"})
    line = f"MAIL={EMAIL}\n".encode()
    assert run(stdin=line).out == b"MAIL=<EMAIL>\n"
    assert run("--stdin-filename", "--odd.env", stdin=line).out == b"MAIL=REDACTED_EMAIL\n"
    assert run("--stdin-filename", "tests/.env", stdin=line).out == line
    assert run("--stdin-filename", "tests/.env", "--isolated", stdin=line).out != line
    # As on the command line of a scan: named is named.
    assert run("--stdin-filename", "vendor/.env", stdin=line).out != line
    forced = run("--stdin-filename", "vendor/.env", "--force-exclude", stdin=line)
    assert (forced.code, forced.out) == (0, line)
    assert forced.err == "piiscan: vendor/.env: excluded by the configuration\n"
    assert run("--force-exclude", stdin=line).out == b"MAIL=<EMAIL>\n"


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("a.py",), "a.py"),
        (("--select", "EMIAL"), "did you mean `EMAIL`"),
        (("--policy", "fakes"), "policy"),
        (("--model", "./nowhere"), "one of auto"),
        (("--config", "nowhere.toml"), "nowhere.toml"),
        (("--severity", "huge"), "huge"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_lets_nothing_through(run: Run, options: tuple[str, ...], part: str):
    result = run(*options, stdin=EVERYTHING.encode())
    assert (result.code, result.out) == (2, b"")
    assert part in result.err
    assert result.err.startswith("piiscan: error: ")


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_a_bug_half_way_lets_nothing_through(
    run: Run, mode: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
):
    from piiscan.detect.detector import Detector

    whole, left = Detector.begin, [3 if mode else 20]

    def explode(self: Detector, data: bytes, path: str, **options: bool) -> object:
        left[0] -= 1
        if not left[0]:
            raise ValueError(data.decode())
        return whole(self, data, path, **options)

    monkeypatch.setattr(Detector, "begin", explode)
    monkeypatch.setattr(Filter.__init__, "__kwdefaults__", _small_pieces())
    text = "".join(f"{line} {'x' * 9000}\n" for line in LINES.values()) * 130
    result = run(*mode, stdin=text.encode())
    assert result.code == 2
    assert "internal error: ValueError" in result.err
    assert result.out
    assert leaks(result.err) == []
    assert set(leaks(result.out)) <= {"NAME"}


def _small_pieces() -> dict[str, object]:
    from piiscan.sources.segments import Sizes

    sizes = Sizes(segment=600 << 10)
    return {"policies": None, "first": sizes, "again": sizes}


@pytest.mark.parametrize("mode", MODES, ids=str)
@pytest.mark.parametrize("shape", SHAPES)
def test_standard_error_holds_no_value(run: Run, shape: str, mode: tuple[str, ...]):
    name, content = SHAPES[shape]
    data = content.encode() if isinstance(content, str) else content
    for options in ((), ("--policy", "env"), ("--policy", "partial")):
        assert leaks(run("--stdin-filename", name, *mode, *options, stdin=data).err) == []


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_an_input_that_fails_is_one_line(run: Run, mode: tuple[str, ...], monkeypatch: pytest.MonkeyPatch):
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, "Input/output error")

        read1 = read

    monkeypatch.setattr(io, "BytesIO", lambda data: Broken())
    result = run(*mode)
    assert (result.code, result.out) == (2, b"")
    assert result.err == "piiscan: error: cannot read standard input: Input/output error\n"
