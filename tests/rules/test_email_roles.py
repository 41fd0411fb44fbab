"""The anchor of the rule for offices and lists knows every name that the check knows."""

from __future__ import annotations

import pytest

from piiscan.detect.roles import ROLES
from piiscan.run.engine import load_detector

LOCALS = [
    *sorted(role.decode() for role in ROLES), "Security", "SUPPORT", "gtk-devel-list", "ring.announce", "acme_owner",
    "x-request", "ring-noreply", "code-of-conduct",
]  # fmt: skip
DOMAINS = [
    "lists.acme-corp.de",
    "list.acme-corp.de",
    "googlegroups.com",
    "groups.io",
    "bugs.acme-corp.de",
]


@pytest.fixture(scope="module")
def detector():
    return load_detector()


def codes(detector, text):
    return [item.rule.code for item in detector.scan(text.encode(), "a.txt")]


@pytest.mark.parametrize("local", LOCALS)
def test_offices(detector, local):
    assert codes(detector, f"to: {local}@acme-corp.de") == ["PII105"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_lists(detector, domain):
    assert codes(detector, f"to: rings@{domain}") == ["PII105"]


@pytest.mark.parametrize(
    "address",
    [
        "g.hermann@acme-corp.de",
        "securityx@acme-corp.de",
        "emmy@listserv.de",
        "emmy@mygroups.iox.de",
        "helper@acme-corp.de",
    ],
)
def test_persons(detector, address):
    assert codes(detector, f"to: {address}") == ["PII101"]
