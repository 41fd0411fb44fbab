"""What a user installs: the wheel and the sdist as hatchling builds them from this checkout."""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import piiscan

from .conftest import CHECKOUT, run


def build(target: str, source: Path, folder: Path) -> Path:
    """The one archive that `hatchling build` leaves in ``folder``."""
    done = run(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", folder, cwd=source)
    assert done.returncode == 0, done.stdout
    (found,) = folder.iterdir()
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build("wheel", CHECKOUT, tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return BytesParser().parsebytes(wheel.read(name))


def requirements(metadata: Message) -> list[Requirement]:
    return [Requirement(text) for text in metadata.get_all("Requires-Dist", [])]


def test_wheel_holds_every_rule_file(wheel):
    here = {
        f"piiscan/rules/{path.relative_to(CHECKOUT / 'rules').as_posix()}"
        for path in (CHECKOUT / "rules").rglob("*.toml")
    }
    assert here
    assert here <= set(wheel.namelist())


@pytest.mark.parametrize(
    "name", ["py.typed", "report/schemas/findings.schema.json", "detect/word_pieces.txt", "cli/entry.py"]
)
def test_wheel_holds_data_files(wheel, name):
    assert f"piiscan/{name}" in wheel.namelist()


def test_wheel_holds_the_package_and_nothing_else(wheel):
    (dist_info,) = {name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name}
    assert dist_info == f"piiscan_lint-{piiscan.__version__}.dist-info"
    assert {name.split("/")[0] for name in wheel.namelist()} == {"piiscan", dist_info}
    assert not [name for name in wheel.namelist() if re.search(r"test|benchmark|__pycache__", name)]


def test_wheel_is_pure_and_small(wheel):
    assert wheel.filename is not None
    assert wheel.filename.endswith("-py3-none-any.whl")
    assert sum(item.compress_size for item in wheel.infolist()) < 5_000_000


def test_metadata(metadata):
    assert metadata["Name"] == "piiscan-lint"
    assert metadata["Version"] == piiscan.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["License-File"] == "LICENSE"
    assert not [text for text in metadata.get_all("Classifier", []) if text.startswith("License ::")]
    python = SpecifierSet(metadata["Requires-Python"])
    assert "3.9" not in python
    assert all(f"3.{minor}" in python for minor in range(10, 15))
    assert "# piiscan" in metadata.get_payload()


def test_command(wheel):
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/entry_points.txt"))
    assert "piiscan = piiscan.cli.entry:run" in wheel.read(name).decode()


def test_default_install_has_no_machine_learning_in_it(metadata):
    default = {
        requirement.name
        for requirement in requirements(metadata)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
    }
    assert "click" in default
    assert not default & {"torch", "transformers", "onnxruntime", "tokenizers", "numpy"}


@pytest.mark.parametrize(
    ("system", "machine", "implementation", "wanted"),
    [
        ("linux", "x86_64", "CPython", True),
        ("darwin", "arm64", "CPython", True),
        ("win32", "AMD64", "CPython", True),
        ("win32", "ARM64", "CPython", False),
        ("linux", "x86_64", "PyPy", False),
    ],
)
def test_hyperscan_is_wanted_where_it_has_wheels(metadata, system, machine, implementation, wanted):
    (found,) = (item for item in requirements(metadata) if item.name == "hyperscan")
    assert found.marker is not None
    environment = {
        "sys_platform": system,
        "platform_machine": machine,
        "platform_python_implementation": implementation,
    }
    assert found.marker.evaluate(environment) is wanted


def test_sdist_builds_the_same_wheel(wheel, tmp_path):
    archive = build("sdist", CHECKOUT, tmp_path / "sdist")
    with tarfile.open(archive) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
        for member in sdist.getmembers():
            sdist.extract(
                member, tmp_path / "unpacked", **({"filter": "data"} if sys.version_info >= (3, 12) else {})
            )
    assert {"README.md", "LICENSE", "CHANGELOG.md", ".pre-commit-hooks.yaml", "action.yml"} <= names
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = zipfile.ZipFile(build("wheel", unpacked, tmp_path / "again"))
    assert sorted(again.namelist()) == sorted(wheel.namelist())
