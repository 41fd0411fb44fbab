"""What is a credit: by file, by line, in a comment's header, in a list under a heading."""

from __future__ import annotations

import pytest

from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.detect.credit import in_credit, mark
from piiscan.detect.detector import Detector
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
        f"Translated in 2010 by {WHO}",
        f"Signed-off-by: {WHO}",
        f"Co-authored-by: {WHO}",
        f"Licensed to {WHO}",
        f'"Last-Translator: {WHO}"',
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
        f"    :codeauthor: Wilhelmina Krieger <{MAIL}>",
        f"and Wilhelmina Krieger E<lt>{MAIL}E<gt>.",
        " * Boston, MA  02110-1301,  USA       «gnu@gnu.org»                   *",
        f" * with this library; if not, write to Krieger & Soehne <{MAIL}>.",
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
        f"when it fails, write to {MAIL}",
        f"# {MAIL}, {MAIL.replace('«', '').replace('»', '')}",
        f"INSERT INTO users VALUES (1,'wilma','{MAIL}');",  # noqa: S608 - text
        f'Insert users (1,"wilma","{MAIL}");',
        f"# INSERT INTO users VALUES (1,'wilma','{MAIL}');",  # noqa: S608 - text
        f"{MAIL}",
        f"# {MAIL}",
        f" * {MAIL}",
        f"send(to='{MAIL}')",
        f"The result was confirmed. By {WHO}",
        f"authorize({WHO})",
        f"user={WHO}",
        f"wkrieger <{MAIL}>",
        f":contact: {MAIL}",
        f":email: {MAIL}",
        f"2001-06-23  Wilhelmina Krieger  <{MAIL}>",
        f"From: Wilhelmina Krieger <{MAIL}>",
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


@pytest.mark.parametrize(
    "line",
    [
        f"Thanks to {WHO} for the idea",
        f"(thx {WHO})",
        f"Reported by {WHO}",
        f"Patches suggested in 2010 by {WHO}",
        f"Fix from {WHO}",
    ],
)
def test_who_is_thanked_has_a_credit_in_programs_alone(line: str):
    """Labels say so: a log of changes tells of people, a program names who has a part in it."""
    for path in ("a.c", "lib/a.py"):
        assert in_credit(candidate(f"x = 1\n\n\n{line}\n\n\ny = 2\n", path))
    for path in ("ChangeLog", "NEWS", "README", "docs/guide.md", "changes-5x.rst"):
        assert not in_credit(candidate(f"x = 1\n\n\n{line}\n\n\ny = 2\n", path))


DATED = [
    f"2001-06-23  Wilhelmina Krieger  <{MAIL}>",
    f"2001-06-23 \tWilhelmina Krieger\t<{MAIL}>",
    f"2001-04-17: wilma Krieger <{MAIL}>",
    f"3.4: 2012-01-12 (Wilhelmina M. Krieger <{MAIL}>)",
    f"Thu Dec 17 15:07:40 2002    <{MAIL}>",
    f"* Mon Jan 02 2012 Wilhelmina Krieger <{MAIL}> - 1.0-1",
    f"Wednesday January 18, 2017 {MAIL}",
    f"17 Jan 2017 {MAIL}",
    f"2009-07-17  Rudi <rudi@acme-corp.de>, Wilhelmina Krieger  <{MAIL}>",
]


@pytest.mark.parametrize("line", DATED)
@pytest.mark.parametrize(
    "path", ["ChangeLog", "man/ChangeLog-2011", "CHANGES.old", "NEWS.md", "debian/changelog", "x/History.txt"]
)
def test_the_head_of_an_entry_names_who_made_the_change(line: str, path: str):
    assert in_credit(candidate(f"x = 1\n\n\n{line}\n\n\ny = 2\n", path))


