"""Puts a masked file back, byte for byte, if it is still what masking made of it."""

from __future__ import annotations

import os
import re
import stat
from enum import Enum

from piiscan.digest import blake2b
from piiscan.errors import MaskError
from piiscan.mask.files.state import FileState
from piiscan.mask.files.write import DIGEST_SIZE, TEMPORARY_PREFIX, commit, discard, prepare
from piiscan.mask.journal.entry import Entry
from piiscan.mask.visible import visible

_CHUNK = 1 << 20
_TEMPORARY = re.compile(re.escape(TEMPORARY_PREFIX) + r"[0-9a-f]{16}\.tmp")


class Standing(Enum):
    """What a file is now, by its bytes."""

    MASKED = "as masking left it"
    OLD = "as it was before: the run did not come to it, or it has been restored"


def standing(entry: Entry) -> Standing:
    """Raises ``MaskError`` for a file that is neither old nor new, or not there, or cannot be read."""
    name = visible(entry.path)
    try:
        if not stat.S_ISREG(os.lstat(entry.location).st_mode):
            raise MaskError(f"{name}: is not a regular file any more; left as it is")
        if os.path.realpath(entry.location) != entry.location:
            raise MaskError(f"{name}: lies behind a link now; left as it is")
        found = _digest(entry.location)
    except OSError as error:
        raise MaskError(f"{name}: cannot be read: {error.strerror or type(error).__name__}") from error
    if found == entry.new:
        return Standing.MASKED
    if found == entry.old:
        return Standing.OLD
    raise MaskError(f"{name}: changed since it was masked; left as it is")


def restore(entry: Entry) -> Standing:
    """The file as it was before, replaced at once as ``rewrite_file`` does; says what it was until now.

    Raises ``MaskError``, with the file as it is, as ``standing`` and ``rewrite_file`` do.
    """
    state = _state(entry)
    found = standing(entry)
    if found is Standing.MASKED:
        # The name is in the journal already: whatever a kill leaves, undo will find.
        draft = prepare(entry.location, entry.back, expected=state, temporary=entry.temporary)
        if (draft.old, draft.new) != (entry.new, entry.old):
            discard(draft)
            raise MaskError(f"{visible(entry.path)}: does not fit the journal; left as it is")
        commit(draft)
    return found


def _state(entry: Entry) -> FileState:
    try:
        return FileState.of(entry.location)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise MaskError(f"{visible(entry.path)}: cannot be read: {reason}") from error


def clear(temporary: str) -> bool:
    """Remove what a killed run left; nothing whose name is not one that masking gives."""
    if not _TEMPORARY.fullmatch(os.path.basename(temporary)):
        return False
    try:
        os.unlink(temporary)
    except OSError:
        return False
    return True


def _digest(location: str) -> str:
    found = blake2b(digest_size=DIGEST_SIZE)
    with open(location, "rb") as handle:
        while piece := handle.read(_CHUNK):
            found.update(piece)
    return found.hexdigest()
