"""The resolved configuration: one frozen, picklable value, so that worker processes get it as it is."""

from __future__ import annotations

from typing import NamedTuple

from piiscan.types import Severity, Status

#: What can be opened for what lies in it.
ARCHIVES, DOCUMENTS = "archives", "documents"


class Limits(NamedTuple):
    """Where reading inside one file stops, and says so; all that lies in archives in it counts together."""

    depth: int = 3
    """How many archives and documents may lie in one another."""
    members: int = 100_000
    member_mib: int = 4096
    """Of one member, unpacked."""
    total_mib: int = 16_384
    """Of all members, unpacked."""
    ratio: int = 200
    """Unpacked bytes for each stored one, once 64 MiB are unpacked. Text that compresses well has 5 to 50."""


#: The largest number that each may have.
MOST = Limits(depth=16, members=10_000_000, member_mib=1 << 20, total_mib=1 << 24, ratio=1_000_000)


class Settings(NamedTuple):
    """What a run has been asked to do. The defaults here are the documented ones."""

    root: str
    """Absolute directory that the patterns of ``exclude`` and ``per_file_ignores`` count from: that of the
    configuration file that was found, else the start directory."""
    config_path: str | None = None
    """The configuration file that was found or named, absolute; not those that it extends."""
    select: tuple[str, ...] = ("ALL",)
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Pairs of a path pattern and the selectors that are silent there."""
    exclude: tuple[str, ...] = ()
    """Patterns in the syntax of ``.gitignore``."""
    respect_gitignore: bool = True
    force_exclude: bool = False
    include: frozenset[Status] = frozenset()
    """What is reported besides live occurrences."""
    min_confidence: float = 0.5
    preset: str = "balanced"
    """Which of a model's thresholds hold; ``min_confidence`` has been chosen with it."""
    fail_on: Severity | None = Severity.WARNING
    """The lowest severity that makes the exit code 1; None: never."""
    context: bool = True
    """Whether the kind of file a value stands in weighs; see docs/context.md."""
    show_notes: bool = False
    severity: tuple[tuple[str, Severity], ...] = ()
    """Pairs of a selector and the severity that its findings get."""
    jobs: int = 0
    """Worker processes; 0: chosen by the run."""
    model: str = "auto"
    """``auto``, ``off``, ``shipped``, ``full``, or a path, absolute where it comes from a file."""
    device: str = "auto"
    """What a model runs on: ``auto``, ``cpu`` or ``cuda``."""
    rules: tuple[str, ...] = ()
    """The user's own rule files and folders; absolute where they come from a file."""
    output: tuple[str, ...] = ()
    """``FORMAT`` or ``FORMAT:FILE``."""
    mask_policy: str = "placeholder"
    """What ``piiscan mask`` writes where no entry of ``mask_policies`` says otherwise; see settings/policies.py."""
    mask_policies: tuple[tuple[str, str], ...] = ()
    """Pairs of a selector and the policy for the findings it names; the closest one wins."""
    inside: frozenset[str] = frozenset()
    """Which files are opened for what lies in them: ``archives``, ``documents``."""
    inside_limits: tuple[tuple[str, int], ...] = ()
    """Pairs of a field of ``Limits``, as the configuration writes it, and its number."""

    def hasty(self) -> Settings:
        """These, but a model only where somebody asked for one: for what is waited for, or streams."""
        return self._replace(model="off") if self.model == "auto" else self
