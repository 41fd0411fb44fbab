"""The pinned list, and what must stay out."""

from __future__ import annotations

import pytest

from piiscan.errors import DataError
from piiscan.train.pinned import Item, KeepOut, parse, read_keep_out, read_list


@pytest.mark.parametrize(
    "line",
    [
        "requests",
        "pypi:requests",
        "pypi:requests=2",
        "npm:left-pad",
        "npm:@scope/name",
        "debian:bash==",
        "cargo:serde=1",
        "pypi:-r==1",
        "npm:../x;y@1",
        "dir:",
        "pypi:a==1 b",
    ],
)
def test_what_is_no_pin_is_refused(line):
    with pytest.raises(DataError, match="list:3"):
        parse(line, "list:3")


@pytest.mark.parametrize(
    ("line", "item"),
    [
        ("pypi:requests==2.32.3", Item("pypi", "requests", "2.32.3")),
        ("npm:@slack/web-api@7.0.0", Item("npm", "@slack/web-api", "7.0.0")),
        ("debian:samba=2:4.17.12+dfsg-0+deb12u4", Item("debian", "samba", "2:4.17.12+dfsg-0+deb12u4")),
        ("dir:/src/a/", Item("dir", "a", path="/src/a/")),
        ("git:repo", Item("git", "repo", path="repo")),
    ],
)
def test_pins_are_read(line, item):
    assert parse(line, "list:1") == item


def test_a_package_stands_in_a_list_once(tmp_path):
    (tmp_path / "list").write_text("pypi:a==1\n# comment\n\npypi:a==2  # again\n")
    with pytest.raises(DataError, match="same package"):
        read_list(str(tmp_path / "list"))


@pytest.fixture
def keep_out(tmp_path) -> KeepOut:
    (tmp_path / "out.txt").write_text(
        "# judges\ngithub lib/pq\nnpm @aws-amplify/auth\npypi trac\ndebian libnet-ldap-perl\ngithub someone/tinyxml2\n"
    )
    (tmp_path / "gold.jsonl").write_text(
        '{"registry": "pypi", "package": "passlib"}\n{"group": "npm:ldapjs"}\n'
    )
    return read_keep_out([str(tmp_path / "out.txt"), str(tmp_path / "gold.jsonl")])


@pytest.mark.parametrize("name", ["requests", "track", "net", "auth0", "pqueue", "aws-amplify"])
def test_others_may_come_in(keep_out, name):
    assert not keep_out.covers(name)


@pytest.mark.parametrize(
    "name",
    [
        "trac",
        "Trac",
        "python-trac",
        "python3-passlib",
        "node-ldapjs",
        "pq",
        "tinyxml2",
        "net-ldap",
        "libnet-ldap-perl",
        "@fork/ldapjs",
    ],
)
def test_forks_share_the_name(keep_out, name):
    assert keep_out.covers(name)


@pytest.mark.parametrize(
    "path", ["src/pq.c", "lib/net.py", "docs/trac.rst", "src/xml.cpp", "vendor/other/a.js"]
)
def test_files_of_ones_own_may_come_in(keep_out, path):
    assert not keep_out.covers_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "vendor/github.com/lib/pq/conn.go",
        "go/src/github.com/lib/pq/conn.go",
        "node_modules/ldapjs/lib/a.js",
        "a/third_party/tinyxml2/x.cpp",
        "src/util/tinyxml2.cpp",
        "_vendor/passlib/hash.py",
        "ext/vendor/trac.py",
    ],
)
def test_vendored_copies_stay_out(keep_out, path):
    assert keep_out.covers_path(path)


@pytest.mark.parametrize(
    ("name", "text"), [("a.txt", "just-a-name\n"), ("a.jsonl", "{}\n"), ("a.jsonl", "no\n")]
)
def test_a_list_that_is_none_is_refused(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(DataError, match=f"{name}:1"):
        read_keep_out([str(tmp_path / name)])
