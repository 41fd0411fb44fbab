"""What masking breaks: the tests of other projects, before and after `piiscan mask .` with its defaults.

    python benchmarks/mask_tests.py                     writes benchmarks/results/mask_tests.md
    python benchmarks/mask_tests.py --only requests     one package, no page

Packages are those of `mask_tests.txt`, as their source releases, which pip downloads; their tests run in an environment
of their own, in benchmarks/work/mask_tests. A test that passes before and not after is lost: often rightly, where it
checks that an address is what was masked, or loads a private key. Tests that take too long afterwards are lost, all of them.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tarfile
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import NamedTuple

from page import Page
from tools import WORK, FailedError, environment, machine, main_guard, parser, piiscan_version

LIST = Path(__file__).with_name("mask_tests.txt")
FOLDER = WORK / "mask_tests"
#: Seconds that a package's tests may take, and one of them.
LONGEST, LONGEST_TEST = 300, 30
_OPTIONS = (
    "-q",
    "-p",
    "no:cacheprovider",
    "--continue-on-collection-errors",
    "-o",
    "addopts=",
    "-W",
    "ignore::pytest.PytestDeprecationWarning",
)


class Package(NamedTuple):
    """A source release, and what its tests need."""

    name: str
    version: str
    needs: tuple[str, ...]


class Result(NamedTuple):
    """What became of a package's tests."""

    package: Package
    passed: int
    lost: int
    changed: int
    lines: int


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--only", metavar="NAME", help="this package alone, and no page")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    facts = machine()
    packages = [each for each in listed() if chosen.only in (None, each.name)]
    if not packages:
        raise FailedError(f"{LIST.name} has no {chosen.only}")
    python = made_environment(packages)
    results = []
    for package in packages:
        results.append(measured(package, python, piiscan))
        print(f"{package.name}: {results[-1].passed} passed, {results[-1].lost} lost", flush=True)
    if not chosen.only:
        write(results, [*facts, f"piiscan {piiscan_version(piiscan)}"])


def listed() -> list[Package]:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            first, *needs = line.split()
            name, _, version = first.partition("==")
            found.append(Package(name, version, tuple(needs)))
    return found


def made_environment(packages: list[Package]) -> str:
    """The Python that runs the tests, with all that they import."""
    python = str(FOLDER / "venv" / "bin" / "python")
    if not Path(python).exists():
        run([sys.executable, "-m", "venv", str(FOLDER / "venv")], FOLDER.parent)
    needs = sorted({need for package in packages for need in package.needs})
    own = [f"{package.name}=={package.version}" for package in packages]
    run([python, "-m", "pip", "install", "-q", "pytest<9", "pytest-timeout", *needs, *own], FOLDER)
    return python


def run(command: list[str], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True)
    if done.returncode:
        raise FailedError(
            f"{shlex.join(command[:5])} …: {done.stderr.decode(errors='replace').strip()[-300:]}"
        )


def measured(package: Package, python: str, piiscan: list[str]) -> Result:
    source = unpacked(package, python)
    target = FOLDER / "tree" / source.name
    before = tested(copied(source, target), python)
    tree = copied(source, target)
    texts = {path: path.read_bytes() for path in tree.rglob("*") if path.is_file()}
    mask = [*piiscan, "mask", ".", "-q", "--isolated", "--no-journal"]
    # As a user gets it: with the model.
    done = subprocess.run(
        mask, cwd=tree, env={**environment(), "PIISCAN_MODEL": "auto"}, check=False, capture_output=True
    )
    if done.returncode:
        raise FailedError(f"{package.name}: {done.stderr.decode(errors='replace').strip()[-300:]}")
    pairs = [(text, path.read_bytes()) for path, text in texts.items()]
    lines = sum(
        old != new
        for first, second in pairs
        if first != second
        for old, new in zip(first.split(b"\n"), second.split(b"\n"), strict=False)
    )
    after = tested(tree, python)
    shutil.rmtree(target)
    return Result(
        package, len(before), len(before - after), sum(first != second for first, second in pairs), lines
    )


def unpacked(package: Package, python: str) -> Path:
    """Its source release; pip runs its build for the version's sake."""
    archives = FOLDER / "archives"
    name = package.name.replace("-", "_")
    found = [*archives.glob(f"{name}-{package.version}.tar.gz")]
    if not found:
        only = f"--no-binary={package.name}"
        requirement = f"{package.name}=={package.version}"
        run(
            [python, "-m", "pip", "download", "-q", "--no-deps", only, "-d", str(archives), requirement],
            archives,
        )
        found = [*archives.glob(f"{name}-{package.version}.tar.gz")]
    if not found:
        raise FailedError(f"{package.name}=={package.version} has no source release of that name")
    target = FOLDER / "source" / f"{name}-{package.version}"
    if not target.exists():
        with tarfile.open(found[0]) as archive:
            archive.extractall(target.parent, filter="data")
    return target


def copied(source: Path, target: Path) -> Path:
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(source, target, symlinks=True)
    return target


def tested(tree: Path, python: str) -> set[str]:
    """The tests that pass."""
    report = FOLDER / "report.xml"
    report.unlink(missing_ok=True)
    search = os.pathsep.join(str(tree / part) for part in ("src", "lib", "."))
    command = [python, "-m", "pytest", *_OPTIONS, f"--timeout={LONGEST_TEST}", f"--junitxml={report}"]
    try:
        subprocess.run(
            command,
            cwd=tree,
            env={**os.environ, "PYTHONPATH": search, "PYTHONDONTWRITEBYTECODE": "1"},
            check=False,
            capture_output=True,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired:
        return set()
    if not report.exists():
        return set()
    cases = ElementTree.parse(report).iter("testcase")  # noqa: S314 - pytest has just written it
    return {f"{case.get('classname')}::{case.get('name')}" for case in cases if len(case) == 0}


def write(results: list[Result], facts: list[str]) -> None:
    page = Page("Other projects' tests after masking", "python benchmarks/mask_tests.py")
    page.bullets(facts)
    page.table(
        ("package", "tests that pass before", "lost after", "files changed", "lines changed"),
        [
            (f"{each.package.name} {each.package.version}", *map("{:,}".format, each[1:]))
            for each in results
            if each.passed
        ],
    )
    silent = [each.package.name for each in results if not each.passed]
    if silent:
        page.text(f"No test passes here, masked or not: {', '.join(silent)}.")
    total = [sum(each[at] for each in results) for at in range(1, 5)]
    page.text(
        f"Lost: {total[1]:,} of {total[0]:,} tests. `piiscan mask .` with its defaults and the model, in a copy; the tests run before "
        "and after it. A test is lost rightly where it says what an address or a name that was masked is, or loads a private key; "
        "values that code needs and that are nobody's must not be among the changed."
    )
    page.write("mask_tests")


if __name__ == "__main__":
    main_guard(main)
