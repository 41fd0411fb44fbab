"""Remarks on rule files as notices, so that every report has them. They skip no file, and count as none."""

from __future__ import annotations

import os
from collections.abc import Iterable

from piiscan.catalog.remark import Remark
from piiscan.types import Notice, NoticeKind


def notices(remarks: Iterable[Remark], root: str) -> tuple[Notice, ...]:
    """In the order of the files; paths below ``root`` are relative to it."""
    return tuple(Notice(NoticeKind.UNSUPPORTED, _shown(item.path, root), item.message) for item in remarks)


def _shown(path: str, root: str) -> str:
    whole = os.path.abspath(path)
    prefix = root if root.endswith(os.sep) else root + os.sep
    return whole.removeprefix(prefix).replace(os.sep, "/")
