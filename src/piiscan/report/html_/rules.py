"""What each rule that has a finding says of itself: why it matters, how to fix it."""

from __future__ import annotations

from piiscan.report.base import fired_rules
from piiscan.report.escape import one_line
from piiscan.report.markup import escaped
from piiscan.report.rule_text import is_link
from piiscan.types import RuleInfo, ScanResult


def rules(result: ScanResult) -> str:
    """The section; the table of findings links to its parts."""
    fired = fired_rules(result)
    if not fired:
        return ""
    return f'<section class="rules">\n<h2>What was found, and what to do</h2>\n{"".join(map(_rule, fired))}</section>\n'


def _rule(rule: RuleInfo) -> str:
    texts = [("Why it matters", rule.why), ("How to fix", rule.fix)]
    body = "".join(
        f"<p><strong>{heading}.</strong> {escaped(one_line(text))}</p>\n"
        for heading, text in texts
        if text.strip()
    )
    links = "".join(f"<li>{_reference(each)}</li>\n" for each in rule.references)
    listed = f"<ul>\n{links}</ul>\n" if links else ""
    code = escaped(rule.code)
    return f'<section id="rule-{code}"><h3>{escaped(one_line(rule.title))} <code>{code}</code></h3>\n{body}{listed}</section>\n'


def _reference(reference: str) -> str:
    text = escaped(reference)
    return f'<a href="{text}" rel="noopener noreferrer">{text}</a>' if is_link(reference) else text
