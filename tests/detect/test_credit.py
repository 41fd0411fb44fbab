"""What is a credit: by file, by line, in a comment's header, in a list under a heading."""

from __future__ import annotations

import pytest

from piiscan.detect.credit import in_credit, mark
from piiscan.types import Status

from .make import candidate

WHO = "«Wilhelmina Krieger»"
MAIL = "«w.krieger@acme-corp.de»"


@pytest.mark.parametrize(
    "path",
    [
        "AUTHORS",
        "docs/CONTRIBUTORS.md",
        "LICENSE",
        "NOTICE.txt",
        "package.json",
        "Cargo.toml",
        "de.po",
        "x.gemspec",
    ],
)
def test_a_file_of_credits(path: str):
    assert in_credit(candidate(f"x {WHO} y", path))


@pytest.mark.parametrize(
    "line",
    [
        f"Copyright 2009 {WHO}",
        f"(c) {WHO}",
        f"© 2009 {WHO}",
        f"&copy; {WHO}",
        f"@author {WHO}",
        f"Original author: {WHO}",
        f"Maintainer: {WHO}",
        f"# Written by {WHO}",
        f"// Ported to Rust by {WHO}",
        f"Patches suggested in 2010 by {WHO}",
        f"Signed-off-by: {WHO}",
        f"Co-authored-by: {WHO}",
        f"Thanks to {WHO} for the idea",
        f"Licensed to {WHO}",
        f'"Last-Translator: {WHO}"',
        f"Fix from {WHO}",
        f" * Wilhelmina Krieger <{MAIL}>",
        f"# Wilhelmina Krieger ({MAIL})",
        f"Wilhelmina Krieger <{MAIL}>",
        f"- Wilhelmina Krieger <{MAIL}>",
        f'__author__ = "Wilhelmina Krieger <{MAIL}>"',
        f"__contact__ = '{MAIL}'",
        f"__author_email__ = '{MAIL}'",
        f"    author_email='{MAIL}',",
        f"maintainer-email: {MAIL}",
        f".. moduleauthor:: Wilhelmina Krieger <{MAIL}>",
        f".. sectionauthor:: Wilhelmina Krieger <{MAIL}>",
        f'<a class="team-member-name" href="https://github.com/{WHO}">',
        f" -- Wilhelmina Krieger <{MAIL}>  Mon, 01 Jan 2024 10:00:00 +0100",
    ],
)
def test_a_line_of_credit(line: str):
    assert in_credit(candidate(f"x = 1\n\n\n{line}\n\n\ny = 2\n"))


@pytest.mark.parametrize(
    "line",
    [
        f"To: Wilhelmina Krieger <{MAIL}>",
        f'mail = "{MAIL}"',
        f'coauthor_emailer = "{MAIL}"',
        f"# ask {MAIL}",
        f"send(to='{MAIL}')",
        f"The result was confirmed. By {WHO}",
        f"authorize({WHO})",
        f"user={WHO}",
        f"wkrieger <{MAIL}>",
        f":contact: {MAIL}",
        f"contact = '{MAIL}'",
        f"author_id = 7, {WHO}",
    ],
)
def test_any_other_line(line: str):
    assert not in_credit(candidate(f"x = 1\n\n\n{line}\n\n\ny = 2\n"))


@pytest.mark.parametrize(
    "heading",
    [
        "Authors",
        "Contributors:",
        "# Thanks to",
        "authors = [",
        '"contributors": [',
        "maintainers = {",
        "Credits\n=======",
    ],
)
def test_a_list_under_a_heading(heading: str):
    assert in_credit(candidate(f"x\n\n{heading}\n    Rudolf Krieger\n    {WHO}\n"))


@pytest.mark.parametrize(
    "between",
    [
        "    Rudolf Krieger\n]\n",
        "    Rudolf Krieger\n\n\nx = 1\n\n\n",
        "    somebody\n" * 45,
        "    somebody\n" * 40 + "x" * 1500 + "\n",
    ],
)
def test_the_list_ends(between: str):
    assert not in_credit(
        candidate(f"authors = [\n{between}{WHO}\n" if "]" in between else f"Authors\n{between}{WHO}\n")
    )


WALL = "rudi <r@acme-corp.de>\n"


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (f"x\n\n{WALL}wilma <{MAIL}>\n", "docs/whatsnew.rst", True),
        (f"x\n\nwilma <{MAIL}>\n{WALL}", "docs/whatsnew.rst", True),
        (f"x\n\n    17 rudi <r@acme-corp.de>\n     9 wilma <{MAIL}>\n", "NEWS", True),
        (f"{WALL}w.krieger@acme-corp.de <{MAIL}>\n", "CHANGES.md", True),
        (f"{WALL}(◕ᴥ◕) <{MAIL}>\n", "CHANGES.md", True),
        (f"x\n\nwilma <{MAIL}>\n\n{WALL}", "docs/whatsnew.rst", False),  # no neighbours
        (f"{WALL}wilma <{MAIL}>\n", "a.py", False),
        (f"{WALL}to: wilma <{MAIL}>\n", "docs/whatsnew.rst", False),
        (f"{WALL}wilma <{MAIL}> wrote this\n", "docs/whatsnew.rst", False),
        (f"{WALL}@@ -1 +1 @@ wilma <{MAIL}>\n", "docs/whatsnew.rst", False),
        (f"{WALL}{'w' * 300} <{MAIL}>\n", "docs/whatsnew.rst", False),
    ],
)
def test_a_wall_of_handles_and_addresses(text: str, path: str, expected: bool):
    assert in_credit(candidate(text, path)) is expected


