"""What was decided by other code is not believed."""

from __future__ import annotations

import os

import pytest

from piiscan import stamp as module


@pytest.fixture
def stamp(tmp_path, monkeypatch):
    folder = tmp_path / "detect" / "checks"
    folder.mkdir(parents=True)
    (tmp_path / "detect" / "a.py").write_text("x = 1\n")
    (folder / "words.txt").write_text("one\n")
    (folder / "__pycache__").mkdir()
    monkeypatch.setattr(module, "_HERE", str(tmp_path))
    return module.stamp.__wrapped__


def test_it_names_every_source_file(stamp):
    assert [name for name, *_ in stamp("detect")] == [
        os.path.join("detect", "a.py"),
        os.path.join("detect", "checks", "words.txt"),
    ]


@pytest.mark.parametrize("name", ["a.py", "checks/words.txt", "new.py"])
def test_a_change_is_another_stamp(stamp, tmp_path, name):
    before = stamp("detect")
    (tmp_path / "detect" / name).write_text("other\n")
    assert stamp("detect") != before


def test_compiled_files_and_other_packages_change_nothing(stamp, tmp_path):
    before = stamp("detect")
    (tmp_path / "detect" / "checks" / "__pycache__" / "a.pyc").write_bytes(b"x")
    (tmp_path / "report").mkdir()
    (tmp_path / "report" / "a.py").write_text("")
    assert stamp("detect") == before


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_link_that_leads_nowhere_is_passed_over(stamp, tmp_path):
    before = stamp("detect")
    (tmp_path / "detect" / ".#a.py").symlink_to("nobody@nowhere.1")
    assert stamp("detect") == before


def test_without_a_directory_there_is_none(stamp):
    assert stamp("nowhere") == ()


def test_the_packages_that_decide_are_there():
    from piiscan.run.judge import DECIDES

    for package in DECIDES:
        assert module.stamp(package)
