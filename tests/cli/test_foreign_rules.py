"""Rule files of gitleaks and Betterleaks on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from piiscan.catalog.examples import expand
from piiscan.cli.entry import main
from piiscan.report.registry import FORMATS

from .conftest import Piiscan, Write

TOKEN = expand("acme_%{lownum:24}", "foreign")
OTHER = expand("acme_%{lownum:24}", "another")
GITLEAKS = r"""
title = "ours"

[[rules]]
id = "acme-token"
description = "Acme token"
regex = '''(?i)\b(acme_[a-z0-9]{20,})(?:['"\s;]|$)'''
keywords = ["ACME_"]
entropy = 3.0
[[rules.allowlists]]
regexTarget = "line"
regexes = ['''fine here''']

[[rules]]
id = "certificate"
path = '''\.p12$'''

[[allowlists]]
paths = ['''^vendor/''']
"""
NOTICE = (
    "piiscan: .gitleaks.toml: rule `certificate`: key `path`: without `regex` it is about the names of files; "
    "piiscan finds places in them: the rule is left out"
)


@pytest.fixture(autouse=True)
def files(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIISCAN_CACHE_DIR", str(tmp_path / "cache"))
    write(
        {
            ".gitleaks.toml": GITLEAKS,
            "src/a.txt": f"first\nx = {TOKEN}\ny = {OTHER}  fine here\n",
            "vendor/a.txt": f"x = {TOKEN}\n",
        }
    )


def places(out: str) -> list[tuple[str, int, str, str]]:
    return [
        (each["path"], each["start_line"], each["code"], each["rule"]) for each in json.loads(out)["findings"]
    ]


FOUND = [("src/a.txt", 2, "GL-acme-token", "gitleaks-acme-token")]


@pytest.mark.parametrize("engine", ["python", "auto"])
@pytest.mark.parametrize("config", [".gitleaks.toml", 'rules = [".gitleaks.toml"]'], ids=["file", "key"])
def test_its_rules_find_what_is_theirs(piiscan: Piiscan, config: str, engine: str):
    for _ in ("built", "from the cache"):
        result = piiscan("scan", "--config", config, "-o", "json", "--engine", engine)
        assert result.code == 1
        assert places(result.out) == FOUND
        assert NOTICE in result.err.splitlines()
        assert TOKEN not in result.out + result.err


def test_a_configuration_names_it(piiscan: Piiscan, write: Write):
    write({"piiscan.toml": 'rules = [".gitleaks.toml"]\n'})
    assert places(piiscan("scan", "-o", "json").out) == FOUND


def test_the_configuration_that_is_found_counts_all_the_same(piiscan: Piiscan, write: Write):
    write({"piiscan.toml": 'exclude = ["src/"]\n'})
    result = piiscan("scan", "--config", ".gitleaks.toml", "-o", "json")
    assert (result.code, places(result.out)) == (0, [])


@pytest.mark.parametrize("selector", ["GL", "GL-acme-token", "gitleaks-acme-token", "KEY"])
def test_its_rules_are_selected_and_ignored_like_ours(piiscan: Piiscan, selector: str):
    arguments = ("scan", "--config", ".gitleaks.toml", "-o", "json")
    assert places(piiscan(*arguments, "--select", selector).out) == FOUND
    assert places(piiscan(*arguments, "--ignore", selector).out) == []


@pytest.mark.parametrize(
    "comment", ["piiscan: ignore[GL-acme-token]", "gitleaks:allow", "piiscan: ignore[GL]"]
)
def test_comments_silence_it(piiscan: Piiscan, write: Write, comment: str):
    write({"src/a.txt": f"x = {TOKEN}  # {comment}\n"})
    assert piiscan("scan", "--config", ".gitleaks.toml", "-o", "json").code == 0


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_say_it(piiscan: Piiscan, name: str):
    result = piiscan("scan", "--config", ".gitleaks.toml", "-o", name)
    assert result.code == 1
    assert "GL-acme-token" in result.out
    assert TOKEN not in result.out


def test_sarif_names_rule_and_what_is_not_done(piiscan: Piiscan):
    run = json.loads(piiscan("scan", "--config", ".gitleaks.toml", "-o", "sarif").out)["runs"][0]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["GL-acme-token"]
    assert [result["ruleId"] for result in run["results"]] == ["GL-acme-token"]
    (notice,) = run["invocations"][0]["toolExecutionNotifications"]
    assert "rule `certificate`" in notice["message"]["text"]


def test_what_is_not_done_counts_as_no_file(piiscan: Piiscan):
    result = piiscan("scan", "--config", ".gitleaks.toml", "-o", "json")
    assert json.loads(result.out)["summary"]["skipped"] == {}


def test_mask_masks_it(piiscan: Piiscan, tree: Path):
    result = piiscan("mask", "src", "--config", ".gitleaks.toml")
    assert (tree / "src" / "a.txt").read_text() == f"first\nx = <KEY>\ny = {OTHER}  fine here\n"
    assert NOTICE in result.err.splitlines()


def test_rules_list_it(piiscan: Piiscan):
    listed = piiscan("rules", "--config", ".gitleaks.toml", "-o", "json")
    assert [rule["name"] for rule in json.loads(listed.out) if rule["code"] == "GL-acme-token"] == [
        "gitleaks-acme-token"
    ]
    assert listed.err.splitlines() == [NOTICE]
    table = piiscan("rules", "--config", ".gitleaks.toml")
    assert "GL-acme-token" in table.out
    assert NOTICE in table.err.splitlines()
    assert "Acme token" in piiscan("rule", "GL-acme-token", "--config", ".gitleaks.toml").out


def test_rules_test_counts_it(piiscan: Piiscan):
    result = piiscan("rules", "test", ".gitleaks.toml")
    assert (result.code, result.out) == (0, "")
    assert result.err.splitlines() == [
        NOTICE,
        "1 rules, 0 examples, 0 failed; 1 translated from gitleaks or Betterleaks, 1 left out",
    ]


def test_stats_know_it(piiscan: Piiscan):
    result = piiscan("rules", "stats", "--config", ".gitleaks.toml", "-o", "json")
    assert [row["code"] for row in json.loads(result.out)["rules"] if row["findings"]] == ["GL-acme-token"]
    assert NOTICE in result.err.splitlines()


def test_the_cache_knows_which_file_said_it(piiscan: Piiscan, write: Write):
    write({"sub/.gitleaks.toml": GITLEAKS})
    assert NOTICE in piiscan("scan", "--config", ".gitleaks.toml").err
    assert (
        NOTICE.replace(".gitleaks", "sub/.gitleaks") in piiscan("scan", "--config", "sub/.gitleaks.toml").err
    )


def test_the_cache_knows_what_a_file_extends(piiscan: Piiscan, write: Write):
    write({"mine.toml": "[extend]\npath = '.gitleaks.toml'\n"})
    arguments = ("scan", "src", "--config", "mine.toml", "-o", "json")
    assert places(piiscan(*arguments).out) == FOUND
    write({".gitleaks.toml": GITLEAKS.replace("fine here", "fine")})
    assert places(piiscan(*arguments).out) == FOUND
    write({".gitleaks.toml": GITLEAKS.replace("fine here", "x = ")})
    assert [line for _, line, _, _ in places(piiscan(*arguments).out)] == [3]


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("[[rules]]\nid = ", ["not valid TOML"]),
        ("[[rules]]\nid = 'x'\nregex = '('", ["bad.toml: rule `x`: key `regex`: does not compile: a bracket"]),
        ("[[rules]]\nid = 'x'\nentropy = 'y'", ["bad.toml: rule `x`: key `entropy`: must be a number"]),
        ("[extend]\npath = 'bad.toml'", ["bad.toml: key `extend.path`: leads in a circle"]),
        ("[extend]\npath = 'none.toml'", ["bad.toml: key `extend.path`: none.toml: cannot be read"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", ["scan", "rules"])
def test_a_mistake_is_one_line(piiscan: Piiscan, write: Write, command: str, content: str, parts: list[str]):
    write({"bad.toml": content})
    result = piiscan(command, "--config", "bad.toml")
    assert (result.code, result.out) == (2, "")
    (line,) = result.err.splitlines()
    assert [part for part in parts if part not in line] == []


def test_isolated_takes_no_file(piiscan: Piiscan):
    assert piiscan("scan", "--isolated", "--config", ".gitleaks.toml").code == 2
    assert main(["scan", "--isolated", "--config", 'rules = [".gitleaks.toml"]']) == 1
