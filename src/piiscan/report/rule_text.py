"""What a rule says of itself, for ``piiscan rule``, SARIF help and the docs: one text, three coats."""

from __future__ import annotations

from piiscan.types import Category, RuleInfo

_WHAT = {
    Category.NAME: "The name of a real person.",
    Category.EMAIL: "The address of a mailbox.",
    Category.USERNAME: "The account name of a person.",
    Category.IP_ADDRESS: "The address of a host or a network.",
    Category.PASSWORD: "A password or passphrase in clear.",
    Category.KEY: "A key, token or other secret that grants access.",
    Category.ID: "An identifier of one person: a card, an account, a phone, an official number.",
}


def is_link(reference: str) -> bool:
    """Whether a reference is an address on the web, and not, say, the name of a standard."""
    return reference.startswith(("https://", "http://"))


def sections(rule: RuleInfo) -> list[tuple[str, str]]:
    """``(heading, text)`` in reading order; sections without a text are left out."""
    what = f"{rule.title} ({rule.code}, {rule.id}). {_WHAT[rule.category]}"
    found = [("What it is", what), ("Why it matters", rule.why.strip()), ("How to fix", rule.fix.strip())]
    return [(heading, text) for heading, text in found if text]


def as_text(rule: RuleInfo) -> str:
    """Plain text: heading and body of each section, then the references. No newline at the end."""
    parts = [f"{heading}: {text}" for heading, text in sections(rule)]
    if rule.references:
        parts.append("References:\n" + "\n".join(f"  {reference}" for reference in rule.references))
    return "\n\n".join(parts)


def as_markdown(rule: RuleInfo) -> str:
    """Markdown with second-level headings. No newline at the end."""
    parts = [f"## {heading}\n\n{text}" for heading, text in sections(rule)]
    if rule.references:
        links = (f"- <{each}>" if is_link(each) else f"- {each}" for each in rule.references)
        parts.append("## References\n\n" + "\n".join(links))
    return "\n\n".join(parts)
