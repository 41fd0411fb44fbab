"""From a start directory and a command line to one `Settings`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from piiscan.errors import UsageError
from piiscan.settings import files, inline
from piiscan.settings.foreign import is_foreign
from piiscan.settings.model import Settings
from piiscan.settings.resolve import resolve
from piiscan.settings.schema import validate


def load(
    start: str,
    *,
    config: Sequence[str] = (),
    isolated: bool = False,
    overrides: Mapping[str, object] | None = None,
) -> Settings:
    """The configuration in force for ``start``, a directory or a file.

    ``config`` are the values of ``--config`` in order, each the path of a file, or ``key = value``; a path
    takes the place of discovery, unless the file is one of gitleaks or Betterleaks: that adds its rules and
    changes nothing else. ``isolated`` leaves files out. ``overrides`` are options by their keys
    (``{"fail-on": "error", "extend-select": ["SEC1"]}``), where None means not given; they win over all.

    Raises `ConfigError` for a file, key or value that is wrong, `UsageError` for ``isolated`` with a path.
    """
    directory = _directory(start)
    layers: list[Mapping[str, Any]] = []
    root, path = directory, None
    foreign: tuple[str, ...] = ()
    for value in config:
        if inline.is_assignment(value):
            layers.append(validate(inline.parse_assignment(value), inline.ORIGIN))
            continue
        if isolated:
            raise UsageError("--isolated leaves configuration files out, yet --config names one")
        named = files.read(os.path.abspath(value), directory, named_by=f"{inline.ORIGIN}: ")
        if is_foreign(named.table):
            foreign += (named.path,)
            continue
        layers += files.chain(named, directory)
        path = named.path
    if path is None and not isolated and (found := files.discover(directory)):
        root, path = os.path.dirname(found.path), found.path
        layers = [*files.chain(found, directory), *layers]
    layers.append(_options(overrides or {}))
    settings = resolve(Settings(root=root, config_path=path), layers)
    return settings._replace(rules=tuple(dict.fromkeys(settings.rules + foreign)))


def _directory(start: str) -> str:
    path = os.path.abspath(start)
    return path if os.path.isdir(path) else os.path.dirname(path)


def _options(overrides: Mapping[str, object]) -> dict[str, object]:
    given = {key: value for key, value in overrides.items() if value is not None}
    return validate(given, "command line")
