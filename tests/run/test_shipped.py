"""The digest of the built-in rules: remembered, and forgotten as soon as a file changes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from piiscan.catalog.load import RuleFile
from piiscan.run import shipped

LONG_AGO = 1_600_000_000


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "rules"
    (folder / "secrets").mkdir(parents=True)
    for name in ("acme", "bolt"):
        write(folder / "secrets" / f"{name}.toml", f"# {name}\n")
    monkeypatch.setattr(shipped, "builtin_directory", lambda: str(folder))
    # Nothing in a test is old: the time of a change of state cannot be set.
    monkeypatch.setattr(shipped, "_COARSE", -(10**15))
    return folder


def write(path: Path, text: str, at: int = LONG_AGO) -> None:
    path.write_text(text)
    os.utime(path, (at, at))


def digest(rules: Path, cache: Path) -> tuple[str, bool]:
    """The digest, and whether the files had to be read for it."""
    read = []

    def files() -> list[RuleFile]:
        read.append(True)
        return [RuleFile(str(path), path.stem, path.read_bytes()) for path in sorted(rules.rglob("*.toml"))]

    return shipped.digest(str(cache), files), bool(read)


def test_it_is_read_once(rules: Path, tmp_path: Path):
    first, read = digest(rules, tmp_path / "cache")
    assert read
    assert digest(rules, tmp_path / "cache") == (first, False)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write(folder / "acme.toml", "# acne\n"),  # the same size and time
        lambda folder: write(folder / "acme.toml", "# longer\n"),
        lambda folder: write(folder / "crate.toml", "# new\n"),
        lambda folder: (folder / "acme.toml").unlink(),
        lambda folder: (folder / "acme.toml").rename(folder / "zinc.toml"),
    ],
    ids=["content", "size", "new", "gone", "renamed"],
)
def test_a_change_is_noticed(rules: Path, tmp_path: Path, change):
    first, _ = digest(rules, tmp_path / "cache")
    change(rules / "secrets")
    second, read = digest(rules, tmp_path / "cache")
    assert read
    assert second != first


def test_what_changed_just_now_is_not_remembered(
    rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(shipped, "_COARSE", 2_000_000_000)
    digest(rules, tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("text", ["", "\n", "x", "0" * 24, "0" * 23 + "\n{state}", "\0" * 100])
def test_a_damaged_memory_is_none(rules: Path, tmp_path: Path, text: str):
    first, _ = digest(rules, tmp_path / "cache")
    [path] = (tmp_path / "cache").iterdir()
    path.write_text(text.replace("{state}", shipped.stamp()[0]))
    assert digest(rules, tmp_path / "cache") == (first, True)


def test_a_cache_that_cannot_be_written_is_no_trouble(rules: Path, tmp_path: Path):
    (tmp_path / "cache").write_text("a file")
    assert digest(rules, tmp_path / "cache") == digest(rules, tmp_path / "cache")
