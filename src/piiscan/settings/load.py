"""From a start directory and a command line to one `Settings`."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from piiscan.errors import UsageError
from piiscan.settings import files, inline
from piiscan.settings.foreign import is_foreign
from piiscan.settings.model import Settings
from piiscan.settings.resolve import Layer, resolve
from piiscan.settings.schema import validate

_OPTIONS = "command line"


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
    return merged(layers(start, config=config, isolated=isolated, overrides=overrides))


class Layers(NamedTuple):
    """All that was said, before it is merged."""

    base: Settings
    """The defaults, and where the configuration was found."""
    layers: tuple[Layer, ...]
    """The weakest first."""
    foreign: tuple[str, ...]
    """Rule files of gitleaks or Betterleaks."""


def merged(found: Layers) -> Settings:
    """All of it laid over the defaults."""
    settings = resolve(found.base, (layer.table for layer in found.layers))
    return settings._replace(rules=tuple(dict.fromkeys(settings.rules + found.foreign)))


def layers(
    start: str,
    *,
    config: Sequence[str] = (),
    isolated: bool = False,
    overrides: Mapping[str, object] | None = None,
) -> Layers:
    """As `load`, but not merged."""
    directory = _directory(start)
    found: list[Layer] = []
    root, path = directory, None
    foreign: tuple[str, ...] = ()
    for value in config:
        if inline.is_assignment(value):
            table = validate(inline.parse_assignment(value), inline.ORIGIN)
            found.append(Layer(inline.ORIGIN, table))
            continue
        if isolated:
            raise UsageError("--isolated leaves configuration files out, yet --config names one")
        named = files.read(os.path.abspath(value), directory, named_by=f"{inline.ORIGIN}: ")
        if is_foreign(named.table):
            foreign += (named.path,)
            continue
        found += files.chain(named, directory)
        path = named.path
    if path is None and not isolated and (near := files.discover(directory)):
        root, path = os.path.dirname(near.path), near.path
        found = [*files.chain(near, directory), *found]
    found.append(Layer(_OPTIONS, _options(overrides or {})))
    return Layers(Settings(root=root, config_path=path), tuple(found), foreign)


def _directory(start: str) -> str:
    path = os.path.abspath(start)
    return path if os.path.isdir(path) else os.path.dirname(path)


def _options(overrides: Mapping[str, object]) -> dict[str, object]:
    given = {key: value for key, value in overrides.items() if value is not None}
    return validate(given, _OPTIONS)
