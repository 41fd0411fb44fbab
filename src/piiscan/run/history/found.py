"""What workers hand back: findings, and what tells two of them apart without saying what they hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from piiscan.digest import blake2b
from piiscan.run.scanner import Outcome
from piiscan.types import Finding

#: Later than every commit: of what no commit leads to.
NEVER = 1 << 62


class Found(NamedTuple):
    """A finding in one object of the store."""

    finding: Finding
    identity: bytes
    """The same for the same rule and value, as long as this process lives; see `identity`."""
    commit: int
    """Index of the first commit that has the object, or `NEVER`."""
    object: str
    kind: str = "file"
    date: str = ""
    """Only where the commit does not tell: of a tag."""
    in_head: bool = False


@dataclass(slots=True)
class HistoryOutcome(Outcome):
    """What came of some versions and texts. ``findings`` stays empty."""

    found: list[Found] = field(default_factory=list)


def identity(key: bytes, rule: str, value: bytes) -> bytes:
    """``key`` is made anew for each scan and kept in memory: nothing can be guessed back from what is kept."""
    return blake2b(rule.encode() + b"\0" + value, key=key, digest_size=16).digest()
