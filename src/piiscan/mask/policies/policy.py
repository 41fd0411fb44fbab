"""Which policy a finding has, and what a run must remember so that the same value always becomes the same text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from piiscan.detect.filekind import FileKind
from piiscan.mask.policies.numbering import Numbers
from piiscan.settings.model import Settings
from piiscan.settings.policies import DEFAULT, KEEP, TEMPLATE
from piiscan.settings.selector import specificity
from piiscan.types import Category, Finding, Severity

if TYPE_CHECKING:  # it is seldom needed, and it imports this room
    from piiscan.mask.vault.vault import Vault

#: Policies that remember nothing.
_ALONE = frozenset((DEFAULT, "fake", "partial", "stars", "hash", KEEP))
#: Owners of repositories, in URLs, imports and workflows: with another name they lead nowhere, and nothing builds.
_OWNERS = frozenset(("PII306", "PII308", "PII318"))
#: Addresses in private networks, those of public services and made-up ones: nobody's data, and what is configured with
#: them works no more (BigCode's pipeline left the first two alone as well).
_NOBODYS = frozenset(("PII202", "PII204", "PII206", "PII207", "PII208"))
_PERSONS = frozenset((Category.NAME, Category.USERNAME))
#: Why a finding stays, besides the policy ``keep``.
PERSONS, NOBODYS = "persons", "nobody's"
#: Of a run's variables so many are named in its summary.
_NAMED = 12


def _no_key() -> bytes:
    raise ValueError("the policies fake and hash need a key")


class Policies:
    """The policies of one run, over all its files. Not thread-safe."""

    def __init__(
        self,
        default: str = DEFAULT,
        chosen: Iterable[tuple[str, str]] = (),
        *,
        key: Callable[[], bytes] = _no_key,
    ) -> None:
        """``chosen`` are pairs of a selector and its policy, as in ``Settings.mask_policies``.

        ``key`` is asked once, when the first fake or hash is made; what it raises comes out of ``plan``.
        """
        self._default = default
        self._chosen = tuple(chosen)
        self._ask = key
        self._key = b""
        self._by_rule: dict[tuple[str, str, str], tuple[str, bool]] = {}
        self._variables: dict[str, int] = {}
        self.numbers = Numbers()
        self.vault: Vault | None = None
        """Where it is set, everything that is written stands for one value alone, which the vault keeps."""
        self.fallbacks: Counter[str] = Counter()
        """Findings that got a placeholder since theirs cannot stand there, by policy; and those that ``keeps`` spared, by
        its reason. One that is planned twice counts twice."""

    @classmethod
    def of(cls, settings: Settings, key: Callable[[], bytes] = _no_key) -> Policies:
        return cls(settings.mask_policy, settings.mask_policies, key=key)

    @property
    def key(self) -> bytes:
        """The key of fakes and hashes."""
        if not self._key:
            self._key = self._ask()
        return self._key

    @property
    def need_key(self) -> bool:
        """Whether any policy of the run may ask for the key."""
        return any(policy in ("fake", "hash") for policy in self._all())

    @property
    def count(self) -> bool:
        """Whether any policy of the run gives numbers: then files are planned in order, in one process."""
        return self.vault is not None or any(
            policy == "numbered" or policy.startswith(TEMPLATE) for policy in self._all()
        )

    @property
    def are_alone(self) -> bool:
        """Whether what a value becomes never depends on other values of the run, so that any process may write it."""
        return self.vault is None and all(policy in _ALONE for policy in self._all())

    def _all(self) -> list[str]:
        return [self._default, *(policy for _, policy in self._chosen)]

    def policy(self, finding: Finding) -> str:
        """The policy of the closest selector; of two that are equally close, the later one's."""
        return self._of(finding)[0]

    def keeps(self, finding: Finding) -> str:
        """Why it is to stay as it is, a key of ``fallbacks``: by its policy, or since nothing would work without it and no
        selector names it; empty where it is not.
        """
        policy, is_chosen = self._of(finding)
        if is_chosen or policy == KEEP:
            return KEEP if policy == KEEP else ""
        is_note = finding.severity <= Severity.NOTE  # a configuration may say that they matter
        if is_note and finding.code in _NOBODYS:
            return NOBODYS
        is_owner = is_note and finding.code in _OWNERS
        return (
            PERSONS if is_owner or (finding.category in _PERSONS and FileKind(finding.path).is_lock) else ""
        )

    def _of(self, finding: Finding) -> tuple[str, bool]:
        """The policy, and whether a selector has it."""
        rule = (finding.code, finding.rule, finding.category.value)
        if rule not in self._by_rule:
            best, found = 1, (self._default, False)
            for selector, policy in self._chosen:
                closeness = specificity(selector, *rule)
                if closeness >= best:
                    best, found = closeness, (policy, True)
            self._by_rule[rule] = found
        return self._by_rule[rule]

    def keep_off(self, read: Callable[[int, int], bytes], plain: Callable[[bytes], bytes]) -> None:
        """Give no number that stands in a file already; see ``Numbers.keep_off``."""
        self.numbers.keep_off(read, plain)
        if self.vault is not None:
            self.vault.keep_off(read, plain)

    def variable(self, name: str, value: bytes) -> str:
        """``name``, or ``name_2`` and so on where it stands for another value already."""
        number = self.numbers.of(f"${name}", value)
        return name if number == 1 else f"{name}_{number}"

    def used(self, variable: str) -> None:
        """A look-up of the variable has been written."""
        self._variables[variable] = self._variables.get(variable, 0) + 1

    def remarks(self) -> list[str]:
        """What the user must know after the run, a line each."""
        lines = [
            f"{count:,} of the policy {policy!r} got a placeholder: {self._why(policy)}."
            for policy, count in sorted(self.fallbacks.items())
            if policy not in _LEFT
        ]
        lines += [
            f"{self.fallbacks[reason]:,} left as they are, {words}."
            for reason, words in _LEFT.items()
            if self.fallbacks[reason]
        ]
        if self._variables:
            names = sorted(self._variables)
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            lines.append(
                f"To be set or declared, and `os` to be imported where it is not: {', '.join(names[:_NAMED])}{more}."
            )
        return lines

    def _why(self, policy: str) -> str:
        if self.vault is not None:
            return "in a vault each must stand for one value alone"
        return _WHY.get(policy, _WHY["template"])


#: What the user is told of findings that stayed, by the reason.
_LEFT = {
    KEEP: "by the policy 'keep'",
    PERSONS: "owners of repositories and persons in lock files: without them links lead nowhere and nothing builds "
    "(--policy USERNAME=placeholder masks them)",
    NOBODYS: "IP addresses of private networks and public services, and made-up ones: nobody's data, and what is "
    "configured with them would no longer work (--policy IP_ADDRESS=placeholder masks them)",
}
_WHY = {
    "numbered": "a number without quotes stays a number",
    "fake": "no fake has their shape, or could be told from a value where they stand",
    "partial": "asterisks are not safe where they stand",
    "stars": "asterisks are not safe where they stand",
    "hash": "a number without quotes stays a number",
    "env": "they are no whole literal that a look-up may replace",
    "template": "the text is not safe where they stand",
}
