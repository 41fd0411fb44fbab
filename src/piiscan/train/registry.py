"""Archives of pinned packages, fetched by each registry's own client; no code of a package is run."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence

from piiscan.errors import DataError
from piiscan.train.pinned import Item

_SECONDS = 300
"""For one package: the largest of the shipped list (25 MB) takes 10 s at 3 MB/s."""


class Registries:
    """Fetches into a cache folder; what lies there is not fetched again."""

    def __init__(self, cache: str, debian: Sequence[str] = ("bookworm", "trixie")) -> None:
        """``debian`` are the releases whose source packages are meant; a pinned version is in one of them."""
        self._cache = os.path.abspath(cache)
        self._releases = tuple(debian)
        self._apt: list[str] = []

    def archives(self, item: Item) -> list[str]:
        """Paths of the archives of one package. Raises ``DataError`` where it is not to be had."""
        folder = os.path.join(
            self._cache, item.registry, f"{item.name}-{item.version}".replace("/", "+").replace(":", "+")
        )
        found = _archives(folder)
        if found:
            return found
        os.makedirs(os.path.dirname(folder), exist_ok=True)
        # Into a folder of its own that is renamed when all is there: a killed run leaves no half package.
        with tempfile.TemporaryDirectory(dir=os.path.dirname(folder)) as partial:
            getattr(self, "_" + item.registry)(item, partial)
            shutil.rmtree(folder, ignore_errors=True)
            shutil.copytree(partial, folder)
        found = _archives(folder)
        if not found:
            raise DataError(f"{item.pin}: the registry has no source archive of it")
        return found

    def _pypi(self, item: Item, folder: str) -> None:
        # `pip download` would run each package's build to learn its metadata.
        try:
            from unearth import PackageFinder
        except ImportError:
            raise DataError("fetching from PyPI needs pip install 'piiscan-lint[train]'") from None
        index = os.environ.get("PIP_INDEX_URL", "https://pypi.org/simple/")
        finder = PackageFinder(index_urls=[index], no_binary=[":all:"])
        try:
            best = finder.find_best_match(f"{item.name}=={item.version}", allow_yanked=True).best
            if best is None:
                raise DataError(f"{item.pin}: no source archive of this version")
            finder.download_and_unpack(best.link, os.path.join(folder, "unpacked"), download_dir=folder)
        except DataError:
            raise
        except Exception as error:  # the network, a damaged archive, a hash that is another
            raise DataError(f"{item.pin}: {type(error).__name__} while it was fetched") from None
        finally:
            shutil.rmtree(os.path.join(folder, "unpacked"), ignore_errors=True)

    def _npm(self, item: Item, folder: str) -> None:
        command = ["npm", "pack", "--json", "--ignore-scripts", "--pack-destination", folder]
        _run([*command, f"{item.name}@{item.version}"], folder, item)

    def _debian(self, item: Item, folder: str) -> None:
        source = ["source", "--download-only", f"{item.name}={item.version}"]
        _run([*self._apt_get(), *source], folder, item)

    def _apt_get(self) -> list[str]:
        """apt-get with lists of its own: the machine's need not hold source packages, and stay as they are."""
        if not self._apt:
            state = os.path.join(self._cache, "apt")
            for name in ("lists/partial", "cache/archives/partial"):
                os.makedirs(os.path.join(state, name), exist_ok=True)
            sources = os.path.join(state, "sources.list")
            with open(sources, "w", encoding="utf-8") as stream:
                for release in self._releases:
                    stream.write(f"deb-src http://deb.debian.org/debian {release} main\n")
            options = {
                "Dir::Etc::sourcelist": sources,
                "Dir::Etc::sourceparts": "-",
                "Dir::State::lists": os.path.join(state, "lists"),
                "Dir::Cache": os.path.join(state, "cache"),
                "APT::Sandbox::User": "",
            }
            apt = ["apt-get", *(f"-o{key}={value}" for key, value in options.items())]
            _run([*apt, "update"], state)
            self._apt = apt
        return self._apt


def _archives(folder: str) -> list[str]:
    kinds = (".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
    return [
        path for path in sorted(glob.glob(os.path.join(glob.escape(folder), "*"))) if path.endswith(kinds)
    ]


def _run(command: list[str], folder: str, item: Item | None = None) -> str:
    what = item.pin if item else command[0]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False)
    except FileNotFoundError:
        raise DataError(f"{what}: `{command[0]}` is not installed") from None
    except subprocess.TimeoutExpired:
        raise DataError(f"{what}: `{command[0]}` took more than {_SECONDS} seconds") from None
    if done.returncode:
        lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
        raise DataError(f"{what}: `{command[0]}` failed: {lines[-1] if lines else done.returncode}")
    return done.stdout.decode("utf-8", "replace")
