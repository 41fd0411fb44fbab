"""What a version brings is found by a look at what differs, as if all of it had been looked at."""

from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from canary import made
from piiscan.run.history.merge import Merged
from piiscan.run.history.scan import scan_history
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.sources.git.history import Reading

IGNORE = "# piiscan: ignore-next-line"


def repository(folder: Path, versions: list[str], message: str = "x", name: str = "app.py") -> Path:
    """A commit for each of ``versions`` of the file ``name``; ``{}`` in ``message`` is its number."""
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    parts = []
    for number, text in enumerate(versions):
        parts.append(
            f"commit refs/heads/main\ncommitter A <a@b.c> {1_700_000_000 + number} +0000\n"
            f"data {len(message.format(number).encode())}\n{message.format(number)}\n"
        )
        data = text.encode()
        parts.append(f"M 100644 inline {name}\ndata {len(data)}\n{text}\n")
    subprocess.run(
        ["git", "-C", str(folder), "fast-import", "--quiet"], input="".join(parts).encode(), check=True
    )
    subprocess.run(["git", "-C", str(folder), "symbolic-ref", "HEAD", "refs/heads/main"], check=True)
    return folder


def found(
    folder: Path, *, whole: bool = False, rules: tuple[str, ...] = (), jobs: int = 1
) -> list[tuple[str, int, int, str, str]]:
    settings = Settings(root=str(folder))._replace(model="off", jobs=jobs, rules=rules)
    job = Job(settings, Wanted(), str(folder))
    result = scan_history(job, Reading(str(folder)), whole=whole)
    assert not [item for item in result.notices if item.path != "."]
    return sorted(
        (item.code, item.start_line, item.start_column, item.origin.commit, item.fingerprint)
        for item in result.findings
        if item.origin is not None
    )


def test_git_ends_where_the_scan_does(tmp_path, monkeypatch):
    folder = repository(tmp_path / "r", [f'token = "{made("ghp_%{crc62:30}", "t")}"\n'])
    ended = []
    monkeypatch.setattr(Merged, "close", lambda merged: ended.append(merged))

    def stopped(done, total, size):
        raise KeyboardInterrupt

    job = Job(Settings(root=str(folder))._replace(model="off", jobs=1), Wanted(), str(folder))
    with pytest.raises(KeyboardInterrupt):
        scan_history(job, Reading(str(folder)), progress=stopped)
    assert len(ended) == 1


def test_a_row_that_is_added_far_below_the_head_of_its_table(tmp_path):
    rows = ["id,login,password\n", *(f"{number},,\n" for number in range(900))]
    secret = made("%{b64:14}")
    folder = repository(
        tmp_path / "r", ["".join(rows), "".join([*rows, f"900,,{secret}\n"])], name="users.csv"
    )
    assert [(code, line) for code, line, *_ in found(folder) if code == "SEC039"] == [("SEC039", 902)]
    assert found(folder) == found(folder, whole=True)


def line_of(source: random.Random) -> str:
    number = source.randrange(40)
    return source.choice(
        [
            f"value_{source.randrange(10**6)} = compute({number})",
            f"value_{number} = compute({number})",
            "",
            f'db_password = "{made("%{b64:14}", f"p{number}")}"',
            f'token = "{made("ghp_%{crc62:30}", f"t{number}")}"',
            f"host = '10.{number}.3.7'",
            f"version = '1.{number}.3.7'",
            f"contact = 'person{number}@mail{number}.org'",
            f"# see https://github.com/grete{number}hermann/ring",
            IGNORE,
        ]
    )


def edited(lines: list[str], source: random.Random) -> list[str]:
    lines = list(lines)
    for _ in range(source.randint(1, 4)):
        at, count = source.randrange(len(lines) + 1), source.choice([1, 1, 2, 12])
        kind = source.choice(["put", "take", "change", "move"])
        if kind == "put":
            lines[at:at] = [line_of(source) for _ in range(count)]
        elif kind == "take":
            del lines[at : at + count]
        elif kind == "change":
            lines[at : at + count] = [line_of(source) for _ in range(count)]
        else:
            block = lines[at : at + count]
            del lines[at : at + count]
            to = source.randrange(len(lines) + 1)
            lines[to:to] = block
    return lines


