"""Rule files: where they are found, what is wrong with them, and the catalogue that they make."""

from __future__ import annotations

from pathlib import Path

import pytest

from piiscan.catalog.load import (
    RuleFile,
    build_catalog,
    builtin_directory,
    builtin_files,
    parse_file,
    rule_files,
)
from piiscan.detect.detector import Detector
from piiscan.errors import RuleError
from piiscan.run.engine import load_detector

from .rule_table import GONE, GOOD, build, toml

SECOND = {**GOOD, "id": "acme-key", "code": "ACM002"}


def mistake(data: bytes, path: str = "rules/acme.toml") -> RuleError:
    with pytest.raises(RuleError) as caught:
        parse_file(RuleFile(path, "acme", data))
    return caught.value


# What is wrong with a file


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "rules/acme.toml: holds no [[rule]]"),
        (b"# nothing yet\n", "rules/acme.toml: holds no [[rule]]"),
        (b"rule = []", "rules/acme.toml: holds no [[rule]]"),
        (b"rule = 1", "rules/acme.toml: holds no [[rule]]"),
        (b"[rule]\nid = 'x'", "rules/acme.toml: holds no [[rule]]"),
        (b"rule = [1]", "rules/acme.toml: rule number 1: must be a table"),
        (b"[[rules]]\nid = 'x'", "rules/acme.toml: rule `x`: has neither `regex` nor `path`"),
        (b"version = 1\n" + toml(GOOD), "rules/acme.toml: unknown table `version`"),
        (b"[[rule]]\nid = 'x\xe4'", "rules/acme.toml: is not UTF-8 (byte 16)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_is_no_rule_file(data, message):
    assert mistake(data).message == message


@pytest.mark.parametrize("data", [b"[[rule]", b"[[rule]]\nid = x", b"\0"])
def test_broken_toml_is_named_with_its_line(data):
    message = mistake(data).message
    assert message.startswith("rules/acme.toml: is not valid TOML: ")
    assert "line" in message


def test_an_unknown_table_says_what_belongs_there():
    assert mistake(b"[settings]").hint == "a rule file holds [[rule]] tables, and [pieces]"


@pytest.mark.parametrize("identity", [GONE, 7, ["acme"]], ids=["none", "a number", "a list"])
def test_a_rule_without_a_name_is_called_by_its_number(identity):
    message = mistake(toml(GOOD, {**SECOND, "id": identity})).message
    assert message.startswith("rules/acme.toml: rule number 2: key `id`: ")


def test_the_second_rule_is_the_one_that_is_blamed():
    message = mistake(toml(GOOD, {**SECOND, "max_len": 0})).message
    assert message.startswith("rules/acme.toml: rule `acme-key`: key `max_len`: ")


def test_paths_are_shown_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert mistake(b"", str(tmp_path / "sub" / "a.toml")).message.startswith("sub/a.toml: ")
    assert mistake(b"", "<memory>").message.startswith("<memory>: ")


# Files and folders


def test_a_file_and_a_folder_of_them(tmp_path: Path):
    for name in ("b.toml", "a.toml", "sub/c.toml", "readme.md", "d.toml.bak"):
        path = tmp_path / "rules" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    (tmp_path / "own.toml").write_bytes(b"own")
    found = rule_files([str(tmp_path / "rules"), str(tmp_path / "own.toml")])
    assert [(file.family, file.data) for file in found] == [
        ("a", b"a.toml"),
        ("b", b"b.toml"),
        ("sub/c", b"sub/c.toml"),
        ("own", b"own"),
    ]


@pytest.mark.parametrize("name", ["missing.toml", "missing/"])
def test_a_file_that_is_not_there(tmp_path: Path, name: str):
    path = str(tmp_path / name)
    with pytest.raises(RuleError) as caught:
        rule_files([path])
    assert caught.value.message == f"{path}: cannot read the rule file: No such file or directory"


def test_the_rules_that_come_with_piiscan():
    files = builtin_files()
    assert {"secrets/github", "secrets/generic", "pii/email"} <= {file.family for file in files}
    assert [file.path for file in files] == sorted(file.path for file in files)
    assert all(file.path.startswith(builtin_directory()) for file in files)


# The catalogue


def test_the_catalogue_is_sorted_by_code():
    one = RuleFile("one.toml", "one", toml({**GOOD, "code": "ZZZ001"}))
    two = RuleFile("two.toml", "two", toml({**SECOND, "code": "BBB001"}))
    catalog = build_catalog([one, two])
    assert catalog.codes == ("BBB001", "ZZZ001")
    assert catalog.ids == ("acme-key", "acme-token")
    assert [rule.family for rule in catalog.rules] == ["two", "one"]
    assert build_catalog([two, one]) == catalog


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("ACM001", "acme-token"),
        ("acm001", "acme-token"),
        ("acme-token", "acme-token"),
        ("ACME-KEY", "acme-key"),
        ("ACM00", None),
        ("", None),
    ],
)
def test_find(name, found):
    rule = build_catalog([RuleFile("a.toml", "a", toml(GOOD, SECOND))]).find(name)
    assert (rule and rule.id) == found


@pytest.mark.parametrize("key", ["id", "code"])
@pytest.mark.parametrize("apart", [False, True], ids=["in one file", "in two files"])
def test_a_name_that_is_taken(key: str, apart: bool):
    again = {**SECOND, key: GOOD[key]}
    tables = [[GOOD], [again]] if apart else [[GOOD, again]]
    files = [
        RuleFile(f"rules/{number}.toml", f"family{number}", toml(*table))
        for number, table in enumerate(tables)
    ]
    with pytest.raises(RuleError) as caught:
        build_catalog(files)
    assert caught.value.message == (
        f"{files[-1].path}: rule `{again['id']}`: key `{key}`: `{GOOD[key]}` is already taken by family0"
    )


# What only shows when the rule is made ready to run


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"checks": ["entropy.nothing"]}, "key `checks`: there is no check `entropy.nothing`"),
        ({"checks": ["nothing.at_all"]}, "key `checks`: there is no check `nothing.at_all`"),
        ({"checks": ["entropy"]}, "key `checks`: there is no check `entropy`"),
        ({"checks": ["entropy.pieces"]}, "key `checks`: there is no check `entropy.pieces`"),
        ({"checks": ["numbers._complete"]}, "key `checks`: there is no check `numbers._complete`"),
        ({"checks": ["../x.y"]}, "key `checks`: there is no check `../x.y`"),
        ({"split": "words"}, "key `split`: there is no splitter `words`"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_check_or_splitter_that_does_not_exist(changes, message):
    with pytest.raises(RuleError) as caught:
        Detector([build(**changes)], engine="python").check_all()
    assert f"rule `acme-token`: {message}" in caught.value.message


@pytest.mark.parametrize(
    "changes", [{"checks": ["nothing.at_all"]}, {"split": "words"}], ids=["check", "split"]
)
def test_a_check_or_splitter_that_does_not_exist_says_in_which_file(tmp_path: Path, changes):
    path = tmp_path / "acme.toml"
    path.write_bytes(toml({**GOOD, **changes}))
    with pytest.raises(RuleError, match=r"acme\.toml"):
        load_detector([str(path)], engine="python")


@pytest.mark.parametrize(
    "check", ["entropy.shannon", "entropy.shannon:high", "entropy.mixed:two", "structure.pem:x"]
)
def test_a_check_with_an_argument_that_it_cannot_read(check: str):
    with pytest.raises(RuleError, match="key `checks`"):
        Detector([build(checks=[check])], engine="python").check_all()
