"""`piiscan baseline`, and scans where there is one."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, KEY_BLOCK, LINES, PASSWORD, SECRETS, TOKEN, leaks, made
from piiscan.suppress.baseline.file import NAME, read

from .conftest import SOURCE, Piiscan, Write

KEY, MAIL, WORD = (LINES[name] + "\n" for name in ("KEY", "EMAIL", "PASSWORD"))
OTHER_TOKEN = made("ghp_%{crc62:30}", "another")
OTHER_PASSWORD = made("Vw3-%{}moselufer.Ka")


def codes(text: str) -> list[str]:
    """Codes in a concise report."""
    return [line.split()[1] for line in text.splitlines()]


def reported(piiscan: Piiscan, *args: str) -> list[str]:
    return codes(piiscan("scan", "-o", "concise", *args).out)


def entries(tree: Path) -> tuple:
    return read(str(tree / NAME)).entries


@pytest.fixture
def created(piiscan: Piiscan, write: Write, git, tree: Path) -> Path:
    """A repository with a baseline of three findings in two files."""
    write({"src/a.py": KEY + WORD, "b.py": MAIL})
    assert piiscan("baseline", "create").code == 0
    return tree


# Without one


def test_without_a_baseline_nothing_of_it_is_loaded(tree: Path, write: Write):
    write({"a.py": KEY})
    script = (
        "import sys; from piiscan.cli.entry import main; main(['scan', '.']); "
        "print([name for name in sys.modules if 'baseline' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tree, env={**os.environ, "PYTHONPATH": str(SOURCE)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"


def test_what_needs_one_says_that_there_is_none(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": KEY})
    for command in ("update", "prune"):
        result = piiscan("baseline", command)
        assert result.code == 2
        assert "no such file" in result.err
        assert "piiscan baseline create" in result.err
    assert piiscan("scan", "--baseline", "none.json").code == 2
    assert os.listdir(tree) == ["a.py"]


# Bad input


@pytest.mark.parametrize("command", [("scan",), ("baseline", "update"), ("baseline", "prune"), ("mask", ".")])
@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"version": 99}', "<<<<<<< HEAD\n", '{"version": 1, "salt": "", "findings": []}'],
)
def test_a_baseline_that_is_none(
    piiscan: Piiscan, write: Write, tree: Path, command: tuple[str, ...], content: str
):
    write({"a.py": KEY, NAME: content})
    result = piiscan(*command)
    assert result.code == 2
    assert result.out == ""
    assert result.err.startswith(f"piiscan: error: {NAME}: ")
    assert len([line for line in result.err.splitlines() if not line.startswith("  hint: ")]) == 1
    assert (tree / NAME).read_text() == content
    assert (tree / "a.py").read_text() == KEY
    assert piiscan("scan", "--no-baseline").code == 1


def test_create_overwrites_none_by_itself(created: Path, piiscan: Piiscan):
    before = (created / NAME).read_bytes()
    result = piiscan("baseline", "create")
    assert result.code == 2
    assert "--force" in result.err
    assert (created / NAME).read_bytes() == before
    assert piiscan("baseline", "create", "--force").code == 0
    assert (created / NAME).read_bytes() != before  # another salt


def test_a_path_that_is_not_there_writes_nothing(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": KEY})
    assert piiscan("baseline", "create", "a.py", "nowhere").code == 2
    assert not (tree / NAME).exists()


def test_options_that_contradict(created: Path, piiscan: Piiscan):
    assert piiscan("scan", "--baseline", NAME, "--no-baseline").code == 2


# A scan


def test_what_is_known_is_not_reported(created: Path, piiscan: Piiscan):
    result = piiscan("scan")
    assert (result.code, result.out) == (0, "")
    assert "Suppressed 3 findings by the baseline." in result.err
    result = piiscan("scan", "--no-baseline", "-o", "concise")
    assert (result.code, len(codes(result.out))) == (1, 3)


def test_it_counts_beside_comments(created: Path, piiscan: Piiscan, write: Write):
    write({"c.py": MAIL.rstrip() + "  # piiscan: ignore\n"})
    assert "Suppressed 4 findings, 3 of them by the baseline." in piiscan("scan").err
    summary = json.loads(piiscan("scan", "-o", "json").out)["summary"]
    assert (summary["suppressed"], summary["baselined"], summary["stale"]) == (4, 3, 0)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_any_number_of_processes(created: Path, piiscan: Piiscan, write: Write, jobs: str):
    write({f"many/{number}.py": "x = 1\n" for number in range(400)})
    assert reported(piiscan, "--jobs", jobs) == []


def test_from_another_directory(created: Path, piiscan: Piiscan, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(created / "src")
    assert reported(piiscan) == []
    assert reported(piiscan, "..") == []
    assert reported(piiscan, str(created)) == []
    monkeypatch.chdir(created.parent)
    assert reported(piiscan, "tree") == []
    assert (
        len(reported(piiscan, "tree/src/a.py")) == 2
    )  # several files, or one: the current directory's project


def test_a_scan_of_a_part_calls_nothing_stale(created: Path, piiscan: Piiscan):
    for paths in (("src",), ("b.py",), ("src", "b.py")):
        result = piiscan("scan", *paths)
        assert result.code == 0
        assert "stale" not in result.err


def test_standard_input_by_its_name(created: Path, piiscan: Piiscan):
    args = ("scan", "-", "-o", "concise", "--stdin-filename")
    assert codes(piiscan(*args, "b.py", stdin=MAIL.encode()).out) == []
    assert codes(piiscan(*args, "c.py", stdin=MAIL.encode()).out) == ["PII101"]
    assert "stale" not in piiscan(*args, "b.py", stdin=b"x\n").err


def test_what_is_staged(created: Path, piiscan: Piiscan, write: Write, git):
    git("add", ".")
    assert reported(piiscan, "--staged") == []
    write({"b.py": MAIL * 2})
    assert reported(piiscan, "--staged") == []
    git("add", ".")
    assert reported(piiscan, "--staged") == ["PII101"]


def test_history(created: Path, piiscan: Piiscan, write: Write, git):
    def commit(message: str) -> None:
        git("add", ".")
        git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", message)

    commit("one")
    git("mv", "src/a.py", "src/c.py")
    commit("two")
    piiscan("baseline", "update")
    commit("three")
    # The key is known by its value under its old name too; the password has nothing but its place.
    assert reported(piiscan, "--history") == ["SEC010"]
    write({"src/c.py": KEY + WORD + LINES["KEY"].replace(TOKEN, OTHER_TOKEN) + "\n"})
    commit("four")
    assert reported(piiscan, "--diff", "HEAD~1..HEAD") == ["SEC101"]


# What it survives, and what it does not


@pytest.mark.parametrize(
    "text",
    [
        "\n\n# new\n" + KEY + WORD,
        WORD + KEY,
        "    " + KEY + "\t" + WORD,
        (KEY + WORD).replace("\n", "\r\n"),
        KEY.replace(" = ", "=") + WORD,
        KEY.replace("token", "github_token") + WORD,
    ],
    ids=["moved", "swapped", "indented", "crlf", "spaced otherwise", "a line with a key was edited"],
)
def test_survives(created: Path, piiscan: Piiscan, write: Write, text: str):
    write({"src/a.py": text})
    assert reported(piiscan) == []


def test_survives_another_name(created: Path, piiscan: Piiscan):
    (created / "src/a.py").rename(created / "src/c.py")
    shutil.move(created / "b.py", created / "src/b.py")
    result = piiscan("scan")
    assert result.code == 0
    assert "stale" not in result.err


def test_a_second_secret_on_a_known_line_is_reported(created: Path, piiscan: Piiscan, write: Write):
    write({"src/a.py": f"{LINES['KEY']}; {LINES['KEY'].replace(TOKEN, OTHER_TOKEN)}\n" + WORD})
    assert reported(piiscan) == ["SEC101"]
    write({"src/a.py": KEY + f"{LINES['PASSWORD']}; {LINES['KEY']}\n"})
    assert "SEC101" in reported(piiscan)


def test_a_key_that_has_changed_is_reported(created: Path, piiscan: Piiscan, write: Write):
    write({"src/a.py": KEY.replace(TOKEN, OTHER_TOKEN) + WORD})
    assert reported(piiscan) == ["SEC101"]


def test_a_password_that_has_changed_is_not_told_from_the_old_one(
    created: Path, piiscan: Piiscan, write: Write
):
    """What docs/baseline.md admits: nothing is kept of a value that can be tried."""
    write({"src/a.py": KEY + WORD.replace(PASSWORD, OTHER_PASSWORD)})
    assert reported(piiscan) == []


def test_a_copy_in_another_file_is_reported(created: Path, piiscan: Piiscan, write: Write):
    write({"c.py": KEY + WORD})
    assert reported(piiscan) == ["SEC101", "SEC010"]


# Keeping it


def test_stale_entries_are_counted_and_pruned(created: Path, piiscan: Piiscan, write: Write):
    write({"src/a.py": KEY})
    assert "1 entry of the baseline is stale: `piiscan baseline prune`." in piiscan("scan").err
    (created / "b.py").unlink()
    result = piiscan("scan")
    assert result.code == 0
    assert "2 entries of the baseline are stale" in result.err
    assert "stale" not in piiscan("scan", "--select", "KEY").err
    dry = piiscan("baseline", "prune", "--dry-run")
    assert (len(entries(created)), "Would have added 0, removed 2" in dry.err) == (3, True)
    result = piiscan("baseline", "prune")
    assert sorted(result.out.splitlines()) == ["- b.py: email-address", "- src/a.py: assigned-password"]
    assert [entry.rule for entry in entries(created)] == ["github-pat"]
    assert "stale" not in piiscan("scan").err


def test_prune_takes_in_nothing(created: Path, piiscan: Piiscan, write: Write):
    before = (created / NAME).read_bytes()
    write({"c.py": MAIL})
    assert piiscan("baseline", "prune").code == 0
    assert (created / NAME).read_bytes() == before


def test_prune_and_update_keep_what_they_did_not_look_at(created: Path, piiscan: Piiscan, write: Write):
    write({"src/a.py": "", "b.py": ""})
    piiscan("baseline", "prune", "b.py")
    assert {entry.path for entry in entries(created)} == {"src/a.py"}
    piiscan("baseline", "update", "--select", "EMAIL")
    assert len(entries(created)) == 2
    piiscan("baseline", "update")
    assert entries(created) == ()


def test_rules_that_this_run_does_not_know_are_kept(created: Path, piiscan: Piiscan, write: Write):
    text = (created / NAME).read_text()
    (created / NAME).write_text(text.replace('"email-address"', '"a-rule-of-ours"'))
    write({"b.py": ""})
    result = piiscan("baseline", "prune")
    assert "Kept 1 entry of rules that this run does not know" in result.err
    assert len(entries(created)) == 3


def test_update_adds_removes_and_follows(created: Path, piiscan: Piiscan, write: Write):
    (created / "src/a.py").rename(created / "c.py")
    write({"b.py": "", "d.py": MAIL})
    result = piiscan("baseline", "update")
    assert "Added 1, removed 1, moved 2; 3 findings in the baseline." in result.err
    assert sorted(result.out.splitlines()) == ["+ d.py: email-address", "- b.py: email-address"]
    assert {entry.path for entry in entries(created)} == {"c.py", "d.py"}
    after = (created / NAME).read_bytes()
    assert "Added 0, removed 0; 3 findings" in piiscan("baseline", "update").err
    assert (created / NAME).read_bytes() == after


def test_only_what_fails_is_taken_in(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING, "piiscan.toml": "fail-on = 'error'\n"})
    piiscan("baseline", "create")
    errors = len(entries(tree))
    piiscan("baseline", "update", "--severity", "warning")
    warnings = len(entries(tree))
    piiscan("baseline", "update", "--severity", "note")
    assert 0 < errors < warnings < len(entries(tree))
    piiscan("baseline", "update")  # what is in stays in
    assert piiscan("scan", "-o", "concise", "--show-notes").out == ""


def test_a_sparse_checkout_loses_nothing(created: Path, piiscan: Piiscan, git):
    git("add", ".")
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "one")
    git("sparse-checkout", "set", "--no-cone", "/b.py", f"/{NAME}")
    assert not (created / "src").exists()
    assert "stale" not in piiscan("scan").err
    assert "removed 0" in piiscan("baseline", "prune").err


# What is in it


def test_no_value_and_no_hash_of_one(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING, "key.pem": KEY_BLOCK})
    result = piiscan("baseline", "create", "--severity", "note", "--include", "licence")
    content = (tree / NAME).read_text()
    assert len(entries(tree)) >= 8
    assert leaks(content) == leaks(result.out + result.err) == []
    assert not re.search("[0-9]{4}", content)


def test_only_keys_are_tagged(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING, "key.pem": KEY_BLOCK})
    piiscan("baseline", "create", "--severity", "note")
    assert {entry.rule for entry in entries(tree) if entry.tag} == {"github-pat", "private-key"}


def test_a_path_that_holds_something_is_masked(piiscan: Piiscan, write: Write, tree: Path):
    path = f"mails/{EMAIL}.txt"
    write({path: MAIL})
    piiscan("baseline", "create")
    assert [entry.path for entry in entries(tree)] == ["mails/<EMAIL>.txt"]
    assert leaks((tree / NAME).read_text()) == []
    assert reported(piiscan) == []
    write({path: "x\n"})
    assert "1 entry of the baseline is stale" in piiscan("scan").err


def test_a_scan_finds_nothing_in_it(piiscan: Piiscan, write: Write, tree: Path):
    write({f"src/module_{number}.py": KEY + MAIL for number in range(300)})
    piiscan("baseline", "create")
    assert piiscan("scan", "--no-baseline", "--show-notes", "-o", "concise", NAME).out == ""


def test_names_that_are_no_text_and_files_that_are_not_utf_8(piiscan: Piiscan, write: Write, tree: Path):
    write({"ä ö.py": KEY, "wide.txt": (KEY + MAIL).encode("utf-16"), "latin.py": b"# \xe4\n" + KEY.encode()})
    if sys.platform == "linux":
        (tree / os.fsdecode(b"\xff.py")).write_text(MAIL)
    piiscan("baseline", "create")
    assert len(entries(tree)) == 4 + (sys.platform == "linux")
    assert reported(piiscan) == []


def test_findings_outside_of_the_project_are_reported(created: Path, piiscan: Piiscan, tmp_path: Path):
    (tmp_path / "out.py").write_text(MAIL)
    assert reported(piiscan, "src", "../out.py") == ["PII101"]
    assert "Left out 1 finding outside of" in piiscan("baseline", "create", "--force", ".", "../out.py").err


# Other formats


def test_reports_have_what_is_known_where_they_are_asked(created: Path, piiscan: Piiscan, write: Write):
    write({"c.py": MAIL})
    plain = json.loads(piiscan("scan", "-o", "json").out)
    assert len(plain["findings"]) == 1
    assert "baselined" not in plain
    shown = json.loads(piiscan("scan", "-o", "json", "--show-baselined").out)
    assert shown["findings"] == plain["findings"]
    assert len(shown["baselined"]) == 3
    assert len(json.loads(piiscan("scan", "-o", "sarif").out)["runs"][0]["results"]) == 1
    results = json.loads(piiscan("scan", "-o", "sarif", "--show-baselined").out)["runs"][0]["results"]
    known = [item for item in results if "suppressions" in item]
    assert (len(results), len(known)) == (4, 3)
    assert {item["baselineState"] for item in known} == {"unchanged"}
    assert known[0]["suppressions"] == [{"kind": "external", "status": "accepted"}]


# Masking


def test_mask_leaves_what_is_known(created: Path, piiscan: Piiscan, write: Write):
    write({"b.py": MAIL + LINES["IP_ADDRESS"] + "\n"})
    shown = piiscan("mask", "--diff", ".")
    assert leaks(shown.out) == []
    assert "192.0.2" in shown.out
    piiscan("mask", ".")
    assert SECRETS["EMAIL"] in (created / "b.py").read_text()
    assert SECRETS["IP_ADDRESS"] not in (created / "b.py").read_text()
    assert TOKEN in (created / "src/a.py").read_text()
    assert reported(piiscan) == []
    piiscan("mask", "--no-baseline", ".")
    assert TOKEN not in (created / "src/a.py").read_text()


# From other scanners


def test_from_detect_secrets(piiscan: Piiscan, write: Write, tree: Path):
    def at(line: int, **more: object) -> dict[str, object]:
        return {"type": "Secret Keyword", "hashed_secret": "0" * 40, "line_number": line, **more}

    results = {"a.py": [at(2, is_secret=False), at(1), at(3)], "gone.py": [at(1)], "b.py": [{"type": "x"}]}
    write({"a.py": MAIL + WORD + KEY, "b.py": KEY, ".secrets.baseline": json.dumps({"results": results})})
    result = piiscan("baseline", "create", "--from", ".secrets.baseline")
    assert result.code == 0
    assert "Took over 2 of 5 foreign entries." in result.err
    assert "a.py:1: not taken over: piiscan reports no secret there" in result.err
    assert "gone.py:1: not taken over: there is no such file in this project" in result.err
    assert "b.py:0: not taken over: it says no line" in result.err
    assert {(entry.rule, str(entry.verdict)) for entry in entries(tree)} == {
        ("assigned-password", "false positive"),
        ("github-pat", "None"),
    }
    assert reported(piiscan, "a.py") == ["PII101"]


def test_from_gitleaks(piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch):
    report = [{"RuleID": "x", "File": str(tree / "src/b.py"), "StartLine": 1, "EndLine": 1}]
    ignore = f"src/a.py:generic-api-key:2\n{'0' * 40}:src/a.py:github-pat:1\n"
    files = {
        "src/a.py": KEY + WORD,
        "src/b.py": KEY,
        "src/report.json": json.dumps(report),
        ".gitleaksignore": ignore,
    }
    write(files)
    sources = ("--from", ".gitleaksignore", "--from", "src/report.json")
    assert "Took over 3 of 3 foreign entries." in piiscan("baseline", "create", *sources).err
    assert reported(piiscan) == []
    bad = piiscan("baseline", "create", "--force", "--from", "src/a.py")
    assert bad.code == 2
    assert "line 1 is no fingerprint" in bad.err
    assert leaks(bad.err) == []
    assert len(entries(tree)) == 3
