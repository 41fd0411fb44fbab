"""Running git: one process, never a shell; no locks, no questions, no hooks, no network."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, NamedTuple

from piiscan.errors import SourceError

if TYPE_CHECKING:
    import subprocess

_OPTIONS = ("-c", "core.quotepath=off", "-c", "core.fsmonitor=false", "-c", "diff.relative=false")
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "LC_ALL": "C",
}
# How paths on the command line are read: check-ignore refuses to run with some of them.
_PATHSPECS = frozenset(f"GIT_{kind}_PATHSPECS" for kind in ("LITERAL", "GLOB", "NOGLOB", "ICASE"))
# What names one repository (`git rev-parse --local-env-vars`): a hook sets them for its own, and they would
# turn every other repository into that one. GIT_CONFIG_* stays: CI puts safe.directory there.
_LOCAL = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NAMESPACE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)


class GitMissingError(SourceError):
    """There is no git to run."""


class NotARepositoryError(SourceError):
    """No work tree here: no repository at all, a bare one, or the inside of ``.git``."""


class GitRefusedError(SourceError):
    """Somebody else owns the repository; the hint is git's own remedy."""


class Finished(NamedTuple):
    """What a process left."""

    output: bytes
    errors: bytes
    code: int


class Running:
    """Git at work in the background, without input; ``finished`` waits for it."""

    def __init__(self, args: Sequence[str], cwd: str, *, hook: bool = False) -> None:
        """As ``run``."""
        import subprocess

        self._args, self._cwd = args, cwd
        try:
            self._process = subprocess.Popen(
                _command(args, cwd),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(hook),
            )
        except OSError as error:
            raise _missing(error) from None

    def finished(self, *, accept: int = 0) -> Finished:
        """Once. Exit codes up to ``accept`` are answers, others raise ``SourceError``."""
        with self._process as process:
            try:
                output, errors = process.communicate()
            except BaseException:
                process.kill()
                raise
        if 0 <= process.returncode <= accept:
            return Finished(output, errors, process.returncode)
        name = next((each for each in self._args if not each.startswith("-")), "")
        raise _failure(name, os.fsdecode(errors), self._cwd)


def run(args: Sequence[str], cwd: str, *, hook: bool = False) -> bytes:
    """Run ``git -C cwd args`` without input and return its output; raises ``SourceError``.

    ``hook`` keeps the repository and the index that a hook's environment names: ``git commit -a`` and
    partial commits work on an index of their own.
    """
    return finished(args, cwd, hook=hook).output


def finished(args: Sequence[str], cwd: str, *, hook: bool = False, accept: int = 0) -> Finished:
    """As ``run``; exit codes up to ``accept`` are answers, not failures."""
    return Running(args, cwd, hook=hook).finished(accept=accept)


def opened(
    args: Sequence[str],
    cwd: str,
    *,
    stdin: IO[bytes] | None = None,
    stdout: IO[bytes] | None = None,
    buffer: int = -1,
) -> subprocess.Popen[bytes]:
    """Start git, a hook's environment kept; close it as a context. What is not given a file is a pipe.

    ``buffer`` is as ``subprocess`` takes it: bytes that are read at once.
    """
    import subprocess

    try:
        return subprocess.Popen(
            _command(args, cwd),
            stdin=stdin or subprocess.PIPE,
            stdout=stdout or subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(hook=True),
            bufsize=buffer,
        )
    except OSError as error:
        raise _missing(error) from None


def _command(args: Sequence[str], cwd: str) -> list[str]:
    # -C and not the process's own cwd: an OSError then means that git is missing, and nothing else.
    return [_executable(), "-C", cwd, *_OPTIONS, *args]


def _executable() -> str:
    """``git``, which is looked up on PATH; but Windows would look into the current directory first."""
    if os.name == "nt":
        for directory in os.get_exec_path():
            candidate = os.path.join(directory, "git.exe")
            if os.path.isabs(candidate) and os.path.isfile(candidate):
                return candidate
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), "git")
    return "git"


def _environment(hook: bool) -> dict[str, str]:
    dropped = _PATHSPECS if hook else _PATHSPECS | _LOCAL
    return {name: value for name, value in os.environ.items() if name not in dropped} | _ENVIRONMENT


def _missing(error: OSError) -> GitMissingError:
    return GitMissingError(f"git cannot be run: {error.strerror}", hint="install git, or scan paths instead")


def _failure(name: str, errors: str, cwd: str) -> SourceError:
    if "not a git repository" in errors:
        return NotARepositoryError(
            f"not a git repository: {cwd}", hint="run it inside one, or scan paths instead"
        )
    if "must be run in a work tree" in errors:
        return NotARepositoryError(
            f"no work tree here, a bare repository perhaps: {cwd}", hint="run it in a clone with a work tree"
        )
    if "dubious ownership" in errors or "unsafe repository" in errors:
        remedy = re.search(r"git config --global --add safe\.directory .+", errors)
        return GitRefusedError(f"git refuses {cwd}: somebody else owns it", hint=remedy[0] if remedy else "")
    reason = re.search(r"^(?:fatal|error): (.+)$", errors, re.MULTILINE)
    return SourceError(f"git {name} failed in {cwd}: {reason[1] if reason else 'no reason given'}")
