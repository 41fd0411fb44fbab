"""Rules that say they look at their line alone do: a scan of history does not ask them again when its neighbours change."""

from __future__ import annotations

import pytest

from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect import confirmer as module
from piiscan.detect.confirm import matches
from piiscan.detect.confirmer import Confirmer
from piiscan.detect.detector import Detector
from piiscan.detect.filekind import FileKind
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


def test_a_table_is_cut_once_for_all_that_is_asked_about_it(monkeypatch):
    rule = next(rule for rule in build_catalog(builtin_files()).rules if rule.id == "password-column")
    data = b"id,password\n" + b"".join(b"%d,Kx8-ruhrtal%d\n" % (number, number) for number in range(50))
    found = Detector([rule], engine="python").scan(data, "a.csv")
    assert len(found) == 50
    calls = []
    monkeypatch.setattr(module, "matches", lambda *all: calls.append(1) or matches(*all))
    confirmer = Confirmer(rule, context=True)
    for item in found:
        candidate = confirmer.again(data, FileKind("a.csv"), item.start, item.end)
        assert candidate is not None
        assert (candidate.start, candidate.end) == (item.start, item.end)
    assert confirmer.again(data, FileKind("a.csv"), 0, 2) is None
    assert len(calls) == 1
    assert confirmer.again(data + b"x", FileKind("a.csv"), found[0].start, found[0].end) is not None
    assert len(calls) == 2
