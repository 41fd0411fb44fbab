"""Names of members, whatever the archive calls them."""

from __future__ import annotations

import posixpath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.sources.containers.naming import decoded, joined, parts, unpacked_name

NAMES = st.lists(
    st.sampled_from(
        [
            "a",
            "/",
            "!",
            "!/",
            ".",
            "..",
            "%",
            "%2F",
            "%21",
            "%252E",
            "25",
            "\\",
            "\x1b",
            "\n",
            "é",
            "\udcff",
            " ",
        ]
    )
    | st.text(max_size=3),
    max_size=8,
).map("".join)


@pytest.mark.parametrize(
    "name",
    [
        "a.py",
        "src/a b.py",
        "a%20b.py",
        "100%",
        "..a/b..",
        "a!b",
        ".gitignore",
        "a/.b/c",
        "é/ü",
        "%zz",
        "a\\b",
    ],
)
def test_ordinary_names_stay_as_they_are(name):
    assert joined("o.zip", name) == f"o.zip!/{name}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("/etc/passwd", "%2Fetc/passwd"),
        ("../../a", "%2E%2E/%2E%2E/a"),
        ("a/./b", "a/%2E/b"),
        ("a//b", "a/%2Fb"),
        ("in.zip!/a", "in.zip%21/a"),
        ("%2F", "%252F"),
        ("..", "%2E%2E"),
    ],
)
def test_what_could_be_misread_is_written_with_a_percent_sign(name, shown):
    assert joined("o.zip", name) == f"o.zip!/{shown}"


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_a_path_can_be_taken_apart_again(names):
    path = "dir/outer.zip"
    for name in names:
        path = joined(path, name)
    assert parts(path, "dir/outer.zip") == names


@given(NAMES.filter(bool))
def test_no_name_leads_out_of_its_archive(name):
    path = joined("dir/o.zip", name)
    assert posixpath.normpath(path).startswith("dir/o.zip!/") or name.endswith("/")
    assert ".." not in path.split("/")


@given(NAMES, NAMES)
def test_different_names_have_different_paths(one, other):
    assert (joined("o", one) == joined("o", other)) is (one == other)


def test_bytes_that_are_no_text_are_kept():
    assert decoded(b"a\xff") == "a\udcff"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("d/dump.sql.gz", "dump.sql"),
        ("a.BZ2", "a"),
        ("noending", "noending.unpacked"),
        (".gz", ".gz.unpacked"),
        ("a.svgz", "a.svgz.unpacked"),
    ],
)
def test_the_one_file_in_a_compressed_one_is_called_as_it_is_without(path, name):
    assert unpacked_name(path) == name
