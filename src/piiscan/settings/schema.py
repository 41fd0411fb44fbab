"""The one table of configuration keys: validation, `piiscan config` and the docs come from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from piiscan.errors import ConfigError
from piiscan.settings import values as v
from piiscan.settings.paths import compiled
from piiscan.settings.wording import described, did_you_mean, escaped, quoted


class Key(NamedTuple):
    """One key of a configuration file."""

    name: str
    kind: v.Kind
    default: object
    """As TOML writes it."""
    doc: str
    """One line, for the template and the docs."""


KEYS: tuple[Key, ...] = (
    Key("extend", v.PATH, "", "A configuration file to build on, relative to this one."),
    Key("select", v.SELECTORS, ["ALL"], "The rules that report."),
    Key("ignore", v.SELECTORS, [], "The rules that do not; the closer selector wins, on a tie this list."),
    Key("extend-select", v.SELECTORS, [], "Rules to add to `select`."),
    Key("extend-ignore", v.SELECTORS, [], "Rules to add to `ignore`."),
    Key("exclude", v.PATTERNS, [], "Paths to leave out, in the syntax of `.gitignore`."),
    Key("extend-exclude", v.PATTERNS, [], "Paths to add to `exclude`."),
    Key("respect-gitignore", v.BOOLEAN, True, "Leave out what `.gitignore` leaves out."),
    Key("force-exclude", v.BOOLEAN, False, "Apply `exclude` to files named on the command line too."),
    Key("include", v.STATUSES, [], "What to report besides live data: `licence`, `placeholder`."),
    Key("preset", v.PRESET, "balanced", "`precision`, `balanced`, `recall`: min-confidence 0.8, 0.5, 0.3."),
    Key("min-confidence", v.FRACTION, 0.5, "Drop findings below this; wins over `preset`."),
    Key(
        "context",
        v.BOOLEAN,
        True,
        "Weigh values by the kind of file: test, example, documentation, generated.",
    ),
    Key("fail-on", v.FAIL_ON, "warning", "The lowest severity that makes the exit code 1; or `never`."),
    Key("show-notes", v.BOOLEAN, False, "List notes in text output, instead of only counting them."),
    Key("jobs", v.JOBS, 0, "Worker processes; 0 chooses."),
    Key(
        "model",
        v.MODEL,
        "auto",
        "`auto` (`shipped` where onnxruntime is installed), `off` (rules alone), `shipped`, `full`, or the path of a model.",
    ),
    Key("device", v.DEVICE, "auto", "What a model runs on: `auto`, `cpu` or `cuda`."),
    Key("rules", v.PATHS, [], "More rule files or folders, relative to this file."),
    Key("inside", v.INSIDE, [], "What to open for what lies in it: `archives`, `documents`."),
    Key("output", v.FORMATS, [], "Output formats; files to write are named on the command line."),
    Key(
        "inside-limits",
        v.LIMITS,
        {},
        "Where reading in them stops: `depth`, `members`, `member-mib`, `total-mib`, `ratio`.",
    ),
    Key("per-file-ignores", v.IGNORES_BY_PATTERN, {}, "Selectors to ignore in paths that match a pattern."),
    Key("extend-per-file-ignores", v.IGNORES_BY_PATTERN, {}, "Entries to add to `per-file-ignores`."),
    Key("severity", v.SEVERITIES, {}, "A severity for a category, a code, its beginning, or a rule's id."),
    Key("mask", v.MASK, {}, "What masked values become: `policy`, and `policies` by selector; see below."),
)

KEY_BY_NAME: Mapping[str, Key] = {key.name: key for key in KEYS}


def validate(table: Mapping[str, object], origin: str) -> dict[str, object]:
    """The table with every value converted; raises `ConfigError`, naming ``origin`` and the key."""
    return {name: _convert(name, value, origin) for name, value in table.items()}


def _convert(name: str, value: object, origin: str) -> object:
    key = KEY_BY_NAME.get(name)
    if key is None:
        hint = did_you_mean(name, KEY_BY_NAME) or "docs/configuration.md lists every key"
        raise ConfigError(f"{origin}: unknown key {quoted(name)}", hint=hint)
    try:
        converted = key.kind.convert(value)
    except v.UnfitError as unfit:
        where, expects = escaped(name + unfit.part, _LONGEST), unfit.expects or key.kind.expects
        message = f"{origin}: `{where}` must be {expects}, not {described(unfit.culprit)}"
        raise ConfigError(message, hint=_hint(unfit.words or key.kind.words, unfit.culprit)) from None
    if key.kind is v.IGNORES_BY_PATTERN and isinstance(converted, tuple):
        for pattern, _ in converted:
            compiled(pattern.removeprefix("!"), f"{origin}: `{name}`")
    return converted


def _hint(words: Iterable[str], culprit: object) -> str:
    return did_you_mean(culprit, words) if words and isinstance(culprit, str) else ""


#: Of the place of a wrong value inside a table, whose keys may be anything.
_LONGEST = 80
