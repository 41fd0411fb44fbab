"""Paths as the baseline has them: from the root of the project, and with masks where they hold something."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence

from piiscan.detect.detector import Detection, Detector
from piiscan.types import Status

_MASK = re.compile(r"<[A-Z_]+>")
_ENDING = re.compile(rb"\.(?=[A-Za-z0-9]{1,5}(?:\n|\Z))")
#: What the detector is told that it reads.
_TEXT = "path.txt"


class Places:
    """From the paths of findings, which are relative to ``base``, to those of a project at ``root``."""

    def __init__(self, root: str, base: str, *, detector: Callable[[], Detector] | None = None) -> None:
        """``root`` and ``base`` are absolute and normal. With ``detector``, paths are masked."""
        self.root = root
        self._base = base
        self._detector = detector
        self._masked: dict[str, str] = {}
        inside = base == root or base.startswith(_with_separator(root))
        relative = os.path.relpath(base, root) if inside else ""
        self._prefix = None if not inside else "" if relative == "." else relative.replace(os.sep, "/") + "/"

    def of(self, path: str) -> str | None:
        """None: it lies outside of the project."""
        found = self.plain(path)
        return found if found is None or self._detector is None else self._with_masks(found)

    def location(self, path: str) -> str:
        """Where a path of the baseline lies on disk."""
        return os.path.join(self.root, path.replace("/", os.sep))

    def plain(self, path: str) -> str | None:
        """The same without masks."""
        if self._prefix is not None and not os.path.isabs(path) and ".." not in path:
            return self._prefix + path
        whole = os.path.normpath(os.path.join(self._base, path))
        top = _with_separator(self.root)
        return whole[len(top) :].replace(os.sep, "/") if whole.startswith(top) else None

    def _with_masks(self, path: str) -> str:
        if path not in self._masked:
            assert self._detector is not None
            self._masked[path] = masked(path, self._detector())
        return self._masked[path]


def holds_mask(path: str) -> bool:
    """Whether a path of the baseline may be a masked one."""
    return _MASK.search(path) is not None


def masked(path: str, detector: Detector) -> str:
    """``path`` with what is found in it masked, as in a text; in its parts as well, without their endings."""
    data = path.encode("utf-8", "surrogateescape")
    parts = _ENDING.sub(b" ", data.replace(b"/", b"\n"))  # as long, so that places are the same
    data = _without(data, detector.scan(parts, _TEXT))
    return _without(data, detector.scan(data, _TEXT)).decode("utf-8", "surrogateescape")


def _without(data: bytes, detections: Sequence[Detection]) -> bytes:
    parts, at = [], 0
    for item in detections:
        if item.status is Status.LIVE:
            parts += [data[at : item.start], f"<{item.rule.mask}>".encode()]
            at = item.end
    return b"".join((*parts, data[at:]))


def _with_separator(directory: str) -> str:
    return directory if directory.endswith(os.sep) else directory + os.sep
