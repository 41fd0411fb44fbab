"""`piiscan mask --policy`: what values become, for all or for some rules, and where the key comes from."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from canary import EVERYTHING, LINES, SECRETS, leaks

from .conftest import Piiscan, Write

KEY = "a key of the tests"
POLICIES = ("numbered", "fake", "partial", "stars", "hash", "env", "template:gone {category} {n}")
#: What `partial` shows of a canary: its last four characters.
DIRTY = LINES["EMAIL"] + "\n"


@pytest.fixture(autouse=True)
def own_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PIISCAN_MASK_KEY", KEY)
    monkeypatch.setenv("PIISCAN_STATE_DIR", str(tmp_path / "state"))


@pytest.mark.parametrize("policy", POLICIES)
def test_a_clean_tree_stays_and_no_key_is_made(
    piiscan: Piiscan, write: Write, tree: Path, monkeypatch, policy: str
):
    monkeypatch.delenv("PIISCAN_MASK_KEY")
    write({"a.py": "x = 1\n"})
    result = piiscan("mask", ".", "--policy", policy)
    assert (result.code, result.out, result.err) == (0, "", "Nothing to mask in 1 file, 6 B.\n")
    assert not [*tree.parent.rglob("mask.key")]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--policy", "fkae"), "did you mean `fake`?"),
        (("--policy", ""), "must be `placeholder`, `numbered`"),
        (("--policy", "EMIAL=fake"), "did you mean `EMAIL`?"),
        (("--policy", "EMAIL=fkae"), "did you mean `fake`?"),
        (("--policy", "=fake"), "nothing stands before the `=`"),
        (("--policy", "EMAIL="), "must be `placeholder`"),
        (("--policy", "template:"), "is empty"),
        (("--policy", "template:a'b"), "no quotes"),
        (("--policy", "template:a\nb"), "no line ends"),
        (("--policy", "template:{x}"), "braces"),
        (("--policy", "template:a$b"), "ASCII letters"),
        (("--policy", "template:a//b"), "no `//`"),
        (("--policy", "template:" + "a" * 101), "longer than 100"),
        (("--mask-key-file", "missing"), "--mask-key-file missing: cannot be read"),
        (("--mask-key-file", "short"), "shorter than 16 bytes"),
        (("--mask-key-file", "."), "cannot be read"),
        (("--config", "mask.polcy=fake"), "did you mean `policy`?"),
        (("--config", "mask=fake"), "`mask` must be a table"),
        (("--config", "mask.policies=fake"), "`mask.policies` must be a table"),
    ],
    ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else "",
)
def test_what_is_wrong_is_one_line_and_changes_nothing(
    piiscan: Piiscan, write: Write, tree: Path, options, said: str
):
    write({"a.py": DIRTY, "short": "x"})
    result = piiscan("mask", "a.py", *options)
    assert (result.code, result.out) == (2, "")
    assert said in result.err
    assert len(result.err.splitlines()) <= 2
    assert (tree / "a.py").read_text() == DIRTY


def test_a_key_in_the_environment_that_is_none(piiscan: Piiscan, write: Write, tree: Path, monkeypatch):
    monkeypatch.setenv("PIISCAN_MASK_KEY", "short secret")
    write({"a.py": DIRTY})
    result = piiscan("mask", ".", "--policy", "fake")
    assert (result.code, "PIISCAN_MASK_KEY: is shorter" in result.err, "short secret" in result.err) == (
        2,
        True,
        False,
    )
    assert (tree / "a.py").read_text() == DIRTY


@pytest.mark.parametrize("policy", POLICIES)
def test_the_result_scans_clean_and_a_second_run_changes_nothing(
    piiscan: Piiscan, write: Write, tree: Path, policy: str
):
    files = {
        "a.py": EVERYTHING,
        ".env": f"DB_PASSWORD={SECRETS['PASSWORD']}\nURL=postgres://postgres:{SECRETS['PASSWORD']}@db.acme.de/x\n",
        "a.yml": f"password: {SECRETS['PASSWORD']}\nmail: {SECRETS['EMAIL']}\nhosts: [{SECRETS['IP_ADDRESS']}]\n",
        "a.json": json.dumps(
            {"mail": SECRETS["EMAIL"], "password": SECRETS["PASSWORD"], "card": SECRETS["ID"]}
        ),
        "a.sh": f"export API_TOKEN={SECRETS['KEY']}\ncurl -u admin:{SECRETS['PASSWORD']} https://x.de\n",
    }
    write(files)
    result = piiscan("mask", ".", "--policy", policy, "--include", "licence")
    assert result.code == 0
    assert leaks(result.out + result.err) == []
    once = {name: (tree / name).read_bytes() for name in files}
    assert [leaks(text) for text in once.values()] == [[] for _ in once]
    for include in ((), ("--include", "licence,placeholder")):
        scan = piiscan("scan", "--fail-on", "note", "--show-notes", "-o", "concise", *include)
        assert (scan.code, scan.out) == (0, "")
        assert piiscan("mask", ".", "--policy", policy, *include).code == 0
        assert {name: (tree / name).read_bytes() for name in files} == once


@pytest.mark.parametrize("policy", POLICIES)
def test_a_preview_shows_what_will_be_written_and_no_value(
    piiscan: Piiscan, write: Write, tree: Path, policy: str
):
    write({"a.py": EVERYTHING})
    result = piiscan("mask", "--diff", ".", "--policy", policy)
    assert result.code == 1
    assert leaks(result.out + result.err) == []
    piiscan("mask", ".", "--policy", policy)
    if not policy.startswith(
        "template"
    ):  # what is found in spite of it becomes a placeholder in a second round
        added = [
            line[1:]
            for line in result.out.splitlines()
            if line.startswith("+") and not line.startswith("+++")
        ]
        assert [line for line in added if line not in (tree / "a.py").read_text().splitlines()] == []


def test_the_closest_selector_wins_over_files_and_options(piiscan: Piiscan, write: Write, tree: Path):
    write(
        {
            "a.py": EVERYTHING,
            "piiscan.toml": "[mask]\npolicy = 'stars'\n[mask.policies]\nEMAIL = 'numbered'\nKEY = 'hash'\n",
        }
    )
    piiscan("mask", "a.py", "--policy", "partial", "--policy", "KEY=env", "--policy", "SEC010=placeholder")
    text = (tree / "a.py").read_text()
    assert "token = os.environ[\"TOKEN\"]\nDB_PASSWORD = '<PASSWORD>'\nmail_to('<EMAIL_1>')\n" in text
    assert f'card = "********{SECRETS["ID"][-4:]}"' in text


def test_the_configuration_is_shown_as_it_is(piiscan: Piiscan, write: Write):
    write({"piiscan.toml": "[mask.policies]\nEMAIL = 'fake'\nSEC010 = 'template:<{category}>'\n"})
    out = piiscan("config", "show").out
    assert out.endswith(
        '[mask]\npolicy = "placeholder"  # default\n\n[mask.policies]\nEMAIL = "fake"  # piiscan.toml\n'
        'SEC010 = "template:<{category}>"  # piiscan.toml\n'
    )


def test_numbers_go_by_the_order_of_paths(piiscan: Piiscan, write: Write, tree: Path):
    mail = "mail_to('{}@hermann-korrespondenz.de')\n"
    write(
        {"b.py": mail.format("zoe.kurz") + mail.format("cilli.krieger"), "a.py": mail.format("cilli.krieger")}
    )
    piiscan("mask", ".", "--policy", "numbered")
    assert (tree / "a.py").read_text() == "mail_to('<EMAIL_1>')\n"
    assert (tree / "b.py").read_text() == "mail_to('<EMAIL_2>')\nmail_to('<EMAIL_1>')\n"


def test_what_gets_a_placeholder_instead_is_said(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING})
    result = piiscan("mask", ".", "--policy", "env", "--select", "USERNAME,PASSWORD")
    assert result.err.splitlines()[1:] == [
        "1 of the policy 'env' got a placeholder: they are no whole literal that a look-up may replace.",
        "To be set or declared, and `os` to be imported where it is not: DB_PASSWORD.",
    ]
    assert piiscan("mask", ".", "-q", "--policy", "env").err == ""


class TestKeys:
    def _fake(self, piiscan: Piiscan, write: Write, tree: Path, *options: str) -> str:
        write({"a.py": DIRTY})
        result = piiscan("mask", ".", "--policy", "fake", *options)
        assert result.code == 0
        for key in tree.parent.rglob("*.key"):
            assert key.read_text().strip() not in result.out + result.err
        text = (tree / "a.py").read_text()
        assert re.fullmatch(r"mail_to\('fake[\w.-]+@example\.(?:com|org|net)'\)\n", text)
        return text

    def test_the_same_key_from_anywhere_gives_the_same_fakes(
        self, piiscan, write, tree, monkeypatch, tmp_path
    ):
        first = self._fake(piiscan, write, tree)
        (tmp_path / "own.key").write_text(KEY + "\n")
        monkeypatch.setenv("PIISCAN_MASK_KEY", "another key of tests")
        assert self._fake(piiscan, write, tree) != first
        assert self._fake(piiscan, write, tree, "--mask-key-file", str(tmp_path / "own.key")) == first

    def test_one_is_kept_under_the_git_directory(self, piiscan, write, tree, git, monkeypatch, tmp_path):
        monkeypatch.delenv("PIISCAN_MASK_KEY")
        first = self._fake(piiscan, write, tree)
        assert self._fake(piiscan, write, tree) == first
        assert (tree / ".git" / "piiscan" / "mask.key").is_file()
        assert not (tmp_path / "state" / "mask.key").exists()

    def test_outside_of_git_one_is_kept_in_the_state_directory(
        self, piiscan, write, tree, monkeypatch, tmp_path
    ):
        monkeypatch.delenv("PIISCAN_MASK_KEY")
        first = self._fake(piiscan, write, tree)
        assert self._fake(piiscan, write, tree) == first
        if sys.platform != "win32":
            assert (tmp_path / "state" / "mask.key").stat().st_mode & 0o777 == 0o600

    def test_where_none_can_be_kept_nothing_changes(self, piiscan, write, tree, monkeypatch, tmp_path):
        monkeypatch.delenv("PIISCAN_MASK_KEY")
        (tmp_path / "file").write_text("")
        monkeypatch.setenv("PIISCAN_STATE_DIR", str(tmp_path / "file" / "state"))
        write({"a.py": DIRTY})
        result = piiscan("mask", ".", "--policy", "fake", "--no-journal")
        assert (result.code, "no key for fakes and hashes can be kept" in result.err) == (2, True)
        assert (tree / "a.py").read_text() == DIRTY
