"""Reads a case: its files with generators filled in, and the places that are marked in them."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import piiscan.detect.checks.crc
import piiscan.detect.checks.numbers
import piiscan.detect.checks.structure  # noqa: F401 - the three bring their generators
from piiscan.catalog.examples import expand

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

HOME = Path(__file__).parent
_HEADER = re.compile(r"^-- (\S.*) --\n", re.MULTILINE)
_GENERATOR = re.compile(r"%\{(?:[A-Za-z0-9_.-]+:[^{}]*)?\}")
_MARK = re.compile(r"«([A-Z_]+):(.*?)»", re.DOTALL)
_BOM = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}


@dataclass(frozen=True)
class Mark:
    """A place that must be found; lines and columns as in ``Finding``."""

    path: str
    label: str
    start_line: int
    start_column: int
    end_line: int
    end_column: int


@dataclass(frozen=True)
class File:
    """One file of a case; ``text`` has neither marks nor generators, and LF at every line's end."""

    path: str
    text: str
    marks: tuple[Mark, ...]
    values: tuple[str, ...]
    """What is marked, and whatever a generator made."""
    between: tuple[str, ...]
    """The text before, between and after the marks: what masking must leave as it is."""
    made: tuple[tuple[str, str], ...]
    """Every generator that made something long, and what it made; the longest first."""
    encoding: str
    bom: bool
    line_end: str

    def written(self, text: str) -> str:
        """``text`` as the repository may hold it: with generators in the place of what they made."""
        for generator, made in self.made:
            text = text.replace(made, generator)
        return text.replace("PRIVATE KEY-----", "PRIVATE%{} KEY-----")

    def stored(self, text: str) -> bytes:
        """``text`` as this file stores it."""
        head = _BOM[self.encoding] if self.bom else b""
        return head + text.replace("\n", self.line_end).encode(self.encoding)

    def read(self, data: bytes) -> str:
        """The inverse of ``stored``: byte order mark, encoding and line ends must be as they were."""
        head = _BOM[self.encoding] if self.bom else b""
        assert data.startswith(head)
        text = data[len(head) :].decode(self.encoding).replace(self.line_end, "\n")
        assert self.stored(text) == data
        return text


class Case:
    """The folder ``name``."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = HOME / name
        table = tomllib.loads((self.folder / "case.toml").read_text("utf-8"))
        self.about: str = table.pop("about")
        self.exit: int = table.pop("exit")
        self.arguments: list[str] = table.pop("arguments", [])
        self.scan: list[str] = table.pop("scan", [])
        self.xfail: dict[str, str] = table.pop("xfail", {})
        self._values: dict[str, Any] = table.pop("values", {})
        self._files: dict[str, dict[str, Any]] = table.pop("files", {})
        assert not table, f"{name}: unknown keys {list(table)}"
        assert set(self.xfail) <= {"scan", "mask"}, name

    @cached_property
    def files(self) -> list[File]:
        parts = read_txtar((self.folder / "input.txtar").read_text("utf-8"))
        unknown = set(self._files) - set(parts)
        assert not unknown, f"{self.name}: [files] names {unknown}, which input.txtar has not"
        return [self._file(path, text, **self._files.get(path, {})) for path, text in parts.items()]

    @cached_property
    def marks(self) -> list[Mark]:
        return sorted(
            (mark for file in self.files for mark in file.marks),
            key=lambda mark: (mark.path, mark.start_line, mark.start_column),
        )

    @property
    def values(self) -> set[str]:
        """What no output may hold."""
        return {value for file in self.files for value in file.values}

    def write(self, root: Path) -> Path:
        for file in self.files:
            path = root / file.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.stored(file.text))
        return root

    def _file(
        self,
        path: str,
        text: str,
        *,
        encoding: str = "utf-8",
        bom: bool = False,
        line_end: str = "\n",
        final_newline: bool = True,
    ) -> File:
        made: list[tuple[str, str]] = []
        filled = _GENERATOR.sub(lambda found: self._fill(found.group(), path, made), text)
        plain, marks, between, at = "", [], [], 0
        values = [value for generator, value in made if not self._is_filler(generator)]
        for found in _MARK.finditer(filled):
            label, value = found.groups()
            between.append(filled[at : found.start()])
            start = plain + between[-1]
            plain, at = start + value, found.end()
            marks.append(Mark(path, label, *_position(start), *_position(plain)))
            values.append(value)
        between.append(filled[at:] if final_newline else filled[at:].removesuffix("\n"))
        plain += between[-1]
        assert "«" not in plain, f"{self.name}: {path}: a mark that does not close"
        lines = (line for value in values for line in re.split(r"\n|\\n", value) if "-----" not in line)
        long = sorted((pair for pair in made if len(pair[1]) >= 8), key=lambda pair: -len(pair[1]))
        return File(
            path, plain, tuple(marks), tuple(lines), tuple(between), tuple(long), encoding, bom, line_end
        )

    def _is_filler(self, generator: str) -> bool:
        return isinstance(self._values.get(generator[8:-1]), dict)

    def _fill(self, generator: str, path: str, made: list[tuple[str, str]]) -> str:
        if not generator.startswith("%{value:"):
            text = expand(generator, f"{self.name}/{path}/{len(made)}")
        elif self._is_filler(generator):
            template = self._values[generator[8:-1]]
            text = str(template["text"]) * template["times"]
        else:
            text = expand(self._values[generator[8:-1]], f"{self.name}/{generator}")
        made.append((generator, text))
        return text


def _position(text: str) -> tuple[int, int]:
    """Line and column of the end of ``text``, from 1, in code points."""
    return text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1


def read_txtar(text: str) -> dict[str, str]:
    """``-- path --`` lines and the texts that follow them."""
    _, *parts = _HEADER.split(text)
    return dict(zip(parts[::2], parts[1::2], strict=True))


def write_txtar(files: dict[str, str]) -> str:
    return "".join(
        f"-- {path} --\n{text}" + ("" if text.endswith("\n") else "\n") for path, text in files.items()
    )


def names() -> list[str]:
    return sorted(path.parent.name for path in HOME.glob("*/case.toml"))
