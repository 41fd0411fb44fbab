"""The formats by name. A format is one module with ``name`` and ``render``, and its line here.

The modules are imported when asked for, so that a text scan does not pay for SARIF.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import NamedTuple, cast

from piiscan.errors import UsageError
from piiscan.report.base import RenderContext, Reporter
from piiscan.types import ScanResult


class _Format(NamedTuple):
    module: str
    frames: bool = False
    line_hashes: bool = False
    for_people: bool = False
    """Leaves notes out unless they are asked for."""
    from_root: bool = False
    """Its reader takes paths from the root of the repository."""
    revision: bool = False


_FORMATS = {
    "full": _Format("full", frames=True, for_people=True),
    "concise": _Format("concise", for_people=True),
    "json": _Format("json_"),
    "json-lines": _Format("json_lines"),
    "sarif": _Format("sarif", frames=True, line_hashes=True, from_root=True, revision=True),
    "github": _Format("github", for_people=True, from_root=True),
    "gitlab": _Format("gitlab", frames=True, from_root=True),
    "html": _Format("html_", frames=True, revision=True),
    "junit": _Format("junit", frames=True),
    "rdjson": _Format("rdjson", frames=True),
    "csv": _Format("csv_", frames=True),
}

#: Every format's name, the default first.
FORMATS: tuple[str, ...] = tuple(_FORMATS)


def load(name: str) -> Callable[[ScanResult, RenderContext], str]:
    """The ``render`` of a format. Raises ``UsageError`` for a name that is not in ``FORMATS``."""
    module = import_module(f"piiscan.report.{_find(name).module}")
    return cast(Reporter, module).render


def needs_frames(name: str) -> bool:
    """Whether the format prints ``Finding.frame``: a run without such a format need not make frames."""
    return _find(name).frames


def needs_notes(name: str) -> bool:
    """Whether notes are in it even where they are not asked for."""
    return not _find(name).for_people


def needs_revision(name: str) -> bool:
    """Whether the format says which commit was scanned: it takes 0.1 s to find out."""
    return _find(name).revision


def from_root(name: str) -> bool:
    """Whether paths go from the repository's root, wherever the scan began."""
    return _find(name).from_root


def needs_line_hashes(name: str) -> bool:
    """Whether the format writes ``Finding.line_hash``, which costs about 80 ns per character to make."""
    return _find(name).line_hashes


def _find(name: str) -> _Format:
    try:
        return _FORMATS[name]
    except KeyError:
        raise UsageError(f"there is no output format {name!r}", hint=f"one of {', '.join(FORMATS)}") from None
