"""Which style is safe where. Doubtful places first: there only a word or a zero will do."""

from __future__ import annotations

import pytest

from piiscan.mask.syntax.context import Style, style_for

A, P, N = Style.ANGLE, Style.PLAIN, Style.NUMBER

CASES = [
    # path, line with the value between ⟦ and ⟧, style
    ("a.py", "x = ⟦4111111111111111⟧", N),
    ("a.py", "x = 0x⟦deadbeefdeadbeef⟧", N),
    ("a.py", "x = f(⟦4_111⟧, 'a')", N),
    ("a.py", "x = ['a', ⟦49151⟧, 'b']", N),
    ("a.py", "Contact: ⟦ada@x.org⟧", P),  # in a docstring, or an operator: a@b.T
    ("a.py", 'It\'s in a docstring"""; x = ⟦49151⟧', N),
    ("a.py", 'f"{card(⟦4111111111111111⟧)}"', N),
    ("a.py", "html = '<a title=\"⟦ada@x.org⟧\">x</a>'", P),
    ("a.py", "x = '⟦ada@x.org⟧'", A),
    ("a.py", "x = rb'⟦hunter2⟧'", A),
    ("a.py", 'x = "mail ⟦ada@x.org⟧ now"', A),
    ("a.py", 'x = """⟦ada@x.org⟧"""', A),
    ("a.py", "x = 'a\\'b ⟦hunter2⟧'", A),
    ("a.py", "x = '# ⟦hunter2⟧' + y", A),
    ("a.py", "# don't call ⟦49151⟧", A),
    ("a.py", "x = 1  # call ⟦49151⟧", A),
    ("a.js", "const a = <p>Don't mail ⟦ada@x.org⟧, it's old</p>;", P),
    ("a.js", '<p>"⟦ada@x.org⟧"</p>', P),
    ("a.js", "`${pay(⟦4111111111111111⟧)}`", N),
    ("a.js", "const url = 'https://⟦bob⟧:x@h'", A),
    ("a.js", "x = 7 // ⟦49151⟧", A),
    ("a.jsx", "const a = '⟦ada@x.org⟧'", P),
    ("a.tsx", "const a = ⟦4111111111111111⟧", N),
    ("a.podspec", "card = ⟦4111111111111111⟧", N),
    ("a.c", "#define PHONE ⟦49151⟧", N),
    ("a.c", " * ⟦Ada⟧ wrote this", A),
    ("a.c", " * ⟦49151⟧", N),
    ("a.c", "/* ⟦Ada⟧", A),
    ("a.c", "/* a */ int x = ⟦49151⟧;", N),
    ("a.c", "f(/* ⟦49151⟧ */ 7)", A),
    ("a.sql", "INSERT INTO t VALUES ('it''s', ⟦49151⟧, 'b')", N),
    ("a.sql", "x -- ⟦Ada⟧", A),
    ("a.toml", "[users.⟦ada⟧]", P),
    ("a.toml", "phone = ⟦49151⟧", N),
    ("a.toml", 'mail = "⟦ada@x.org⟧"', A),
    ("a.json", '{"a": ⟦49151⟧}', N),
    ("a.json", "[1,⟦49151⟧,2]", N),
    ("a.json", '{"a": -⟦49151⟧}', N),
    ("a.json", '{"a": "⟦49151⟧"}', A),
    ("a.json", '{"a": "call ⟦49151⟧ now"}', A),
    ("a.json", '{"a": "phone: ⟦49151⟧"}', A),
    ("a.yaml", "run: curl -u bob:⟦hunter2⟧", P),
    ("a.yaml", "  export TOKEN=⟦hunter2⟧", P),
    ("a.yaml", "phone: ⟦49151⟧", N),
    ("a.yaml", "[⟦49151⟧, 2]", N),
    ("a.yaml", "  ⟦49151⟧: a", N),
    ("a.yaml", "  ⟦49151⟧:a", P),
    ("a.yaml", "key: ⟦hunter2⟧", A),
    ("a.yaml", "key: ⟦hunter2⟧ # mine", A),
    ("a.yaml", "- ⟦hunter2⟧", A),
    ("a.yaml", "key: '⟦hunter2⟧'", A),
    ("a.yaml", "# ask ⟦Ada⟧ please", A),
    ("a.ini", "pin = ⟦49151⟧", N),
    ("a.ini", "pin = ⟦hunter2⟧", A),
    ("a.xml", "<a b='⟦ada@x.org⟧'/>", P),
    ("a.xml", "<a>⟦49151⟧</a>", P),
    (".env", "PASSWORD=⟦hunter2⟧", P),
    (".env.local", "PIN=⟦49151⟧", P),
    (".env.txt", "PIN=⟦49151⟧", P),
    ("env.py", "PIN = ⟦49151⟧", N),
    ("env.d.ts", "const pin = ⟦49151⟧n;", N),
    (".env.js", "x = {pin: ⟦49151⟧}", N),
    ("dockerfile.py", "PIN = ⟦49151⟧", N),
    ("prod.env", 'URL="postgres://bob:⟦hunter2⟧@db"', P),
    ("a.sh", "echo 'a'⟦hunter2⟧'b'", P),
    ("a.sh", 'sh -c "mysql -p⟦hunter2⟧"', P),
    ("a.sh", '"$(curl -u "⟦hunter2⟧")"', P),
    ("a.sh", "PASSWORD='⟦hunter2⟧'", A),
    ("a.sh", "x # ask ⟦Ada⟧", A),
    ("Dockerfile", "ENV TOKEN=⟦hunter2⟧", P),
    ("Dockerfile.dev", "ENV TOKEN=⟦hunter2⟧", P),
    ("Makefile", "TOKEN = ⟦hunter2⟧", P),
    ("README.md", "write to <⟦ada@x.org⟧>", P),  # <EMAIL> is a tag there, and not shown
    ("a.rst", "`page <https://⟦bob⟧:x@h>`__", P),  # a second < ends the link
    ("a.adoc", "write to <⟦ada@x.org⟧>", P),  # <<EMAIL>> is a reference
    ("notes.txt", "write to <⟦ada@x.org⟧>", A),
    ("unknown", "x = ⟦49151⟧", A),
]


