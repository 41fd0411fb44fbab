"""Every test starts from the same place: nobody's configuration, cache, git identity or terminal.

`PIISCAN_FUZZ=2000` runs the property tests with new random examples, that many each; without it they
are the same ones every time, so that a red build is red again on the next machine.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("repeatable", deadline=None, database=None, derandomize=True)
if os.environ.get("PIISCAN_FUZZ"):
    settings.register_profile("fuzz", deadline=None, max_examples=int(os.environ["PIISCAN_FUZZ"]))
settings.load_profile("fuzz" if os.environ.get("PIISCAN_FUZZ") else "repeatable")

_FOREIGN = ("NO_COLOR", "FORCE_COLOR", "GITHUB_ACTIONS", "CI", "PRE_COMMIT", "COLUMNS", "XDG_CACHE_HOME")


@pytest.fixture(scope="session", autouse=True)
def _environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name in _FOREIGN or name.startswith("GIT_"):
                patch.delenv(name)
        patch.setenv("PIISCAN_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("PIISCAN_STATE_DIR", str(tmp_path_factory.mktemp("state")))
        patch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
        patch.setenv("GIT_CONFIG_NOSYSTEM", "1")
        # The temporary directory may lie in a repository; that one must not be found.
        patch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path_factory.getbasetemp()))
        for role in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{role}_NAME", "Nobody")
            patch.setenv(f"GIT_{role}_EMAIL", "nobody@example.org")
        # What rules find is tested by itself; tests of the model ask for it.
        patch.setenv("PIISCAN_MODEL", "off")
        yield