POINT = f"- `@wkrieger <https://github.com/{WHO}>`_\n"
OTHERS = "- `@rudi <https://github.com/rudi>`_\n"


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("53 authors added to this release (alphabetically):\n\n", True),
        ("28 reviewers added to this release:\n\n" + OTHERS * 200, True),
        ("Contributors\n------------\n\n" + OTHERS * 60, True),
        ("## Maintainers\n\nSomebody has to.\nThese do.\n\n" + OTHERS * 60, True),
        ("Contributors\r\n------------\r\n\r\n" + OTHERS.replace("\n", "\r\n") * 60, True),
        ("Contributors\n------------\n\nOne.\n\nTwo.\n\n" + OTHERS * 60, False),
        ("How contributors work\n---------------------\n\n" + OTHERS * 60, False),
        ("Contributors\n\n" + OTHERS * 500, False),
        ("Enhancements\n------------\n\n", False),
        ("Fixed after a report:\n\n", False),
    ],
)
def test_a_list_after_a_sentence_or_a_heading(above: str, expected: bool):
    assert in_credit(candidate(f"x = 1\n\n{above}{POINT}", "docs/release.rst")) is expected


@pytest.mark.parametrize(("line", "expected"), [("- @rudi «@wkrieger»", True), ("@rudi «@wkrieger»", False)])
def test_handles_in_a_row_are_no_list(line: str, expected: bool):
    above = "x = 1\n\nThe contributors since the last version:\n\n"
    assert in_credit(candidate(f"{above}{line}\n", "docs/release.rst")) is expected


@pytest.mark.parametrize(
    ("above", "expected"),
    [
        ("<author>\n  <name>Krieger</name>\n", True),
        ("<author\n  id='7'>\n", True),
        ("<developer>\n", True),
        ("<author>\n</author>\n", False),
        ("<author>\n" + " \n" * 800, False),
        ("<authorization>\n", False),
    ],
)
def test_an_element_for_an_author(above: str, expected: bool):
    assert in_credit(candidate(f"<x>\n{above}  <email>{MAIL}</email>\n", "a.xml")) is expected


def test_the_contact_of_a_document_goes_with_its_author():
    assert in_credit(candidate(f":Author: Wilhelmina Krieger\n:Contact: {MAIL}\n", "docs/a.rst"))
    assert not in_credit(candidate(f":cve: none\n:contact: {MAIL}\n", "docs/a.rst"))


def test_only_the_nearest_heading_counts():
    assert in_credit(candidate(f"authors = [\n]\nmaintainers = [\n{WHO}\n"))


def test_mark_changes_what_is_live_alone():
    live = candidate(f"Copyright {WHO}")
    mark(live)
    assert live.status is Status.LICENCE
    stock = candidate(f"Copyright {WHO}")
    stock.status = Status.PLACEHOLDER
    mark(stock)
    assert stock.status is Status.PLACEHOLDER
    elsewhere = candidate(f"user = {WHO}")
    mark(elsewhere)
    assert elsewhere.status is Status.LIVE


PAGE = """<h1>Ring</h1>
<p>Ask <a href="mailto:{mail}">me</a>.</p>
<h2 id="people"><b>Contributors</b></h2>
<ul>
<li>Emmy <a href="x"
class="email">{mail}</a></li>
</ul>
<header>Next</header>
<h2 id="next">Installation</h2>
<li>Grete <a href="x">{mail}</a></li>
"""


@pytest.mark.parametrize(("place", "expected"), [(0, False), (1, True), (2, False)])
def test_a_page_lists_people_below_a_heading(place: int, expected: bool):
    parts = PAGE.split("{mail}")
    text = parts[0] + "".join(
        (MAIL if number == place else "x@y.de") + part for number, part in enumerate(parts[1:])
    )
    assert in_credit(candidate(text, "manual.html")) is expected


def test_lines_of_a_page_may_ask_in_any_order():
    one = candidate(PAGE.replace("{mail}", "x@y.de").replace("Grete", "Grete «x»"), "manual.html")
    two = candidate(
        PAGE.replace("{mail}", "x@y.de").replace(">x@y.de</a></li>\n</ul>", ">«x@y.de»</a></li>\n</ul>"),
        "manual.html",
    )
    assert not in_credit(one)
    two.file = one.file
    assert in_credit(two)


def test_a_heading_counts_in_pages_alone():
    text = f'<h2>Contributors</h2>\n\n\n<p>Ring</p>\n\n\n<li>Emmy <a href="x">{MAIL}</a></li>'
    assert in_credit(candidate(text, "manual.html"))
    assert not in_credit(candidate(text, "manual.js"))