@pytest.mark.parametrize("seed", range(2))
def test_nothing_is_missed(tmp_path, seed):
    source = random.Random(seed)
    lines = [line_of(source) for _ in range(150)]
    versions = []
    for _ in range(130):  # more than one process takes at once
        lines = edited(lines, source)
        versions.append("\n".join(lines) + "\n")
    folder = repository(tmp_path / "repo", versions)
    found_quickly = found(folder)
    assert len({code for code, *_ in found_quickly}) >= 4
    assert found_quickly == found(folder, whole=True)


def test_many_commits_are_the_same_in_processes(tmp_path):
    """Messages go out before it is known which files there are."""
    source = random.Random(7)
    versions = ["\n".join(line_of(source) for _ in range(12)) + "\n" for _ in range(230)]
    folder = repository(tmp_path / "repo", versions, "told by person{0}@mail{0}.org\n")
    alone = found(folder)
    assert len(alone) > 300
    assert found(folder, jobs=3) == found(folder, jobs=2) == alone


FILLER = "\n".join(f"value_{number} = compute({number})" for number in range(200)) + "\n"


def test_a_silenced_line_is_found_once_its_comment_is_gone(tmp_path):
    secret = f'token = "{made("ghp_%{crc62:30}", "x")}"\n'
    first = FILLER + IGNORE + "\n" + secret + FILLER
    folder = repository(tmp_path / "repo", [first, first.replace("(3)", "(4)"), FILLER + secret + FILLER])
    commits = subprocess.run(
        ["git", "-C", str(folder), "rev-list", "HEAD"], capture_output=True, check=True, text=True
    ).stdout.split()
    assert [(code, commit) for code, _, _, commit, _ in found(folder)] == [("SEC101", commits[0])]


def test_a_word_beside_it_decides(tmp_path):
    """The line is the same, but for a word that makes an address of a version."""
    first = FILLER + "release 10.20.30.40 of it\n" + FILLER
    second = first.replace("release 10", "host 10")
    folder = repository(tmp_path / "repo", [first, second])
    assert found(folder) == found(folder, whole=True)


def test_a_value_that_moves_is_told_once(tmp_path):
    line = "contact = 'grete@hermann-mail.org'\n"
    folder = repository(tmp_path / "repo", [line + FILLER, FILLER + line, FILLER, FILLER + "x = 1\n" + line])
    assert [(code, number) for code, number, *_ in found(folder)] == [("PII101", 1)]


def test_a_rule_of_the_users_own_finds_its_partner_again(tmp_path):
    """A mailbox that is known is no news, and still what another rule asks for."""
    (tmp_path / "own.toml").write_text(
        """
[[rule]]
id = "team-pin"
code = "OWN001"
title = "PIN of a member"
category = "PASSWORD"
confidence = 0.9
pattern = 'pin (?P<value>[0-9]{4}-[a-z]{4})'
anchor = 'pin [0-9]{4}-'
keywords = ["pin "]
max_len = 40
near = { rule = "email-address", within = 100, required = true }
why = "It opens the door."
fix = "Change it."
match = ["grete@hermann-mail.org\\npin 7351-wxqz"]
no_match = ["pin 7351-wxqz"]
"""
    )
    line = "contact = 'grete@hermann-mail.org'\n"
    folder = repository(
        tmp_path / "repo", [FILLER + line + FILLER, FILLER + line + "pin 7351-wxqz\n" + FILLER]
    )
    own = (str(tmp_path / "own.toml"),)
    assert [code for code, *_ in found(folder, rules=own)] == ["OWN001", "PII101"]
    assert found(folder, rules=own) == found(folder, whole=True, rules=own)
