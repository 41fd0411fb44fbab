"""Passwords in files whose format says that they are passwords: only the value is left to judge."""

from __future__ import annotations

from piiscan.detect import values
from piiscan.detect.candidate import Candidate


def chosen(candidate: Candidate, argument: str) -> bool:
    """Somebody's password: no reference that a template fills in, and no word that stands for one."""
    value = candidate.reveal()
    return not (values.is_placeholder(value) or values.is_hashed(value) or values.names_itself(value))
