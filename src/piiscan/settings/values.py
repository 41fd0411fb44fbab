"""From what TOML or an option holds to what `Settings` holds; each raises `UnfitError` for anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from piiscan.settings import policies
from piiscan.settings.model import ARCHIVES, DOCUMENTS, MOST, Limits
from piiscan.types import Severity, Status


class UnfitError(Exception):
    """The value does not do; ``culprit`` is the part of it to show.

    ``part`` is where in the value it stands, as in ``.policy``; ``expects`` and ``words`` are what that part
    takes, where it is not the same as for the whole.
    """

    def __init__(
        self, culprit: object, *, part: str = "", expects: str = "", words: tuple[str, ...] = ()
    ) -> None:
        super().__init__()
        self.culprit = culprit
        self.part = part
        self.expects = expects
        self.words = words


class Kind(NamedTuple):
    """A type of value: how the docs call it, what an error asks for, and how it is converted."""

    name: str
    expects: str
    convert: Callable[[object], object]
    words: tuple[str, ...] = ()
    """The words allowed, where only some are; for a list, in each place."""
    listed: bool = False
    """Whether a bare word of ``--config KEY=WORD`` is split at commas."""


def _text(value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise UnfitError(value)
    return value


def _boolean(value: object) -> bool:
    if not isinstance(value, bool):
        raise UnfitError(value)
    return value


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        raise UnfitError(value)
    return tuple(_text(each) for each in value)


def _fraction(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise UnfitError(value)
    return float(value)


MOST_JOBS = 1024


def _jobs(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_JOBS:
        raise UnfitError(value)
    return value


LEVELS = ("error", "warning", "note")


def _severity(value: object) -> Severity:
    if isinstance(value, Severity):
        return value
    if _text(value) not in LEVELS:
        raise UnfitError(value)
    return Severity.parse(_text(value))


def _fail_on(value: object) -> Severity | None:
    return None if value == "never" else _severity(value)


#: Both spellings of the word, since the taxonomy's labels say ``_LICENSE``.
_STATUSES = {"licence": Status.LICENCE, "license": Status.LICENCE, "placeholder": Status.PLACEHOLDER}


def _statuses(value: object) -> frozenset[Status]:
    words = list(value) if isinstance(value, set | frozenset) else value
    for word in _strings(words):
        if word not in _STATUSES:
            raise UnfitError(word)
    return frozenset(_STATUSES[word] for word in _strings(words))


STATUS_WORDS = tuple(_STATUSES)


PRESETS = {"precision": 0.8, "balanced": 0.5, "recall": 0.3}


def _preset(value: object) -> str:
    if _text(value) not in PRESETS:
        raise UnfitError(value)
    return _text(value)


def _device(value: object) -> str:
    if _text(value) not in DEVICES:
        raise UnfitError(value)
    return _text(value)


def _pairs(value: object) -> list[tuple[object, object]]:
    if isinstance(value, dict):
        return list(value.items())
    raise UnfitError(value)


def _severities(value: object) -> tuple[tuple[str, Severity], ...]:
    return tuple((_text(key), _severity(each)) for key, each in _pairs(value))


def _selectors_by_pattern(value: object) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((_text(key), _strings(each)) for key, each in _pairs(value))


INSIDE_WORDS = (ARCHIVES, DOCUMENTS, "all")


def _inside(value: object) -> frozenset[str]:
    words = _strings(list(value) if isinstance(value, set | frozenset) else value)
    for word in words:
        if word not in INSIDE_WORDS:
            raise UnfitError(word)
    return frozenset((ARCHIVES, DOCUMENTS)) if "all" in words else frozenset(words)


LIMIT_WORDS = tuple(name.replace("_", "-") for name in Limits._fields)


def _limits(value: object) -> tuple[tuple[str, int], ...]:
    found = []
    for name, number in _pairs(value):
        if not isinstance(name, str) or name not in LIMIT_WORDS:
            raise UnfitError(name, words=LIMIT_WORDS)
        most: int = getattr(MOST, name.replace("-", "_"))
        # `--config inside-limits.depth=5` brings words
        if isinstance(number, str) and number.isascii() and number.isdigit() and len(number) < 10:
            number = int(number)
        if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= most:
            raise UnfitError(number, part=f".{name}", expects=f"a whole number from 1 to {most}")
        found.append((name, number))
    return tuple(found)


class MaskTable(NamedTuple):
    """The table ``[mask]``."""

    policy: str | None = None
    policies: tuple[tuple[str, str], ...] = ()


_MASK_KEYS = ("policy", "policies")


def _mask(value: object) -> MaskTable:
    given = dict(_pairs(value))
    for name in given:
        if name not in _MASK_KEYS:
            raise UnfitError(name, expects="a table of `policy` and `policies`", words=_MASK_KEYS)
    policy = _policy(given["policy"], ".policy") if "policy" in given else None
    chosen = given.get("policies", {})
    if not isinstance(chosen, dict):
        raise UnfitError(chosen, part=".policies", expects="a table of selectors, each with a policy")
    return MaskTable(
        policy, tuple((_text(name), _policy(each, f".policies.{name}")) for name, each in chosen.items())
    )


def _policy(value: object, part: str) -> str:
    words = (*policies.WORDS, policies.TEMPLATE)
    listed = ", ".join(f"`{word}`" for word in policies.WORDS)
    if not isinstance(value, str):
        raise UnfitError(value, part=part, expects=f"{listed} or `template:TEXT`")
    why = policies.complaint(value)
    if why and value.startswith(policies.TEMPLATE):
        raise UnfitError(value, part=part, expects=f"a usable template ({why})")
    if why:
        raise UnfitError(value, part=part, expects=f"{listed} or `template:TEXT`", words=words)
    return value


BOOLEAN = Kind("boolean", "true or false", _boolean)
PATH = Kind("path", "a path in quotes", _text)
FRACTION = Kind("number", "a number from 0 to 1", _fraction)
JOBS = Kind("whole number", f"a whole number from 0 to {MOST_JOBS}", _jobs)
SELECTORS = Kind("list of selectors", 'a list of selectors such as ["SEC1", "EMAIL"]', _strings, listed=True)
PATTERNS = Kind("list of patterns", 'a list of path patterns such as ["docs/"]', _strings, listed=True)
PATHS = Kind("list of paths", 'a list of paths such as ["rules/"]', _strings, listed=True)
FORMATS = Kind("list of formats", 'a list of formats such as ["full"]', _strings, listed=True)
DEVICES = ("auto", "cpu", "cuda")
DEVICE = Kind("word", "`auto`, `cpu` or `cuda`", _device, DEVICES)
PRESET = Kind("word", "`precision`, `balanced` or `recall`", _preset, tuple(PRESETS))
FAIL_ON = Kind("word", "`error`, `warning`, `note` or `never`", _fail_on, (*LEVELS, "never"))
STATUSES = Kind(
    "list of words",
    "a list of `licence` and `placeholder`",
    _statuses,
    ("licence", "placeholder"),
    listed=True,
)
#: What `model` may say besides a path.
MODEL_WORDS = ("auto", "off", "shipped", "full")
MODEL = Kind("word or path", "`auto`, `off`, `shipped`, `full` or a path", _text)
SEVERITIES = Kind(
    "table", "a table of selectors, each with `error`, `warning` or `note`", _severities, LEVELS
)
IGNORES_BY_PATTERN = Kind(
    "table", "a table of path patterns, each with a list of selectors", _selectors_by_pattern
)
MASK = Kind("table", "a table of `policy` and `policies`", _mask)
INSIDE = Kind(
    "list of words",
    "a list of `archives` and `documents`, or `all`",
    _inside,
    INSIDE_WORDS,
    listed=True,
)
LIMITS = Kind("table", f"a table of {', '.join(f'`{name}`' for name in LIMIT_WORDS)}", _limits)
