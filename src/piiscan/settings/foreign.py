"""Which TOML documents are rule files of gitleaks or Betterleaks."""

from __future__ import annotations

from collections.abc import Mapping


def is_foreign(table: Mapping[str, object]) -> bool:
    """Told by its tables, whatever the file is called.

    Our configuration has a list of paths in ``rules`` and a path in ``extend``; our rule files have ``[[rule]]``.
    """
    rules = table.get("rules")
    if isinstance(rules, list) and any(isinstance(rule, dict) for rule in rules):
        return True
    return (
        isinstance(table.get("extend"), dict)
        or isinstance(table.get("allowlist"), dict)
        or "allowlists" in table
        or "betterleaksMinVersion" in table
        or isinstance(table.get("prefilter"), str)
    )
