"""CONTRIBUTING.md is true: its walk through a first rule works, and what it names is there."""

from __future__ import annotations

import re

from piiscan.catalog.examples import expand

from .conftest import CHECKOUT, run

PAGE = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
SHELL = "".join(re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL))
RULE, CASE = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
(INPUT,) = re.findall(r"```\n(-- .*?)```", PAGE, re.DOTALL)


def test_the_rule_passes_its_examples(tmp_path):
    (tmp_path / "acme.toml").write_text(RULE, encoding="utf-8")
    done = run("piiscan", "rules", "test", "acme.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    code = re.findall(r'^code = "(\w+)"', RULE, re.MULTILINE)[0]
    taken = run("piiscan", "rules", "--isolated", cwd=tmp_path).stdout
    assert code not in taken, "the code of the example is not free any more"


def test_the_case_is_found_where_it_is_marked(tmp_path):
    name, text = re.fullmatch(r"-- (\S+) --\n(.*)", INPUT, re.DOTALL).groups()
    (mark,) = re.findall(r"«KEY:(.*?)»", text)
    (tmp_path / "acme.toml").write_text(RULE, encoding="utf-8")
    (tmp_path / name).write_text(text.replace(f"«KEY:{mark}»", expand(mark, "acme")), encoding="utf-8")
    done = run("piiscan", "scan", name, "-o", "concise", "--config", "rules = ['acme.toml']", cwd=tmp_path)
    assert done.returncode == int(re.findall(r"^exit = (\d)$", CASE, re.MULTILINE)[0])
    assert done.stdout.startswith(f"{name}:1:{text.index('«') + 1}: SEC999 error Acme token [KEY]\n")


def test_set_up_is_that_of_the_readme():
    assert "\n./scripts/test " in SHELL
    assert "```sh\n./scripts/test\n```" in (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_what_is_named_is_there():
    for folder in re.findall(r"^\| `([\w./]+/)`", PAGE, re.MULTILINE):
        assert (CHECKOUT / folder).is_dir(), folder
    for path in re.findall(r"\b((?:tests|docs|scripts|\.github)/[\w./-]+)", SHELL + PAGE):
        found = path.rstrip("./")
        assert (CHECKOUT / found).exists() or "acme" in found, path
    for room in (CHECKOUT / "src/piiscan").iterdir():
        if room.is_dir() and any(room.glob("*.py")):
            assert f"`{room.name}/`" in PAGE or f"/{room.name}/`" in PAGE, room.name


def test_every_workflow_is_named():
    named = set(re.findall(r"`(?:\.github/workflows/)?([\w-]+\.yml)`", PAGE))
    for path in (CHECKOUT / ".github/workflows").glob("*.yml"):
        assert path.name in named
