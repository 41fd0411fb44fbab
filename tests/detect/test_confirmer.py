"""Rules that say they look at their line alone do: a scan of history does not ask them again when its neighbours change."""

from __future__ import annotations

import pytest

from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect import confirmer as module
from piiscan.detect.confirm import matches
from piiscan.detect.confirmer import Confirmer, News
from piiscan.detect.detector import Detector
from piiscan.detect.filekind import FileKind
from piiscan.detect.verify import expanded

CATALOG = build_catalog(builtin_files()).rules
RULES = [rule for rule in CATALOG if Confirmer(rule, context=True).looks_at_lines]
UPWARD = [rule for rule in CATALOG if Confirmer(rule, context=True).looks_no_further_down]
#: What means something to the rules that look further: a credit, a document of secrets, hosts, a table's head.
ABOVE = b"Authors:\nkind: Secret\nhost password token key card iban account\nx = 1\n"
BELOW = b"\nx = 1\nwallet server ip user <EMAIL_1> fax 2FA\n"


def found(rule, data, path, less):
    seen = Detector([rule], engine="python").scan(data, path)
    return [(item.start - less, item.end - less, item.status, item.confidence) for item in seen]


def test_there_are_such_rules():
    assert {"public-ipv4", "assigned-password", "payment-card", "bitcoin-address", "repository-owner"} <= {
        rule.id for rule in RULES
    }


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_other_lines_change_nothing(rule):
    for example in (*rule.match, *rule.no_match):
        data = expanded(rule, example.text, "example", 1).encode()
        alone = found(rule, b"\n\n" + data + b"\n\n", example.path, 2)
        assert found(rule, ABOVE + data + BELOW, example.path, len(ABOVE)) == alone


def test_those_that_ask_for_a_heading_are_more():
    assert {"copyright-holder", "profile-url"} <= {rule.id for rule in UPWARD} - {rule.id for rule in RULES}
    assert {rule.id for rule in RULES} < {rule.id for rule in UPWARD}


@pytest.mark.parametrize("rule", UPWARD, ids=lambda rule: rule.id)
@pytest.mark.parametrize("above", [b"", b"Authors:\n\n"], ids=["", "below a heading"])
def test_lines_below_change_nothing(rule, above):
    for example in (*rule.match, *rule.no_match):
        data = above + expanded(rule, example.text, "example", 1).encode()
        assert found(rule, data + BELOW, example.path, 0) == found(rule, data + b"\n\n", example.path, 0)


@pytest.mark.parametrize("rule", UPWARD, ids=lambda rule: rule.id)
def test_what_is_new_is_found_without_a_look_at_the_rest(rule):
    detector = Detector([rule], engine="python")
    for example in rule.match:
        data = expanded(rule, example.text, "example", 1).encode()
        # Its own lines, and one more on either side, as a scan of history tells it.
        news = News(len(ABOVE) + 1, len(ABOVE) + 2 + len(data), frozenset())
        text = ABOVE + b"\n\n" + data + b"\n\n" + BELOW
        assert detector.news(text, example.path, news) == detector.scan(text, example.path)


def test_a_rule_for_whole_files_looks_at_what_is_new_alone(monkeypatch):
    rule = next(rule for rule in UPWARD if rule.id == "changelog-name")
    asked = []
    monkeypatch.setattr(module, "matches", lambda *all: asked.append(all[-2:]) or matches(*all))
    text = b"* more [Grace Hopper]\n" * 1000
    assert Detector([rule], engine="python").news(
        text, "CHANGES", News(22 * 500, 22 * 503, frozenset({(rule.id, b"Ada")}))
    )
    assert asked == [(22 * 500 - 1, 22 * 1000)]


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
