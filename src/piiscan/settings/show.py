"""Settings as TOML: what `piiscan config show` and `piiscan config init` print."""

from __future__ import annotations

from collections.abc import Mapping

from piiscan.settings.model import Settings
from piiscan.settings.schema import KEYS
from piiscan.settings.toml import write_key, write_value
from piiscan.settings.wording import escaped

_HEADER = """\
# Configuration of piiscan. A line that starts with `#` and no space is a key with its default value:
# take the `#` away to change it. `piiscan config show` prints what is in force.
"""


def show(settings: Settings) -> str:
    """The effective settings as a ``piiscan.toml``.

    Read as such, it gives the same settings again, but for files in ``output``: those need the command line.
    """
    source = settings.config_path or "no configuration file"
    lines = [f"# {escaped(source)}", f"# patterns count from {escaped(settings.root)}"]
    table = _table(settings)
    lines += _assignments({name: value for name, value in table.items() if not isinstance(value, Mapping)})
    for name, value in table.items():
        if isinstance(value, Mapping) and value:
            lines += ["", *_section(name, value)]
    return "\n".join(lines) + "\n"


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


def _section(name: str, table: Mapping[str, object]) -> list[str]:
    """The table under its heading, then the tables in it under theirs."""
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping)}
    lines = [f"[{name}]", *_assignments({key: value for key, value in table.items() if key not in inner})]
    for key, value in inner.items():
        lines += ["", f"[{name}.{write_key(key)}]", *_assignments(value)] if value else []
    return lines


def _assignments(table: Mapping[str, object]) -> list[str]:
    return [f"{write_key(name)} = {write_value(value)}" for name, value in table.items()]


_EXAMPLES = {
    "per-file-ignores": '"tests/" = ["EMAIL", "NAME"]',
    "extend-per-file-ignores": '"*.md" = ["IP_ADDRESS"]',
    "severity": 'NAME = "warning"',
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
        "min-confidence": settings.min_confidence,
        "fail-on": "never" if fail_on is None else str(fail_on),
        "context": settings.context,
        "show-notes": settings.show_notes,
        "jobs": settings.jobs,
        "model": settings.model,
        "rules": settings.rules,
        "output": settings.output,
        "per-file-ignores": dict(settings.per_file_ignores),
        "severity": {selector: str(severity) for selector, severity in settings.severity},
        "mask": {"policy": settings.mask_policy, "policies": dict(settings.mask_policies)},
    }
