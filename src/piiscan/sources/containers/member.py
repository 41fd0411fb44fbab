"""What every kind of archive gives: its members, one after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from piiscan.sources.containers.content import Content
from piiscan.types import Notice, NoticeKind


class Member(NamedTuple):
    """One member, to be read before the next is asked for."""

    name: str
    content: Content | None = None
    """None where there is nothing to be read, and ``why`` says why."""
    why: str = ""
    kind: NoticeKind = NoticeKind.UNOPENED


#: What is said of many members at once, by its kind: in the singular, and in the plural after their number.
ENCRYPTED = "encrypted: not read"
LINK = "a link: not followed"
SPECIAL = "a device or a pipe: not read"


class Tally:
    """What is to be said of the members of one archive: each reason once, with how many it holds for."""

    def __init__(self, container: str) -> None:
        self._container = container
        self._counts: Counter[tuple[NoticeKind, str]] = Counter()
        self._first: dict[tuple[NoticeKind, str], str] = {}

    def add(self, path: str, why: str, kind: NoticeKind = NoticeKind.UNOPENED) -> None:
        """Of the member shown as ``path``."""
        key = (kind, why)
        self._counts[key] += 1
        self._first.setdefault(key, path)

    def notices(self) -> Iterator[Notice]:
        """One for each reason: of the member, or of the archive where there are several."""
        for (kind, why), count in self._counts.items():
            if count == 1:
                yield Notice(kind, self._first[kind, why], why)
            else:
                yield Notice(kind, self._container, f"{count:,} members are each {why}")
