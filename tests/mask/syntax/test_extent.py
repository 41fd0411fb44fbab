"""How far a value goes that a rule has cut. First those that end where the rule says."""

from __future__ import annotations

import pytest

from piiscan.mask.syntax.extent import begun, edges, missing
from piiscan.mask.syntax.kind import syntax_of
from piiscan.types import Category

UNCUT = [
    # path, line with the value between ⟦ and ⟧
    ("a.py", 'x = "⟦hunter2⟧"'),
    ("a.py", 'x = "⟦hunter2⟧:rest"'),
    ("a.py", 'x = "⟦hunter2⟧" + y'),
    ("a.py", "x = '⟦hunter2⟧ it\\'s mine'"),
    ("a.py", "x = ⟦hunter2⟧<y"),
    ("a.py", 'x = f"⟦hunter2⟧<{y}"'),
    ("a.js", "x = `⟦hunter2⟧<${y}`"),
    ("a.py", 'x = "⟦hunter2⟧\\" + y'),
    ("a.py", "x = '⟦hunter2⟧<" + "a" * 200 + "'"),
    ("a.py", 'r = "⟦hunter2\\\\⟧"'),
    ("a.sh", "export P='⟦hunter2\\⟧'"),
    ("a.toml", "p = '⟦hunter2\\⟧'"),
    ("a.yaml", "p: '⟦hunter2\\⟧'"),
    ("a.go", "p := `⟦hunter2\\⟧`"),
    ("a.sql", "VALUES ('⟦hunter2\\⟧', 'b')"),
    ("a.yaml", "p: ⟦hunter2⟧ 'b'"),
    ("a.yaml", "run: mysql -p⟦hunter2⟧<dump.sql"),
    ("a.sh", "mysql --password=⟦hunter2⟧<dump.sql"),
    ("a.txt", "password = ⟦hunter2⟧<b"),
    ("a.json", '{"a": "⟦hunter2⟧"}'),
    ("a.json", '{"a": "b = \\"⟦hunter2⟧\\"\\n"}'),
    ("a.ipynb", "\"b = '⟦hunter2⟧'\\n\""),
]
CUT = [
    # path, line, what goes as well
    ("a.py", 'x = "⟦hunt\\⟧"er2"', '"er2'),
    ("a.py", "x = b'⟦hunt\\⟧'er2' + y", "'er2"),
    ("a.py", 'x = "⟦hunt⟧\'er2"', "'er2"),
    ("a.js", "x = {p: '⟦hunt⟧<er>2'}", "<er>2"),
    ("a.py", 'x = "⟦hunt\\\\⟧\\"er2"', '\\"er2'),
    ("a.json", '{"a": "⟦hunt\\⟧"er2"}', '"er2'),
    ("a.json", '{"a": "b = \\"⟦hunt\\\\\\⟧"er2\\"\\n"}', '"er2'),
    ("a.json", '{"a": "b = \\"⟦hunt⟧\\\\\\"er2\\"\\n"}', '\\\\\\"er2'),
    ("a.ipynb", "\"b = '⟦hunt\\\\⟧'er2'\\n\"", "'er2"),
    ("a.yaml", "p: '⟦hunt⟧''er2'", "''er2"),
    ("a.sql", "VALUES ('⟦hunt⟧''er2', 'b')", "''er2"),
    ("a.csv", '1,"⟦hunt⟧""er2",b', '""er2'),
    ("a.yaml", "p: ⟦hunt⟧'er2 # mine", "'er2"),
    ("a.ini", "p = ⟦hunt⟧<er2", "<er2"),
    ("a.ini", 'p=⟦hunt⟧"er2\r', '"er2'),
    ("a.c", 'f("a p=⟦hunt\\⟧"er2")', '"'),  # not from the literal's start: only the escape stays whole
    ("a.sh", 'curl -d "a p=⟦hunt\\⟧"er2"', '"'),
]


def split(line: str) -> tuple[bytes, bytes, bytes]:
    before, _, rest = line.partition("⟦")
    value, _, after = rest.partition("⟧")
    return before.encode(), value.encode(), after.encode()


@pytest.mark.parametrize(("path", "line"), UNCUT)
def test_nothing_goes_with_a_whole_value(path, line):
    assert missing(syntax_of(path), path, Category.PASSWORD, *split(line)) == 0


@pytest.mark.parametrize(("path", "line", "more"), CUT)
def test_what_a_rule_has_cut_goes_as_well(path, line, more):
    before, value, after = split(line)
    count = missing(syntax_of(path), path, Category.PASSWORD, before, value, after)
    assert after[:count].decode() == more


def test_a_mailbox_ends_where_its_rule_says():
    assert missing(syntax_of("a.py"), "a.py", Category.EMAIL, *split("x = '⟦ada@x.org⟧<b'")) == 0


def test_no_character_is_cut():
    assert missing(syntax_of("a.c"), "a.c", Category.EMAIL, *split('f("a ⟦b\\⟧ö")')) == 0


@pytest.mark.parametrize(
    ("path", "line", "count"),
    [
        ("a.json", '"x ⟦ada@x.org⟧"', 0),
        ("a.json", '"x\\\\⟦nada@x.org⟧"', 0),
        ("a.py", '"C:\\Users\\⟦nora⟧\\x"', 0),
        ("a.txt", "\\⟦nora⟧", 0),
        ("a.json", '"\\⟦u003cada@x.org⟧"', 5),
        ("a.py", '"\\⟦x3cada@x.org⟧"', 3),
        ("a.rs", '"\\⟦u{3c}ada@x.org⟧"', 5),
        ("a.json", '"\\⟦nada@x.org⟧"', 1),
        ("a.go", '"\\⟦tada@x.org⟧"', 1),
        ("a.go", "`C:\\Users\\⟦nora⟧`", 0),
        ("a.toml", "x = 'C:\\Users\\⟦nora⟧\\x'", 0),
        ("a.toml", 'x = "\\⟦nada@x.org⟧"', 1),
        ("a.toml", "x = ['y', \"\\⟦nada@x.org⟧\"]", 1),
    ],
)
def test_a_value_does_not_begin_inside_an_escape(path, line, count):
    before, value, _ = split(line)
    assert begun(syntax_of(path), path, before, value) == count


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Ada", (0, 0)),
        ("Ada O'Brien", (0, 0)),
        ("Ada 'the' O'Brien", (0, 0)),
        ("'", (0, 0)),
        ("Fort Collins'", (0, 1)),
        ('"Ada', (1, 0)),
        ("'Ada'", (0, 0)),
    ],
)
def test_quotes_that_a_rule_took_along_stay(value, expected):
    """`['Boise', 'Fort Collins', 'x <a@b.de>']` lost a quote."""
    assert edges(Category.NAME, value.encode()) == expected


def test_a_password_may_hold_a_quote():
    assert edges(Category.PASSWORD, b"hunter2'") == (0, 0)