@pytest.mark.parametrize("line", DATED)
@pytest.mark.parametrize(
    "path", ["access.log", "history.csv", "news.py", "a.txt", "changesets.sql", "newsletter.txt"]
)
def test_a_date_before_an_address_elsewhere_is_no_credit(line: str, path: str):
    line = line.removeprefix("* ")  # elsewhere a comment goes on so
    assert not in_credit(candidate(f"x = 1\n\n\n{line}\n\n\ny = 2\n", path))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f" -- wilhelmina krieger <{MAIL}>  Mon, 01 Jan 2024 10:00:00 +0100", True),
        (f"-- The team <{MAIL}>  THR, 22 Feb 2020 08:31:00 -0800", True),
        (f"  [ Wilhelmina Krieger <{MAIL}> ]", True),
        (f"  * Wilhelmina Krieger <{MAIL}> sent a patch", False),
        (f"  * Mail goes to Wilhelmina Krieger <{MAIL}> as well", False),
        (f"  2001-06-23 user=7 mail={MAIL}", False),
        (f"  2001-06-23 12:00 sent to {MAIL}", False),
        (f"  see [ticket {MAIL}]", False),
    ],
)
def test_what_else_stands_in_a_log_of_changes(line: str, expected: bool):
    assert in_credit(candidate(f"x (1.0) unstable\n\n\n{line}\n\n\ny\n", "debian/changelog")) is expected


@pytest.mark.parametrize(
    ("head", "path", "expected"),
    [
        ("", "debian/patches/x.patch", True),
        ("", "x.diff", True),
        (f"From {'0123abcd' * 5} Mon Sep 17 00:00:00 2001\n", "0001-fix", True),
        ("From somebody Mon Sep 17 00:00:00 2001\n", "mails", False),
        (f"From {'0123abcd' * 5} Mon Sep 17 00:00:00 2001\n{'x' * 500}\n", "0001-fix", False),
    ],
)
def test_who_sent_a_patch(head: str, path: str, expected: bool):
    text = f"{head}From: Wilhelmina Krieger <{MAIL}>\nDate: Tue, 7 May 2024 14:05:21 +0200\n"
    assert in_credit(candidate(text, path)) is expected


@pytest.mark.parametrize("name", ["PKG-INFO", "x.dist-info/METADATA"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_of_metadata_of_a_package_the_fields_give_credit_and_its_readme_does_not(name: str, newline: str):
    head = f"Metadata-Version: 2.1\nName: x\nAuthor-email: {MAIL}\n"
    assert in_credit(candidate(head.replace("\n", newline), name))
    folded = f"Name: x\nProject-URL: {MAIL}\nDescription: x\n        mail\n"
    assert in_credit(candidate(folded.replace("\n", newline), name))
    for body in (f"Name: x\n\nmail({MAIL})\n", f"Name: x\nDescription: x\n        mail({MAIL})\n"):
        assert not in_credit(candidate(body.replace("\n", newline), name))


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Wilhelmina Krieger\n# {}\n", True),
        ("=      Wilhelmina Krieger     =\n=      {}      =\n", True),
        ('.\\" Wilhelmina von Krieger\n.\\" {}\n', True),
        (" copyright            : (C) 2005 by Wilhelmina Krieger\n email                : {}\n", True),
        (" * Author: W. Krieger\n *\n * E-Mail: {}\n", True),
        ("# * Mon 12 Dec 2011 {}\n# - rewritten\n", True),
        ("-- 2001-06-23  Wilhelmina Krieger  <{}>\n", True),
        ("Wilhelmina Krieger\n{}\n", False),
        ("# the address\n# {}\n", False),
        ("# Wilhelmina Krieger\n# {} is hers\n", False),
        ("# Wilhelmina Krieger\n\n# {}\n", False),
        ("name: Wilhelmina Krieger\nemail: {}\n", False),
        ("about: authorization\nemail: {}\n", False),
        ("# 12 Dec 2011 was when {} left\n", False),
        ("2001-06-23  Wilhelmina Krieger  <{}>\n", False),
    ],
)
def test_an_address_below_its_owner_in_a_header(text: str, expected: bool):
    assert in_credit(candidate("x = 1\n\n" + text.format(MAIL), "x.c")) is expected


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


def test_the_next_text_of_a_path_is_asked_anew():
    rule = next(rule for rule in build_catalog(builtin_files()).rules if rule.id == "email-address")
    detector = Detector([rule], engine="python")
    statuses = [
        [item.status for item in detector.scan(text.encode(), "a.py")]
        for text in (f"Maintainer: {MAIL[1:-1]}\n", f"Recipients: {MAIL[1:-1]}\n")
    ]
    assert statuses == [[Status.LICENCE], [Status.LIVE]]
