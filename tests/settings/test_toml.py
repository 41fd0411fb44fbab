import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import ConfigError
from piiscan.settings.toml import parse, parse_text, write_key, write_value


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a = ", "x.toml:1:5: not valid TOML: "),
        (b"a = 1\nb 2\n", "x.toml:2:3: not valid TOML: "),
        (b"a = 1\r\nb = [1,\r\n", "x.toml:3:1: not valid TOML: "),
        (b"a = 1\na = 2\n", "x.toml:2:6: not valid TOML: "),
        (b"a = 1\nb = '\xff'\n", "x.toml:2: not UTF-8 text"),
        ("a = 1\n".encode("utf-16"), "x.toml:1: not UTF-8 text"),
        (b"a = " + b"[" * 100_000, "x.toml: not valid TOML: nested too deeply"),
        (b"a = " + b"9" * 10_000, "x.toml: not valid TOML: "),
        (b"'\x1b[2J' = 1\n", "x.toml:1:2: not valid TOML: "),
    ],
)
def test_what_is_broken_is_named_with_its_place_on_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(data, "x.toml")
    assert caught.value.message.startswith(message)
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 200


@pytest.mark.parametrize("data", [b"\xef\xbb\xbfa = 1\n", b"a = 1\r\n", b"a = 1"])
def test_byte_order_marks_and_line_ends_are_fine(data: bytes) -> None:
    assert parse(data, "x.toml") == {"a": 1}


_SCALARS = st.text(st.characters(exclude_categories=["Cs"])) | st.booleans() | st.integers(-(2**60), 2**60)
_VALUES = st.recursive(
    _SCALARS, lambda v: st.lists(v) | st.dictionaries(st.text('ab-\n"é.'), v), max_leaves=8
)


@given(_VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert parse_text(f"{write_key('a key')} = {write_value(value)}", "x.toml") == {"a key": value}


def test_a_path_that_is_not_utf8_still_gives_valid_toml() -> None:
    assert parse_text(f"a = {write_value('caf' + chr(0xDCE9))}", "x") == {"a": "caf�"}
