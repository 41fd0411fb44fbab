"""Which repository is to be rewritten, and what forbids it. Nothing here changes anything."""

from __future__ import annotations

import os
import re
from typing import Any, NamedTuple

from piiscan.errors import SourceError
from piiscan.sources.git.process import finished, run
from piiscan.sources.git.repository import STORED, is_partial, repository

_CLONE = (
    "`git clone --mirror URL new.git`, or of a directory `git clone --no-local DIR new`; then run it there"
)


class Place(NamedTuple):
    """One repository."""

    top: str
    """The root of its work tree; of a bare repository its own directory. Absolute."""
    git: str
    """Where git keeps it."""
    is_bare: bool


def place_of(cwd: str) -> Place:
    """Raises ``SourceError`` where there is no repository, or one that cannot be rewritten at all."""
    found = repository(cwd)
    # One question each: before 2.31 git gives the path of the common directory as it likes.
    bare = _line(["rev-parse", "--is-bare-repository"], cwd) == "true"
    git = os.path.realpath(_line(["rev-parse", "--absolute-git-dir"], cwd))
    common = os.path.realpath(os.path.join(cwd, _line(["rev-parse", "--git-common-dir"], cwd)))
    place = Place(os.path.realpath(found.top), git, bare)
    if common != git:
        raise SourceError("a linked work tree shares its history with others", hint=_CLONE)
    if found.is_shallow:
        raise SourceError("a shallow clone: what was not fetched cannot be rewritten", hint=_CLONE)
    if is_partial(cwd):
        raise SourceError("a partial clone: what was not fetched cannot be rewritten", hint=_CLONE)
    if os.path.exists(os.path.join(git, "objects", "info", "alternates")):
        raise SourceError("a part of the objects lies in another repository (alternates)", hint=_CLONE)
    _check_formats(cwd)
    _check_refs(place)
    return place


def _check_formats(cwd: str) -> None:
    if _setting("extensions.objectformat", cwd) not in ("", "sha1"):
        raise SourceError("a SHA-256 repository: git-filter-repo rewrites SHA-1 repositories only")
    if _setting("extensions.refstorage", cwd) not in ("", "files"):
        raise SourceError(
            "refs are not kept in files here: a clone made with `--ref-format=files` can be rewritten"
        )


def _check_refs(place: Place) -> None:
    if finished(["symbolic-ref", "--quiet", "HEAD"], place.top, accept=1).code:
        raise SourceError("HEAD is on no branch", hint="`git switch BRANCH` first")
    for name, _, kind in refs(place.top):
        shown = os.fsdecode(name)
        if name.startswith(b"refs/replace/"):
            raise SourceError(
                f"{shown} puts one object in the place of another", hint="`git replace --delete` first"
            )
        if kind == b"tag":
            kind = run([STORED, "cat-file", "-t", shown + "^{}"], place.top).strip()
        if kind != b"commit":
            raise SourceError(
                f"{shown} leads to a {kind.decode()}, not to a commit: git-filter-repo would lose it",
                hint="delete it first: `git update-ref -d`",
            )


def refs(cwd: str) -> list[tuple[bytes, bytes, bytes]]:
    """Name, object and its kind, sorted; without those that only name another ref."""
    form = "--format=%(objectname) %(objecttype) %(symref) %(refname)"
    rows = [line.split(b" ", 3) for line in run([STORED, "for-each-ref", form], cwd).splitlines()]
    return sorted((name, target, kind) for target, kind, symbolic, name in rows if not symbolic)


def unfresh(library: Any, place: Place) -> str:
    """Why git-filter-repo does not take this for a fresh clone; empty where it does."""
    before = os.getcwd()
    os.chdir(place.top)
    try:
        known = library.GitUtils.get_refs(b".")
        library.RepoFilter.sanity_check(known, place.is_bare, library.GitUtils.get_config_settings(b"."))
    except SystemExit as refusal:
        reason = re.search(r"^ +\((.+)\)$", str(refusal.code), re.MULTILINE)
        return reason[1] if reason else "some refs differ in case or normalization only"
    finally:
        os.chdir(before)
    return ""


def refuse(reason: str) -> SourceError:
    """The error for what ``unfresh`` says."""
    return SourceError(f"only a fresh clone is rewritten, and this is none: {reason}", hint=_CLONE)


def _setting(name: str, cwd: str) -> str:
    return os.fsdecode(finished(["config", "--get", name], cwd, accept=1).output).strip().lower()


def _line(args: list[str], cwd: str) -> str:
    return os.fsdecode(run(args, cwd)).removesuffix("\n")
