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
        f"# ask {MAIL}",
        f"send(to='{MAIL}')",
        f"The result was confirmed. By {WHO}",
        f"authorize({WHO})",
        f"user={WHO}",
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
