"""The command line as a process: pipes that close, signals, and a scan that is the same as in here."""

from __future__ import annotations

import json
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


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"])
def environment(request: pytest.FixtureRequest) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONUNBUFFERED": request.param}


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


def _unread(
    arguments: str, tree: Path, environment: dict[str, str], *, streams: str = ""
) -> tuple[int, str, str]:
    """The exit code of `piiscan ARGUMENTS | head -1`, and what came out on both streams."""
    script = f"{sys.executable} -m piiscan {arguments} {streams} | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("streams", ["", "2>&1"], ids=["output", "both"])
def test_masking_goes_on_where_nobody_reads_what_was_masked(
    write: Write, tree: Path, environment: dict[str, str], streams: str
):
    # Far more than a pipe holds: every write after the first few fails.
    write({f"{'d' * 180}/{'f' * 180}{number}.py": LINES["EMAIL"] + "\n" for number in range(400)})
    code, out, err = _unread("mask .", tree, environment, streams=streams)
    assert out.startswith("masked ddd")
    assert (code, err) == (0, "" if streams else "Masked 400 findings in 400 files of 400.\n")
    assert {path.read_text() for path in tree.rglob("*.py")} == {"mail_to('<EMAIL>')\n"}


def test_a_file_that_cannot_be_masked_is_an_error_all_the_same(
    write: Write, tree: Path, environment: dict[str, str]
):
    write({f"{'d' * 180}/{'f' * 180}{number}.py": LINES["EMAIL"] + "\n" for number in range(400)})
    os.link(next(tree.rglob("*.py")), tree / "z.py")
    code, _, err = _unread("mask .", tree, environment)
    assert code == 2
    assert "2 hard links" in err


@pytest.mark.parametrize("streams", ["", "2>&1"], ids=["output", "both"])
@pytest.mark.parametrize("command", ["scan -o concise", "scan -o sarif", "mask --diff .", "rules -o json"])
def test_whoever_has_seen_enough_ends_a_listing_quietly(
    write: Write, tree: Path, environment: dict[str, str], command: str, streams: str
):
    write({f"{number}.py": EVERYTHING * 9 for number in range(60)})
    code, _, err = _unread(command, tree, environment, streams=streams)
    assert (code, [line for line in err.splitlines() if "SARIF holds" not in line]) == (0, [])


def test_reports_in_files_are_whole_where_nobody_reads_the_other(
    write: Write, tree: Path, environment: dict[str, str]
):
    write({f"{number}.py": EVERYTHING * 9 for number in range(60)})
    _unread("scan -o concise -o json:out.json", tree, environment)
    assert json.loads((tree / "out.json").read_text())["findings"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is always full")
@pytest.mark.parametrize("command", ["scan -o json", "mask --diff .", "mask .", "rules"])
def test_a_full_disk_is_one_line(write: Write, tree: Path, environment: dict[str, str], command: str):
    write({"a.py": LINES["EMAIL"] + "\n", "b.py": LINES["EMAIL"] + "\n"})
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m piiscan {command} > /dev/full"],
        cwd=tree, env=environment, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("piiscan: error: cannot write to standard output: ")
    masked = {path.read_text() for path in tree.glob("*.py")} == {"mail_to('<EMAIL>')\n"}
    assert masked is (command == "mask .")


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
