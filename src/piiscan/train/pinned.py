"""The pinned list of a corpus, and the names that must stay out of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from piiscan.errors import DataError

#: What stands between name and version, by registry: as each registry's own client writes it.
_PINS = {"pypi": "==", "npm": "@", "debian": "="}

REGISTRIES = tuple(_PINS)

_PREFIXES = re.compile(
    r"^(?:python3?-|node-|ruby-|php-|haskell-|r-cran-|rust-|librust-|lua-|golang-(?:github-|golang-|gopkg-)?)"
)
_SUFFIXES = re.compile(r"(?:-dev|-perl|-java|\.js|-js|-py)$")
_VENDOR = re.compile(
    r"(?:^|/)(?:node_modules|bower_components|vendor(?:ed)?|_vendor|third[_-]?party|extern(?:al)?|site-packages|deps"
    r"|contrib|lib|libs)/",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the list: something to take source files from."""

    registry: str
    """``pypi``, ``npm``, ``debian``, or ``dir`` and ``git`` for what lies on this machine."""
    name: str
    version: str = ""
    path: str = ""
    """Of a folder or repository."""

    @property
    def group(self) -> str:
        return f"{self.registry}:{self.name}"

    @property
    def pin(self) -> str:
        """As the list writes it."""
        if self.registry in _PINS:
            return f"{self.registry}:{self.name}{_PINS[self.registry]}{self.version}"
        return f"{self.registry}:{self.path}"


def read_list(path: str) -> list[Item]:
    """The items of a list file: one a line, ``#`` begins a comment. ``DataError`` with file and line."""
    items = [parse(line, where) for line, where in _lines(path)]
    seen: dict[str, str] = {}
    for item in items:
        if item.group in seen:
            raise DataError(f"{path}: {item.pin} and {seen[item.group]} are the same package")
        seen[item.group] = item.pin
    return items


def parse(line: str, where: str) -> Item:
    """``pypi:name==1.0``, ``npm:@scope/name@1.0``, ``debian:name=1.0-1``, ``dir:PATH``, ``git:PATH``."""
    registry, _, rest = line.partition(":")
    if registry in ("dir", "git") and rest:
        return Item(registry, rest.rstrip("/").rpartition("/")[2], path=rest)
    if registry not in _PINS:
        raise DataError(f"{where}: {line!r} does not begin with pypi:, npm:, debian:, dir: or git:")
    name, found, version = rest.partition(_PINS[registry])
    if registry == "npm":
        name, found, version = rest.rpartition("@")
    if not (name and found and version) or not re.fullmatch(r"@?[\w.+~/-]+", name) or name.startswith("-"):
        raise DataError(f"{where}: {line!r} is no {registry}:name{_PINS[registry]}version")
    if not re.fullmatch(r"[\w.+~:!-]+", version):
        raise DataError(f"{where}: {version!r} is not a version")
    return Item(registry, name, version)


@dataclass(frozen=True, slots=True)
class KeepOut:
    """Packages and repositories that judge the model, by name."""

    names: frozenset[str] = frozenset()
    """Bare names in lower case, without the prefixes of Debian's source packages."""
    paths: tuple[str, ...] = field(default=())
    """``owner/name`` in lower case, as vendored copies spell their folder."""

    def covers(self, name: str) -> bool:
        """Whether a package of this name is kept out, whatever its registry: forks share the name."""
        return bool(_spellings(name) & self.names)

    def covers_path(self, path: str) -> bool:
        """Whether a file is a vendored copy: ``vendor/github.com/owner/name/…``, ``node_modules/name/…``."""
        lower = "/" + path.lower()
        if any(f"/{each}/" in lower for each in self.paths):
            return True
        for found in _VENDOR.finditer(path):
            parts = path[found.end() :].split("/")
            folders = parts[:-1] + ([_stem(parts[-1])] if len(parts) == 1 else [])
            # An npm scope is one folder more, and Go's host two.
            if any(len(each) > 2 and self.covers(each) for each in folders[:3]):
                return True
        # A single-file library lies anywhere: tinyxml2.cpp. Short names are common words.
        stem = _stem(path.rpartition("/")[2])
        return len(stem) > 7 and stem in self.names


def read_keep_out(paths: Iterable[str]) -> KeepOut:
    """From list files (``registry name`` a line) and from data sets (``.jsonl``: their groups)."""
    names: set[str] = set()
    owned: set[str] = set()
    for path in paths:
        for line, where in _lines(path):
            name = _group_of(line, where) if path.endswith(".jsonl") else _name_of(line, where)
            names |= _spellings(name)
            if "/" in name and not name.startswith("@"):
                owned.add(name.lower())
    return KeepOut(frozenset(names), tuple(sorted(owned)))


def _spellings(name: str) -> set[str]:
    bare = name.lower().rpartition("/")[2].replace("_", "-")
    short = _SUFFIXES.sub("", _PREFIXES.sub("", bare))
    if re.match(r"^lib.+-(?:perl|java)$", bare):
        short = short.removeprefix("lib")
    return {bare, short} if len(short) > 2 else {bare}


def _stem(name: str) -> str:
    return name.lower().partition(".")[0].replace("_", "-")


def _name_of(line: str, where: str) -> str:
    parts = line.split()
    if len(parts) != 2:
        raise DataError(f"{where}: {line!r} is not a registry and a name")
    return parts[1]


def _group_of(line: str, where: str) -> str:
    try:
        value = json.loads(line)
        return str(value["package"] if "package" in value else value["group"].partition(":")[2])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise DataError(f"{where}: no package or group") from None


def _lines(path: str) -> list[tuple[str, str]]:
    try:
        with open(path, encoding="utf-8") as stream:
            text = stream.read()
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise DataError(f"{path}: not UTF-8") from None
    numbered = ((re.sub(r"(?:^|\s)#.*", "", line), n) for n, line in enumerate(text.splitlines(), 1))
    if path.endswith(".jsonl"):
        numbered = ((line, n) for n, line in enumerate(text.split("\n"), 1))
    return [(line.strip(), f"{path}:{n}") for line, n in numbered if line.strip()]
