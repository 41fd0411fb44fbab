"""A rule as the scanner sees it: data, checked once, frozen."""

from __future__ import annotations

from typing import NamedTuple

from piiscan.types import Category, RuleInfo, Severity

#: The engine's window must hold any match with room on both sides; sources overlap segments by four times this.
MAX_LEN_LIMIT = 32 * 1024

#: How the codes of rules from files of gitleaks and Betterleaks begin; ours are capitals and digits.
IMPORTED = "GL-"

BOUNDARIES = (
    "token",
    "word",
    "none",
    "email",
    "number",
    "ipv4",
    "ipv6",
    "mention",
    "word_left",
    "addressee",
    "cell",
)


class Example(NamedTuple):
    """A text that the rule must find, or must not. ``text`` still holds generators (see ``examples``)."""

    text: str
    path: str = "example.txt"
    value: str | None = None
    """What must be found, where it is not obvious; holds the same generators as ``text``."""


class Near(NamedTuple):
    """A partner without which a match means less, or nothing: an access key's ID beside its secret."""

    rule: str
    """The partner's id."""
    within: int
    """At most so many bytes between the two."""
    required: bool = False
    """Without the partner the match is dropped."""


#: Segments overlap by more than this on both sides, so that partners are seen together.
NEAR_LIMIT = 4096


class Rule(NamedTuple):
    """One rule. Patterns are bytes regexes in the subset that Python and Hyperscan share.

    ``pattern`` is what the confirm step runs with ``re``; its group ``value`` is the span, or the whole
    match. ``anchor`` is what the match step looks for everywhere: never look-around or back-references,
    by default the pattern itself. ``keywords`` are lower-case literals of which every match holds one.
    """

    id: str
    code: str
    title: str
    category: Category
    severity: Severity
    confidence: float
    pattern: str
    anchor: str
    keywords: tuple[str, ...]
    max_len: int
    """Bytes: no match of ``pattern`` is longer, and none starts further before the anchor's end."""
    ignore_case: bool
    multiline: bool
    """The match may cross line ends; otherwise the confirm step looks at one line."""
    path: str
    """Regex searched, regardless of case, in the file's path; the rule rests elsewhere. Empty: everywhere."""
    boundary: str
    checks: tuple[str, ...]
    split: str
    """Name of the splitter that cuts the value into several spans, or empty."""
    mask: str
    why: str
    fix: str
    references: tuple[str, ...]
    family: str
    generic: bool
    """Yields to a rule that knows the format where spans overlap."""
    match: tuple[Example, ...]
    no_match: tuple[Example, ...]
    near: Near | None = None
    whole_file: str = ""
    """Regex of all of a file's name, regardless of case. No anchor: ``pattern`` is looked for in the whole of such files, and
    in no others. Empty: an anchor."""

    @property
    def place(self) -> str:
        """For messages: the file's name and the rule's id."""
        return f"{self.family}.toml: rule `{self.id}`"

    @property
    def imported(self) -> bool:
        """Whether it comes from a file of gitleaks or Betterleaks; such rules have no examples."""
        return self.code.startswith(IMPORTED)

    def info(self) -> RuleInfo:
        return RuleInfo(
            id=self.id,
            code=self.code,
            title=self.title,
            category=self.category,
            severity=self.severity,
            confidence=self.confidence,
            why=self.why,
            fix=self.fix,
            references=self.references,
            family=self.family,
        )
