"""Named pieces of patterns: `(?&name)`."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.catalog.load import RuleFile, build_catalog, builtin_files, parse_file
from piiscan.catalog.pieces import LONGEST, PieceError, collect, expand
from piiscan.errors import RuleError

from .rule_table import GOOD, toml

PIECES = {"hex": "[0-9a-f]{8}", "word": "a|b", "dashed": "(?:x|y)-"}


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("no piece", "no piece"),
        ("(?&hex)", "[0-9a-f]{8}"),
        ("k=(?&hex)(?&dashed)z", "k=[0-9a-f]{8}(?:x|y)-z"),
        ("k(?&word)z", "k(?:a|b)z"),
        ("(?&hex){2}", "(?:[0-9a-f]{8}){2}"),
        ("(?&dashed)*", "(?:(?:x|y)-)*"),
        ("(?&hex)?(?&hex)+", "(?:[0-9a-f]{8})?(?:[0-9a-f]{8})+"),
        (r"\(?&hex)", r"\(?&hex)"),
        (r"\\(?&hex)", r"\\[0-9a-f]{8}"),
        ("[(?&hex)]", "[(?&hex)]"),
        (r"[^](?&hex)\]]", r"[^](?&hex)\]]"),
    ],
)
def test_what_a_name_stands_for(source, expected):
    assert expand(source, PIECES) == expected


def test_a_choice_is_told_by_what_stands_outside_of_groups_and_sets():
    for piece, is_choice in (("(a|b)", 0), ("[|]", 0), (r"\|", 0), ("(a)|b", 1), (r"\(|b", 1), ("[(]|b", 1)):
        assert expand("(?&p)", {"p": piece}) == (f"(?:{piece})" if is_choice else piece)


@given(
    st.sampled_from(["a|b", "ab", "(?:a|b)", "[ab]"]),
    st.sampled_from(["", "?", "{2}", "+"]),
    st.text("ab|x", max_size=6),
)
def test_it_matches_what_a_group_would(piece, repeated, text):
    source = f"x(?&p){repeated}x"
    assert bool(re.fullmatch(expand(source, {"p": piece}), text)) == bool(
        re.fullmatch(f"x(?:{piece}){repeated}x", text)
    )


@pytest.mark.parametrize("source", ["(?&hax)", "(?&)", "(?&Hex)", "(?& hex)"])
def test_a_name_that_nothing_has(source):
    with pytest.raises(PieceError, match="there is no piece"):
        expand(source, PIECES)


def test_pieces_are_made_of_pieces():
    pieces = collect([("a.toml", {"octet": "[0-9]{1,3}", "four": r"(?&octet)(?:\.(?&octet)){3}"})])
    assert pieces["four"] == r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ([1], "0.toml: `pieces` must be a table"),
        ([{"A": "x"}], "0.toml: piece `A`: must be small letters, digits and `_`"),
        ([{"a": 1}], "0.toml: piece `a`: must be a pattern"),
        ([{"a": ""}], "0.toml: piece `a`: must be a pattern"),
        ([{"a": "("}], "0.toml: piece `a`: does not compile: "),
        ([{"a": "(?&a)"}], "0.toml: piece `a`: there is no piece `a`"),
        ([{"a": "(?&b)", "b": "x"}], "0.toml: piece `a`: there is no piece `b`"),
        ([{"a": "x"}, {"a": "x"}], "1.toml: piece `a`: is already defined in 0.toml"),
    ],
)
def test_what_is_wrong_with_pieces(tables, message):
    with pytest.raises(RuleError) as caught:
        collect([(f"{number}.toml", table) for number, table in enumerate(tables)])
    assert caught.value.message.startswith(message)


def test_ten_lines_do_not_grow_to_any_length():
    bomb = {"a0": "x" * 64, **{f"a{n + 1}": f"(?&a{n})" * 8 for n in range(9)}}
    with pytest.raises(RuleError) as caught:
        collect([("a.toml", bomb)])
    assert f"longer than {LONGEST:,} characters" in caught.value.message


def file(name: str, text: str, *rules: dict) -> RuleFile:
    return RuleFile(f"{name}.toml", name, text.encode() + toml(*rules))


OWN = {**GOOD, "pattern": "acme_(?&lower)"}


def test_a_rule_has_the_pieces_of_its_file_those_of_others_and_those_that_ship():
    (rule,) = parse_file(file("own", "[pieces]\nlower = '[a-z0-9]{32}'\n", OWN))
    assert rule.pattern == rule.anchor == "acme_[a-z0-9]{32}"
    catalog = build_catalog([file("own", "", OWN), file("pieces", "[pieces]\nlower = '[a-z0-9]{32}'\n")])
    assert [item.pattern for item in catalog.rules] == ["acme_[a-z0-9]{32}"]
    (rule,) = parse_file(file("own", "", {**GOOD, "pattern": "acme_(?&uuid)"}))
    assert re.fullmatch(rule.pattern, "acme_" + "-".join("0" * size for size in (8, 4, 4, 4, 12)))


def test_a_rule_that_names_no_piece_says_what_may_be_meant():
    with pytest.raises(RuleError) as caught:
        parse_file(file("own", "", {**GOOD, "pattern": "acme_(?&uid)"}))
    assert caught.value.message == "own.toml: rule `acme-token`: key `pattern`: there is no piece `uid`"
    assert caught.value.hint == "did you mean `uuid`?"


def test_a_piece_that_ships_is_not_taken_by_others():
    with pytest.raises(RuleError, match="piece `uuid`: is already defined in"):
        build_catalog([*builtin_files(), file("own", "[pieces]\nuuid = 'x'\n", GOOD)])
    with pytest.raises(RuleError, match="piece `uuid`: is already defined in"):  # as `rules test` says
        parse_file(file("own", "[pieces]\nuuid = 'x'\n", GOOD))


def test_every_piece_that_ships_is_in_use():
    files = builtin_files()
    (pieces,) = (each for each in files if each.family == "pieces")
    text = b"".join(each.data for each in files)
    for name in re.findall(rb"(?m)^([a-z_]+) = ", pieces.data):
        assert text.count(b"(?&" + name + b")") > 1, name
