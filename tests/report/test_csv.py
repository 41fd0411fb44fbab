from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.report.base import RenderContext
from piiscan.report.csv_ import COLUMNS, cell, render
from piiscan.types import Origin

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, TOKEN, finding, result

PLAIN = RenderContext()


def _rows(text: str) -> list[dict[str, str]]:
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_nothing_found_is_a_header_alone() -> None:
    assert render(result(), PLAIN) == ",".join(COLUMNS) + "\r\n"


def test_a_finding() -> None:
    (row,) = _rows(render(result(TOKEN), PLAIN))
    assert row == {
        "path": "config/prod.env",
        "line": "12",
        "column": "9",
        "end_line": "12",
        "end_column": "49",
        "severity": "error",
        "code": "SEC101",
        "rule": "github-pat",
        "title": "GitHub token",
        "category": "KEY",
        "label": "KEY",
        "status": "live",
        "confidence": "0.98",
        "fingerprint": "0123456789abcdef0123456789abcdef",
        "masked_line": "token = <KEY>  # of the bot",
        "commit": "",
        "date": "",
        "spot": "",
    }


def test_notes_are_in_it_in_the_order_of_the_result() -> None:
    assert [row["code"] for row in _rows(render(result(TOKEN, NAME, EMAIL), PLAIN))] == [
        "SEC101",
        "PII101",
        "PII301",
    ]


def test_where_in_history() -> None:
    origin = Origin("file", "ab" * 20, "2024-03-01T10:00:00+01:00", "cd" * 20, False)
    (row,) = _rows(render(result(finding(origin=origin)), PLAIN))
    assert (row["commit"], row["date"]) == ("ab" * 20, "2024-03-01T10:00:00+01:00")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("https://example.org/?"&A1,"x")',
        "+1",
        "-1",
        "@SUM(A1)",
        " =1+1",
        "\u3000=1+1",
        "\uff1d1+1",
        "\uff201",
    ],
)
def test_a_formula_is_text(text: str) -> None:
    assert cell(text).startswith("\"'")
    for changes in ({"path": text}, {"title": text}, {"frame": text}):
        rows = _rows(render(result(finding(**changes)), PLAIN))
        assert f"'{text}" in rows[0].values()


@pytest.mark.parametrize("text", ["", "a=1", "a-b", "1", "'=1", "<KEY>", "ä"])
def test_text_is_left_alone(text: str) -> None:
    assert cell(text) == f'"{text}"'


def test_a_cell_cannot_be_left() -> None:
    text = 'a",=1+1,"b\r\n=2;=3'
    (row,) = _rows(render(result(finding(path=text)), PLAIN))
    assert row["path"] == 'a",=1+1,"b\\r\\n=2;=3'
    assert row.keys() == set(COLUMNS)


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS.keys())
def test_a_hostile_path_stays_on_its_line(path: str) -> None:
    head, line, rest = render(result(finding(path=path)), PLAIN).split("\r\n")
    assert (head, rest) == (",".join(COLUMNS), "")
    assert line.isprintable()


@pytest.mark.parametrize("path", ODD_PATHS.values(), ids=ODD_PATHS.keys())
def test_an_odd_path_survives(path: str) -> None:
    assert _rows(render(result(finding(path=path)), PLAIN))[0]["path"] == path


@given(st.text(st.characters(codec="utf-8")))
def test_no_cell_begins_a_formula(text: str) -> None:
    ((read,),) = csv.reader(io.StringIO(cell(text) + "\r\n", newline=""), strict=True)
    assert not read.strip().startswith(("=", "+", "-", "@", "\t", "\r"))
