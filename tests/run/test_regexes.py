"""The file of compiled patterns: learned in use, never needed, never trusted when damaged."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_COUNT = """
import os, sys
try:
    import re._compiler as compiler
except ImportError:
    import sre_compile as compiler
parse, made = compiler._code, []
def code(parsed, flags):
    frame = sys._getframe()
    while frame.f_code.co_filename.startswith('<frozen') or f'{os.sep}re{os.sep}' in frame.f_code.co_filename \
            or frame.f_code.co_filename.endswith(('re.py', 'sre_compile.py')) or frame.f_code.co_name == 'code':
        frame = frame.f_back
    if 'compiled.py' in frame.f_code.co_filename:
        made.append(1)
    return parse(parsed, flags)
compiler._code = code
end = os._exit
def out(number):
    print('compiled', len(made), file=sys.stderr)
    end(number)
os._exit = out
from piiscan.cli.entry import run
run()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.py").write_text("mail = 'ada" + "@lovelace.dev'\npassword = 'xk3" + "9vQ!p'\n")
    return tmp_path


def _scan(folder: Path) -> tuple[int, str]:
    """How many patterns were compiled, and what was printed."""
    done = subprocess.run(
        [sys.executable, "-c", _COUNT, "scan", "one.py", "--isolated", "--model", "off", "-o", "json"],
        cwd=folder,
        env={**os.environ, "PIISCAN_CACHE_DIR": str(folder / "cache")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1, done.stderr
    return int(done.stderr.rpartition("compiled ")[2]), done.stdout


def _file(folder: Path) -> Path:
    (found,) = (folder / "cache").glob("regexes-*.cache")
    return found


def test_the_second_run_compiles_nothing_and_finds_the_same(folder: Path) -> None:
    first, found = _scan(folder)
    assert first > 50
    assert _scan(folder) == (0, found)


def test_a_damaged_file_is_made_anew(folder: Path) -> None:
    first, found = _scan(folder)
    data = _file(folder).read_bytes()
    for damaged in (b"", data[:-7], data[:20] + bytes([data[20] ^ 1]) + data[21:]):
        _file(folder).write_bytes(damaged)
        assert _scan(folder) == (first, found)
        assert _scan(folder) == (0, found)


def test_a_folder_that_cannot_be_written_is_no_trouble(folder: Path) -> None:
    (folder / "cache").write_text("a file where the folder should be")
    first, found = _scan(folder)
    assert _scan(folder) == (first, found)


def test_it_holds_nothing_of_what_was_scanned(folder: Path) -> None:
    _scan(folder)
    data = _file(folder).read_bytes()
    assert b"lovelace.dev" not in data
    assert b"xk3" not in data
