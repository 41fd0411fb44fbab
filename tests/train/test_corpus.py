"""Collecting from folders, repositories and archives that lie there already; no network."""

from __future__ import annotations

import io
import subprocess
import tarfile
import zipfile

import pytest

from piiscan.errors import DataError
from piiscan.train import unpack
from piiscan.train.corpus import CORPUS, PLAIN, Options, collect
from piiscan.train.licences import licence_of
from piiscan.train.manifest import load
from piiscan.train.pinned import Item, KeepOut
from piiscan.train.records import read
from piiscan.train.registry import Registries

pytest.importorskip("numpy")


def gather(items, options, keep_out=KeepOut()):  # noqa: B008 - frozen
    said: list[str] = []
    return collect(items, keep_out, options, lambda *_: None, said.append), said


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "pkg"
    (root / "vendor/ldapjs").mkdir(parents=True)
    (root / "a.py").write_text("import os\n" * 20)
    (root / "copy.py").write_text("import os\n" * 20)
    (root / "b.sh").write_text("#!/bin/sh\necho hello world, this is a script\n")
    (root / "x.bin").write_bytes(b"\0" * 99)
    (root / "c.c").write_bytes(b"\0binary" * 30)
    (root / "vendor/ldapjs/i.js").write_text("module.exports = function ldap() { return 1 }\n")
    (root / "LICENSE").write_text("Permission is hereby granted, free of charge, to any person\n")
    (root / "link.py").symlink_to(root / "a.py")
    return root


def test_a_folder_without_text_is_refused(tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="nothing of the list"):
        gather(
            [Item("dir", "empty", path=str(tmp_path / "empty"))],
            Options(str(tmp_path / "o"), str(tmp_path / "c")),
        )


def test_what_cannot_be_had_is_said_and_the_rest_goes_on(tmp_path, folder):
    items = [Item("dir", "none", path=str(tmp_path / "none")), Item("dir", "pkg", path=str(folder))]
    manifest, said = gather(items, Options(str(tmp_path / "o"), str(tmp_path / "c")))
    assert any("no such folder" in line for line in said)
    assert [each.name for each in manifest.inputs] == ["dir:pkg"]


def test_a_package_on_the_list_stays_out(tmp_path, folder):
    items = [Item("dir", "pkg", path=str(folder)), Item("npm", "ldapjs", "3.0.0")]
    manifest, said = gather(
        items, Options(str(tmp_path / "o"), str(tmp_path / "c")), KeepOut(frozenset({"ldapjs"}))
    )
    assert "npm:ldapjs@3.0.0: on the keep-out list" in said
    assert "vendor" not in " ".join(d.path for d in read(tmp_path / "o" / CORPUS))
    assert manifest.notes == ["npm:ldapjs@3.0.0: on the keep-out list"]


def test_files_become_documents_once(tmp_path, folder):
    manifest, said = gather(
        [Item("dir", "pkg", path=str(folder))], Options(str(tmp_path / "o"), str(tmp_path / "c"))
    )
    documents = {d.path: d for d in read(tmp_path / "o" / CORPUS)}
    assert set(documents) == {
        "b.sh",
        "LICENSE",
        "vendor/ldapjs/i.js",
        *(documents.keys() & {"a.py", "copy.py"}),
    }
    assert len(documents.keys() & {"a.py", "copy.py"}) == 1
    assert manifest.counts["duplicates"] == {"exact": 1, "near": 0}
    assert manifest.inputs[0].licence == "MIT"
    assert documents["b.sh"].language == "shell"
    assert not documents["b.sh"].complete
    assert "binary or empty" in said[0]
    assert (tmp_path / "o" / PLAIN).read_text().count("\f") in (0, 4)


def test_a_second_run_is_the_same_and_takes_the_parts(tmp_path, folder):
    options = Options(str(tmp_path / "o"), str(tmp_path / "c"))
    gather([Item("dir", "pkg", path=str(folder))], options)
    before = list(read(tmp_path / "o" / CORPUS))
    (folder / "new.py").write_text("print('this file came later than the first run')\n")
    gather([Item("dir", "pkg", path=str(folder))], options)
    assert list(read(tmp_path / "o" / CORPUS)) == before
    assert load(tmp_path / "o")["step"] == "corpus"


