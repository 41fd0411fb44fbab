"""What is a key. First what is none."""

from __future__ import annotations

import pytest

from piiscan.mask.syntax.keys import is_key
from piiscan.mask.syntax.kind import syntax_of

CASES = [
    ("a.json", '{"a": "⟦ada@x.org⟧", "b": 1}', False),
    ("a.json", '["⟦ada@x.org⟧"]', False),
    ("a.py", 'f("⟦ada@x.org⟧")', False),
    ("a.py", 'x = "⟦ada@x.org⟧" == y', False),
    ("a.yaml", "a: ⟦ada@x.org⟧", False),
    ("a.yaml", "- ⟦ada@x.org⟧", False),
    ("a.ini", "a = ⟦ada@x.org⟧ = b", False),
    ("a.ini", "; ⟦ada@x.org⟧ = b", False),
    ("a.toml", 'a = "⟦ada@x.org⟧"', False),
    ("a.txt", "⟦ada@x.org⟧ = b", False),
    ("a.yaml", "a: !!seq [⟦ada@x.org⟧, b]", False),
    ("a.yaml", "a: !!set {b, c} ⟦ada@x.org⟧", False),
    ("a.yaml", "a: b? ⟦ada@x.org⟧", False),
    ("a.txt", "? ⟦ada@x.org⟧", False),
    ("a.yaml", "  ? ⟦ada@x.org⟧", True),
    ("a.yaml", "- ? ⟦ada@x.org⟧", True),
    ("a.yaml", "a: !!set { b, ⟦ada@x.org⟧ }", True),
    ("a.rst", "by `⟦ada@x.org⟧ <https://x.org>`_ and", True),
    ("a.rst", "``x`` by `Ada ⟦Lovelace⟧ <https://x.org>`_", True),
    ("a.rst", "as `⟦Ada Lovelace⟧`_ says", True),
    ("a.rst", "as `⟦Ada Lovelace⟧`__ says", False),
    ("a.rst", "by `⟦ada@x.org⟧ <https://x.org>`__", False),
    ("a.rst", "by `Ada <⟦ada@x.org⟧>`_", False),
    ("a.rst", "``x`` ⟦ada@x.org⟧ `y`_", False),
    ("a.rst", "``⟦ada@x.org⟧``", False),
    ("a.rst", ".. _⟦Ada Lovelace⟧: https://x.org", True),
    ("a.rst", ".. _`⟦Ada Lovelace⟧`: https://x.org", True),
    ("a.rst", ".. _x: mailto:⟦ada@x.org⟧", False),
    ("a.txt", "as `⟦Ada Lovelace⟧`_ says", False),
    ("a.json", '{"⟦ada@x.org⟧": 1}', True),
    ("a.json", '{"to ⟦ada@x.org⟧ now" : 1}', True),
    ("a.json", '"{\\"⟦ada@x.org⟧\\": 1}"', True),
    ("a.py", "x = {'⟦ada@x.org⟧': 1}", True),
    ("a.rb", "x = {'⟦ada@x.org⟧' => 1}", True),
    ("a.lua", "x = {['⟦ada@x.org⟧'] = 1}", True),
    ("a.yaml", "  ⟦ada@x.org⟧: 1", True),
    ("a.yaml", "  - ⟦ada@x.org⟧:\r", True),
    ("a.yaml", '  "⟦ada@x.org⟧": 1', True),
    ("a.yaml", "{⟦ada@x.org⟧: 1}", True),
    ("a.toml", '"⟦ada@x.org⟧" = 1', True),
    ("a.toml", '[users."⟦ada@x.org⟧"]', True),
    ("a.ini", "⟦ada@x.org⟧ = 1", True),
    ("a.ini", "[⟦ada@x.org⟧]\r", True),
]


@pytest.mark.parametrize(("path", "line", "expected"), CASES)
def test_is_key(path, line, expected):
    before, _, rest = line.partition("⟦")
    after = rest.partition("⟧")[2]
    assert is_key(syntax_of(path), before.encode(), after.encode()) is expected
