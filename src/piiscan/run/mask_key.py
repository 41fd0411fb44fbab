"""Where the key of fakes and hashes comes from: a file that was named, the environment, or one kept for a repository."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from piiscan.errors import SourceError, UsageError
from piiscan.mask import keyfile
from piiscan.sources.git.process import run as git
from piiscan.sources.git.worktree import marker


def key_for(cwd: str, named: str | None) -> Callable[[], bytes]:
    """Gives the key for runs in ``cwd``; one that is kept is made when it is first asked for.

    Raises ``UsageError`` where the user's own key is none; the result does where none can be kept.
    """
    own = keyfile.from_file(named) if named is not None else keyfile.from_environment()
    return lambda: own or _kept(cwd)


def _kept(cwd: str) -> bytes:
    """That of the repository, which all its work trees have in common; else, and outside of git, the user's."""
    folders = [folder for folder in (_git_folder(cwd), _state_folder()) if folder]
    reason = ""
    for folder in folders:
        try:
            return keyfile.kept_in(folder)
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
    raise UsageError(
        f"no key for fakes and hashes can be kept: {reason}",
        hint=f"name one with --mask-key-file FILE, or set {keyfile.VARIABLE}",
    )


def _git_folder(cwd: str) -> str:
    if marker(cwd) is None:
        return ""
    try:
        answer = git(["rev-parse", "--git-common-dir"], cwd)
    except SourceError:
        return ""
    return os.path.normpath(os.path.join(cwd, os.fsdecode(answer).removesuffix("\n"), "piiscan"))


def _state_folder() -> str:
    """``PIISCAN_STATE_DIR``, else the user's state folder as the platform has it."""
    chosen = os.environ.get("PIISCAN_STATE_DIR")
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Application Support")
    else:
        base = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")
    return os.path.join(base, "piiscan")
