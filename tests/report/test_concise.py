from __future__ import annotations

import pytest

from piiscan.report.base import RenderContext
from piiscan.report.concise import render

from .samples import EMAIL, HOSTILE_PATHS, NAME, ODD_PATHS, TOKEN, finding, result

PLAIN = RenderContext()


def test_nothing_found_is_nothing_printed() -> None:
    assert render(result(), PLAIN) == ""


def test_notes_are_listed_only_when_asked_for() -> None:
    assert render(result(NAME), PLAIN) == ""
    text = render(result(NAME), RenderContext(show_notes=True))
    assert text == "src/authors.py:3:9: PII301 note Name of an author [NAME_LICENSE]\n"


def test_one_line_each_in_the_order_of_the_result() -> None:
    assert render(result(EMAIL, TOKEN), PLAIN).splitlines() == [
        "config/prod.env:12:9: SEC101 error GitHub token [KEY]",
        "src/authors.py:12:9: PII101 warning E-mail address [EMAIL]",
    ]


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS.keys())
def test_a_hostile_path_stays_on_its_line(path: str) -> None:
    line, rest = render(result(finding(path=path)), PLAIN).split("\n", 1)
    assert rest == ""
    assert line.isprintable()


@pytest.mark.parametrize("path", ["::error::x", "##[add-mask]x", "\u3000::debug::x"])
def test_a_runner_finds_no_command_in_a_path(path: str) -> None:
    text = render(result(finding(path=path)), RenderContext(in_github=True))
    assert not text.lstrip().startswith("::")
    assert "##[" not in text


def test_an_odd_path_is_untouched_outside_of_a_runner() -> None:
    for path in ODD_PATHS.values():
        assert render(result(finding(path=path)), PLAIN).startswith(f"{path}:12:9: ")


def test_colour() -> None:
    text = render(result(TOKEN), RenderContext(colour=True))
    assert text.startswith("\x1b[1mconfig/prod.env\x1b[0m:12:9: \x1b[1;31mSEC101 error\x1b[0m GitHub")
