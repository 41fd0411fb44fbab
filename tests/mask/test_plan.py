"""From findings to edits, and what the files look like afterwards to a parser of their format."""

from __future__ import annotations

import ast
import io
import json
import re
import shlex
import sys
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import MaskError
from piiscan.mask.plan import WINDOW, bytes_reader, file_reader, plan
from piiscan.mask.splice import Edit, splice
from piiscan.types import Category

from .make import find_all, finding

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

VALUES = {
    "ada@lovelace.org": "EMAIL",
    "hunter2Secret": "PASSWORD",
    "4539578763621486": "ID",
    "10.20.30.40": "IPV4",
    "fe80::1234:abcd": "IPV6",
    "Ada Lovelace": "NAME",
}


def masked(data: bytes, path: str, encoding: str = "utf-8", values: dict[str, str] = VALUES) -> bytes:
    present = {value: mask for value, mask in values.items() if value.encode(encoding) in data}
    edits = plan(find_all(data, present, path=path, encoding=encoding), bytes_reader(data), encoding=encoding)
    result = splice(data, edits)
    for value in present:
        assert value.encode(encoding) not in result
    return result


def test_no_findings_make_no_edits():
    assert plan([], bytes_reader(b"")) == ()


def test_findings_of_two_files_are_refused():
    with pytest.raises(ValueError, match="several files"):
        plan([finding("ID", path="a"), finding("ID", path="b")], bytes_reader(b"abc"))


def test_a_pdf_is_refused_and_a_text_about_one_is_not():
    data = b"%PDF-1.6\n1 0 obj <</Author(Ada Lovelace)>>\nxref\n"
    found = find_all(data, {"Ada Lovelace": "NAME"}, path="logo.ai")
    with pytest.raises(MaskError, match=r"^logo\.ai: a PDF's index counts its bytes"):
        plan(found, bytes_reader(data))
    assert plan([], bytes_reader(data)) == ()
    assert b"Ada" not in masked(b" %PDF-1.6 is by Ada Lovelace", "a.txt")


@pytest.mark.parametrize("span", [(0, 4), (3, 5), (8, 9)])
def test_a_span_that_is_not_in_the_file_is_refused(span):
    with pytest.raises(MaskError, match="changed since it was scanned"):
        plan([finding("ID", *span)], bytes_reader(b"abc"))


@pytest.mark.parametrize(
    ("text", "encoding", "span"),
    [
        ("aüb", "utf-8", (2, 4)),
        ("aüb", "utf-8", (0, 2)),
        ("a\U0001f600b", "utf-8", (0, 3)),
        ("ab", "utf-16-le", (1, 4)),
        ("ab", "utf-16-le", (0, 3)),
        ("\U0001f600b", "utf-16-be", (0, 2)),
        ("\U0001f600b", "utf-16-le", (2, 6)),
        ("ab", "utf-32-le", (0, 6)),
    ],
)
def test_a_span_that_cuts_a_character_is_refused(text, encoding, span):
    with pytest.raises(MaskError, match="inside a character"):
        plan([finding("ID", *span)], bytes_reader(text.encode(encoding)), encoding=encoding)


def test_latin_1_has_no_characters_to_cut():
    assert plan([finding("NAME", 0, 6)], bytes_reader(b"M\xfcller\xdf"), encoding="utf-8")


def test_the_message_is_one_line():
    with pytest.raises(MaskError) as caught:
        plan([finding("ID", 0, 9, path="a\nb\x1b.txt")], bytes_reader(b"abc"))
    assert caught.value.message == "a\\nb\\x1b.txt: changed since it was scanned"


@pytest.mark.parametrize("text", [b"<EMAIL>", b"REDACTED_EMAIL", b"192.0.2.1"])
def test_placeholders_stay_as_they_are(text):
    assert plan([finding("EMAIL", 0, len(text))], bytes_reader(text)) == ()


def test_a_value_that_would_be_replaced_by_itself_gives_no_edit():
    assert plan([finding("ID", 4, 5, path="a.py")], bytes_reader(b"x = 0")) == ()


