"""Compiles the modules that a scan spends its time in, for wheels whose builder asks for it.

``HATCH_BUILD_HOOKS_ENABLE=1 pip install .`` does: mypyc makes C of the very sources that run without it, which takes a C
compiler and a minute. Everything lies in a temporary directory, so that no compiled file stays beside a source file that
somebody will edit. The list of modules is in pyproject.toml.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_SETUP = """
from pathlib import Path

from mypyc.build import mypycify
from setuptools import setup

extensions = mypycify(
    ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent", *{modules!r}],
    group_name="piiscan",
    opt_level="3",
    debug_level="0",
    include_runtime_files=False,
)
# mypy 2.4.1: a slice of bytes that ends before it begins, which is empty, is a SystemError there.
runtime = Path("build/bytes_ops.c")
size = "Py_ssize_t slice_len = endn - startn;"
written = runtime.read_text(encoding="utf-8")
if written.count(size) != 1:
    raise SystemExit("mypyc slices bytes in another way now: hatch_build.py is to be looked at")
runtime.write_text(written.replace(size, size + " if (slice_len < 0) slice_len = 0;"), encoding="utf-8")
setup(
    name="piiscan",
    ext_modules=extensions,
    script_args=["build_ext", "--build-lib", "compiled", "--build-temp", "objects"],
)
"""


class CompiledModules(BuildHookInterface):
    """The build hook; ``modules`` are the files below ``src/piiscan``, braces as in a shell."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile, and add what comes of it to the wheel. Raises ``RuntimeError`` with the compiler's words."""
        if version == "editable":  # whoever edits the sources wants those to run
            return
        self._place = Path(tempfile.mkdtemp(prefix="piiscan-build-"))
        try:
            self._compile(build_data)
        except BaseException:
            shutil.rmtree(self._place, ignore_errors=True)
            raise

    def _compile(self, build_data: dict[str, Any]) -> None:
        shutil.copytree(
            Path(self.root, "src", "piiscan"),
            self._place / "piiscan",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        (self._place / "setup.py").write_text(_SETUP.format(modules=self._modules()), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "setup.py"], cwd=self._place, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        if done.returncode:
            raise RuntimeError(f"mypyc failed:\n{done.stdout.decode(errors='replace')}")
        compiled = self._place / "compiled"
        for path in compiled.rglob("*"):
            if path.is_file():
                build_data["force_include"][str(path)] = path.relative_to(compiled).as_posix()
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """The wheel is written."""
        if version != "editable":
            shutil.rmtree(self._place, ignore_errors=True)

    def _modules(self) -> list[str]:
        """Relative to ``self._place``. Raises ``RuntimeError`` for one that is not there."""
        names = [f"piiscan/{name}" for pattern in self.config["modules"] for name in _spelled_out(pattern)]
        lacking = [name for name in names if not (self._place / name).is_file()]
        if lacking:
            raise RuntimeError(f"pyproject.toml lists modules that are not there: {', '.join(lacking)}")
        return sorted(names)


def _spelled_out(pattern: str) -> list[str]:
    """``a/{b,c}.py`` is ``a/b.py`` and ``a/c.py``."""
    head, brace, rest = pattern.partition("{")
    inner, _, tail = rest.partition("}")
    return [head + each + tail for each in inner.split(",")] if brace else [pattern]
