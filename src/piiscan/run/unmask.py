"""Puts the values of a vault back into files, whatever else has become of these; and into a text at hand."""

from __future__ import annotations

import os
from collections import Counter, deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

from piiscan.errors import JournalError, MaskError
from piiscan.mask.encoding import encode
from piiscan.mask.files.state import FileState
from piiscan.mask.files.write import TEMPORARY_PREFIX, Draft, changes_of, prepare
from piiscan.mask.journal.writer import JournalWriter
from piiscan.mask.splice import Edit, splice
from piiscan.mask.vault.restore import canonical
from piiscan.mask.vault.vault import Vault
from piiscan.mask.visible import visible
from piiscan.run.commit import Masked, Pending, one_by_one
from piiscan.sources.encodings import BINARY, SAMPLE, detect
from piiscan.sources.entry import FileEntry


@dataclass(frozen=True, slots=True)
class Unmasked:
    """What became of one text, or would."""

    path: str
    count: int = 0
    """Replacements that gave way to values."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Tokens of this vault that stand for nothing it knows, by name."""
    foreign: Counter[str] = field(default_factory=Counter)
    """Tokens that look like another vault's."""
    blocks: int = 0
    """Private key blocks whose lines have changed too much: left as they are."""
    problem: str = ""
    """Why the file was left as it was; empty when all went well."""

    @property
    def says(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.count or self.unknown or self.foreign or self.blocks or self.problem)


class Unmasker:
    """Restores files with one vault."""

    def __init__(
        self, vault: Vault, *, journal: JournalWriter | None = None, break_hard_links: bool = False
    ) -> None:
        """``journal`` makes the run undoable; it holds what stood in the values' places, no value."""
        self._vault = vault
        self._journal = journal
        self._break_hard_links = break_hard_links

    def restored(self, data: bytes, path: str) -> tuple[bytes, Unmasked]:
        """``data`` with the values back, and what was done. Raises ``MaskError`` where it cannot be read."""
        edits, result = self._look(data, path)
        return splice(data, edits), result

    def files(self, entries: Iterable[FileEntry], *, dry_run: bool = False) -> Iterator[Unmasked]:
        """Restore every file that holds something; yields those, in order. Errors stay with their file.

        Raises ``JournalError``, before anything has changed, where there can be no journal.
        """
        looked_at: deque[Unmasked] = deque()
        with closing(self._pending(entries, looked_at, dry_run=dry_run)) as pending:
            for done in one_by_one(pending, self._journal):
                result = looked_at.popleft()
                yield replace(result, count=0, problem=done.problem) if done.problem else result

    def _pending(
        self, entries: Iterable[FileEntry], looked_at: deque[Unmasked], *, dry_run: bool
    ) -> Generator[Pending]:
        """``looked_at`` gets what there is to say of each."""
        for entry in entries:
            if os.path.basename(entry.location).startswith(TEMPORARY_PREFIX):
                continue  # what a killed run has left; `piiscan undo` removes it
            result, draft = self._draft(entry, dry_run=dry_run)
            if result.says:
                looked_at.append(result)
                yield Pending(Masked(entry.path, result.count, problem=result.problem), draft)

    def _draft(self, entry: FileEntry, *, dry_run: bool) -> tuple[Unmasked, Draft | None]:
        try:
            state = FileState.of(entry.location)
            with open(entry.location, "rb") as handle:
                data = handle.read()
            edits, result = self._look(data, entry.path)
            if not edits or dry_run:
                return result, None
            return result, prepare(
                entry.location,
                changes_of(edits),
                expected=state,
                break_hard_links=self._break_hard_links,
                announce=self._journal.announce if self._journal is not None else None,
                durable=False,
            )
        except JournalError as error:
            if self._journal is None or not self._journal.files:
                raise
            return Unmasked(entry.path, problem=error.message), None
        except MaskError as error:
            return Unmasked(entry.path, problem=error.message), None
        except OSError as error:
            reason = (error.strerror or type(error).__name__).lower()
            return Unmasked(entry.path, problem=f"{visible(entry.path)}: cannot be read: {reason}"), None

    def _look(self, data: bytes, path: str) -> tuple[Sequence[Edit], Unmasked]:
        encoding, _ = detect(data[:SAMPLE])
        if encoding == BINARY:
            held = self._vault.finder.all(data)
            if held:
                raise MaskError(f"{visible(path)}: is binary, and holds tokens of the vault; left as it is")
            return (), Unmasked(path)
        try:
            found = self._vault.restore(data, encoding)
            foreign = Counter(self._vault.finder.foreign(canonical(data, encoding)))
        except MaskError as error:
            if encode(self._vault.book.tag, encoding) not in data:
                return (), Unmasked(path)
            raise MaskError(f"{visible(path)}: {error.message}") from None
        return found.edits, Unmasked(path, found.count, found.unknown, foreign, found.blocks)
