"""Whether a file means the same after edits that should only add comments, where its parser is at hand."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from piiscan.mask.splice import Edit, splice

#: Larger files are not parsed for the sake of a comment.
_LARGEST = 4_000_000


def means_the_same(
    path: str, read: Callable[[int, int], bytes], edits: Sequence[Edit], encoding: str
) -> bool:
    """True where the parsed values are equal, and where there is no parser or the file has errors already."""
    parse = _PARSERS.get(path.rpartition(".")[2].lower())
    data = read(0, _LARGEST + 1) if parse is not None else b""
    if parse is None or len(data) > _LARGEST:
        return True
    try:
        before = parse(data, encoding)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return True
    try:
        return parse(splice(data, edits), encoding) == before
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return False


def _python(data: bytes, encoding: str) -> object:
    import ast  # 10 ms, and this is seldom asked
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.dump(ast.parse(data))


def _toml(data: bytes, encoding: str) -> object:
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    return tomllib.loads(data.decode(encoding))


_PARSERS: dict[str, Callable[[bytes, str], object]] = {"py": _python, "pyi": _python, "toml": _toml}
