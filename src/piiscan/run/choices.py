"""Somebody decides about every finding: which are masked, which are silenced where they stand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum

from piiscan.errors import BaselineError, MaskError
from piiscan.mask.compose import origin
from piiscan.mask.plan import Reader
from piiscan.mask.splice import Edit
from piiscan.mask.syntax.comment import Comment, comment_for
from piiscan.types import Finding


class Choice(Enum):
    """What to do with a finding."""

    MASK = "mask"
    IGNORE = "ignore here"
    BASELINE = "leave it, and add it to the baseline"
    SKIP = "skip"
    ALL = "mask all in this file from here on"
    QUIT = "quit; what was said so far is done"


#: ``ask(finding, why_not)``: ``why_not`` says why it cannot be silenced as was asked for just now.
Ask = Callable[[Finding, str], Choice]
#: Adds a finding to the baseline; raises ``BaselineError`` where it cannot.
Keep = Callable[[Finding], None]


def _keep_nothing(finding: Finding) -> None:
    raise BaselineError("there is no baseline in this run")


class Choices:
    """The answers, file after file."""

    def __init__(self, ask: Ask, keep: Keep = _keep_nothing) -> None:
        self._ask = ask
        self._keep = keep
        self._all = False
        self._answered: list[tuple[int, int]] = []
        self.has_quit = False

    def begin(self) -> None:
        """The next file."""
        self._all = False
        self._answered = []

    def among(
        self, findings: Iterable[Finding], edits: Sequence[Edit], read: Reader, encoding: str
    ) -> tuple[tuple[Finding, ...], list[Comment]]:
        """Those of ``findings`` to mask, and comments for those to silence.

        They are of the file as ``edits`` will leave it: of the original, each place is asked about once.
        """
        masked: list[Finding] = []
        comments: list[Comment] = []
        for finding in findings:
            place = origin(edits, finding.start_offset, finding.end_offset)
            if place is not None and self._is_answered(place):
                continue
            choice, comment = self._decide(finding, read, encoding)
            if choice is Choice.QUIT:
                break
            if choice is Choice.MASK:
                masked.append(finding)
                continue
            if comment is not None:
                comments.append(comment)
            if place is not None:
                self._answered.append(place)
        return tuple(masked), comments

    def _decide(self, finding: Finding, read: Reader, encoding: str) -> tuple[Choice, Comment | None]:
        if self.has_quit:
            return Choice.QUIT, None
        why_not = ""
        while not self._all:
            choice = self._ask(finding, why_not)
            try:
                if choice is Choice.IGNORE:
                    return choice, comment_for(finding, read, encoding)
                if choice is Choice.BASELINE:
                    self._keep(finding)
            except (MaskError, BaselineError) as error:
                why_not = error.message
                continue
            if choice is Choice.ALL:
                self._all = True
                break
            self.has_quit = choice is Choice.QUIT
            return choice, None
        return Choice.MASK, None

    def _is_answered(self, place: tuple[int, int]) -> bool:
        start, end = place
        return any(start < last and first < end for first, last in self._answered)
