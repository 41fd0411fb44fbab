"""The commands beside scan and mask, and every help text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import tomllib

import piiscan as package
from canary import LINES
from piiscan.cli.root import _COMMANDS

from .conftest import Piiscan, Write


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
