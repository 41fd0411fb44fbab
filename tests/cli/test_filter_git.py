"""`piiscan filter` as a clean filter of git: what is committed is masked, and the work tree keeps what it has."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, leaks

from .conftest import SOURCE, Write


@pytest.fixture
def repository(git: Callable[..., str], write: Write, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    python = sys.executable.replace("\\", "/")
    git("config", "core.autocrlf", "false")
    git("config", "filter.piiscan.clean", f"'{python}' -m piiscan filter --stdin-filename %f")
    git("config", "filter.piiscan.smudge", "cat")
    git("config", "filter.piiscan.required", "true")
    write({".gitattributes": "*.py filter=piiscan\n*.env filter=piiscan\n*.bin filter=piiscan\n"})
    return git


def test_the_index_is_masked_and_the_work_tree_is_not(
    repository: Callable[..., str], write: Write, tree: Path
):
    files = {
        "a.py": EVERYTHING,
        "sub dir/it's.env": f"MAIL={EMAIL}\n",
        "b.bin": b"\0" + EMAIL.encode(),
        "c.txt": EMAIL,
    }
    write(files)
    repository("add", ".")
    repository("commit", "-qm", "x")
    assert "mail_to('<EMAIL>')" in repository("show", "HEAD:a.py")
    assert repository("show", "HEAD:sub dir/it's.env") == "MAIL=REDACTED_EMAIL\n"
    assert repository("show", "HEAD:c.txt") == EMAIL
    assert set(leaks(repository("show", "HEAD:a.py"))) <= {"NAME"}
    assert (tree / "a.py").read_text() == EVERYTHING
    # Idempotent: git cleans again when the time of a file changes, and nothing is to be seen.
    for name in ("a.py", "sub dir/it's.env", "b.bin"):
        os.utime(tree / name, (1e9, 1e9))
    assert repository("status", "--porcelain") == ""
    (tree / "a.py").unlink()
    repository("checkout", "a.py")
    assert "mail_to('<EMAIL>')" in (tree / "a.py").read_text()
    assert repository("status", "--porcelain") == ""
    repository("add", ".")
    assert repository("status", "--porcelain") == ""


def test_a_filter_that_fails_stops_the_add(repository: Callable[..., str], write: Write, tree: Path):
    write({"a.py": EVERYTHING, "piiscan.toml": "no-such-key = 1\n"})
    with pytest.raises(subprocess.CalledProcessError) as failed:
        repository("add", "a.py")
    assert leaks(failed.value.stderr) == []
    assert "no-such-key" in failed.value.stderr
    assert repository("ls-files") == ""