def test_overlapping_findings_become_one_edit_named_by_what_does_most_harm():
    wide = finding("NAME", 0, 10)
    key = finding("KEY", 4, 6)
    assert plan([wide, key], bytes_reader(b"0123456789")) == (Edit(0, 10, b"<KEY>"),)
    longer = finding("PHONE", 5, 9, category=Category.KEY)
    assert plan([wide, longer, key], bytes_reader(b"0123456789")) == (Edit(0, 10, b"<PHONE>"),)


def test_a_file_is_read_where_needed():
    handle = io.BytesIO(b"x = 'hunter2'")
    assert plan([finding("KEY", 5, 12, path="a.py")], file_reader(handle)) == (Edit(5, 12, b"<KEY>"),)


def test_in_minified_code_the_start_of_the_line_is_not_guessed():
    filler = b"'" + b"a" * WINDOW  # an odd quote, out of sight
    data = filler + b"';f('b',4539578763621486,'c')"
    assert masked(data, "a.min.js").endswith(b",0,'c')")


PYTHON = b'''"""Write to Ada Lovelace <ada@lovelace.org>."""
CARD = 4539578763621486  # of Ada Lovelace
PASSWORDS = {'a': "hunter2Secret", b: 'x hunter2Secret y'}
HOSTS = ['10.20.30.40', "[fe80::1234:abcd]:80", f'{f(4539578763621486)}']
print(4539578763621486, 'a', ada@lovelace.org)
'''


def test_python_parses_after():
    result = masked(PYTHON, "a.py")
    before, after = ast.parse(PYTHON), ast.parse(result)
    assert [type(node) for node in ast.walk(after)][:5] == [type(node) for node in ast.walk(before)][:5]
    assert ast.unparse(after.body[1]) == "CARD = 0"
    assert b"'x <PASSWORD> y'" in result


def test_json_parses_after_and_numbers_stay_numbers():
    data = {
        "mail": "ada@lovelace.org",
        "card": 4539578763621486,
        "list": [1, 4539578763621486],
        "t": "x 4539578763621486",
    }
    for text in (json.dumps(data), json.dumps(data, indent=2), json.dumps(data, separators=(",", ":"))):
        assert json.loads(masked(text.encode(), "a.json")) == {
            "mail": "<EMAIL>",
            "card": 0,
            "list": [1, 0],
            "t": "x <ID>",
        }


def test_toml_parses_after():
    data = b'''["Ada Lovelace"]
mail = "ada@lovelace.org" # Ada Lovelace
card = 4539578763621486
cards = [4539578763621486, 1]
host = '10.20.30.40'
text = """
ask ada@lovelace.org
"""
'''
    assert tomllib.loads(masked(data, "a.toml").decode()) == {
        "<NAME>": {
            "mail": "<EMAIL>",
            "card": 0,
            "cards": [0, 1],
            "host": "192.0.2.1",
            "text": "ask REDACTED_EMAIL\n",
        }
    }


@pytest.mark.parametrize("path", ["a.xml", "a.svg", "strings.ts"])
def test_xml_parses_after(path):
    data = b"""<?xml version="1.0"?>
<!DOCTYPE a [<!ENTITY owner "Ada Lovelace">]>
<a mail="ada@lovelace.org"><!-- Ada Lovelace --><b>hunter2Secret</b
><![CDATA[ada@lovelace.org]]>&lt;4539578763621486&gt;</a>
"""
    root = ET.fromstring(masked(data, path))  # noqa: S314
    assert root.get("mail") == "REDACTED_EMAIL"
    assert root[0].text == "REDACTED_PASSWORD"
    assert root[0].tail == "REDACTED_EMAIL<REDACTED_ID>"


def test_shell_keeps_its_words():
    data = b"curl -u ada:hunter2Secret \"ada@lovelace.org\" 10.20.30.40 # Ada Lovelace\nX='hunter2Secret'\n"
    words = shlex.split(masked(data, "a.sh").decode(), comments=True)
    assert words == ["curl", "-u", "ada:REDACTED_PASSWORD", "<EMAIL>", "192.0.2.1", "X=<PASSWORD>"]


