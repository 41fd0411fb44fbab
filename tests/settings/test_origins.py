from pathlib import Path

import pytest

from piiscan.settings.load import layers, merged
from piiscan.settings.origins import flat, origins
from piiscan.settings.schema import KEYS
from piiscan.settings.show import show
from piiscan.settings.toml import parse_text


def found(folder: Path, *config: str) -> dict[tuple[str, ...], str]:
    found = layers(str(folder), config=config)
    return origins(found.base, found.layers, foreign=bool(found.foreign))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (tmp_path / "org.toml").write_text(
        'exclude = ["a/"]\nignore = ["NAME"]\njobs = 2\n[severity]\nNAME = "error"\nEMAIL = "error"\n'
    )
    (folder / "piiscan.toml").write_text(
        'extend = "../org.toml"\nextend-exclude = ["b/"]\njobs = 2\n[severity]\nNAME = "note"\n'
        '[mask.policies]\nEMAIL = "fake"\n'
    )
    return folder


def test_nothing_is_set_by_default(tmp_path: Path) -> None:
    (tmp_path / "piiscan.toml").write_text("")
    assert found(tmp_path) == {}


def test_each_value_names_its_file(project: Path) -> None:
    (base,) = {origin for place, origin in found(project).items() if place == ("ignore",)}
    assert base.endswith("org.toml")
    assert found(project) == {
        ("exclude",): f"{base}, piiscan.toml",
        ("ignore",): base,
        ("jobs",): "piiscan.toml",  # the same number, and yet its own
        ("severity", "NAME"): "piiscan.toml",
        ("severity", "EMAIL"): base,
        ("mask", "policies", "EMAIL"): "piiscan.toml",
    }


def test_the_command_line_is_named(project: Path) -> None:
    now = found(project, "jobs = 1", "preset = 'recall'", "mask.policy = 'stars'", "extend-exclude = ['c/']")
    for place in (("jobs",), ("preset",), ("min-confidence",), ("mask", "policy")):
        assert now[place] == "--config"
    assert now["exclude",].endswith("org.toml, piiscan.toml, --config")


def test_what_a_stronger_selection_resets_is_named(project: Path) -> None:
    assert found(project, "select = ['SEC']")["ignore",].endswith("org.toml, --config")


def test_rules_of_other_tools(tmp_path: Path) -> None:
    (tmp_path / "x.toml").write_text("[[rules]]\nid = 'x'\nregex = 'x'\n")
    assert found(tmp_path, str(tmp_path / "x.toml"))["rules",] == "--config"


def test_shown_behind_every_value(project: Path) -> None:
    said = layers(str(project), config=("fail-on = 'error'",))
    text = show(merged(said), origins(said.base, said.layers))
    assert 'fail-on = "error"  # --config\n' in text
    assert "context = true  # default\n" in text
    assert 'EMAIL = "fake"  # piiscan.toml\n' in text
    lines = [line for line in text.splitlines() if " = " in line and not line.startswith("#")]
    assert all("  # " in line for line in lines)
    assert parse_text(text, "x")["severity"] == {"NAME": "note", "EMAIL": "error"}


def test_hostile_names_of_files_stay_in_their_comment(tmp_path: Path) -> None:
    said = layers(str(tmp_path), config=("jobs = 1",))
    hostile = [said.layers[0]._replace(origin="a\njobs = 9\x1b[2J")]
    text = show(merged(said), origins(said.base, hostile))
    assert parse_text(text, "x")["jobs"] == 1
    assert "\x1b" not in text


def test_every_value_that_is_shown_has_a_place() -> None:
    from piiscan.settings.model import Settings

    places = {place[0] for place in flat(Settings(root="/"))} | {
        "severity",
        "per-file-ignores",
        "inside-limits",
    }
    adding = {key.name for key in KEYS if key.name.startswith("extend")}
    assert places == {key.name for key in KEYS} - adding
