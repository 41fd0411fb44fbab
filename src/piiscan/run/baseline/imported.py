"""What other scanners know, matched onto piiscan's own findings by path and line."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from piiscan.run.baseline.known import Comparison
from piiscan.run.baseline.places import Places
from piiscan.suppress.baseline.entry import Verdict
from piiscan.suppress.baseline.foreign import Foreign


class Imported(NamedTuple):
    """What came of it."""

    chosen: dict[int, Verdict | None]
    """Indexes of the findings that are known, and what somebody said of them."""
    matched: int
    """Of the foreign entries."""
    without_file: tuple[Foreign, ...]
    without_finding: tuple[Foreign, ...]
    """piiscan finds no secret there: the line has moved, or it is none for piiscan."""
    without_line: tuple[Foreign, ...]


def imported(items: Sequence[Foreign], compared: Comparison, root: str, cwd: str) -> Imported:
    """Paths in ``items`` count from ``root``, or from ``cwd`` where that has the file and ``root`` has none."""
    by_path: defaultdict[str, list[int]] = defaultdict(list)
    for place, mark in enumerate(compared.marks):
        by_path[mark.path].append(place)
    chosen: dict[int, Verdict | None] = {}
    matched, files, findings, lines = 0, [], [], []
    for item in items:
        path = _path(item.path, root, cwd)
        if not item.line:
            lines.append(item)
        elif path is None:
            files.append(item)
        elif places := [place for place in by_path[path] if _is_it(item, compared, place)]:
            matched += 1
            for place in places:
                chosen[place] = chosen.get(place) or item.verdict
        else:
            findings.append(item)
    return Imported(chosen, matched, tuple(files), tuple(findings), tuple(lines))


def _path(path: str, root: str, cwd: str) -> str | None:
    """As the baseline has it; None where there is no such file in the project."""
    if "\0" in path:
        return None
    for base in dict.fromkeys((root, cwd)):
        location = os.path.normpath(os.path.join(base, path))
        if os.path.lexists(location) and (found := Places(root, base).of(location)) is not None:
            return found
    return None


def _is_it(item: Foreign, compared: Comparison, place: int) -> bool:
    finding = compared.findings[place]
    return (
        finding.category in item.categories
        and finding.start_line <= item.end_line
        and item.line <= finding.end_line
    )
