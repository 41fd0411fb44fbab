"""Comments that silence: never where they would be a part of something, and then a scan is silent."""

from __future__ import annotations

import ast

import pytest

from piiscan.errors import MaskError
from piiscan.mask.plan import bytes_reader
from piiscan.mask.splice import splice
from piiscan.mask.syntax.comment import comment_for, with_comments
from piiscan.suppress.inline import InlineIgnores
from piiscan.types import Finding

from ..make import finding

VALUE = "hunter2"


def found(path: str, text: str, encoding: str = "utf-8") -> tuple[bytes, Finding]:
    data = text.encode(encoding)
    at = data.index(VALUE.encode(encoding))
    return data, finding("KEY", at, at + len(VALUE.encode(encoding)), path=path)


def commented(path: str, text: str, encoding: str = "utf-8") -> str:
    data, item = found(path, text, encoding)
    read = bytes_reader(data)
    edits = with_comments((), [comment_for(item, read, encoding)], read, encoding)
    return splice(data, edits).decode(encoding)


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("a.json", '{"k": "hunter2"}\n', "knows no comments"),
        ("a.txt", "hunter2\n", "knows no comments"),
        ("id_rsa", "hunter2\n", "knows no comments"),
        ("a.py", 'x = """\nhunter2\n"""\n', "a string of several lines"),
        ("a.py", 'x = """hunter2\n"""\n', "inside a string"),
        ("a.py", "x = 'hunter2' + \\\n  'b'\n", "goes on"),
        ("a.py", "#! hunter2\n", "which program"),
        ("a.toml", 'x = """\nhunter2"""\n', "inside a string"),
        ("a.toml", "x = '''\nhunter2\n'''\n", "a string of several lines"),
        ("a.js", "x = `\nhunter2\n`\n", "seems to stand in a string"),
        ("a.yml", "run: |\n  a\n    hunter2\n  b\n", "a text of several lines"),
        ("a.yml", "- run: >-\n    hunter2\n", "a text of several lines"),
        ("a.xml", "<a\n b='hunter2' <c\n", "inside a tag"),
        ("Dockerfile", "RUN a \\\n  hunter2\n", "goes on"),
    ],
)
def test_where_no_comment_can_stand(path, text, reason):
    with pytest.raises(MaskError, match=reason):
        commented(path, text)


def test_a_finding_of_several_lines():
    data, item = found("a.py", "x = hunter2\n")
    with pytest.raises(MaskError, match="several lines"):
        comment_for(item._replace(end_line=3), bytes_reader(data), "utf-8")


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "x = 'hunter2'\ny\n", "x = 'hunter2'  # piiscan: ignore[SEC001]\ny\n"),
        ("a.py", "x = 'hunter2'", "x = 'hunter2'  # piiscan: ignore[SEC001]"),
        ("a.py", "x = hunter2", "x = hunter2  # piiscan: ignore[SEC001]"),
        ("a.go", "x := `hunter2`\r\n", "x := `hunter2`  // piiscan: ignore[SEC001]\r\n"),
        ("a.css", "a { b: hunter2 }\n", "a { b: hunter2 }  /* piiscan: ignore[SEC001] */\n"),
        ("a.md", "Call hunter2\n", "Call hunter2  <!-- piiscan: ignore[SEC001] -->\n"),
        ("a.xml", "<a>hunter2</a>\n", "<a>hunter2</a>  <!-- piiscan: ignore[SEC001] -->\n"),
        ("a.sql", "SELECT 'hunter2';\n", "SELECT 'hunter2';  -- piiscan: ignore[SEC001]\n"),
        ("a.yml", "a:\n  b: hunter2\n", "a:\n  b: hunter2  # piiscan: ignore[SEC001]\n"),
        (".env", "A=1\r\nB=hunter2\r\n", "A=1\r\n# piiscan: ignore-next-line[SEC001]\r\nB=hunter2\r\n"),
        ("a.ini", "[a]\n  b = hunter2\n", "[a]\n  # piiscan: ignore-next-line[SEC001]\n  b = hunter2\n"),
        (".env", "hunter2", "# piiscan: ignore-next-line[SEC001]\nhunter2"),
        ("a.bat", "set X=hunter2\r\n", "REM piiscan: ignore-next-line[SEC001]\r\nset X=hunter2\r\n"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be", "latin-1"])
def test_the_comment_is_the_languages_own(path, text, expected, encoding):
    assert commented(path, text, encoding) == expected
    assert InlineIgnores.parse(expected.encode())


@pytest.mark.parametrize(("encoding", "bom"), [("utf-8", b"\xef\xbb\xbf"), ("utf-16-le", b"\xff\xfe")])
def test_a_byte_order_mark_stays_first(encoding, bom):
    data = bom + "B=hunter2\n".encode(encoding)
    at = data.index(VALUE.encode(encoding))
    read = bytes_reader(data)
    item = finding("KEY", at, at + len(VALUE.encode(encoding)), path=".env")
    edits = with_comments((), [comment_for(item, read, encoding)], read, encoding)
    words = "# piiscan: ignore-next-line[SEC001]\nB=hunter2\n"
    assert splice(data, edits) == bom + words.encode(encoding)


def test_two_on_a_line_become_one_comment():
    data, item = found("a.py", "f('hunter2')\n")
    read = bytes_reader(data)
    both = [comment_for(each, read, "utf-8") for each in (item, item._replace(code="PII1"), item)]
    text = splice(data, with_comments((), both, read, "utf-8")).decode()
    assert text == "f('hunter2')  # piiscan: ignore[SEC001,PII1]\n"
    assert ast.dump(ast.parse(text)) == ast.dump(ast.parse("f('hunter2')"))
