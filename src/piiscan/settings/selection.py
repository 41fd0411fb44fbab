"""Which rules report: everywhere (`Selection`), and in one file (`PerFileIgnores`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from piiscan.errors import ConfigError
from piiscan.settings.model import Settings
from piiscan.settings.paths import compiled
from piiscan.settings.selector import ALL, CATEGORIES, closest, matches, specificity
from piiscan.settings.wording import did_you_mean, quoted


class Selection(NamedTuple):
    """``select`` and ``ignore``: the selector that names a rule most closely decides."""

    select: tuple[str, ...] = (ALL,)
    ignore: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> Selection:
        return cls(settings.select, settings.ignore)

    def selected(self, code: str, rule: str, category: str) -> bool:
        """Whether the rule is to run; where ``select`` and ``ignore`` are equally close, it is not."""
        best = closest(self.select, code, rule, category)
        return best > closest(self.ignore, code, rule, category)


class PerFileIgnores:
    """``per-file-ignores``, compiled; pathspec is imported only where there are any.

    ``base`` is the absolute directory that relative paths count from, where that is not ``Settings.root``.
    Raises `ConfigError` for a pattern that is none; `load` has found those of files, and named the file.
    """

    def __init__(self, settings: Settings, *, base: str | None = None) -> None:
        self._root = settings.root
        self._base = base or settings.root
        self._entries = [(_path_test(pattern), names) for pattern, names in settings.per_file_ignores]
        self._latest: tuple[str, tuple[str, ...]] = ("", ())  # The findings of a file come one after another.

    def __bool__(self) -> bool:
        return bool(self._entries)

    def at(self, path: str) -> tuple[str, ...]:
        """The selectors that are silent in this file."""
        if not self._entries:
            return ()
        if path != self._latest[0]:
            relative = _relative(os.path.join(self._base, path), self._root)
            self._latest = (path, tuple(s for test, names in self._entries if test(relative) for s in names))
        return self._latest[1]

    def ignored(self, path: str, code: str, rule: str, category: str) -> bool:
        """Whether this rule is silent in this file: any selector that names it is enough."""
        return matches(self.at(path), code, rule, category)


def _path_test(pattern: str) -> Callable[[str], bool]:
    """``!`` turns a pattern round: it matches every file that the rest of it does not."""
    wanted = not pattern.startswith("!")
    spec = compiled(pattern.removeprefix("!"))
    return lambda path: spec.match_file(path) is wanted


def _relative(path: str, root: str) -> str:
    if path.startswith(root) and path[len(root) : len(root) + 1] == os.sep:
        relative = path[len(root) + 1 :]
    else:
        try:
            relative = os.path.relpath(path, root)
        except ValueError:  # Another drive, on Windows: only patterns without a directory can match.
            relative = os.path.splitdrive(path)[1].lstrip("\\/")
    return relative.replace(os.sep, "/")


def check_selectors(
    selectors: Iterable[str],
    known_codes: Collection[str],
    known_ids: Collection[str],
    *,
    where: str = "select",
) -> None:
    """Raises `ConfigError` for the first selector that names no rule of the catalogue.

    ``where`` is the key or option to blame in the message.
    """
    for selector in selectors:
        if selector == ALL or selector in CATEGORIES or selector in known_ids:
            continue
        if any(specificity(selector, code, "", "") for code in known_codes):
            continue
        known = [*known_codes, *known_ids, *sorted(CATEGORIES), ALL]
        raise ConfigError(
            f"`{where}`: {quoted(selector)} names no rule",
            hint=did_you_mean(selector, known) or "`piiscan rules` lists every code, id and category",
        )


def check_settings(settings: Settings, known_codes: Collection[str], known_ids: Collection[str]) -> None:
    """`check_selectors` over every selector that the settings hold; the message names the key."""
    for where, selectors in _every_selector(settings):
        check_selectors(selectors, known_codes, known_ids, where=where)


def _every_selector(settings: Settings) -> Iterable[tuple[str, Iterable[str]]]:
    yield "select", settings.select
    yield "ignore", settings.ignore
    yield "per-file-ignores", (s for _, selectors in settings.per_file_ignores for s in selectors)
    yield "severity", (selector for selector, _ in settings.severity)
    yield "mask.policies", (selector for selector, _ in settings.mask_policies)
