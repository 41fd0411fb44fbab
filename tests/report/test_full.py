from __future__ import annotations

import pytest

from piiscan.report.base import RenderContext
from piiscan.report.full import render

from .samples import EMAIL, HOSTILE_PATHS, NAME, RULES, TOKEN, finding, result

PLAIN = RenderContext()


def test_nothing_found_is_nothing_printed() -> None:
    assert render(result(), PLAIN) == ""


def test_notes_are_listed_only_when_asked_for() -> None:
    assert render(result(NAME), PLAIN) == ""
    assert "PII301 note" in render(result(NAME), RenderContext(show_notes=True))


def test_a_finding_with_its_masked_line_and_its_help() -> None:
    assert render(result(TOKEN, EMAIL), PLAIN) == (
        "config/prod.env:12:9: SEC101 error GitHub token (KEY, confidence 0.98)\n"
        "   12 | token = <KEY>  # of the bot\n"
        "      |         ^^^^^\n"
        "      = help: Revoke it in the account's settings, then read the new one from the environment.\n"
        "\n"
        "src/authors.py:12:9: PII101 warning E-mail address (EMAIL, confidence 0.90)\n"
        "   12 | contact = '<EMAIL>'\n"
        "      |            ^^^^^^^\n"
        "      = help: Use a role address.\n"
    )


def test_what_belongs_with_a_finding_is_named() -> None:
    text = render(result(finding(related=(finding(EMAIL, start_line=3, end_line=3),))), PLAIN)
    assert "^^^^^\n      = with: E-mail address (PII101) in line 3\n      = help: Revoke" in text


def test_help_comes_once_for_each_rule() -> None:
    text = render(result(TOKEN, finding(path="z.env"), EMAIL), PLAIN)
    assert text.count("= help:") == 2
    assert text.index("= help: Revoke") < text.index("z.env")


def test_help_is_wrapped() -> None:
    lines = render(result(TOKEN), RenderContext(width=60)).splitlines()
    assert lines[-1].startswith(" " * 14)
    assert max(map(len, lines[1:])) <= 60


def test_without_a_frame_the_header_stands_alone() -> None:
    found = finding(frame="", frame_start=0, frame_end=0)
    lines = render(result(found, rules={"github-pat": RULES["github-pat"]}), PLAIN).splitlines()
    assert [line[:14] for line in lines] == ["config/prod.en", "      = help: "]


def test_a_finding_of_several_lines_says_where_it_ends() -> None:
    text = render(result(finding(end_line=38)), PLAIN)
    assert "      |         ^^^^^ to line 38\n" in text


def test_carets_stand_under_the_mask_behind_wide_characters() -> None:
    found = finding(frame="鍵 = <KEY>", frame_start=4, frame_end=9)
    assert "\n      |      ^^^^^\n" in render(result(found), PLAIN)


def test_a_large_line_number_moves_the_gutter() -> None:
    text = render(result(finding(start_line=1_234_567, end_line=1_234_567)), PLAIN)
    assert "\n 1234567 | token" in text
    assert "\n         |         ^^^^^\n" in text


def test_a_long_line_is_cut_to_the_width() -> None:
    found = finding(frame="a" * 500 + "<KEY>" + "b" * 500, frame_start=500, frame_end=505)
    lines = render(result(found), RenderContext(width=60)).splitlines()
    assert max(map(len, lines[1:3])) == 60
    assert lines[1][lines[2].index("^") :].startswith("<KEY>")


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS.keys())
def test_a_hostile_path_stays_on_its_line(path: str) -> None:
    text = render(result(finding(path=path)), PLAIN)
    assert len(text.splitlines()) == 4
    assert text.replace("\n", "").isprintable()


def test_a_runner_finds_no_command_in_paths_and_frames() -> None:
    found = finding(path="::stop-commands::x", frame="##[group]<KEY>", frame_start=9, frame_end=14)
    text = render(result(found), RenderContext(in_github=True))
    assert text.startswith("\\x3a:stop")
    assert "##[" not in text


def test_colour_changes_nothing_else() -> None:
    import re

    coloured = render(result(TOKEN, EMAIL, NAME), RenderContext(colour=True, show_notes=True))
    plain = render(result(TOKEN, EMAIL, NAME), RenderContext(show_notes=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert "\x1b[31m^^^^^\x1b[0m" in coloured
