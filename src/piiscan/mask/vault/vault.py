"""A vault as a run has it: what it writes, what it keeps off, the proof that all comes back, and its file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from piiscan.errors import MaskError, VaultError
from piiscan.mask.compose import compose
from piiscan.mask.policies.spot import Spot
from piiscan.mask.seal import Secret
from piiscan.mask.splice import Edit, splice
from piiscan.mask.vault.book import Book
from piiscan.mask.vault.container import inspect, packed, unpacked
from piiscan.mask.vault.file import VaultFile, read_vault
from piiscan.mask.vault.find import Finder
from piiscan.mask.vault.restore import Restored, restored
from piiscan.mask.vault.series import KINDS
from piiscan.mask.vault.writing import Maker, Reversible, reversible
from piiscan.mask.visible import visible

#: Asked for the secret once the file is known to be a vault; whether a new one begins.
Ask = Callable[[bool], Secret]

_CHUNK, _OVERLAP = 1 << 20, 512


class Vault:
    """Give it to the ``Policies`` of a run; ``flush`` before any file changes."""

    def __init__(self, book: Book, file: VaultFile | None = None, secret: Secret | None = None) -> None:
        """Without a file nothing is kept: for a preview."""
        self.book = book
        self.finder = Finder(book)
        self._file = file
        self._secret = secret

    @classmethod
    def for_masking(cls, path: str, ask: Ask) -> Vault:
        """Opens the vault, locked, or begins one. Raises ``VaultError``, and what ``ask`` raises."""
        if not os.path.lexists(path):
            book, secret = Book.new(), ask(True)
            return cls(book, VaultFile.create(path, packed(book.to_bytes(), secret)), secret)
        file = VaultFile.open(path)
        try:
            secret, book = _opened(file.read(), path, ask)
        except BaseException:
            file.close()
            raise
        return cls(book, file, secret)

    @classmethod
    def for_reading(cls, path: str, ask: Ask) -> Vault:
        """Opens the vault; it is never written. Raises ``VaultError``, and what ``ask`` raises."""
        return cls(_opened(read_vault(path), path, ask)[1])

    @classmethod
    def for_preview(cls, path: str, ask: Ask) -> Vault:
        """As the vault would go on; one that is not there yet would begin with other tails."""
        return cls.for_reading(path, ask) if os.path.lexists(path) else cls(Book.new())

    def write(self, spot: Spot, policy: str, makers: Mapping[str, Maker]) -> Reversible:
        """See ``writing.reversible``."""
        return reversible(spot, policy, makers, self.book, self.finder)

    def keep_off(self, read: Callable[[int, int], bytes], plain: Callable[[bytes], bytes]) -> None:
        """Never give what stands in a file already, unknown here.

        ``read`` gives bytes of the file, ``plain`` makes them ASCII-compatible.
        """
        at = 0
        while chunk := read(max(0, at - _OVERLAP), at + _CHUNK):
            data = plain(chunk)
            for found in self.finder.tokens(data):
                if not found.values:
                    self.book.keep_off(found.number)
            for match in self.finder.series(data, KINDS):
                if match[0] not in self.book.texts:
                    self.book.keep_off(match[0])
            if len(chunk) < _CHUNK:
                return
            at += _CHUNK

    def prove(self, name: str, location: str, edits: Sequence[Edit], encoding: str) -> None:
        """``edits``, done to the file at ``location``, can be undone with what the vault knows.

        Raises ``MaskError`` where not every byte would come back.
        """
        with open(location, "rb") as handle:
            data = handle.read()
        if not self.brings_back(data, edits, encoding):
            raise MaskError(f"{visible(name)}: what masking would write cannot be put back byte for byte")

    def brings_back(self, data: bytes, edits: Sequence[Edit], encoding: str) -> bool:
        """Whether putting values back into what ``edits`` make of ``data`` gives ``data`` again.

        Or, where tokens of the vault stand in ``data`` already, ``data`` with their values.
        """
        back = compose(edits, self.restore(splice(data, edits), encoding).edits)
        if all(data[edit.start : edit.end] == edit.replacement for edit in back):
            return True  # as nearly always, and no other copy of the text was needed
        return splice(data, back) == self.restored(data, encoding)

    def restored(self, data: bytes, encoding: str) -> bytes:
        """``data`` with the values in their places."""
        return splice(data, self.restore(data, encoding).edits)

    def restore(self, data: bytes, encoding: str) -> Restored:
        """What puts the values in their places."""
        return restored(data, encoding, self.finder)

    def flush(self) -> None:
        """What the vault knows is on disk when this returns. Raises ``VaultError``."""
        if self._file is not None and self._secret is not None and len(self.book) > self.book.saved:
            self._file.replace(packed(self.book.to_bytes(), self._secret))
            self.book.saved = len(self.book)

    def close(self) -> None:
        """Others may open it. What was not flushed is forgotten."""
        if self._file is not None:
            self._file.close()


def _opened(data: bytes, path: str, ask: Ask) -> tuple[Secret, Book]:
    name = visible(path)
    inspect(data, name)
    secret = ask(False)
    try:
        return secret, Book.from_bytes(unpacked(data, secret, name))
    except ValueError:
        raise VaultError(f"{name}: is damaged: it opens, but holds no vault") from None
