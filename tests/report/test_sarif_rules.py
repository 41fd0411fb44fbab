from __future__ import annotations

import pytest

from piiscan.report.sarif_rules import descriptor, precision, security_severity
from piiscan.types import Category, Severity

from .samples import RULES

RULE = RULES["github-pat"]


def test_a_rule_without_references_has_no_help_uri() -> None:
    assert "helpUri" not in descriptor(RULE._replace(references=("RFC 6750",)))


def test_a_rule_without_a_reason_is_described_by_its_title() -> None:
    assert descriptor(RULE._replace(why="\n"))["fullDescription"] == {"text": "GitHub token"}


def test_long_descriptions_are_cut_where_github_cuts_them() -> None:
    text = descriptor(RULE._replace(why="x" * 2000))["fullDescription"]["text"]
    assert len(text) == 1024
    assert text.endswith("x...")


def test_what_github_reads() -> None:
    found = descriptor(RULE)
    assert found["id"] == "SEC101"
    assert found["name"] == "GithubPat"
    assert found["shortDescription"] == {"text": "GitHub token"}
    assert found["helpUri"] == "https://docs.github.com/authentication"
    assert found["defaultConfiguration"] == {"level": "error"}
    assert found["properties"] == {
        "tags": ["security", "secret", "KEY", "external/cwe/cwe-798"],
        "precision": "very-high",
        "security-severity": "9.1",
        "problem.severity": "error",
    }


@pytest.mark.parametrize("category", Category)
def test_secrets_and_personal_data_have_their_tags(category: Category) -> None:
    tags = descriptor(RULE._replace(category=category))["properties"]["tags"]
    secret = category in (Category.KEY, Category.PASSWORD)
    assert ("external/cwe/cwe-798" in tags, "secret" in tags) == (secret, secret)
    assert ("external/cwe/cwe-359" in tags, "pii" in tags) == (not secret, not secret)
    assert len(tags) <= 10


@pytest.mark.parametrize(
    ("confidence", "word"),
    [(1.0, "very-high"), (0.95, "very-high"), (0.949, "high"), (0.8, "high"), (0.5, "medium"), (0.49, "low")],
)
def test_precision(confidence: float, word: str) -> None:
    assert precision(confidence) == word


@pytest.mark.parametrize(
    ("category", "severity", "score"),
    [
        (Category.KEY, Severity.ERROR, "9.1"),
        (Category.PASSWORD, Severity.ERROR, "8.8"),
        (Category.PASSWORD, Severity.WARNING, "6.9"),
        (Category.EMAIL, Severity.WARNING, "5.0"),
        (Category.EMAIL, Severity.NOTE, "3.9"),
        (Category.NAME, Severity.NOTE, "3.0"),
        (Category.NAME, Severity.ERROR, "7.0"),
    ],
)
def test_the_score_stays_in_the_band_of_the_severity(
    category: Category, severity: Severity, score: str
) -> None:
    assert security_severity(RULE._replace(category=category, severity=severity)) == score
