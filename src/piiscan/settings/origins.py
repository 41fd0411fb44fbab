"""Where each value in force comes from: `piiscan config show` says it behind the value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from piiscan.settings.model import Settings
from piiscan.settings.resolve import Layer, resolve
from piiscan.settings.values import MaskTable

#: A key, or a key and the entries below it: ``("mask", "policies", "EMAIL")``.
Place = tuple[str, ...]

DEFAULT = "default"


def origins(settings: Settings, layers: Iterable[Layer], *, foreign: bool = False) -> dict[Place, str]:
    """For each place that some layer set, which; those that only added to what was there, or took from it,
    are named after it. ``foreign`` says that `--config` brought rule files of other tools.
    """
    found: dict[Place, tuple[str, ...]] = {}
    for layer in layers:
        before, settings = flat(settings), resolve(settings, (layer.table,))
        said = set(_said(layer.table))
        for place, value in flat(settings).items():
            if place in said:
                found[place] = (layer.origin,)
            elif place not in before or value != before[place]:
                found[place] = (*found.get(place, ()), layer.origin)
    if foreign:
        found["rules",] = (*found.get(("rules",), ()), "--config")
    return {place: ", ".join(dict.fromkeys(names)) for place, names in found.items()}


def flat(settings: Settings) -> dict[Place, object]:
    """Every value by its place, as the configuration file calls it; those that only change others are left out."""
    plain: dict[Place, object] = {
        (name.replace("_", "-"),): value
        for name, value in settings._asdict().items()
        if name not in ("root", "config_path", *_TABLES, "mask_policy", "mask_policies")
    }
    for field in _TABLES:
        for name, value in getattr(settings, field):
            plain[field.replace("_", "-"), name] = value
    plain["mask", "policy"] = settings.mask_policy
    return plain | {("mask", "policies", name): policy for name, policy in settings.mask_policies}


_TABLES = ("per_file_ignores", "severity", "inside_limits")


def _said(table: Mapping[str, Any]) -> Iterable[Place]:
    """The places that a table gives a value of its own, whatever was there."""
    for name, value in table.items():
        if isinstance(value, MaskTable):
            if value.policy is not None:
                yield "mask", "policy"
            yield from (("mask", "policies", selector) for selector, _ in value.policies)
        elif name.replace("-", "_") in _TABLES:
            yield from ((name, entry) for entry, _ in value)
        else:
            yield (name,)
            if name == "preset":
                yield ("min-confidence",)
