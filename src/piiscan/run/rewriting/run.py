"""From a repository to its masked history: survey, rewrite into a copy, prove that copy, exchange, compare."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from piiscan.errors import SourceError
from piiscan.mask.policies.policy import Policies
from piiscan.run.rewriting.exchange import (
    check_refs,
    clean_up,
    empty_copy,
    exchange,
    make_branches,
    shrink,
    stored,
)
from piiscan.run.rewriting.filtering import library, rewrite
from piiscan.run.rewriting.masking import Masking
from piiscan.run.rewriting.place import Place, refuse, unfresh
from piiscan.run.rewriting.survey import Survey, survey
from piiscan.run.workers import Job
from piiscan.types import Severity

#: Masking can lay bare what no scan saw before, such as in a message in which commit ids were replaced.
_ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Rewritten:
    """What became of a history."""

    before: Survey
    after: Survey | None = None
    """Of every object of the new history; None where nothing had to be rewritten."""
    changed: int = 0
    """Commits that have another id now."""
    stray: int = 0
    """Objects that git did not let go of, and that are none of the new history."""
    unfresh: str = ""
    """Why this is no fresh clone; empty for one."""

    @property
    def is_done(self) -> bool:
        """Whether nothing is left. Names of files are no objects' contents: ``before`` has them."""
        return self.after is None or (self.after.is_clean and not self.after.unread and not self.stray)


def _silent(_: str) -> None:
    """Nobody wants to know."""


class HistoryMasker:
    """Masks what is found in the objects of ``place``, from ``floor`` on."""

    def __init__(
        self,
        job: Job,
        place: Place,
        floor: Severity,
        policies: Policies,
        *,
        tell: Callable[[str], None] = _silent,
    ) -> None:
        """``tell`` is told what is being done; that takes minutes. Raises as ``Job.scanner``."""
        self._job = job
        self._place = place
        self._floor = floor
        self._tell = tell
        self._scanner = job.scanner()
        self._policies = policies
        self._masking = Masking(self._scanner, floor, policies)

    def rewrite(self, *, dry_run: bool = False, force: bool = False) -> Rewritten:
        """Until a copy is proven clean nothing changes; where it cannot be, nothing does: the result says what is left.

        ``dry_run`` goes all the way but the last step. Raises ``PiiscanError``, also for what is no fresh clone,
        unless ``force``.
        """
        reason = unfresh(library(), self._place)
        if reason and not (force or dry_run):
            raise refuse(reason)
        before = self._survey(self._place.top, "scanning every object")
        if before.unread:
            first = before.unread[0]
            raise SourceError(
                f"{len(before.unread):,} objects cannot be read, so nothing is rewritten: {first.path}: {first.message}"
            )
        if before.is_clean:
            return Rewritten(before, unfresh=reason)
        with _work_folder(self._place) as work:
            try:
                copy, after, ids = self._copied(before, work)
                changed = sum(old != new for old, new in ids.items())
                done = Rewritten(before, after, changed, 0, reason)
                if dry_run or not done.is_done:
                    return done
                self._tell("exchanging the two histories")
                return Rewritten(before, after, changed, _exchanged(self._place, copy, ids), reason)
            except OSError as error:
                raise SourceError(
                    f"cannot write below {self._place.git}: {error.strerror}; nothing has changed"
                ) from None

    def _copied(self, before: Survey, work: str) -> tuple[str, Survey, dict[str, str]]:
        """A copy with a masked history, what is found in it, and its commits' ids by the old ones."""
        copy, found, ids = self._place.top, before, dict[str, str]()
        for number in range(_ROUNDS):
            source, copy = copy, os.path.join(work, str(number))
            empty_copy(copy)
            self._tell("rewriting into a copy")
            step = rewrite(source, copy, found, self._masking)
            ids = {old: step.get(new, new) for old, new in ids.items()} or step
            check_refs(self._place.top, copy)
            found = self._survey(copy, "scanning every object of the copy")
            if number:
                shutil.rmtree(source)
            if found.is_clean:
                break
        return copy, found, ids

    def _survey(self, top: str, what: str) -> Survey:
        self._tell(what)
        return survey(self._job, self._scanner, top, self._floor, self._policies)


def _exchanged(place: Place, copy: str, ids: dict[str, str]) -> int:
    """How many objects are there afterwards that are not of the new history."""
    make_branches(copy)
    shrink(copy)
    proven = stored(copy)
    exchange(place, copy)
    try:
        with open(os.path.join(place.git, "piiscan", "commit-map"), "w", encoding="ascii") as handle:
            handle.writelines(f"{old} {new}\n" for old, new in sorted(ids.items()))
        clean_up(place)
        left = stored(place.git)
    except (OSError, SourceError) as error:
        reason = error.message if isinstance(error, SourceError) else error.strerror
        raise SourceError(
            f"the history is rewritten, but old objects are still here: {reason}",
            hint="delete this clone, and begin with a fresh one",
        ) from None
    if not proven <= left:
        raise SourceError(
            f"{len(proven - left):,} objects of the new history are missing",
            hint="delete this clone, and begin with a fresh one",
        )
    return len(left - proven)


@contextlib.contextmanager
def _work_folder(place: Place) -> Iterator[str]:
    """Beside the objects, so that they can be moved. One that is there already is another run's."""
    folder = os.path.join(place.git, "piiscan")
    work = os.path.join(folder, "history")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        os.mkdir(work, 0o700)
    except FileExistsError:
        raise SourceError(
            f"{work}: another run is at work here, or was killed",
            hint="delete this clone, and begin with a fresh one",
        ) from None
    except OSError as error:
        raise SourceError(f"cannot write below {place.git}: {error.strerror}") from None
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
        with contextlib.suppress(OSError):  # what a real run keeps stays
            os.rmdir(folder)
