"""When to stop: one budget for one file on disk and all that is unpacked from it, however deep."""

from __future__ import annotations

from collections.abc import Iterable

from piiscan.settings.model import Limits

_HINT = "--config inside-limits.{}=NUMBER raises it"


#: Small files may have any ratio: 64 MiB are unpacked in a fraction of a second.
RATIO_FROM = 64 << 20

#: Of all members together: what is not scanned is listed by its name. 100,000 ordinary ones have 10 MiB.
NAMES = 64 << 20

CUT = "cut off: read as far as it goes"
DAMAGED = "damaged: read as far as it goes"


class DamagedError(Exception):
    """The bytes are not what they claim to be; the message says so in a few words, and quotes nothing."""


def limits_from(pairs: Iterable[tuple[str, int]]) -> Limits:
    """``Settings.inside_limits`` over what holds without."""
    return Limits(**{name.replace("-", "_"): number for name, number in pairs})


class Budget:
    """How much may still be unpacked."""

    def __init__(self, limits: Limits, stored: int) -> None:
        """``stored`` is how many bytes the file takes on disk."""
        self.limits = limits
        self.spent = ""
        """Why nothing more may be unpacked; empty while something may."""
        self._members = self._names = 0
        self._unpacked = 0
        self._by_ratio = max(RATIO_FROM, stored * limits.ratio)

    def take_member(self, name: str = "") -> bool:
        """Count a member; False where it is one too many."""
        self._members += 1
        self._names += len(name)
        if self._names > NAMES and not self.spent:
            self.spent = f"names of more than {NAMES >> 20} MiB"
        if self._members > self.limits.members and not self.spent:
            self.spent = f"more than {self.limits.members:,} members ({_HINT.format('members')})"
        return not self.spent

    def take(self, size: int) -> None:
        """Count bytes that were unpacked, or text that was made of them."""
        self._unpacked += size
        if self.spent:
            return
        if self._unpacked > self.limits.total_mib << 20:
            self.spent = f"unpacks to more than {self.limits.total_mib:,} MiB ({_HINT.format('total-mib')})"
        elif self._unpacked > self._by_ratio:
            self.spent = f"unpacks to more than {self.limits.ratio} times its size ({_HINT.format('ratio')})"

    @property
    def member_bytes(self) -> int:
        """The most that one member may unpack to."""
        return self.limits.member_mib << 20

    @property
    def member_problem(self) -> str:
        """What there is to say of a member that unpacks to more."""
        return f"unpacks to more than {self.limits.member_mib:,} MiB: the rest of it is not read ({_HINT.format('member-mib')})"
