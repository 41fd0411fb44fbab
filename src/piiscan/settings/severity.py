"""How bad a finding is: the rule's own severity, unless the configuration says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from piiscan.settings.model import Settings
from piiscan.settings.selector import specificity
from piiscan.types import Category, Severity

#: What a rule gets that names no severity, chosen so that a first run is no wall of names. Private
#: addresses are notes too, but by a rule of their own: the category is for addresses of the public net.
DEFAULT_SEVERITY: Mapping[Category, Severity] = MappingProxyType(
    {
        Category.KEY: Severity.ERROR,
        Category.PASSWORD: Severity.ERROR,
        Category.ID: Severity.WARNING,
        Category.EMAIL: Severity.WARNING,
        Category.IP_ADDRESS: Severity.WARNING,
        Category.NAME: Severity.NOTE,
        Category.USERNAME: Severity.NOTE,
    }
)


def severity_of(settings: Settings, category: str, code: str, rule: str, default: Severity) -> Severity:
    """The severity of the rule's findings; ``default`` is the rule's own.

    The entry of ``[severity]`` that names the rule most closely wins, and of two that are equally close
    (the code and the id) the higher severity.
    """
    ranked = [
        (rank, severity)
        for selector, severity in settings.severity
        if (rank := specificity(selector, code, rule, category))
    ]
    return max(ranked)[1] if ranked else default
