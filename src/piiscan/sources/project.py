"""Where the project begins that a directory belongs to: paths in artefacts count from there."""

from __future__ import annotations

import os


def project_root(start: str) -> str:
    """The nearest directory at or above ``start`` that holds ``.git``, else ``start``. Runs no git."""
    folder = os.path.abspath(start)
    while True:
        if os.path.exists(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return os.path.abspath(start)
        folder = parent


def prefix_below_project(directory: str) -> str:
    """``directory`` relative to its project's root, ``/`` between parts; empty at the root itself."""
    relative = os.path.relpath(directory, project_root(directory))
    return "" if relative == "." else relative.replace(os.sep, "/")