def test_a_cap_is_said_aloud(tmp_path, folder):
    for number in range(9):
        (folder / f"m{number}.py").write_text(
            "".join(f"value_{number}_{k} = {k * number}\n" for k in range(99))
        )
    _, said = gather(
        [Item("dir", "pkg", path=str(folder))], Options(str(tmp_path / "o"), str(tmp_path / "c"), cap=4000)
    )
    assert "over the cap" in said[0]
    assert sum(len(d.text) for d in read(tmp_path / "o" / CORPUS)) <= 4000


def test_who_wrote_a_repository_comes_with_it(tmp_path, folder):
    def git(*arguments):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)

    git("init", "-q")
    git("add", "a.py")
    git("commit", "-q", "-m", "y", "--author", "Ida Berg <ida@berg.example>")
    files = dict(unpack.files_of_repository(str(folder)))
    assert set(files) == {".git/authors", "a.py"}
    assert b"Ida Berg <ida@berg.example>" in files[".git/authors"]


def test_a_folder_that_is_no_repository_is_one_line(tmp_path):
    with pytest.raises(DataError, match="not a git repository"):
        dict(unpack.files_of_repository(str(tmp_path)))


def tar(path, members):
    with tarfile.open(path, "w:gz") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))


def test_archives_are_read_without_unpacking(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tar(tmp_path / "p-1.tar.gz", {"p-1/a.py": b"x = 1\n", "p-1/../../evil.py": b"x = 2\n", "p-1/a.png": b"x"})
    with zipfile.ZipFile(tmp_path / "q.zip", "w") as archive:
        archive.writestr("q-1/b.js", "let x\n")
    assert dict(unpack.files_of_archive(str(tmp_path / "p-1.tar.gz")))["a.py"] == b"x = 1\n"
    assert dict(unpack.files_of_archive(str(tmp_path / "q.zip"))) == {"b.js": b"let x\n"}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["p-1.tar.gz", "q.zip"]


@pytest.mark.parametrize("name", ["a.tar.gz", "a.zip", "a.tar.xz"])
def test_a_damaged_archive_is_one_line(tmp_path, name):
    (tmp_path / name).write_bytes(b"no archive at all")
    with pytest.raises(DataError, match="damaged archive"):
        dict(unpack.files_of_archive(str(tmp_path / name)))


def test_a_bomb_ends_with_an_error(tmp_path, monkeypatch):
    monkeypatch.setattr(unpack, "_LARGEST_ARCHIVE", 1000)
    tar(tmp_path / "p.tar.gz", {f"p/{n}.bin": b"0" * 600 for n in range(3)})
    with pytest.raises(DataError, match="unpacks to more"):
        dict(unpack.files_of_archive(str(tmp_path / "p.tar.gz")))


def test_what_was_fetched_is_not_fetched_again(tmp_path):
    place = tmp_path / "npm" / "@a+b-1.0"
    place.mkdir(parents=True)
    (place / "b.tgz").write_bytes(b"")
    assert Registries(str(tmp_path)).archives(Item("npm", "@a/b", "1.0")) == [str(place / "b.tgz")]


@pytest.mark.parametrize(
    ("files", "licence"),
    [
        ({"a.py": "x"}, ""),
        ({"x-1/PKG-INFO": "Name: x\nLicense: UNKNOWN\n\nLicense: GPL\n"}, ""),
        ({"PKG-INFO": "Name: x\nLicense-Expression: MIT\n\nText"}, "MIT"),
        ({"PKG-INFO": "Name: x\nClassifier: License :: OSI Approved :: BSD License\n"}, "BSD License"),
        ({"package.json": '{"license": "ISC"}'}, "ISC"),
        ({"package.json": '{"license": {"type": "MIT"}}'}, "MIT"),
        ({"package.json": "{"}, ""),
        ({"debian/copyright": "License: GPL-2+\n text\nLicense: MIT\n"}, "GPL-2+ and MIT"),
        ({"COPYING": "GNU GENERAL PUBLIC LICENSE\nVersion 2"}, "GPL"),
    ],
)
def test_licences(files, licence):
    assert licence_of(files) == licence
