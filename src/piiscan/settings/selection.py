"""Which rules report: everywhere (`Selection`), and in one file (`PerFileIgnores`)."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from piiscan.errors import ConfigError
from piiscan.settings.model import Settings
from piiscan.settings.selector import ALL, CATEGORIES, closest, matches, specificity
from piiscan.settings.wording import did_you_mean, quoted


@dataclass(frozen=True, slots=True)
class Selection:
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
    """``per-file-ignores``, compiled; pathspec is imported only where there are any."""

    def __init__(self, settings: Settings) -> None:
        self._root = settings.root
        self._entries = [(_path_test(pattern), selectors) for pattern, selectors in settings.per_file_ignores]

    def __bool__(self) -> bool:
        return bool(self._entries)

    def at(self, path: str) -> tuple[str, ...]:
        """The selectors that are silent in this file; ``path`` is absolute, or relative to the root."""
        if not self._entries:
            return ()
        relative = _relative(path, self._root)
        return tuple(s for test, selectors in self._entries if test(relative) for s in selectors)

    def ignored(self, path: str, code: str, rule: str, category: str) -> bool:
        """Whether this rule is silent in this file: any selector that names it is enough."""
        return matches(self.at(path), code, rule, category)


def _path_test(pattern: str) -> Callable[[str], bool]:
    """``!`` turns a pattern round: it matches every file that the rest of it does not."""
    wanted = not pattern.startswith("!")
    spec = _compile(pattern.removeprefix("!"))
    return lambda path: spec(path) is wanted


def _compile(pattern: str) -> Callable[[str], bool]:
    from pathspec import GitIgnoreSpec

    try:
        try:
            # The default backend compiles a Hyperscan database a pattern, 4 ms each.
            spec = GitIgnoreSpec.from_lines([pattern], backend="simple")
        except TypeError:  # pathspec < 1.0 knows no backends.
            spec = GitIgnoreSpec.from_lines([pattern])
    except ValueError:
        raise ConfigError(f"`per-file-ignores`: {quoted(pattern)} is not a valid path pattern") from None
    return spec.match_file


def _relative(path: str, root: str) -> str:
    if os.path.isabs(path):
        try:
            path = os.path.relpath(path, root)
        except ValueError:  # Another drive, on Windows: only patterns for names can match.
            path = os.path.splitdrive(path)[1].lstrip("\\/")
    return path.replace(os.sep, "/")


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
