"""Rules that say they look at their line alone do: a scan of history does not ask them again when its neighbours change."""

from __future__ import annotations

import pytest

from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect.confirmer import Confirmer
from piiscan.detect.detector import Detector
from piiscan.detect.verify import expanded

RULES = [
    rule for rule in build_catalog(builtin_files()).rules if Confirmer(rule, context=True).looks_at_lines
]
#: What means something to the rules that look further: a credit, a document of secrets, hosts, a table's head.
ABOVE = b"Authors:\nkind: Secret\nhost password token key card iban account\nx = 1\n"
BELOW = b"\nx = 1\nwallet server ip user <EMAIL_1> fax 2FA\n"


def found(rule, data, path, less):
    seen = Detector([rule], engine="python").scan(data, path)
    return [(item.start - less, item.end - less, item.status, item.confidence) for item in seen]


def test_there_are_such_rules():
    assert {"public-ipv4", "assigned-password", "payment-card", "bitcoin-address"} <= {
        rule.id for rule in RULES
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_other_lines_change_nothing(rule):
    for example in (*rule.match, *rule.no_match):
        data = expanded(rule, example.text, "example", 1).encode()
        alone = found(rule, b"\n\n" + data + b"\n\n", example.path, 2)
        assert found(rule, ABOVE + data + BELOW, example.path, len(ABOVE)) == alone
