"""Questions to git about the checkout: none of them runs code of the repository. Standard library only."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

DEEPEN = "set `fetch-depth: 0` on actions/checkout"


class Fallback(Exception):  # noqa: N818 - not an error, unless `mode: range` insists
    """The range cannot be had; the message says why and what to do."""


class Repository:
    """Questions to git about the checkout in ``folder``."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def ask(self, *args: str) -> str | None:
        """git's answer; None where it says no."""
        done = self._run(*args)
        return done.stdout.strip() if done.returncode == 0 else None

    def commit(self, name: str) -> str:
        """The id of the commit that ``name`` leads to; empty where it is not here. No ``name`` begins with `-`."""
        return self.ask("rev-parse", "--verify", "--quiet", name + "^{commit}") or ""

    def parents(self, name: str) -> list[str]:
        """The parents of a commit, as far as this clone knows them."""
        return (self.ask("rev-list", "--parents", "-n", "1", name) or "").split()[1:]

    def between(self, base: str, head: str) -> list[str]:
        """The commits that ``head`` has and ``base`` has not. Raises ``Fallback`` where some are not here."""
        listed = self.ask("rev-list", f"{base}..{head}")
        if listed is None:
            raise Fallback("git cannot list the commits of this event")
        commits = listed.split()
        if not self.shallow().isdisjoint(commits):
            raise Fallback(f"the checkout is shallow and ends within this event's commits: {DEEPEN}")
        return commits

    def shallow(self) -> set[str]:
        """The commits whose parents were not fetched."""
        name = self.ask("rev-parse", "--git-path", "shallow")
        file = Path(self.folder, name) if name else None
        return set(file.read_text(encoding="ascii").split()) if file and file.is_file() else set()

    def check(self) -> None:
        """Raises ``Fallback`` unless the folder is the root of a work tree."""
        done = self._run("rev-parse", "--show-toplevel")
        if "dubious ownership" in done.stderr:
            raise Fallback(
                "git refuses the checkout, which belongs to another user: "
                "run `git config --global --add safe.directory '*'` in a step before"
            )
        if done.returncode or Path(done.stdout.strip()).resolve() != Path(self.folder).resolve():
            raise Fallback("`paths` is not the root of a git repository, and a range has whole repositories")

    def _run(self, *args: str) -> subprocess.CompletedProcess[str]:
        command = [_git(), "-C", self.folder, "--no-replace-objects", *args]
        # What is not here stays where it is: a partial clone would fetch it from the network.
        environment = {**os.environ, "LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1"}
        try:
            return subprocess.run(
                command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False,
                encoding="utf-8", errors="replace",
            )  # fmt: skip
        except OSError:
            raise Fallback("git is not installed on this runner") from None


def _git() -> str:
    """git from PATH; Windows would look into the current directory first, which is the repository."""
    for directory in os.get_exec_path() if os.name == "nt" else ():
        if os.path.isabs(directory) and Path(directory, "git.exe").is_file():
            return str(Path(directory, "git.exe"))
    return "git"
