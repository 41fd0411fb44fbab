"""The text of an xlsx, a row a line, the cells apart by tabs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from piiscan.sources.containers.budget import DamagedError
from piiscan.sources.containers.landmarks import Piece
from piiscan.sources.containers.package import SMALL, Collector, Package, pieces
from piiscan.sources.containers.xml_ import Handler, read_all

_MAIN = "xl/workbook.xml"
#: The texts that cells share must be held in memory.
_HELD = 64 << 20
#: What each takes besides its letters.
_STRING = 64
#: Excel takes 32,767 characters; what is longer comes in pieces.
_LONGEST_CELL = 1 << 20
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_PLAIN_NAME = re.compile(r"[^\W\d][^\W\d]*[0-9]{0,4}")
#: A name may have at most 31 letters, so that a key in it is cut off, and no rule knows it.
_KEY_LIKE = re.compile(r"(?=[^\s]*\d)(?=[^\s]*[^\W\d])[^\s]{12,}")
_INDEX = re.compile(r"[0-9]{1,9}")
_NUMBER = re.compile(r"[0-9]\.?[0-9]{0,16}E\+?[0-9]{1,2}")
#: Rows take 20 bits, columns 14, in the largest sheet that there can be.
_ROW, _COLUMN = 14, 0x3FFF
_SHEET = 40


class _Sheets(Handler):
    """Names of the sheets, and the ids by which their parts are found."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            self.found.append((attributes.get("name", ""), attributes.get("id", "")))


class _Strings(Handler):
    """The texts that cells share, without the reading aids of Japanese."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._texts = self._aids = self._size = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self._aids += name == "rPh"
        self._texts += name == "t"

    def end(self, name: str) -> None:
        self._aids -= name == "rPh"
        self._texts -= name == "t"
        if name == "si":
            self.found.append("".join(self._parts))
            self._parts = []
            self._take(_STRING)

    def text(self, text: str) -> None:
        if self._texts and not self._aids:
            self._take(len(text))
            self._parts.append(text)

    def _take(self, size: int) -> None:
        self._size += size
        if self._size > _HELD:
            raise DamagedError(f"its texts take more than {_HELD >> 20} MiB: read apart from their cells")


class _Cells(Collector):
    """One sheet."""

    def __init__(self, first: int, strings: list[str]) -> None:
        self._first = first
        self._strings = strings
        self._pieces: list[Piece] = []
        self._row = self._column = 0
        self._type = self._field = ""
        self._value: list[str] = []
        self._size = 0

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) if _INDEX.fullmatch(given) else self._row + 1
            self._column = 0
        elif name == "c":
            self._begin(attributes)
        elif name in ("v", "f", "t"):
            self._field = name

    def _begin(self, attributes: Mapping[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        self._column = _number(place[1]) if place else self._column + 1
        self._type = attributes.get("t", "")
        row = (int(place[2]) if place else self._row) & 0xFFFFFF
        self._pieces.append((self._first | row << _ROW | self._column & _COLUMN, ""))

    def text(self, text: str) -> None:
        if self._field:
            self._value.append(text)
            self._size += len(text)
            if self._size > _LONGEST_CELL:
                self._pieces.append((None, "".join(self._value)))
                self._value, self._size = [], 0

    def end(self, name: str) -> None:
        if name == self._field:
            self._pieces.append((None, self._shown(name, "".join(self._value))))
            self._field, self._value, self._size = "", [], 0
        elif name == "c":
            self._pieces.append((None, "\t"))
        elif name == "row":
            self._pieces.append((None, "\n"))

    def _shown(self, field: str, value: str) -> str:
        if field == "f":  # without a text of its own it says nothing that its value does not
            return f"={value} " if '"' in value else ""
        if field == "v" and self._type == "s":
            index = int(value) if _INDEX.fullmatch(value.strip()) else len(self._strings)
            return self._strings[index] if index < len(self._strings) else ""
        if field == "v" and _NUMBER.fullmatch(value):  # a long number, such as that of a card
            return f"{float(value):.0f}"
        return value


def text(package: Package) -> tuple[Iterator[Piece], Callable[[int], str]]:
    """Its pieces, and what the places in them are called."""
    sheets = _Sheets()

    def pieces() -> Iterator[Piece]:
        parts = _parts(package, sheets)
        strings = _strings(package)
        for number, (name, part) in enumerate(parts):
            yield number << _SHEET, f"{name}\n"
            yield from _cells(package, part, number << _SHEET, strings)

    def named(place: int) -> str:
        number, rest = place >> _SHEET, place & (1 << _SHEET) - 1
        if not rest:
            return f"the name of sheet {number + 1}"
        name = sheets.found[number][0]
        if _PLAIN_NAME.fullmatch(name):
            quoted = name
        elif _KEY_LIKE.search(name):
            quoted = f"sheet {number + 1}"
        else:
            quoted = "'" + name.replace("'", "''") + "'"
        return f"{quoted}!{_letters(rest & _COLUMN)}{rest >> _ROW}"

    return pieces(), named


def _parts(package: Package, sheets: _Sheets) -> list[tuple[str, str]]:
    """The sheets in their order: names, and names of their parts."""
    try:
        read_all(package.part(_MAIN), sheets, most=SMALL)
        relations = package.relations(_MAIN)
    except DamagedError as error:
        package.problems.append(str(error))
        return []
    return [(name, relations.get(each, ("", ""))[1]) for name, each in sheets.found]


def _strings(package: Package) -> list[str]:
    name = "xl/sharedStrings.xml"
    strings = _Strings()
    if name in package.names:
        try:
            content = package.part(name)
            read_all(content, strings, most=0)
            if content.problem:
                raise DamagedError(content.problem)
            package.took(name)
        except DamagedError as error:  # it is read as a member then
            package.problems.append(str(error))
    return strings.found


def _cells(package: Package, part: str, first: int, strings: list[str]) -> Iterator[Piece]:
    if part in package.names:
        yield from pieces(package, part, _Cells(first, strings))


def _number(letters: str) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