def test_env_has_no_metacharacters():
    data = b"A=hunter2Secret\nexport B=ada@lovelace.org\nC=postgres://ada:hunter2Secret@10.20.30.40/x\n"
    assert not re.search(rb"[<>|&;]", masked(data, ".env"))


def test_yaml_parses_after():
    yaml = pytest.importorskip("yaml")
    data = b"""mail: ada@lovelace.org # Ada Lovelace
card: 4539578763621486
list: [4539578763621486, hunter2Secret]
run: |
  curl -u ada:hunter2Secret
deep:
  - hunter2Secret
  - "Ada Lovelace <ada@lovelace.org>"
  - {pw: hunter2Secret}
"""
    assert yaml.safe_load(masked(data, "a.yml")) == {
        "mail": "<EMAIL>",
        "card": 0,
        "list": [0, "REDACTED_PASSWORD"],
        "run": "curl -u ada:REDACTED_PASSWORD\n",
        "deep": ["<PASSWORD>", "<NAME> <<EMAIL>>", {"pw": "REDACTED_PASSWORD"}],
    }


def test_crlf_and_a_missing_last_line_end_stay():
    assert masked(b"a\r\nada@lovelace.org\r\nhunter2Secret", "a.txt") == b"a\r\n<EMAIL>\r\n<PASSWORD>"


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_stay_wide(encoding):
    text = "\ufeffcard = 4539578763621486\r\nmail = 'ada@lovelace.org' # Ada Lovelace \U0001f600\r\n"
    result = masked(text.encode(encoding), "a.py", encoding)
    assert result.decode(encoding) == "\ufeffcard = 0\r\nmail = '<EMAIL>' # <NAME> \U0001f600\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_a_private_key_in_a_file(encoding):
    begin, end = "-----BEGIN " + "PRIVATE KEY-----", "-----END " + "PRIVATE KEY-----"
    value = f"{begin}\n{'Qk9' * 20}\n{'x1Y' * 20}\n{end}"
    data = f"key: |\n{value}\nafter\n".encode(encoding)
    result = masked(data, "a.txt", encoding, {value: "PRIVATE_KEY"}).decode(encoding)
    assert result == f"key: |\n{begin}\n<KEY>\n****\n{end}\nafter\n"


PIECES = st.sampled_from([*VALUES, " ", "\n", "'", '"', "é", "= ", "# ", "x", "<", "{", "}", "\\"])
PATHS = st.sampled_from(
    ["a.py", "a.js", "a.json", "a.yaml", "a.toml", "a.xml", ".env", "a.ini", "a.txt", "a.c"]
)


@given(st.lists(PIECES, min_size=1, max_size=12), PATHS, st.sampled_from(["utf-8", "utf-16-be"]))
def test_anywhere_no_value_is_left_the_rest_stays_and_twice_is_once(pieces, path, encoding):
    data = "".join(pieces).encode(encoding)
    present = {value: mask for value, mask in VALUES.items() if value.encode(encoding) in data}
    edits = plan(find_all(data, present, path=path, encoding=encoding), bytes_reader(data), encoding=encoding)
    result = splice(data, edits)
    text = result.decode(encoding)
    assert not any(value in text for value in VALUES)
    gaps = re.split("|".join(map(re.escape, VALUES)), data.decode(encoding))
    form = "(?:<[A-Z]+>|REDACTED_[A-Z]+|0|192.0.2.1|2001:db8::1)"
    assert re.fullmatch(form.join(map(re.escape, gaps)), text)
    shift, again = 0, []
    for edit in edits:  # a scanner that reports every placeholder once more
        start = edit.start + shift
        again.append(finding("ID", start, start + len(edit.replacement), path=path))
        shift += len(edit.replacement) - (edit.end - edit.start)
    assert splice(result, plan(again, bytes_reader(result), encoding=encoding)) == result
