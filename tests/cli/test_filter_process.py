"""`piiscan filter` as a process: memory, pipes, signals."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from canary import EMAIL, KEY_BLOCK, LINES, leaks

from .conftest import SOURCE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="shells and signals of POSIX")

COMMAND = [sys.executable, "-m", "piiscan", "filter"]
MODES = [(), ("--line-buffered",)]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(SOURCE)}


@pytest.mark.skipif(sys.platform != "linux", reason="getrusage counts what the parent had")
def test_a_long_line_in_bounded_memory(tree: Path):
    code = (
        "import sys\nfrom piiscan.cli.entry import main\ncode = main(['filter'])\n"
        "peak = open('/proc/self/status').read().split('VmHWM:')[1].split()[0]\n"
        "print(int(code), peak, file=sys.stderr)\n"
    )
    peaks = []
    for repeats in (0, 25, 50):  # the first makes the cache of the rules
        data = (b"x" * (1 << 20) + b" " + EMAIL.encode() + b" ") * repeats
        done = subprocess.run([sys.executable, "-c", code], cwd=tree, env=environment(), input=data, capture_output=True, check=True)  # fmt: skip
        assert done.stdout == data.replace(EMAIL.encode(), b"<EMAIL>")
        status, peak = done.stderr.split()
        assert status == b"0"
        peaks.append(int(peak))
    assert peaks[2] < 1.2 * peaks[1]
    assert peaks[2] < 150_000


def test_lines_come_at_once(tree: Path):
    with subprocess.Popen(
        [*COMMAND, "--line-buffered"], cwd=tree, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
    ) as child:  # fmt: skip
        assert child.stdin
        assert child.stdout
        for number in range(5):
            child.stdin.write(f"{number} {EMAIL}\n".encode())
            assert child.stdout.readline() == f"{number} <EMAIL>\n".encode()
        child.stdin.write(f"{KEY_BLOCK}\n".encode())
        lines = [child.stdout.readline() for _ in KEY_BLOCK.split("\n")]
        assert leaks(b"".join(lines)) == []
        child.stdin.write(EMAIL.encode())
        child.stdin.close()
        assert child.stdout.read() == b"<EMAIL>"
        assert child.wait(30) == 0


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_a_reader_that_has_seen_enough_is_no_error(tree: Path, mode: tuple[str, ...]):
    (tree / "log").write_text((LINES["EMAIL"] + " " * 900 + "\n") * 3000)
    script = f"{' '.join([*COMMAND, *mode])} < log | head -c 18; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], cwd=tree, env=environment(), capture_output=True, timeout=60, check=False)  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"mail_to('<EMAIL>')", b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is always full")
def test_a_full_disk_is_one_line(tree: Path):
    script = f"echo x | {' '.join(COMMAND)} > /dev/full"
    done = subprocess.run(["bash", "-c", script], cwd=tree, env=environment(), capture_output=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(b"piiscan: error: cannot write to standard output: ")
    assert done.stderr.count(b"\n") == 1


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_an_input_that_is_closed_is_one_line(tree: Path, mode: tuple[str, ...]):
    script = f"{' '.join([*COMMAND, *mode])} <&-"
    done = subprocess.run(["bash", "-c", script], cwd=tree, env=environment(), capture_output=True, timeout=60, check=False)  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr == b"piiscan: error: standard input is closed\n"


@pytest.mark.parametrize("mode", MODES, ids=str)
def test_control_c_lets_nothing_through(tree: Path, mode: tuple[str, ...]):
    with subprocess.Popen(
        [*COMMAND, *mode], cwd=tree, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:  # fmt: skip
        assert child.stdin
        child.stdin.write(f"{LINES['EMAIL']}\n{LINES['KEY']}".encode())
        child.stdin.flush()
        time.sleep(1.5)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert out == (b"mail_to('<EMAIL>')\n" if mode else b"")
    assert (child.returncode, err.lstrip(b"\n")) == (130, b"piiscan: interrupted\n")
