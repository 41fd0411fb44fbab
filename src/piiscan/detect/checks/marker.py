"""Literals inside a value that say more about it than its prefix."""

from __future__ import annotations

from piiscan.detect.candidate import Candidate


def holds(candidate: Candidate, argument: str) -> bool:
    """Proven where ``argument``, which the provider puts into such tokens, stands inside; else weaker."""
    if argument.encode() in candidate.reveal():
        candidate.prove()
    else:
        candidate.weaken(0.85)
    return True


def softens(candidate: Candidate, argument: str) -> bool:
    """Weaker where ``argument`` says that the value was made for development (``django-insecure-``)."""
    if argument.encode() in candidate.reveal():
        candidate.weaken(0.7)
    return True
