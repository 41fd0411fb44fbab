from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.report.escape import visible
from piiscan.report.markup import attributes, escaped

from .samples import HOSTILE_PATHS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("plain größe 日本 😀", "plain größe 日本 😀"),
        ("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;"),
        ("]]>", "]]&gt;"),
        ("\x00\x1b[2J\n", "\\x00\\x1b[2J\\n"),
        ("\udcff", "\\xff"),
        ("\ufffe\uffff\ufdd0", "\\ufffe\\uffff\\ufdd0"),
        ("\U0001ffff", "\\u1ffff"),
    ],
)
def test_escaped(text: str, expected: str) -> None:
    assert escaped(text) == expected


@pytest.mark.parametrize("path", HOSTILE_PATHS.values(), ids=HOSTILE_PATHS.keys())
def test_a_hostile_path_is_printable(path: str) -> None:
    assert escaped(path).isprintable()


@given(st.text(st.characters(codec=None)))
def test_any_text_survives_xml(text: str) -> None:
    """But for what cannot stand there, which is made visible."""
    element = f"<a{attributes(b=text)}>{escaped(text)}</a>"
    read = ElementTree.fromstring(element)  # noqa: S314 - our own
    assert (read.text or "") == read.get("b")
    if not any(0xFDD0 <= ord(each) <= 0xFDEF or ord(each) & 0xFFFE == 0xFFFE for each in text):
        assert (read.text or "") == visible(text)


def test_attributes_without_a_value_are_left_out() -> None:
    assert attributes(a=None, b=0, c="") == ' b="0" c=""'
