"""`piiscan completion`: the scripts, run by the shells that are here."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import SOURCE, Piiscan

pytestmark = pytest.mark.skipif(os.name == "nt", reason="for Unix shells")


def needs(shell: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(shell) is None, reason=f"no {shell} here")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """With a `piiscan` on PATH that is this checkout's."""
    command = tmp_path / "bin" / "piiscan"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m piiscan "$@"\n')
    command.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(SOURCE),
        "HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }


def shell(command: list[str], environment: dict[str, str], tree: Path) -> list[str]:
    done = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_scripts_fall_back_to_names_of_files(piiscan: Piiscan, name: str):
    result = piiscan("completion", name)
    assert (result.code, result.err) == (0, "")
    assert {"bash": "-o default", "zsh": "_files", "fish": "__fish_complete_path (commandline"}[
        name
    ] in result.out
    assert "%(" not in result.out


@needs("bash")
@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["conf"], ["config"]),
        (["config", ""], ["init", "schema", "show"]),
        (["scan", "--hist"], ["--history"]),
        (["scan", "--fail-on", "e"], ["error"]),
        (["zzz"], []),
    ],
)
def test_bash(piiscan: Piiscan, tree: Path, environment: dict[str, str], words: list[str], wanted: list[str]):
    (tree / "script").write_text(piiscan("completion", "bash").out)
    code = 'source ./script; COMP_WORDS=(piiscan "$@"); COMP_CWORD=$#; _piiscan_completion piiscan; printf "%s\\n" "${COMPREPLY[@]}"'
    found = shell(["bash", "--norc", "-c", code, "bash", *words], environment, tree)
    assert sorted(filter(None, found)) == wanted


@needs("bash")
def test_bash_completes_names_of_files(piiscan: Piiscan, tree: Path, environment: dict[str, str]):
    (tree / "script").write_text(piiscan("completion", "bash").out)
    (registered,) = shell(["bash", "--norc", "-c", "source ./script; complete -p piiscan"], environment, tree)
    assert "-o default" in registered


@needs("zsh")
def test_zsh_reads_the_script(piiscan: Piiscan, tree: Path, environment: dict[str, str]):
    (tree / "script").write_text(piiscan("completion", "zsh").out)
    code = "autoload -U compinit; compinit -D; source ./script; print ${_comps[piiscan]}"
    assert shell(["zsh", "-f", "-c", code], environment, tree) == ["_piiscan_completion"]


@needs("fish")
@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("piiscan conf", "config"),
        ("piiscan scan --hist", "--history"),
        ("piiscan scan some-f", "some-file.env"),
    ],
)
def test_fish(piiscan: Piiscan, tree: Path, environment: dict[str, str], line: str, wanted: str):
    (tree / "script").write_text(piiscan("completion", "fish").out)
    (tree / "some-file.env").write_text("")
    found = shell(["fish", "--no-config", "-c", f"source ./script; complete -C '{line}'"], environment, tree)
    assert wanted in [each.split("\t")[0] for each in found]
