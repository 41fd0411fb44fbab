"""A repository in which something is planted wherever git can keep it, its clones, and `piiscan mask --history`."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from canary import made
from piiscan.cli.entry import main

SOURCE = Path(__file__).parents[3] / "src"


class Said(NamedTuple):
    code: int
    out: str
    err: str


def token(seed: str) -> str:
    """A token that nobody issued, another one for each ``seed``."""
    return made("ghp_%{crc62:30}", seed)


def line(seed: str) -> str:
    return f'token = "{token(seed)}"\n'


#: Where each is planted says its name.
SEEDS = ("removed", "side", "merge", "tag", "message", "wide", "crlf", "twice", "latin", "head")


class Repository:
    """A work tree, or a bare repository."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def git(self, *args: str, stdin: bytes | None = None, **more: str) -> bytes:
        command = ["git", "-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always", *args]
        environment = {**os.environ, **more}
        return subprocess.run(
            command, cwd=self.path, input=stdin, capture_output=True, check=True, env=environment
        ).stdout

    def text(self, *args: str) -> str:
        return self.git(*args).decode("utf-8", "replace").strip()

    def commit(self, message: str | bytes = "work", day: int = 1, **files: str | bytes | None) -> None:
        for name, content in files.items():
            path = self.path / name.replace("__", ".")
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.git("add", "-A")
        when = f"2020-01-{day:02}T12:00:00 +0100"
        raw = message.encode() if isinstance(message, str) else message
        self.git(
            "commit", "-q", "--allow-empty", "-F", "-",
            stdin=raw, GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when,
        )  # fmt: skip

    def objects(self) -> dict[str, bytes]:
        """Everything that is stored, by its id."""
        listed = self.text("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
        rows = (row.split() for row in listed.splitlines())
        return {name: self.git("cat-file", kind, name) for name, kind in rows}

    def refs(self) -> str:
        return self.text("for-each-ref", "--format=%(objectname) %(refname)")

    def leaks(self) -> list[str]:
        """The planted values that are in any object, in any width."""
        stored = b"\n".join(self.objects().values())
        return [
            seed
            for seed in SEEDS
            if token(seed).encode() in stored or token(seed).encode("utf-16-le") in stored
        ]


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    path = tmp_path / "origin"
    path.mkdir()
    repository = Repository(path)
    repository.git("init", "-q")
    repository.commit(
        "begin", 1, a__py="x = 1\n", plain__txt="nothing here\n", bin__dat=b"\0\1" + b"\xff" * 99
    )
    repository.commit("add", 2, gone__py=line("removed"), twice__py=line("twice"), twice__json='{"a": 1}')
    repository.commit("remove", 3, gone__py=None)
    repository.git("switch", "-qc", "side")
    repository.commit("work on the side", 4, side__py=line("side"))
    repository.git("switch", "-q", "main")
    repository.commit(f"use {token('message')} for now", 5, a__py="x = 2\n")
    repository.git("merge", "-q", "--no-commit", "--no-ff", "side")
    repository.commit("merge", 6, merged__py=line("merge"))
    repository.git("tag", "-a", "v1", "-m", f"released with {token('tag')}")
    repository.commit("wide", 7, wide__txt=("\ufeff" + line("wide")).encode("utf-16-le"))
    repository.commit("crlf", 8, crlf__py=("a = 1\n" + line("crlf")).replace("\n", "\r\n"))
    repository.commit("copy", 9, other__json=line("twice"))
    repository.git("config", "i18n.commitEncoding", "ISO-8859-1")
    repository.commit(f"Gru\xdf {token('latin')}".encode("latin-1"), 10)
    repository.git("config", "--unset", "i18n.commitEncoding")
    repository.commit("nothing", 11)
    repository.commit("head", 12, head__py="# a comment\n" + line("head"))
    repository.git("tag", "light")
    return repository


@pytest.fixture
def mirror(origin: Repository, tmp_path: Path) -> Repository:
    origin.git("clone", "-q", "--mirror", "--no-local", ".", str(tmp_path / "mirror.git"))
    return Repository(tmp_path / "mirror.git")


@pytest.fixture
def clone(origin: Repository, tmp_path: Path) -> Repository:
    origin.git("clone", "-q", "--no-local", ".", str(tmp_path / "clone"))
    return Repository(tmp_path / "clone")


@pytest.fixture
def piiscan(capfd: pytest.CaptureFixture[str]) -> Any:
    def run(*args: str) -> Said:
        capfd.readouterr()
        code = main(args)
        said = capfd.readouterr()
        for seed in SEEDS:
            assert token(seed) not in said.out + said.err
        return Said(code, *said)

    return run


def mask(piiscan: Any, repository: Repository, *args: str) -> Said:
    said = piiscan("mask", "--history", "--isolated", *args, str(repository.path))
    assert isinstance(said, Said)
    return said


def refused(piiscan: Any, repository: Repository, *args: str) -> str:
    refs, objects = repository.refs(), repository.objects()
    said = mask(piiscan, repository, *args)
    assert said.code == 2
    assert (repository.refs(), repository.objects()) == (refs, objects)
    assert not (Path(repository.text("rev-parse", "--absolute-git-dir")) / "piiscan").exists()
    return said.err
