"""`piiscan config`: see test_commands.py for `init` and `show` where all is well."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Piiscan, Write


@pytest.mark.parametrize(
    ("name", "text"), [(".piiscan.toml", "jobs = 1\n"), ("pyproject.toml", "[tool.piiscan]\njobs = 1\n")]
)
def test_init_does_not_shadow_a_configuration(
    piiscan: Piiscan, write: Write, tree: Path, name: str, text: str
):
    write({name: text})
    result = piiscan("config", "init")
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(f"piiscan: error: {name} configures piiscan here")
    assert not (tree / "piiscan.toml").exists()
    assert piiscan("config", "init", "--force").code == 0


def test_init_below_a_configuration_and_beside_a_foreign_project(piiscan: Piiscan, write: Write, tree: Path):
    write({"../piiscan.toml": "jobs = 1\n", "pyproject.toml": "[tool.ruff]\n"})
    assert piiscan("config", "init").code == 0


def test_show_says_where_values_come_from(piiscan: Piiscan, write: Write):
    write({"pyproject.toml": "[tool.piiscan]\njobs = 3\n"})
    shown = piiscan("config", "show", "--config", "fail-on=error").out
    assert "jobs = 3  # pyproject.toml\n" in shown
    assert 'fail-on = "error"  # --config\n' in shown
    assert 'model = "auto"  # default\n' in shown


def test_schema_is_printed(piiscan: Piiscan):
    result = piiscan("config", "schema")
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["properties"]["fail-on"]["enum"] == ["error", "warning", "note", "never"]


def test_schema_takes_no_arguments(piiscan: Piiscan):
    assert piiscan("config", "schema", "x").code == 2
