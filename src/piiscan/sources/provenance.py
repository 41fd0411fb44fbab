"""Which repository and commit a scan saw, for SARIF's ``versionControlProvenance``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

from piiscan.types import Revision

if TYPE_CHECKING:
    import git


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

    Empty for a path on this machine, which is no URI and often names its owner, and where it cannot be told
    what is a password: an ``@`` that is not where it belongs, a port that is no number.
    """
    if scp := re.fullmatch(r"(?:[^@/:]+@)?([^@/:]{2,}):(?!//|:)(.+)", remote):
        return "" if "@" in scp[2] else _uri("ssh", scp[1], "/" + scp[2].lstrip("/"))
    try:
        parts = urlsplit(remote)
        port = "" if parts.port is None else f":{parts.port}"
    except ValueError:
        return ""
    if parts.scheme in ("", "file") or not parts.hostname or "@" in parts.path + parts.query + parts.fragment:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return _uri(parts.scheme, host + port, parts.path)


def _uri(scheme: str, host: str, path: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._:\[\]-]+", host):
        return ""
    return urlunsplit((scheme, host, quote(path, safe="/%:+~!$&'()*,;=", errors="surrogateescape"), "", ""))
