"""Every rule's own examples, under every engine."""

from __future__ import annotations

import pytest

from piiscan.catalog.load import build_catalog, builtin_files, partners
from piiscan.detect.detector import Detector
from piiscan.detect.engine.choose import hyperscan_version
from piiscan.detect.verify import failures
from piiscan.types import Status

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


@pytest.mark.parametrize(
    ("text", "path", "status"),
    [
        ('"repository": "https://github.com/gretehermann/ring"', "package.json", Status.LIVE),
        ("Home-page: https://github.com/gretehermann/ring", "PKG-INFO", Status.LIVE),
        ("Author: https://github.com/gretehermann/ring", "a.py", Status.LIVE),
        ("https://github.com/gretehermann ", "AUTHORS", Status.LICENCE),
        ("- Fix the cache, thanks to (@gretehermann)", "CHANGELOG.md", Status.LIVE),
        ("- Ada (@gretehermann)", "AUTHORS.md", Status.LICENCE),
    ],
)
def test_whose_repository_it_is_is_no_credit(text, path, status):
    (found,) = Detector(CATALOG.rules, engine="python").scan(text.encode() + b"\n", path)
    assert found.status is status
