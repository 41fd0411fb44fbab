"""Errors that a user can cause, and the exit codes they lead to.

    PiiscanError
    ├── UsageError          a command line that makes no sense
    ├── ConfigError         a configuration file, key or value
    ├── RuleError           a rule file: names file, rule and key
    ├── SourceError         something asked for cannot be read at all
    ├── EngineError         the matching engine cannot be built
    ├── MaskError           a file that cannot be rewritten safely
    ├── JournalError        a journal that cannot be written, read or used
    ├── SealError           something encrypted that cannot be opened
    ├── VaultError          a vault that cannot be opened or written
    ├── BaselineError       a baseline, or what is imported into one: names file and place
    ├── DataError           training data that are not sound: names file and line
    └── ModelError          a model that is damaged, foreign, or cannot run

Each carries one line of text, and perhaps a hint; the command line prints both to standard error and
exits with 2. Anything else that escapes is a bug.
"""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process returns."""

    CLEAN = 0
    """Nothing at or above ``--fail-on`` was found."""
    FINDINGS = 1
    """Findings at or above ``--fail-on``; or ``mask`` changed (``--diff``: would change) a file."""
    ERROR = 2
    """The user must act: bad arguments, bad configuration, a path that does not exist."""
    INTERRUPTED = 130
    """Control-C, as shells count it (128 + SIGINT)."""


class PiiscanError(Exception):
    """Base of every error that is the user's to mend.

    ``message`` is one line without a value that was found; ``hint`` says what to do, or is empty.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(PiiscanError):
    """The command line asks for something impossible."""


class ConfigError(PiiscanError):
    """A configuration file, key or value is wrong."""


class RuleError(PiiscanError):
    """A rule file is wrong; the message names file, rule and key."""


class SourceError(PiiscanError):
    """Something that was asked for cannot be read at all."""


class EngineError(PiiscanError):
    """The matching engine cannot be built."""


class MaskError(PiiscanError):
    """A file cannot be rewritten safely."""


class JournalError(PiiscanError):
    """A journal cannot be written, read or used."""


class SealError(PiiscanError):
    """Something encrypted cannot be opened: a wrong passphrase or key, or damage."""


class VaultError(PiiscanError):
    """A vault cannot be opened, read or written; the message names its file."""


class BaselineError(PiiscanError):
    """A baseline, or a file to import into one, is wrong or cannot be written; the message names it."""


class DataError(PiiscanError):
    """Training data that cannot be read or are not sound; the message names file and line."""


class ModelError(PiiscanError):
    """A model that is damaged, of another version or not one of piiscan's, or that cannot run here."""
