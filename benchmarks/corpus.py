"""Download the two source distributions that the benchmarks scan, check them and unpack them.

    python benchmarks/corpus.py                 into benchmarks/work/corpus
    python benchmarks/corpus.py --twice         the same tree twice besides, in benchmarks/work/twice
    python benchmarks/corpus.py --sdists DIR    the files are in DIR already: no download

8,895 files, 76.8 MB.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

from tools import CORPUS, WORK, FailedError, main_guard, plain_parser

SDISTS = {
    "django==5.2.19": (
        "django-5.2.19.tar.gz",
        "ad03d8abc51dbff95ebf34b27123cf0c26a3b62db7ba0cd520783686362533d1",
    ),
    "sympy==1.14.0": (
        "sympy-1.14.0.tar.gz",
        "d3d3fe8df1e5a0b42f0e7bdf50541697dbe7d23746e894990c030e2b05e72517",
    ),
}


def main() -> None:
    parser = plain_parser(__doc__)
    parser.add_argument(
        "--sdists", type=Path, default=WORK / "sdists", metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument("--to", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    parser.add_argument(
        "--twice", action="store_true", help="also unpack two copies, for the memory benchmark"
    )
    options = parser.parse_args()
    archives = [fetched(requirement, options.sdists) for requirement in SDISTS]
    unpack(archives, options.to)
    if options.twice:
        for copy in ("one", "two"):
            unpack(archives, options.to.with_name("twice") / copy)


def fetched(requirement: str, directory: Path) -> Path:
    """The archive, downloaded where it is missing. Raises ``FailedError`` when its hash is another."""
    name, expected = SDISTS[requirement]
    path = directory / name
    if not path.exists():
        download(requirement, directory)
    if not path.exists():
        raise FailedError(f"{name} is not in {directory}: download it by hand, see --sdists")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != expected:
        raise FailedError(f"{path} has the hash {found}, not {expected}: delete it and try again")
    return path


def download(requirement: str, directory: Path) -> None:
    """With pip, which runs the project's build backend even for a download: it wants to know its metadata.

    Without isolation it takes the backend that is installed here: the way out where an index has no wheels.
    """
    directory.mkdir(parents=True, exist_ok=True)
    source_only = f"--no-binary={requirement.split('==')[0]}"
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    for extra in ((), ("--no-build-isolation",)):
        command = [*pip, source_only, *extra, "--dest", str(directory), requirement]
        if subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0:
            return
    raise FailedError(f"pip could not download {requirement} as source; try: {' '.join(command)}")


def unpack(archives: list[Path], target: Path) -> None:
    """Into a fresh ``target``, through tarfile's data filter: no path outside it, no device, no odd mode."""
    if not hasattr(tarfile, "data_filter"):
        raise FailedError("this Python's tarfile has no data filter: take 3.10.12, 3.11.4 or later")
    if target.exists():
        shutil.rmtree(target)
    target.mkdir(parents=True)
    for archive in archives:
        with tarfile.open(archive) as tar:
            tar.extractall(target, filter="data")
    count = sum(len(names) for _, _, names in os.walk(target))
    print(f"{count} files in {target}")


if __name__ == "__main__":
    main_guard(main)
