"""What the model alone sees and what stands round it rules out. Pure.

A model gives each piece a tag, and now and then stops in the middle of a word or takes the name of a repository for
that of its owner. What text can tell for sure, no threshold has to. A module for each category.
"""

from __future__ import annotations

from collections.abc import Callable

from piiscan.detect.checks.network import no_host
from piiscan.detect.vetoes.accounts import no_account
from piiscan.detect.vetoes.keys import no_key
from piiscan.detect.vetoes.mailboxes import no_mailbox
from piiscan.detect.vetoes.names import no_name
from piiscan.detect.vetoes.numbers import no_number
from piiscan.detect.vetoes.passwords import no_password
from piiscan.types import Category

_BY_CATEGORY: dict[Category, Callable[[bytes, int, int], str]] = {
    Category.NAME: no_name,
    Category.EMAIL: no_mailbox,
    Category.USERNAME: no_account,
    Category.IP_ADDRESS: no_host,
    Category.PASSWORD: no_password,
    Category.KEY: no_key,
    Category.ID: no_number,
}


def veto(data: bytes, start: int, end: int, category: Category) -> str:
    """Why ``data[start:end]`` cannot be a ``category``; empty where nothing speaks against it."""
    return _BY_CATEGORY[category](data, start, end)
