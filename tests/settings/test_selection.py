import os
import subprocess
import sys
from pathlib import Path

import pytest

from piiscan.errors import ConfigError
from piiscan.settings.model import Settings
from piiscan.settings.selection import PerFileIgnores, Selection, check_selectors, check_settings
from piiscan.types import Severity

PAT = ("SEC101", "github-pat", "KEY")
EMAIL = ("PII101", "email", "EMAIL")
NAME = ("PII301", "author", "NAME")
ROOT = os.path.abspath(os.sep + "project")


@pytest.mark.parametrize(
    ("select", "ignore", "rule", "expected"),
    [
        ([], [], PAT, False),
        (["PII"], [], PAT, False),
        (["ALL"], ["ALL"], PAT, False),
        (["ALL"], ["SEC"], PAT, False),
        (["SEC"], ["KEY"], PAT, False),
        (["PII"], ["NAME"], NAME, False),
        (["KEY"], ["SEC1"], PAT, False),
        (["SEC1"], ["SEC10"], PAT, False),
        (["SEC10"], ["SEC101"], PAT, False),
        (["SEC101"], ["github-pat"], PAT, False),
        (["github-pat"], ["SEC101"], PAT, False),
        (["ALL"], [], PAT, True),
        (["SEC"], ["ALL"], PAT, True),
        (["KEY"], ["SEC"], PAT, True),
        (["SEC1"], ["KEY"], PAT, True),
        (["SEC101"], ["SEC10"], PAT, True),
        (["github-pat"], ["SEC", "SEC1", "KEY", "ALL"], PAT, True),
        (["PII"], ["NAME"], EMAIL, True),
    ],
)
def test_the_closer_selector_decides_and_ignore_wins_ties(
    select: list[str], ignore: list[str], rule: tuple[str, str, str], expected: bool
) -> None:
    assert Selection(tuple(select), tuple(ignore)).selected(*rule) is expected


def test_selection_of_the_defaults_takes_everything() -> None:
    assert Selection.of(Settings(root=ROOT)).selected(*PAT)


def per_file(*entries: tuple[str, tuple[str, ...]], base: str | None = None) -> PerFileIgnores:
    return PerFileIgnores(Settings(root=ROOT, per_file_ignores=entries), base=base)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("tests/", "src/a.py", False),
        ("/tests/", "src/tests/a.py", False),
        ("*.md", "a.md.py", False),
        ("!src/", "src/a.py", False),
        ("", "a.py", False),
        ("# a comment", "# a comment", False),
        ("tests/", "tests/a.py", True),
        ("tests/", "src/tests/a.py", True),
        ("docs/**/*.md", "docs/a/b.md", True),
        ("*.md", "deep/down/a.md", True),
        ("*.md", os.path.join(ROOT, "a.md"), True),
        ("/a.md", os.path.join(ROOT, "a.md"), True),
        ("*.md", os.path.abspath(os.sep + "elsewhere/a.md"), True),
        ("a.md", "../a.md", True),
        ("!src/", "tests/a.py", True),
        ("*.txt", "caf\udce9.txt", True),
    ],
)
def test_path_patterns(pattern: str, path: str, expected: bool) -> None:
    assert per_file((pattern, ("EMAIL",))).ignored(path, *EMAIL) is expected


def test_a_neighbour_with_the_roots_name_as_beginning_is_outside() -> None:
    assert not per_file(("/er/a.md", ("ALL",))).at(ROOT + "er/a.md")


def test_paths_relative_to_another_directory() -> None:
    ignores = per_file(("/src/a.py", ("ALL",)), base=os.path.join(ROOT, "src"))
    assert ignores.ignored("a.py", *PAT)
    assert not ignores.ignored("src/a.py", *PAT)


def test_entries_add_up_and_other_rules_go_on() -> None:
    ignores = per_file(("tests/", ("EMAIL",)), ("*.py", ("SEC1",)))
    assert ignores
    assert ignores.at("tests/a.py") == ("EMAIL", "SEC1")
    assert ignores.at("tests/a.txt") == ("EMAIL",)
    assert not ignores.ignored("tests/a.py", *NAME)


@pytest.mark.parametrize("pattern", ["a[z-a]", "!a[z-a]"])
def test_a_pattern_that_is_none_is_the_users_error(pattern: str) -> None:
    with pytest.raises(ConfigError, match=r"^`per-file-ignores`: .* is not a valid path pattern$"):
        per_file((pattern, ("ALL",)))


def test_a_posix_class_gives_no_warning() -> None:
    per_file(("a[[:alpha:]]", ("ALL",)))


def test_pathspec_stays_out_until_there_is_a_pattern(tmp_path: Path) -> None:
    code = (
        "import sys; from piiscan.settings.load import load; "
        "from piiscan.settings.selection import PerFileIgnores, Selection; "
        f"s = load({str(tmp_path)!r}, isolated=True); Selection.of(s); assert not PerFileIgnores(s).at('a'); "
        "print(sorted({'pathspec', 'difflib', 'tomllib', 'tomli', 'click', 'rich'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


CODES, IDS = ["SEC101", "PII101"], ["github-pat", "email"]


@pytest.mark.parametrize("selector", ["ALL", "SEC", "SEC1", "SEC101", "github-pat", "EMAIL", "email"])
def test_known_selectors(selector: str) -> None:
    check_selectors([selector], CODES, IDS)


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("SEC11", "did you mean `SEC101`?"),
        ("sec101", "did you mean `SEC101`?"),
        ("github-part", "did you mean `github-pat`?"),
        ("EMIAL", "did you mean"),
        ("zzzzzz", "`piiscan rules` lists"),
        ("S", "`piiscan rules` lists"),
        ("", "`piiscan rules` lists"),
    ],
)
def test_unknown_selectors_name_the_key_and_a_neighbour(selector: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_selectors(["ALL", selector], CODES, IDS, where="extend-select")
    assert caught.value.message == f"`extend-select`: `{selector}` names no rule"
    assert hint in caught.value.hint


def test_hostile_selectors_are_cut_and_escaped() -> None:
    with pytest.raises(ConfigError) as caught:
        check_selectors(["\x1b[2J\n" + "x" * 10_000_000], CODES, IDS)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 100


@pytest.mark.parametrize(
    ("where", "settings"),
    [
        ("select", Settings(ROOT, select=("NOPE1",))),
        ("ignore", Settings(ROOT, ignore=("NOPE1",))),
        ("per-file-ignores", Settings(ROOT, per_file_ignores=(("*", ("ALL", "NOPE1")),))),
        ("severity", Settings(ROOT, severity=(("NOPE1", Severity.NOTE),))),
    ],
)
def test_every_place_with_selectors_is_checked(where: str, settings: Settings) -> None:
    check_settings(Settings(ROOT), CODES, IDS)
    with pytest.raises(ConfigError, match=f"^`{where}`: `NOPE1`"):
        check_settings(settings, CODES, IDS)
