"""The commands beside scan and mask, and every help text."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

import pytest

import piiscan as package
from canary import EVERYTHING, LINES, leaks
from piiscan.cli.root import _COMMANDS

from .conftest import Piiscan, Write

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def test_help_lists_every_command_with_a_sentence(piiscan: Piiscan):
    result = piiscan("--help")
    assert (result.code, result.err) == (0, "")
    for name in ("scan", "mask", "rules", "rule", "config", "completion"):
        assert f"\n  {name} " in result.out
    assert "Exit codes: 0 clean, 1 findings, 2 error" in result.out


@pytest.mark.parametrize("name", _COMMANDS)
def test_every_command_has_help_and_an_example_of_what_it_takes(piiscan: Piiscan, name: str):
    for option in ("--help", "-h"):
        result = piiscan(name, option)
        assert (result.code, result.err) == (0, "")
        assert result.out.startswith(f"Usage: piiscan {name} ")


@pytest.mark.parametrize("option", [
    "--staged", "--stdin-filename", "--output", "--include", "--select", "--ignore", "--respect-gitignore", "--min-confidence",
    "--preset", "--jobs", "--fail-on", "--show-notes", "--exit-zero", "--model", "--config", "--isolated", "--extend-exclude",
])  # fmt: skip
def test_scan_keeps_its_words(piiscan: Piiscan, option: str):
    assert option in piiscan("scan", "--help").out


def test_no_command_at_all_shows_the_help(piiscan: Piiscan):
    result = piiscan()
    assert result.code == 2
    assert "Usage: piiscan" in result.out + result.err


def test_version(piiscan: Piiscan):
    assert piiscan("--version").out == f"piiscan {package.__version__}\n"


# rules


def test_rules_as_json_is_a_list_of_rules(piiscan: Piiscan):
    rules = json.loads(piiscan("rules", "--output-format", "json").out)
    assert len(rules) >= 80
    assert {"code", "name", "category", "severity"} <= set(rules[0])
    assert [rule["code"] for rule in rules] == sorted(rule["code"] for rule in rules)


def test_rules_as_text_names_each_on_a_line(piiscan: Piiscan):
    result = piiscan("rules")
    rules = json.loads(piiscan("rules", "--output-format", "json").out)
    assert [rule["code"] for rule in rules if rule["code"] not in result.out] == []
    assert f"{len(rules)} rules" in result.err


@pytest.mark.parametrize("name", ["SEC101", "sec101", "github-pat", "GitHub-PAT"])
def test_a_rule_is_explained_by_code_or_name(piiscan: Piiscan, name: str):
    result = piiscan("rule", name)
    assert (result.code, result.err) == (0, "")
    for text in ("SEC101", "github-pat", "Why it matters", "How to fix it", "piiscan: ignore[SEC101]"):
        assert text in result.out
    explained = json.loads(piiscan("rule", name, "--output-format", "json").out)
    assert explained["code"] == "SEC101"
    assert explained["why"]
    assert explained["fix"]


OWN = """
[[rule]]
id = "acme-token"
code = "ACM001"
title = "Token of Acme"
category = "KEY"
pattern = 'acme_[a-z]{8}'
keywords = ["acme_"]
max_len = 13
why = "x"
fix = "x"
match = ["t = 'acme_%{lower:8}'"]
no_match = ["acme_123"]
"""


def test_rules_lists_and_explains_those_that_the_configuration_adds(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch: pytest.MonkeyPatch
):
    write({"own/acme.toml": OWN, "piiscan.toml": "rules = ['own']\n", "sub/a.py": ""})
    monkeypatch.chdir(tree / "sub")  # a configuration further up counts, as in a scan
    assert "ACM001" in piiscan("rules").out
    assert "Token of Acme" in piiscan("rule", "ACM001").out
    codes = [item["code"] for item in json.loads(piiscan("rules", "-o", "json").out)]
    assert "ACM001" in codes
    assert json.loads(piiscan("rule", "acme-token", "-o", "json").out)["title"] == "Token of Acme"
    # Whatever names them, or leaves them out.
    assert "ACM001" not in piiscan("rules", "--isolated").out
    assert piiscan("rule", "ACM001", "--isolated").code == 2
    for config in ("../piiscan.toml", "rules = ['../own']"):
        assert "ACM001" in piiscan("rules", "--config", config).out
        assert piiscan("rule", "ACM001", "--config", config).code == 0


@pytest.mark.parametrize("command", [("rules",), ("rule", "SEC101")], ids=" ".join)
def test_rules_with_a_wrong_configuration_is_an_error_as_in_a_scan(
    piiscan: Piiscan, write: Write, command: tuple[str, ...]
):
    for text in ("rules = ['nowhere.toml']\n", "no-such-key = 1\n"):
        write({"piiscan.toml": text})
        result = piiscan(*command)
        assert (result.code, result.out) == (2, "")
        assert piiscan(*command, "--isolated").code == 0


def test_a_foreign_rule_does_nothing_to_the_terminal(piiscan: Piiscan, write: Write):
    hostile = (
        r"\u001b]8;;https://evil.example\u001b\\ \u202e [red]x[/red] :smile: \n[y](https://evil.example)"
    )
    rule = OWN.replace('"Token of Acme"', f'"{hostile}"').replace('= "x"', f'= "{hostile}"')
    write({"own/acme.toml": rule, "piiscan.toml": "rules = ['own']\n"})
    for command in (
        ("rules",),
        ("rule", "ACM001"),
        ("rules", "-o", "json"),
        ("rule", "ACM001", "-o", "json"),
    ):
        result = piiscan(*command)
        assert result.code == 0
        assert [c for c in "\x1b\u202e" if c in result.out] == []
        assert "[red]x[/red] :smile:" in result.out


def test_a_rule_file_with_a_hostile_name_does_nothing_to_the_terminal(piiscan: Piiscan, write: Write):
    write({"a\x1b[2J\n.toml": OWN.replace("acme_123", "acme_%{lower:8}")})
    result = piiscan("rules", "test", "a\x1b[2J\n.toml")
    assert (result.code, result.out) == (1, "a\\x1b[2J\\n: rule `acme-token`: no_match 1 is found\n")


def test_good_examples_of_own_rules_pass(piiscan: Piiscan, write: Write):
    write({"rules/acme.toml": OWN})
    for place in ("rules", "rules/acme.toml"):
        result = piiscan("rules", "test", place)
        assert (result.code, result.out, result.err) == (0, "", "1 rules, 2 examples, 0 failed\n")


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("acme_%{lower:8}", "acme_1", "match 1 is not found"),
        ("acme_123", "acme_%{lower:8}", "no_match 1 is found"),
        ("acme_%{lower:8}", "other", "match 1 holds none of the rule's keywords"),
    ],
    ids=["a match that is not found", "a no_match that is", "a match without a keyword"],
)
def test_bad_examples_of_own_rules_are_named(
    piiscan: Piiscan, write: Write, old: str, new: str, complaint: str
):
    write({"acme.toml": OWN.replace(old, new)})
    result = piiscan("rules", "test", "acme.toml")
    assert result.code == 1
    assert result.out == f"acme: rule `acme-token`: {complaint}\n"


def test_own_rules_find_what_is_theirs(piiscan: Piiscan, write: Write):
    write({"own/acme.toml": OWN, "piiscan.toml": "rules = ['own']\n", "a.py": "x = 'acme_abcdefgh'\n"})
    assert "a.py:1:6: ACM001 error Token of Acme [KEY]" in piiscan("scan", "a.py", "-o", "concise").out
    assert piiscan("scan", "a.py", "--ignore", "ACM").code == 0


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("acme_[a-z]{8}", "acme_[a-z", ("acme.toml", "acme-token", "pattern")),
        ('match = ["t', 'checks = ["no.such"]\nmatch = ["t', ("acme-token", "checks", "no.such")),
        ('match = ["t', 'split = "nobody"\nmatch = ["t', ("acme-token", "split", "nobody")),
        ("acme-token", "github-pat", ("acme.toml", "github-pat", "already taken")),
        ("ACM001", "SEC101", ("acme.toml", "SEC101", "already taken")),
    ],
    ids=["a regex", "a check", "a splitter", "an id that is taken", "a code that is taken"],
)
def test_own_rules_that_are_wrong_stop_the_scan(
    piiscan: Piiscan, write: Write, old: str, new: str, parts: tuple[str, ...]
):
    write({"acme.toml": OWN.replace(old, new), "a.py": LINES["EMAIL"]})
    for _ in range(2):  # the second run must not take a cache for an excuse
        result = piiscan("scan", "a.py", "--config", "rules = ['acme.toml']")
        assert (result.code, result.out) == (2, "")
        assert [part for part in parts if part not in result.err] == []


# rules stats


def test_stats_shows_what_each_rule_found_and_took(piiscan: Piiscan, write: Write):
    mail = LINES["EMAIL"]
    write({"a.py": f"{LINES['KEY']}\n{mail}\n", "b/c.py": f"{mail}\n{mail}  # piiscan: ignore\n"})
    result = piiscan("rules", "stats", "-o", "json")
    assert (result.code, result.err) == (0, "")
    stats = json.loads(result.out)
    assert (stats["files"], stats["bytes"]) == (2, len(LINES["KEY"]) + 3 * len(mail) + 4 + 19)
    assert stats["engine"]["name"] in ("hyperscan", "python")
    assert stats["milliseconds"] > stats["engine"]["milliseconds"] > 0
    rules = {row["code"]: row for row in stats["rules"]}
    listed = json.loads(piiscan("rules", "-o", "json").out)
    assert len(rules) == sum(item["family"] != "model" for item in listed)  # those have nothing to look for
    assert rules["PII101"]["findings"] == 2  # the suppressed one is none
    assert rules["PII101"]["hits"] >= 3
    assert rules["PII101"]["milliseconds"] > 0
    assert rules["SEC101"]["findings"] == 1
    times = [row["milliseconds"] for row in stats["rules"]]
    assert times == sorted(times, reverse=True)


def test_stats_agree_with_a_scan(piiscan: Piiscan, write: Write):
    write({"a.py": EVERYTHING, "LICENSE": EVERYTHING, "b.py": EVERYTHING * 3})
    found = json.loads(piiscan("scan", "-o", "json").out)["findings"]
    rows = json.loads(piiscan("rules", "stats", ".", "-o", "json").out)["rules"]
    assert {row["name"]: row["findings"] for row in rows if row["findings"]} == Counter(
        item["rule"] for item in found
    )


def test_stats_as_text_is_a_table_of_the_rules_that_had_hits(piiscan: Piiscan, write: Write):
    write({"a.py": LINES["KEY"] + "\n"})
    result = piiscan("rules", "stats", "a.py")
    assert result.code == 0
    lines = result.out.splitlines()
    assert lines[0].split() == ["Code", "Name", "Hits", "Findings", "Time", "in", "ms"]
    (row,) = [line.split() for line in lines if line.startswith("SEC101")]
    assert row[1:] == ["github-pat", row[2], "1", row[4]]
    assert "PII101" not in result.out
    assert [line.split()[0] for line in lines[-3:]] == ["all", "engine", "whole"]
    assert result.err.startswith(f"1 file, {len(LINES['KEY']) + 1} B; ")


def test_stats_of_own_rules_and_of_a_path_that_is_not_there(piiscan: Piiscan, write: Write):
    write({"own/acme.toml": OWN, "piiscan.toml": "rules = ['own']\n", "a.py": "x = 'acme_abcdefgh'\n"})
    assert "acme-token" in piiscan("rules", "stats", "a.py").out
    result = piiscan("rules", "stats", "nowhere", "a.py", "--isolated")
    assert (result.code, "acme-token" in result.out) == (2, False)
    assert "nowhere: no such file" in result.err


def test_stats_hold_nothing_that_was_found(piiscan: Piiscan, write: Write):
    write({"a.py": EVERYTHING})
    for options in ((), ("-o", "json")):
        result = piiscan("rules", "stats", *options)
        assert leaks(result.out + result.err) == []


# config, completion


def test_the_template_is_written_once(piiscan: Piiscan, tree: Path):
    result = piiscan("config", "init")
    assert (result.code, result.out, result.err) == (0, "", "wrote piiscan.toml\n")
    tomllib.loads((tree / "piiscan.toml").read_text())
    assert piiscan("scan").code == 0
    (tree / "piiscan.toml").write_text("jobs = 1\n")
    again = piiscan("config", "init")
    assert again.code == 2
    assert "--force" in again.err
    assert (tree / "piiscan.toml").read_text() == "jobs = 1\n"
    assert piiscan("config", "init", "--force").code == 0
    assert (tree / "piiscan.toml").read_text() != "jobs = 1\n"


def test_a_template_that_cannot_be_written(piiscan: Piiscan, tree: Path):
    (tree / "piiscan.toml").mkdir()
    result = piiscan("config", "init", "--force")
    assert result.code == 2
    assert "cannot write piiscan.toml" in result.err


def test_what_is_in_force_is_shown_as_a_configuration_that_gives_the_same(
    piiscan: Piiscan, write: Write, tree: Path
):
    write({"piiscan.toml": "jobs = 3\nfail-on = 'error'\n[severity]\nEMAIL = 'error'\n"})
    shown = piiscan("config", "show", "--config", "preset = 'recall'").out
    settings = tomllib.loads(shown)
    assert (settings["jobs"], settings["fail-on"], settings["severity"]) == (3, "error", {"EMAIL": "error"})
    write({"piiscan.toml": shown})
    assert tomllib.loads(piiscan("config", "show").out) == settings
    assert tomllib.loads(piiscan("config", "show", "--isolated").out)["jobs"] == 0


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_name_the_command(piiscan: Piiscan, shell: str):
    result = piiscan("completion", shell)
    assert result.code == 0
    assert "_PIISCAN_COMPLETE" in result.out
