"""Where piiscan keeps files of its own: the user's cache and state folders, and a folder under the git directory."""

from __future__ import annotations

import os
import sys

from piiscan.errors import SourceError


def cache() -> str:
    """``PIISCAN_CACHE_DIR``, else the user's cache folder as the platform has it: what is there saves time."""
    return os.environ.get("PIISCAN_CACHE_DIR") or _users("Caches", "XDG_CACHE_HOME", "~/.cache")


def state() -> str:
    """``PIISCAN_STATE_DIR``, else the user's state folder as the platform has it: journals and the mask key."""
    chosen = os.environ.get("PIISCAN_STATE_DIR")
    if chosen:
        return os.path.abspath(chosen)
    return _users("Application Support", "XDG_STATE_HOME", "~/.local/state")


def under_git(cwd: str, *, common: bool = False) -> str:
    """Empty outside of git, and where git will not say.

    A linked work tree and a submodule have their own; ``common`` gives the one that all work trees share.
    """
    from piiscan.sources.git.process import run as git
    from piiscan.sources.git.worktree import marker

    if marker(cwd) is None:
        return ""
    try:
        answer = git(["rev-parse", "--git-common-dir" if common else "--absolute-git-dir"], cwd)
    except SourceError:
        return ""
    return os.path.normpath(os.path.join(cwd, os.fsdecode(answer).removesuffix("\n"), "piiscan"))


def _users(mac: str, variable: str, otherwise: str) -> str:
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser(f"~/Library/{mac}")
    else:
        base = os.environ.get(variable) or os.path.expanduser(otherwise)
    return os.path.join(base, "piiscan")
