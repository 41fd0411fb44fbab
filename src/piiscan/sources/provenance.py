"""Which repository and commit a scan saw, for SARIF's ``versionControlProvenance``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    import git


class Revision(NamedTuple):
    """Where the scanned text comes from; what is not known is empty."""

    url: str
    """Absolute URI of the remote, never with a user, a password or a query."""
    commit: str
    """Full id in hexadecimal; empty before the first commit."""
    branch: str
    """Empty on a detached HEAD."""


def revision(cwd: str) -> Revision | None:
    """Describe the repository round ``cwd``; None where there is none, or git cannot or will not say."""
    try:
        import git  # 57-99 ms, and an ImportError of its own where git is not installed

        with git.Repo(cwd, search_parent_directories=True) as repository:
            return _described(repository)
    except Exception:
        # A report without provenance is a report; GitPython raises a dozen unrelated types here.
        return None


def _described(repository: git.Repo) -> Revision:
    head = repository.head
    return Revision(
        url=public_url(_remote(repository)),
        commit=head.commit.hexsha if head.is_valid() else "",
        branch="" if head.is_detached else head.reference.name,
    )


def _remote(repository: git.Repo) -> str:
    urls = {remote.name: remote.url for remote in repository.remotes}
    return urls.get("origin") or next(iter(urls.values()), "")


def public_url(remote: str) -> str:
    """Strip credentials and query from a remote's URL; ``git@host:path`` becomes ``ssh://host/path``.

    Empty for a path on this machine: it is no URI, and often names its owner.
    """
    if scp := re.fullmatch(r"(?:[^@/:]+@)?([^@/:]{2,}):(?!//|:)(.+)", remote):
        return f"ssh://{scp[1]}/{scp[2].lstrip('/')}"
    try:
        parts = urlsplit(remote)
    except ValueError:
        return ""
    if parts.scheme in ("", "file") or not parts.hostname:
        return ""
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
