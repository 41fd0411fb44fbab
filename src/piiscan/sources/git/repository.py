"""What there is to know of a repository before its history is read: where, which, and what it lacks."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from piiscan.errors import SourceError
from piiscan.sources.git.process import Running, finished, run

#: ``cat-file --unordered`` came with it, the youngest of what reading history takes; SHA-256 needs 2.29.
LEAST_GIT = (2, 19)

#: Before a command: objects as they are stored, not what ``refs/replace`` puts in their place.
STORED = "--no-replace-objects"


class Repository(NamedTuple):
    """One repository, as git tells."""

    top: str
    """The root of the work tree; of a bare repository its own directory. Absolute."""
    head: str
    """The commit that HEAD names; empty before the first."""
    is_shallow: bool
    """Commits from some depth on were not fetched."""
    objects: str
    """The directory of its objects, be they a linked work tree's or a hook's. Absolute."""


def repository(cwd: str) -> Repository:
    """The repository round ``cwd``, or that a hook's environment names.

    Raises ``SourceError``: no git or too old a one, no repository, or one that git refuses.
    """
    # Both questions at once, and one process for all that it can say: each takes 6 ms.
    head = Running(_of_commit("HEAD"), cwd, hook=True)
    try:
        shallow, objects, top = _place(cwd)
    except BaseException:
        with contextlib.suppress(SourceError):
            head.finished(accept=128)
        raise
    said = head.finished(accept=128)
    return Repository(top, os.fsdecode(said.output).strip() if said.code == 0 else "", shallow, objects)


def _place(cwd: str) -> tuple[bool, str, str]:
    """Whether the repository is shallow, where its objects are, and its root."""
    asked = ["rev-parse", "--is-shallow-repository", "--git-path", "objects", "--absolute-git-dir"]
    # Without a work tree git fails at the last question.
    done = finished([*asked, "--show-toplevel"], cwd, hook=True, accept=128)
    answers = os.fsdecode(done.output).split("\n")[:-1]
    if len(answers) < len(asked) - 1:
        answers = os.fsdecode(run(asked, cwd, hook=True)).split("\n")[:-1]  # says why
    if answers[0] not in ("true", "false"):
        check_version(cwd)
    return answers[0] == "true", os.path.abspath(os.path.join(cwd, answers[1])), os.path.normpath(answers[-1])


@contextlib.contextmanager
def no_other_repository() -> Iterator[None]:
    """No variable of a hook turns git to another repository than the one that was named."""
    names = run(["rev-parse", "--local-env-vars"], os.sep).decode().split()
    kept = {name: os.environ.pop(name) for name in names if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(kept)


def is_turned_away(cwd: str) -> bool:
    """Whether git, asked in ``cwd``, would answer for another repository, because of a hook's environment."""
    if "GIT_DIR" not in os.environ:
        return False
    own, other = (
        finished(["rev-parse", "--absolute-git-dir"], cwd, hook=hook, accept=128).output
        for hook in (False, True)
    )
    return os.path.realpath(own) != os.path.realpath(other)


def is_partial(cwd: str) -> bool:
    """Whether objects may be absent because a remote promises them."""
    return bool(
        _answer(["config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$"], cwd)
    )


def commit_id(revision: str, cwd: str) -> str:
    """The full id of the commit that ``revision`` names; empty where it names none."""
    if revision.startswith("-"):
        return ""
    return _answer(_of_commit(revision), cwd)


def _of_commit(revision: str) -> list[str]:
    return ["rev-parse", "--verify", "--quiet", revision + "^{commit}"]


def _answer(args: list[str], cwd: str) -> str:
    """One line of output, empty where git says no."""
    done = finished(args, cwd, hook=True, accept=128)
    return os.fsdecode(done.output).strip() if done.code == 0 else ""


def check_version(cwd: str) -> None:
    """Raises ``SourceError`` where git is older than `LEAST_GIT`."""
    said = run(["version"], cwd).decode("utf-8", "replace")
    match = re.search(r"(\d+)\.(\d+)", said)
    if match and (int(match[1]), int(match[2])) < LEAST_GIT:
        least = ".".join(map(str, LEAST_GIT))
        raise SourceError(f"git {match[0]} is too old to read history with", hint=f"git {least} or newer")
