"""Layers of validated tables, the weakest first, merged into one `Settings`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from piiscan.settings.model import Settings
from piiscan.settings.values import PRESETS, MaskTable


class Layer(NamedTuple):
    """One validated table, and how messages call the place where it stands."""

    origin: str
    table: Mapping[str, Any]


_Entries = tuple[tuple[str, tuple[str, ...]], ...]

#: Keys whose value simply replaces the one below, in the field of the same name.
_PLAIN = (
    "respect-gitignore",
    "force-exclude",
    "include",
    "context",
    "fail-on",
    "show-notes",
    "jobs",
    "model",
    "device",
    "rules",
    "output",
    "inside",
)


def resolve(settings: Settings, layers: Iterable[Mapping[str, Any]]) -> Settings:
    """``settings`` with every layer laid over it in turn."""
    for layer in layers:
        settings = settings._replace(
            **{name.replace("-", "_"): layer[name] for name in _PLAIN if name in layer},
            **_selection(settings, layer),
            exclude=_unique(layer.get("exclude", settings.exclude) + layer.get("extend-exclude", ())),
            per_file_ignores=_per_file_ignores(settings, layer),
            min_confidence=_min_confidence(settings, layer),
            preset=layer.get("preset", settings.preset),
            severity=tuple({**dict(settings.severity), **dict(layer.get("severity", ()))}.items()),
            inside_limits=tuple(
                {**dict(settings.inside_limits), **dict(layer.get("inside-limits", ()))}.items()
            ),
            **_masking(settings, layer.get("mask", MaskTable())),
        )
    return settings


def _selection(settings: Settings, layer: Mapping[str, Any]) -> dict[str, Any]:
    """As ruff has it: ``select`` starts afresh, and whoever selects a rule again un-ignores it."""
    added: tuple[str, ...] = layer.get("extend-select", ())
    inherited = () if "select" in layer else tuple(s for s in settings.ignore if s not in added)
    return {
        "select": _unique(layer.get("select", settings.select) + added),
        "ignore": _unique(layer.get("ignore", inherited) + layer.get("extend-ignore", ())),
    }


def _masking(settings: Settings, table: MaskTable) -> dict[str, Any]:
    return {
        "mask_policy": settings.mask_policy if table.policy is None else table.policy,
        "mask_policies": tuple({**dict(settings.mask_policies), **dict(table.policies)}.items()),
    }


def _per_file_ignores(settings: Settings, layer: Mapping[str, Any]) -> _Entries:
    merged: dict[str, tuple[str, ...]] = dict(layer.get("per-file-ignores", settings.per_file_ignores))
    for pattern, selectors in layer.get("extend-per-file-ignores", ()):
        merged[pattern] = _unique(merged.get(pattern, ()) + selectors)
    return tuple(merged.items())


def _min_confidence(settings: Settings, layer: Mapping[str, Any]) -> float:
    """Within a layer the number wins over the preset; a preset wins over the layers below."""
    preset = layer.get("preset")
    below = settings.min_confidence if preset is None else PRESETS[preset]
    number: float = layer.get("min-confidence", below)
    return number


def _unique(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))
