"""Where the key of fakes and hashes comes from: a file that was named, the environment, or one kept for a repository."""

from __future__ import annotations

from collections.abc import Callable

from piiscan.errors import UsageError
from piiscan.mask.policies import keyfile
from piiscan.run.folders import state, under_git


def key_for(cwd: str, named: str | None) -> Callable[[], bytes]:
    """Gives the key for runs in ``cwd``; one that is kept is made when it is first asked for.

    Raises ``UsageError`` where the user's own key is none; the result does where none can be kept.
    """
    own = keyfile.from_file(named) if named is not None else keyfile.from_environment()
    return lambda: own or _kept(cwd)


def _kept(cwd: str) -> bytes:
    """That of the repository, which all its work trees have in common; else, and outside of git, the user's."""
    folders = [folder for folder in (under_git(cwd, common=True), state()) if folder]
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
