from __future__ import annotations

import pytest

from piiscan.report.base import RenderContext
from piiscan.report.github import render

from .samples import EMAIL, HOSTILE_PATHS, NAME, RULES, TOKEN, finding, many, result

PLAIN = RenderContext()
NOTES = RenderContext(show_notes=True)


def _parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner takes it apart."""
    assert line.startswith("::")
    head, message = line[2:].split("::", 1)
    command, _, listing = head.partition(" ")
    properties = dict(part.split("=", 1) for part in listing.split(","))

    def decoded(text: str) -> str:
        for token, character in {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}.items():
            text = text.replace(token, character)
        return text

    return command, {key: decoded(value) for key, value in properties.items()}, decoded(message)


def test_nothing_found_is_nothing_printed() -> None:
    assert render(result(), PLAIN) == ""


def test_notes_are_annotated_only_when_asked_for() -> None:
    assert render(result(NAME), PLAIN) == ""
    assert render(result(NAME), NOTES).startswith("::notice file=src/authors.py,line=3,")


def test_an_annotation() -> None:
    assert render(result(TOKEN), PLAIN) == (
        "::error file=config/prod.env,line=12,endLine=12,col=9,endColumn=49,title=SEC101 GitHub token"
        "::GitHub token (KEY) in line 12. Revoke it in the account's settings, then read the new one "
        "from the environment.\n"
    )


def test_columns_are_left_out_over_several_lines() -> None:
    _, properties, message = _parsed(render(result(finding(end_line=38)), PLAIN).rstrip("\n"))
    assert properties.keys() == {"file", "line", "endLine", "title"}
    assert message.startswith("GitHub token (KEY) in lines 12-38. ")


@pytest.mark.parametrize(
    "path", ["a:1,title=x.py", "100%/a%0Ab.py", "::error::x", "a::b.py", "größe/日本 x.py", "##[x]"]
)
def test_a_path_survives_the_runner(path: str) -> None:
    (line,) = render(result(finding(path=path)), PLAIN).splitlines()
    command, properties, _ = _parsed(line)
    assert (command, properties["file"], properties["line"]) == ("error", path, "12")


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS.keys())
def test_a_hostile_path_is_one_annotation(path: str) -> None:
    (line,) = render(result(finding(path=path)), PLAIN).splitlines()
    assert line.isprintable()
    assert _parsed(line)[1].keys() >= {"file", "line", "endLine", "title"}


def test_hostile_rule_text_is_one_annotation() -> None:

    rules = {"github-pat": RULES["github-pat"]._replace(fix="50 %\n::error::x")}
    (line,) = render(result(finding(title="a\n::error::, 1%"), rules=rules), PLAIN).splitlines()
    _, properties, message = _parsed(line)
    assert properties["title"] == "SEC101 a ::error::, 1%"
    assert message == "a ::error::, 1% (KEY) in line 12. 50 % ::error::x"


def test_ten_of_each_worst_first_and_the_rest_is_counted() -> None:
    findings = [*many(3, NAME), *many(11, EMAIL), *many(25, TOKEN)]
    lines = render(result(*findings), NOTES).splitlines()
    assert [line.split()[0] for line in lines] == (
        ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 3 + ["piiscan:"]
    )
    assert lines[-1].startswith("piiscan: 15 errors, 1 warning more not annotated: ")


def test_ten_are_not_cut() -> None:
    assert "piiscan:" not in render(result(*many(10)), PLAIN)
