"""The catalogue and the compiled engine, from the cache where it is good, else built and cached.

Parsing the rule files and compiling them for Hyperscan costs half a second; reading both back costs a few
milliseconds. The cache never holds anything that was scanned.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Sequence

from piiscan import __version__
from piiscan.catalog.load import Catalog, RuleFile, build_catalog, builtin_files, rule_files
from piiscan.catalog.rule import Rule
from piiscan.detect.detector import Detector
from piiscan.detect.engine.choose import hyperscan_version
from piiscan.digest import blake2b
from piiscan.errors import EngineError
from piiscan.types import Category, Severity

_MAGIC = b"piiscan-catalogue-3\n"


def cache_directory() -> str:
    """``PIISCAN_CACHE_DIR``, else the user's cache folder as the platform has it."""
    chosen = os.environ.get("PIISCAN_CACHE_DIR")
    if chosen:
        return chosen
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    elif sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "piiscan")


def load_catalog(extra: Sequence[str] = ()) -> Catalog:
    """The built-in rules and those at ``extra``, parsed anew. Raises ``RuleError``."""
    return build_catalog([*builtin_files(), *rule_files(extra)])


def load_detector(extra: Sequence[str] = (), *, engine: str = "auto") -> Detector:
    """A detector over the built-in rules and those at ``extra``.

    Raises ``RuleError`` for a wrong rule file, ``EngineError`` for an anchor that does not compile.
    """
    files = [*builtin_files(), *rule_files(extra)]
    path = os.path.join(cache_directory(), f"rules-{_key(files, engine)}.cache")
    cached = _load(path, engine)
    if cached is not None:
        return cached
    catalog = build_catalog(files)
    detector = Detector(catalog.rules, engine=engine)
    if extra:
        detector.check_all()  # a user's rule with an unknown check must fail now, not on its first hit
    _write(path, json.dumps([_to_row(rule) for rule in catalog.rules]).encode(), detector.engine.dump())
    return detector


def _load(path: str, engine: str) -> Detector | None:
    """The detector that the cache file holds; None where there is none, or none that makes sense."""
    cached = _read(path)
    if cached is None:
        return None
    try:
        rules = [_to_rule(row) for row in json.loads(cached[0])]
        # Without rules everything would be clean.
        return Detector(rules, engine=engine, dumped=cached[1]) if rules else None
    except (LookupError, ValueError, TypeError, RecursionError, EngineError):
        return None


def _key(files: Sequence[RuleFile], engine: str) -> str:
    """Names everything that the cache depends on; a database for another CPU is refused on loading."""
    digest = blake2b(digest_size=12)
    for part in (__version__, sys.version, sys.platform, engine, hyperscan_version()):
        digest.update(part.encode() + b"\0")
    for file in files:
        digest.update(f"{file.family}\0{len(file.data)}\0".encode() + file.data)
    return digest.hexdigest()


#: What the cache leaves out: a scan runs no examples.
_UNUSED = ("match", "no_match")
_FIELDS = tuple(name for name in Rule._fields if name not in _UNUSED)


def _to_row(rule: Rule) -> list[object]:
    return [getattr(rule, name) for name in _FIELDS]


def _to_rule(row: list[object]) -> Rule:
    values = {
        name: tuple(item) if isinstance(item, list) else item for name, item in zip(_FIELDS, row, strict=True)
    }
    values["category"] = Category(values["category"])
    values["severity"] = Severity(int(str(values["severity"])))
    return Rule(**values, match=(), no_match=())  # type: ignore[arg-type]


def _read(path: str) -> tuple[bytes, bytes] | None:
    """The two parts of a cache file, or None when it is missing or damaged in any way."""
    try:
        with open(path, "rb") as handle:
            data = handle.read()
    except OSError:
        return None
    head = len(_MAGIC) + 16
    body = data[head + 8 :]
    if (
        data[: len(_MAGIC)] != _MAGIC
        or blake2b(data[head:], digest_size=16).digest() != data[len(_MAGIC) : head]
    ):
        return None
    size = int.from_bytes(data[head : head + 8], "big")
    return body[:size], body[size:]


def _write(path: str, rules: bytes, dumped: bytes) -> None:
    """Atomic, and silent when the folder cannot be written: the cache only saves time."""
    import tempfile  # 2 ms, and this is seldom called

    payload = len(rules).to_bytes(8, "big") + rules + dumped
    with contextlib.suppress(OSError):
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=os.path.dirname(path))
        try:
            with os.fdopen(descriptor, "wb") as handle:
                handle.write(_MAGIC + blake2b(payload, digest_size=16).digest() + payload)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
