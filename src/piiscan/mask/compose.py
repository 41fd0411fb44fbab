"""Two rounds of edits as one: the second was planned on what the first would write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from piiscan.mask.splice import Edit, clusters, splice


class _Piece(NamedTuple):
    """An edit by its span in the text between the rounds: what the first wrote, or the second replaces."""

    start: int
    end: int
    edit: Edit
    is_first: bool


def compose(first: Sequence[Edit], second: Sequence[Edit]) -> tuple[Edit, ...]:
    """Edits for the original text, in order; both rounds are disjoint and in order (see ``merge``).

    ``splice(data, compose(first, second)) == splice(splice(data, first), second)``.
    """
    pieces = [*_written(first), *(_Piece(edit.start, edit.end, edit, False) for edit in second)]
    edits, shift = [], 0
    for group in clusters(pieces, lambda piece: (piece.start, piece.end)):
        start, end = min(piece.start for piece in group), max(piece.end for piece in group)
        text = bytearray(end - start)
        begin = start - shift
        for piece in group:
            if piece.is_first:
                text[piece.start - start : piece.end - start] = piece.edit.replacement
                shift += len(piece.edit.replacement) - (piece.edit.end - piece.edit.start)
        later = [
            Edit(piece.start - start, piece.end - start, piece.edit.replacement)
            for piece in group
            if not piece.is_first
        ]
        edits.append(Edit(begin, end - shift, splice(bytes(text), later)))
    return tuple(edits)


def origin(edits: Sequence[Edit], start: int, end: int) -> tuple[int, int] | None:
    """Where a span of the text after ``edits`` stood before; None where an edit wrote a part of it."""
    shift = 0
    for piece in _written(edits):
        if piece.start >= end:
            break
        if piece.end > start:
            return None
        shift += len(piece.edit.replacement) - (piece.edit.end - piece.edit.start)
    return start - shift, end - shift


def written(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Where each edit's replacement stands in the text after ``edits``, which are disjoint and in order."""
    return [(piece.start, piece.end) for piece in _written(edits)]


def _written(edits: Sequence[Edit]) -> list[_Piece]:
    pieces, shift = [], 0
    for edit in edits:
        start = edit.start + shift
        pieces.append(_Piece(start, start + len(edit.replacement), edit, True))
        shift += len(edit.replacement) - (edit.end - edit.start)
    return pieces
