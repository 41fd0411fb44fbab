"""What a rule file says that piiscan does not do: named on every run, cached or not."""

from __future__ import annotations

from typing import NamedTuple


class Remark(NamedTuple):
    path: str
    """The file, as it was named."""
    message: str
    left_out: bool = False
    """Whether it is about a rule that is not there because of it."""
