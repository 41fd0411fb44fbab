"""Every rule's own examples, under every engine."""

from __future__ import annotations

import pytest

from piiscan.catalog.load import build_catalog, builtin_files, partners
from piiscan.detect.engine.choose import hyperscan_version
from piiscan.detect.verify import failures

CATALOG = build_catalog(builtin_files())
PARTNERS = partners(CATALOG)
ENGINES = ["python", *(["hyperscan"] if hyperscan_version() else [])]


def test_the_patterns_compile():
    """What a scan takes for granted of the rules that ship."""
    checked = build_catalog(file._replace(shipped=False) for file in builtin_files())
    assert checked == CATALOG


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("rule", CATALOG.rules, ids=lambda rule: rule.id)
def test_rule_finds_its_matches_and_nothing_else(rule, engine):
    assert failures(rule, engine=engine, partner=PARTNERS.get(rule.id)) == []