def split(line: str) -> tuple[bytes, bytes, bytes]:
    before, _, rest = line.partition("⟦")
    value, _, after = rest.partition("⟧")
    return before.encode(), value.encode(), after.encode()


@pytest.mark.parametrize(("path", "line", "style"), CASES)
def test_style(path, line, style):
    before, value, after = split(line)
    assert style_for(path, before, after, value) is style
    assert style_for("deep/er/" + path, b"'\n\"\n" + before, after + b"\n'\n", value) is style


@pytest.mark.parametrize(
    ("path", "head", "style"),
    [
        ("run", b"#!/bin/sh\n", P),
        ("run", b"#!/usr/bin/env bash\n", P),
        ("run", b"#!/usr/bin/env python3\n", P),
        ("run", b"#!/opt/shiny\n", A),
        ("de.ts", b"\xef\xbb\xbf<?xml version='1.0'?>", P),
        ("page", b"\n<!DOCTYPE html>", P),
        ("a.designspace", b"\n<designspace format='4.0'>\n", P),
        ("notes", b"<!-- generated -->", P),
        ("notes", b"<x:y", P),
        ("notes", b"<3 all of you", A),
        ("notes", b"<EMAIL_1> wrote", A),
        ("notes", b"<KEY:0123456789ab> is", A),
        ("notes", b"{ [", A),
        ("notes", b"", A),
    ],
)
def test_the_first_bytes_tell_what_a_name_does_not(path, head, style):
    assert style_for(path, b"x = ", b"\n", b"hunter2", head=head) is style


@pytest.mark.parametrize(
    ("path", "style"), [("a.xml", P), (".env", P), ("a.py", A), ("a.pem", A), ("a.tsx", P)]
)
def test_blocks(path, style):
    assert style_for(path, b"x", b"y", b"-----BEGIN " + b"PRIVATE KEY-----\nM\n") is style
