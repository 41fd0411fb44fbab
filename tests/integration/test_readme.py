"""The README is true: its commands run, its sample is what piiscan prints, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import CHECKOUT, copy_sources, registry_works, run, secret

README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PAGES = [
    *(CHECKOUT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "AGENTS.md")),
    *sorted((CHECKOUT / "docs").glob("*.md")),
]


def sample_tree(folder: Path) -> None:
    """The small made-up repository that the README's sample shows."""
    from piiscan.catalog.examples import expand

    password = expand("%{alnum:16}", "password")
    (folder / "config").mkdir()
    (folder / "docs").mkdir()
    url = f"DATABASE_URL=postgres://shop:{password}@db.internal:5432/orders"
    (folder / "config/prod.env").write_text(
        f"MODE=live\nGITHUB_TOKEN={secret('readme')}\n{url}\n", encoding="utf-8"
    )
    (folder / "docs/oncall.md").write_text(
        "# On call\n\nAsk anna.kowalska@wydawnictwo-lipa.pl, or restart 185.199.64.12 by hand.\n",
        encoding="utf-8",
    )


def sample(folder: Path) -> str:
    """What stands in the README below `<!-- sample -->`: the scan's findings, then its summary."""
    sample_tree(folder)
    done = subprocess.run(
        ["piiscan", "scan", "."], cwd=folder, capture_output=True, encoding="utf-8", check=False, timeout=60
    )
    assert done.returncode == 1, done.stderr
    summary = re.sub(r"\d+\.\d s\.", "0.0 s.", done.stderr)
    return f"<!-- sample -->\n```console\n$ piiscan scan .\n{done.stdout}\n{summary}```\n"


def test_sample_is_what_a_scan_prints(tmp_path):
    wanted = sample(tmp_path)
    if os.environ.get("PIISCAN_WRITE_README"):  # how the sample is renewed
        pattern = re.compile(r"<!-- sample -->\n```console\n.*?```\n", re.DOTALL)
        (CHECKOUT / "README.md").write_text(
            pattern.sub(lambda _: wanted, README), encoding="utf-8", newline="\n"
        )
    assert wanted in (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_first_two_commands_are_the_set_up():
    first, second = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[:2]
    assert first.count("\n") == second.count("\n") == 1
    assert "piiscan scan ." in first
    assert second == "./scripts/test\n"
    assert os.access(CHECKOUT / "scripts/test", os.X_OK) or os.name == "nt"


def anchors(page: Path) -> set[str]:
    """The anchors that GitHub gives the headings of ``page``."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_rule_in_the_page_on_rules_passes(tmp_path):
    text = (CHECKOUT / "docs/rules.md").read_text(encoding="utf-8")
    (rule,) = re.findall(r"```toml\n(\[\[rule\]\].*?)```", text, re.DOTALL)
    (tmp_path / "rule.toml").write_text(rule, encoding="utf-8")
    done = run("piiscan", "rules", "test", "rule.toml", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert done.stdout in text


def _section(text: str, title: str) -> str:
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_page_on_rules_is_complete():
    from piiscan.catalog.examples import expand
    from piiscan.catalog.rule import BOUNDARIES, Rule
    from piiscan.detect.checks import find_check
    from piiscan.run.engine import load_catalog

    text = (CHECKOUT / "docs/rules.md").read_text(encoding="utf-8")
    words = set(re.findall(r"`(\w+)`", text))
    keys = set(Rule._fields) - {"family"}
    rule = load_catalog().rules[0]
    assert (keys | set(BOUNDARIES)) - words == set()
    for check in re.findall(r"`([a-z]+\.[a-z0-9_]+(?::[^`]*)?)` \|", _section(text, "Checks")):
        find_check(check, rule)
    for kind in re.findall(r"`%?\{?(\w+)", text.partition("| `%{alnum:36}`")[2].partition("some text")[0]):
        assert expand(f"%{{{kind}:4}}", "seed")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page):
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = page.parent / name if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize("model", ["auto", "off"])
def test_this_repository_is_clean(model):
    """Real findings are to be mended; what only looks like one belongs into piiscan.toml."""
    done = run("piiscan", "scan", ".", "-o", "concise", "--no-progress", cwd=CHECKOUT, PIISCAN_MODEL=model)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt" or not shutil.which("bash"), reason="the command is for a Unix shell")
def test_first_command_runs_on_a_fresh_machine(tmp_path, monkeypatch):
    if not registry_works():
        pytest.skip("no package registry: piiscan's dependencies cannot be installed")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    bin_directory = tmp_path / "bin"
    bin_directory.mkdir()
    (bin_directory / "python3").symlink_to(getattr(sys, "_base_executable", sys.executable))
    monkeypatch.delenv("PIISCAN_MODEL")
    monkeypatch.setenv("PATH", f"{bin_directory}{os.pathsep}{os.environ['PATH']}")
    clone = copy_sources(tmp_path / "clone")
    command = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[0]
    done = run("bash", "-c", command, cwd=clone, timeout=600)
    assert done.returncode == 0, done.stdout
    assert "All clean: " in done.stdout
