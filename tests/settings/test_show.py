import re
from pathlib import Path

import pytest

from piiscan.settings.load import load
from piiscan.settings.model import Settings
from piiscan.settings.schema import KEYS
from piiscan.settings.show import show, template
from piiscan.settings.toml import parse_text
from piiscan.types import Severity, Status

CHANGED = Settings(
    root="/",
    select=("SEC", "EMAIL"),
    ignore=("github-pat",),
    per_file_ignores=(("tests/**", ("NAME",)), ('we"ird\n\x1b', ("ALL",))),
    exclude=("docs/", "*.lock", "caf\u00e9\\ x"),
    respect_gitignore=False,
    force_exclude=True,
    include=frozenset(Status) - {Status.LIVE},
    min_confidence=0.75,
    preset="recall",
    fail_on=None,
    show_notes=True,
    severity=(("NAME", Severity.ERROR), ("github-pat", Severity.NOTE)),
    jobs=3,
    model="off",
    output=("full", "json"),
    mask_policy="stars",
    mask_policies=(("EMAIL", "fake"), ("github-pat", "template:<{category} {n}>")),
)


@pytest.mark.parametrize("settings", [Settings(root="/"), CHANGED], ids=["defaults", "changed"])
def test_what_is_shown_gives_the_same_settings_again(tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "piiscan.toml"
    path.write_text(show(settings), encoding="utf-8")
    assert load(str(tmp_path)) == settings._replace(root=str(tmp_path), config_path=str(path))


def test_hostile_paths_stay_in_their_comment() -> None:
    text = show(Settings(root="/a\nselect = []", config_path="/x\x1b[2J\r"))
    assert parse_text(text, "x")["select"] == ["ALL"]
    assert "\x1b" not in text


@pytest.mark.parametrize("uncommented", [False, True])
def test_the_template_gives_the_defaults(tmp_path: Path, uncommented: bool) -> None:
    text = template()
    path = tmp_path / "piiscan.toml"
    if uncommented:
        text = re.sub(r"^#(?! )", "", text, flags=re.MULTILINE)
        assert list(parse_text(text, "x")) == [key.name for key in KEYS]
    else:
        assert parse_text(text, "x") == {}
    path.write_text(text, encoding="utf-8")
    assert load(str(tmp_path)) == Settings(root=str(tmp_path), config_path=str(path))


def test_the_template_explains_every_key() -> None:
    for key in KEYS:
        assert f"# {key.doc}\n#" in template()
