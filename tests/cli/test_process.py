"""The command line as a process: pipes that close, signals, and a scan that is the same as in here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from canary import EVERYTHING, LINES

from .conftest import SOURCE, Piiscan, Write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells and signals of POSIX")


@pytest.fixture
def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE)}


def test_a_process_says_the_same_as_a_call(piiscan: Piiscan, process: Piiscan, write: Write):
    write({"a.py": EVERYTHING})
    inside, outside = piiscan("scan", "-o", "json"), process("scan", "-o", "json")
    assert (outside.code, outside.out) == (inside.code, inside.out)


@pytest.mark.parametrize(("text", "code"), [("x = 1\n", 0), (LINES["KEY"], 1)], ids=["clean", "found"])
def test_standard_input_of_a_process(process: Piiscan, text: str, code: int):
    assert process("scan", "-", stdin=text.encode()).code == code


def test_an_error_of_a_process(process: Piiscan):
    result = process("scan", "nowhere")
    assert (result.code, result.out) == (2, "")
    assert "no such file" in result.err


@pytest.mark.parametrize(
    "arguments", ["scan -o concise", "scan -o json", "mask --diff .", "rules", "rules --output-format json"]
)
def test_a_reader_that_has_seen_enough_is_no_error(
    write: Write, tree: Path, environment: dict[str, str], arguments: str
):
    write({f"{number}.py": EVERYTHING * 20 for number in range(60)})
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m piiscan {arguments} | head -1"],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.stdout.count("\n") <= 1
    assert [
        word for word in ("Traceback", "internal error", "BrokenPipe", "Exception") if word in done.stderr
    ] == []


def test_standard_output_that_is_closed_is_no_traceback(
    write: Write, tree: Path, environment: dict[str, str]
):
    write({"a.py": EVERYTHING})
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m piiscan scan -o json >&-"],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("Found ")


def test_control_c_ends_the_scan_with_130(tree: Path, environment: dict[str, str]):
    process = subprocess.Popen(
        [sys.executable, "-m", "piiscan", "scan", "-"],
        cwd=tree, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    _wait_until_it_reads(process)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    # The empty line gets away from the ^C that the terminal shows.
    assert (process.returncode, out, err.lstrip("\n")) == (130, "", "piiscan: interrupted\n")


def _wait_until_it_reads(process: subprocess.Popen[str]) -> None:
    """Until the process sleeps in its read of standard input; a second where that cannot be told."""
    deadline = time.monotonic() + 10
    status = Path(f"/proc/{process.pid}/wchan")
    while time.monotonic() < deadline:
        if not status.exists():
            time.sleep(1)
            return
        if "pipe" in status.read_text():
            return
        time.sleep(0.02)
