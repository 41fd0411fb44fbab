"""Names of members: ``outer.zip!/inner/file.py``, whatever the archive calls them.

A name may be absolute, lead out with ``..``, or hold the separator. What could be misread is written with a percent
sign, reversibly, so that a path can be taken apart again; ordinary names stay as they are.
"""

from __future__ import annotations

import re

#: Between a container and what lies in it.
SEPARATOR = "!/"

_CODES = {"!": "%21", "/": "%2F", ".": "%2E"}
_LETTERS = {code: letter for letter, code in _CODES.items()}
# A percent sign that could be taken for one of ours.
_CODE_LIKE = r"%(?=(?:25)*(?:21|2F|2E))"
_RISKY = re.compile(
    rf"{_CODE_LIKE}"
    r"|!(?=/)"  # the separator
    r"|(?:(?<=/)|^)/"  # an absolute name, an empty part
    r"|(?:(?<=/)|^)\.\.?(?=/|$)(?!\n)"  # a part that leads elsewhere
)
_WRITTEN = re.compile(r"%25(?=(?:25)*(?:21|2F|2E))|%21|%2F|%2E")


def joined(container: str, name: str) -> str:
    """The path of the member ``name`` of the file shown as ``container``."""
    return f"{container}{SEPARATOR}{_RISKY.sub(_escaped, name)}"


def _escaped(found: re.Match[str]) -> str:
    text = found.group()
    return "%25" if text == "%" else "".join(_CODES[letter] for letter in text)


def parts(path: str, outer: str) -> list[str]:
    """The names of the members that lead from the file ``outer`` to ``path``, as their archives have them."""
    written = path[len(outer) + len(SEPARATOR) :].split(SEPARATOR)
    return [_WRITTEN.sub(lambda found: _LETTERS.get(found.group(), "%"), each) for each in written]


def decoded(name: bytes) -> str:
    """A stored name as text; bytes that are not UTF-8 are kept as surrogates, as in paths on disk."""
    return name.decode("utf-8", "surrogateescape")


def unpacked_name(path: str) -> str:
    """What the one file in ``dump.sql.gz`` is called: ``dump.sql``."""
    base = path.rpartition("/")[2]
    stem, dot, ending = base.rpartition(".")
    if dot and stem and ending.lower() in ("gz", "bz2", "xz", "zst", "lzma"):
        return stem
    return base + ".unpacked"
