"""The catalogue and the compiled engine, from the cache where it is good, else built and cached.

Parsing the rule files and compiling them for Hyperscan costs half a second; reading both back costs a few
milliseconds. The cache never holds anything that was scanned.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import NamedTuple

from piiscan import __version__
from piiscan.catalog.load import Catalog, RuleFile, build_catalog, builtin_files, rule_files
from piiscan.catalog.remark import Remark
from piiscan.catalog.shelf import Shelf, to_line
from piiscan.detect.detector import Apart, Detector
from piiscan.detect.engine.choose import hyperscan_version
from piiscan.digest import blake2b
from piiscan.errors import EngineError
from piiscan.run import cache, folders, shipped
from piiscan.settings.values import PRESETS

_MAGIC = b"piiscan-catalogue-12\n"


class Loaded(NamedTuple):
    """A detector, and what there is to say of the rule files."""

    detector: Detector
    remarks: tuple[Remark, ...] = ()
    digest: str = ""
    """Names the rules, and all else that what they find depends on."""


def load_catalog(extra: Sequence[str] = ()) -> Catalog:
    """The built-in rules and those at ``extra``, parsed anew. Raises ``RuleError``."""
    return build_catalog([*builtin_files(), *rule_files(extra)])


def load_detector(extra: Sequence[str] = (), *, engine: str = "auto") -> Detector:
    """A detector over the built-in rules and those at ``extra``. Raises as ``load`` does."""
    return load(extra, engine=engine).detector


def load(extra: Sequence[str] = (), *, engine: str = "auto", least: float = 0.0) -> Loaded:
    """A detector over the built-in rules and those at ``extra``, and remarks on their files.

    ``least`` is the confidence from which somebody wants to see findings: rules for those who ask for more than a scan shows by
    default (``PRESETS["balanced"]``) are looked for where it is lower.

    Raises ``RuleError`` for a wrong rule file, ``EngineError`` for an anchor that does not compile.
    """
    folder, own = folders.cache(), rule_files(extra)
    # One number or the other, so that there are two databases at most.
    least = PRESETS["balanced"] if least >= PRESETS["balanced"] else 0.0
    digest = _key(shipped.digest(folder, builtin_files), own, f"{engine} {least}")
    path = os.path.join(folder, f"rules-{digest}.cache")
    cached = _load(path, engine, least)
    if cached is not None:
        return cached._replace(digest=digest)
    catalog = build_catalog([*builtin_files(), *own])
    detector = Detector(catalog.rules, engine=engine, least=least)
    if extra:
        detector.check_all()  # a user's rule with an unknown check must fail now, not on its first hit
    head = json.dumps([catalog.codes, catalog.ids, detector.owners, detector.whole, catalog.remarks]).encode()
    cache.write(path, _sealed(b"\n".join([head, *map(to_line, catalog.rules)]), detector.engine.dump()))
    return Loaded(detector, catalog.remarks, digest)


def _load(path: str, engine: str, least: float) -> Loaded | None:
    """What the cache file holds; None where there is none, or none that makes sense."""
    cached = _read(path)
    if cached is None:
        return None
    try:
        head, *lines = cached[0].split(b"\n")
        codes, ids, owners, whole, remarks = json.loads(head)
        if not lines or not owners:  # Without rules everything would be clean.
            return None
        detector = Detector(
            Shelf(lines, codes, ids),
            engine=engine,
            dumped=cached[1],
            owners=owners,
            whole=[Apart(*each) for each in whole],
            least=least,  # an engine that keeps nothing of its own asks the rules again
        )
        return Loaded(detector, tuple(Remark(*each) for each in remarks))
    except (LookupError, ValueError, TypeError, RecursionError, EngineError):
        return None


def _key(builtin: str, own: Sequence[RuleFile], made: str) -> str:
    """Names everything that the cache depends on; a database for another CPU is refused on loading.

    ``builtin`` is a digest of the rules that ship, ``own`` are the user's, ``made`` says for which engine and whom.
    """
    digest = blake2b(digest_size=12)
    for part in (__version__, sys.version, sys.platform, made, hyperscan_version(), builtin):
        digest.update(part.encode() + b"\0")
    for file in own:
        digest.update(f"{file.family}\0{len(file.data)}\0".encode() + file.data)
        digest.update(os.fsencode(file.path) + b"\0")  # remarks have it
        for base, data in file.bases:
            digest.update(os.fsencode(base) + f"\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _read(path: str) -> tuple[bytes, bytes] | None:
    """The two parts of a cache file, or None when it is missing or damaged in any way."""
    try:
        with open(path, "rb") as handle:
            data = handle.read()
    except OSError:
        return None
    head = len(_MAGIC) + cache.SEAL
    if data[: len(_MAGIC)] != _MAGIC or cache.seal(memoryview(data)[head:]) != data[len(_MAGIC) : head]:
        return None
    size = int.from_bytes(data[head : head + 8], "big")
    return data[head + 8 : head + 8 + size], data[head + 8 + size :]


def _sealed(rules: bytes, dumped: bytes) -> bytes:
    payload = len(rules).to_bytes(8, "big") + rules + dumped
    return _MAGIC + cache.seal(payload) + payload
