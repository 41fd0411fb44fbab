"""Path patterns in the syntax of ``.gitignore``, for ``per-file-ignores``."""

from __future__ import annotations

import re
import warnings
from typing import TYPE_CHECKING

from piiscan.errors import ConfigError
from piiscan.settings.wording import quoted

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


def compiled(pattern: str, where: str = "`per-file-ignores`") -> GitIgnoreSpec:
    """``pattern``, without its ``!``, ready to match. Raises `ConfigError` that blames ``where``."""
    from pathspec import GitIgnoreSpec

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "possible nested set", from a POSIX class
            try:
                # The default backend compiles a Hyperscan database for every pattern, 4 ms each.
                return GitIgnoreSpec.from_lines([pattern], backend="simple")
            except TypeError:  # pathspec before 1.0 knows no backends
                return GitIgnoreSpec.from_lines([pattern])
    except (ValueError, re.error):
        raise ConfigError(f"{where}: {quoted(pattern)} is not a valid path pattern") from None
