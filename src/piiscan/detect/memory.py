"""Answers about values are remembered, since a repository has few values and each many times.

A scan forgets them when its process ends. Whoever keeps a process asks for that with ``forget``: no value that
was found may outlive its text in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar, cast

Question = TypeVar("Question", bound=Callable[..., Any])

#: Answers of each question that are kept.
_KEPT = 4096
_questions: list[Any] = []


def remembered(question: Question) -> Question:
    """``question`` asks about bytes alone, and always gets the same answer."""
    asked = lru_cache(maxsize=_KEPT)(question)
    _questions.append(asked)
    return cast(Question, asked)


def forget() -> None:
    """Nothing is remembered any more; other threads ask again."""
    for asked in _questions:
        asked.cache_clear()


def count() -> int:
    """How many answers are remembered."""
    return sum(asked.cache_info().currsize for asked in _questions)
