from __future__ import annotations

from piiscan.report.rule_text import as_markdown, as_text, sections
from piiscan.types import Category

from .samples import RULES

RULE = RULES["github-pat"]


def test_empty_sections_are_left_out() -> None:
    bare = RULE._replace(why=" ", fix="", references=())
    assert [heading for heading, _ in sections(bare)] == ["What it is"]
    assert "References" not in as_text(bare) + as_markdown(bare)


def test_every_category_says_what_it_is() -> None:
    for category in Category:
        assert as_text(RULE._replace(category=category))


def test_text_and_markdown() -> None:
    assert as_text(RULE) == (
        "What it is: GitHub token (SEC101, github-pat). A key, token or other secret that grants access.\n\n"
        "Why it matters: Whoever reads it can push to your repositories.\n\n"
        "How to fix: Revoke it in the account's settings, then read the new one from the environment.\n\n"
        "References:\n  https://docs.github.com/authentication\n  RFC 6750"
    )
    markdown = as_markdown(RULE)
    assert markdown.startswith("## What it is\n\nGitHub token (SEC101, ")
    assert markdown.endswith("## References\n\n- <https://docs.github.com/authentication>\n- RFC 6750")
