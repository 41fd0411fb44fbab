"""Masking as a library: ``piiscan.mask_bytes`` and ``piiscan.mask_text``. docs/library.md is the user's page."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from piiscan.detect.memory import forget
from piiscan.errors import MaskError, PiiscanError, UsageError
from piiscan.mask.plan import bytes_reader, plan
from piiscan.mask.policies.keyfile import SHORTEST, VARIABLE, from_environment
from piiscan.mask.policies.policy import Policies
from piiscan.mask.splice import splice
from piiscan.run.chosen import ROUNDS, chosen
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.run.workers import Job
from piiscan.settings.load import load as load_settings
from piiscan.settings.model import Settings
from piiscan.settings.resolve import resolve
from piiscan.settings.schema import validate
from piiscan.sources.encodings import BINARY
from piiscan.sources.entry import Entry, MemoryEntry, TextEntry
from piiscan.types import Finding, NoticeKind, Severity

__all__ = [
    "Finding",
    "MaskError",
    "MaskResult",
    "PiiscanError",
    "Settings",
    "Severity",
    "load_settings",
    "mask_bytes",
    "mask_text",
]

DEFAULTS = Settings(root=os.sep)

#: Settings for which a thread keeps its compiled rules.
_KEPT = 4


@dataclass(frozen=True, slots=True)
class MaskResult:
    """What became of one text."""

    data: bytes
    """The text with every value replaced; every other byte is as it was."""
    findings: tuple[Finding, ...]
    """What ``piiscan scan`` reports of the text as it was, by position, never with a value. Offsets are bytes
    in what was given, end exclusive. Those below the severity that was asked for are not masked and not here."""
    replaced: int
    """Replacements in ``data``. Findings that overlap become one; one that masking lays bare counts as well."""
    encoding: str
    """``utf-8`` (also Latin-1 and its like, whose bytes stay), ``utf-16-le``, ``utf-16-be``, ``utf-32-le``,
    ``utf-32-be``; or ``binary``: then nothing was looked at, and ``data`` is what was given."""


def mask_bytes(
    data: bytes,
    path: str,
    policy: str | Mapping[str, str] | None = None,
    *,
    settings: Settings | None = None,
    severity: Severity = Severity.NOTE,
    key: bytes | None = None,
) -> MaskResult:
    """Mask ``data``, the content of a file called ``path``, as ``piiscan mask`` would mask that file.

    ``path`` (``/`` between parts, relative to ``settings.root``) says the syntax and which settings hold; no
    such file has to be there. ``policy`` says what values become: a word as on the command line (``"fake"``),
    or one for each selector (``{"ALL": "stars", "EMAIL": "template:<mail {n}>"}``); it is laid over that of
    ``settings``. Numbers count within one call. ``settings`` are the documented defaults, or what
    ``load_settings`` gives; its ``exclude`` is not asked. ``severity``: only findings from there on. ``key``: of
    fakes and hashes, 16 bytes or more; by default what ``PIISCAN_MASK_KEY`` holds. No file is touched but the
    cache of compiled rules.

    The first call with some settings compiles their rules, up to a second, or loads them, some milliseconds;
    they are kept for the calls that follow. Thread-safe: each thread keeps its own, for four settings.

    Raises ``MaskError`` where the text cannot be masked (it is not in the encoding that it begins in, or a
    finding would cut a character), ``ConfigError``, ``RuleError`` or ``EngineError`` for wrong settings or a
    wrong policy, ``UsageError`` where a key is needed and there is none: all of them ``PiiscanError``, and no
    message holds a value.
    """
    return _mask(MemoryEntry(path, data), data, _with_policy(settings, policy), severity, key)


def mask_text(
    text: str,
    path: str = "<text>",
    policy: str | Mapping[str, str] | None = None,
    *,
    settings: Settings | None = None,
    severity: Severity = Severity.NOTE,
    key: bytes | None = None,
) -> str:
    """The same for a string. It is always looked at, whatever characters it holds; lone surrogates stay."""
    data = text.encode("utf-8", "surrogatepass")
    masked = _mask(TextEntry(path, data), data, _with_policy(settings, policy), severity, key).data
    return masked.decode("utf-8", "surrogatepass")


def _with_policy(settings: Settings | None, policy: str | Mapping[str, str] | None) -> Settings:
    settings = settings or DEFAULTS
    if policy is None:
        return settings
    table = {"policy": policy} if isinstance(policy, str) else {"policies": dict(policy)}
    return resolve(settings, [validate({"mask": table}, "policy")])


def _key(given: bytes | None) -> bytes:
    key = from_environment() if given is None else given
    if len(key) < SHORTEST:
        raise UsageError(
            f"fakes and hashes need a key of {SHORTEST} bytes or more",
            hint=f"key=, or {VARIABLE} in the environment",
        )
    return key


def _mask(
    entry: MemoryEntry | TextEntry, data: bytes, settings: Settings, floor: Severity, key: bytes | None
) -> MaskResult:
    try:
        scanner = _scanner(settings)
        policies = Policies.of(settings, lambda: _key(key))
        first: tuple[Finding, ...] = ()
        encoding, replaced = "utf-8", 0
        for number in range(ROUNDS):
            outcome = _scanned(scanner, entry)
            found = chosen(outcome.findings, floor, policies)
            if number == 0:
                encoding = outcome.encoding
                first = tuple(sorted(outcome.findings, key=lambda item: item.sort_key))
            edits = plan(found, bytes_reader(data), encoding=outcome.encoding, policies=policies)
            if not edits:
                break
            data = splice(data, edits)
            entry = entry._replace(data=data)
            replaced += len(edits)
        return MaskResult(data, tuple(item for item in first if item.severity >= floor), replaced, encoding)
    finally:
        forget()


def _scanned(scanner: Scanner, entry: Entry) -> Outcome:
    outcome = scanner.scan((entry,))
    for notice in outcome.notices:
        if notice.kind is NoticeKind.BINARY:
            outcome.encoding = BINARY
        elif notice.kind is not NoticeKind.ENCODED:
            raise MaskError(f"{notice.path}: {notice.message}")
    return outcome


class _Kept(threading.local):
    """A detector serves one thread at a time."""

    def __init__(self) -> None:
        self.scanners: dict[Settings, Scanner] = {}


_kept = _Kept()


def _scanner(settings: Settings) -> Scanner:
    scanner = _kept.scanners.pop(settings, None) or Job(settings, Wanted(), settings.root).scanner()
    _kept.scanners[settings] = scanner  # the last one is the one used last
    while len(_kept.scanners) > _KEPT:
        del _kept.scanners[next(iter(_kept.scanners))]
    return scanner
