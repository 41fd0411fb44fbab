"""Paths as the URIs that SARIF wants: percent-encoded UTF-8 (or raw bytes), forward slashes."""

from __future__ import annotations

import posixpath
from urllib.parse import quote

from piiscan.compiled import regex

#: The name that a log gives to the directory which its paths are relative to.
SOURCE_ROOT = "%SRCROOT%"

#: What RFC 3986 allows in a path segment, but not ":", which would make a scheme of a first segment.
_SAFE = "/!$&'()*+,;=@"
_WINDOWS = regex(r"[A-Za-z]:[\\/]|\\\\")


def artifact_location(path: str, root: str) -> dict[str, str]:
    """SARIF's ``artifactLocation``: relative to ``root``, or a ``file:`` URI for what lies outside of it."""
    relative = below(root, path)
    if relative is None:
        return {"uri": file_uri(absolute(root, path))}
    return {"uri": path_uri(relative), "uriBaseId": SOURCE_ROOT}


def path_uri(path: str) -> str:
    """A relative reference for a ``/`` separated path; a byte that was not UTF-8 keeps its own ``%NN``."""
    return quote(_encoded(path), safe=_SAFE)


def file_uri(path: str) -> str:
    """The ``file:`` URI of an absolute path, of POSIX or of Windows (drive or UNC)."""
    if not _WINDOWS.match(path):
        return "file://" + path_uri(path)
    slashed = path.replace("\\", "/")
    if slashed.startswith("//"):
        return "file:" + path_uri(slashed)
    return f"file:///{slashed[:2]}{path_uri(slashed[2:])}"


def below(root: str, path: str) -> str | None:
    """``path`` relative to the absolute ``root``, with ``/``; None if it lies outside of it."""
    if not _is_absolute(path):
        relative = posixpath.normpath(path)
        return None if relative == ".." or relative.startswith("../") else relative
    folder = _slashed(root).rstrip("/") + "/"
    whole = posixpath.normpath(_slashed(path))
    return whole[len(folder) :] if whole.startswith(folder) else None


def absolute(root: str, path: str) -> str:
    """``path`` as an absolute path, ``..`` resolved by name; for what ``below`` says None to."""
    if _is_absolute(path):
        return path
    return posixpath.normpath(f"{_slashed(root)}/{path}")


def _is_absolute(path: str) -> bool:
    return path.startswith("/") or bool(_WINDOWS.match(path))


def _slashed(path: str) -> str:
    # A backslash is a letter like any other in a POSIX file name.
    return path.replace("\\", "/") if _WINDOWS.match(path) else path


def _encoded(path: str) -> bytes:
    try:
        return path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # half a surrogate pair, which Windows allows in names
        return path.encode("utf-8", "surrogatepass")
