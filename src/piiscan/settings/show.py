"""Settings as TOML: what `piiscan config show` and `piiscan config init` print."""

from __future__ import annotations

from collections.abc import Mapping

from piiscan.settings.model import Settings
from piiscan.settings.origins import DEFAULT, Place
from piiscan.settings.schema import KEYS
from piiscan.settings.toml import write_key, write_value
from piiscan.settings.wording import escaped

_HEADER = """\
# Configuration of piiscan. A line that starts with `#` and no space is a key with its default value:
# take the `#` away to change it. `piiscan config show` prints what is in force.
"""


def show(settings: Settings, origins: Mapping[Place, str] | None = None) -> str:
    """The effective settings as a ``piiscan.toml``; with ``origins``, where each value comes from stands behind it.

    Read as such, it gives the same settings again, but for files in ``output``: those need the command line.
    """
    source = settings.config_path or "no configuration file"
    lines = [f"# {escaped(source)}", f"# patterns count from {escaped(settings.root)}"]
    return "\n".join([*lines, *_lines(_table(settings), (), origins)]) + "\n"


def template() -> str:
    """A ``piiscan.toml`` with every key and its default, commented out, so that the defaults may improve."""
    lines = [_HEADER]
    for key in KEYS:
        lines.append(f"# {key.doc}")
        if isinstance(key.default, Mapping):
            lines += [f"#[{key.name}]", f"# {_EXAMPLES[key.name]}", ""]
        else:
            lines += [f"#{key.name} = {write_value(key.default)}", ""]
    return "\n".join(lines[:-1]) + "\n"


def _lines(table: Mapping[str, object], above: Place, origins: Mapping[Place, str] | None) -> list[str]:
    """The values of the table, then the tables in it under their headings."""
    lines = []
    for name, value in table.items():
        if not isinstance(value, Mapping):
            place = (*above, name)
            behind = "" if origins is None else f"  # {escaped(origins.get(place, DEFAULT))}"
            lines.append(f"{write_key(name)} = {write_value(value)}{behind}")
    for name, value in table.items():
        if isinstance(value, Mapping) and value:
            place = (*above, name)
            lines += ["", f"[{'.'.join(map(write_key, place))}]", *_lines(value, place, origins)]
    return lines


_EXAMPLES = {
    "per-file-ignores": '"tests/" = ["EMAIL", "NAME"]',
    "extend-per-file-ignores": '"*.md" = ["IP_ADDRESS"]',
    "severity": 'NAME = "warning"',
    "inside-limits": "depth = 5",
    "mask": 'policy = "fake"',
}


def _table(settings: Settings) -> dict[str, object]:
    """By key, without those that only change other keys."""
    fail_on = settings.fail_on
    return {
        "select": settings.select,
        "ignore": settings.ignore,
        "exclude": settings.exclude,
        "respect-gitignore": settings.respect_gitignore,
        "force-exclude": settings.force_exclude,
        "include": sorted(settings.include),
        "preset": settings.preset,  # a model has thresholds of its own for each
        "min-confidence": settings.min_confidence,
        "fail-on": "never" if fail_on is None else str(fail_on),
        "context": settings.context,
        "show-notes": settings.show_notes,
        "jobs": settings.jobs,
        "model": settings.model,
        "device": settings.device,
        "rules": settings.rules,
        "inside": sorted(settings.inside),
        "output": settings.output,
        "per-file-ignores": dict(settings.per_file_ignores),
        "inside-limits": dict(settings.inside_limits),
        "severity": {selector: str(severity) for selector, severity in settings.severity},
        "mask": {"policy": settings.mask_policy, "policies": dict(settings.mask_policies)},
    }
