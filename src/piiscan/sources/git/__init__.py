"""The only package that speaks to git: work tree listings and the index, over git's own plumbing.

Plumbing rather than GitPython: 278 MB/s against 29, and 3 ms a process against 57 ms to import.
"""

from piiscan.sources.git.index import ObjectEntry, staged
from piiscan.sources.git.process import GitMissingError, GitRefusedError, NotARepositoryError, run
from piiscan.sources.git.worktree import Listing, is_ignored, listing, marker, toplevel

__all__ = [
    "GitMissingError",
    "GitRefusedError",
    "Listing",
    "NotARepositoryError",
    "ObjectEntry",
    "is_ignored",
    "listing",
    "marker",
    "run",
    "staged",
    "toplevel",
]
