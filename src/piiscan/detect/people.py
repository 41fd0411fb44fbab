"""Finds the people in a credit: ``2010-2012 Ada Lovelace, Grace Hopper <…> and others``."""

from __future__ import annotations


def people_spans(value: bytes) -> list[tuple[int, int]]:
    return []
