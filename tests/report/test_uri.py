from __future__ import annotations

import pytest

from piiscan.report.uri import absolute, artifact_location, below, file_uri, path_uri


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("src/a.py", "src/a.py"),
        ("my file?#.py", "my%20file%3F%23.py"),
        ("100%/a.py", "100%25/a.py"),
        ("a:b.py", "a%3Ab.py"),
        ("größe.py", "gr%C3%B6%C3%9Fe.py"),
        ("a\udcff.py", "a%FF.py"),
        ("a\ud83d.py", "a%ED%A0%BD.py"),
        ("a\\b.py", "a%5Cb.py"),
        ("a\n\x1b.py", "a%0A%1B.py"),
        ("@a+b,c=(d)!.py", "@a+b,c=(d)!.py"),
    ],
)
def test_path_uri(path: str, expected: str) -> None:
    assert path_uri(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/a b.py", "file:///home/a%20b.py"),
        ("/odd\\name", "file:///odd%5Cname"),
        ("C:\\Users\\a b", "file:///C:/Users/a%20b"),
        ("C:/a", "file:///C:/a"),
        ("\\\\host\\share\\x", "file://host/share/x"),
    ],
)
def test_file_uri(path: str, expected: str) -> None:
    assert file_uri(path) == expected


@pytest.mark.parametrize(
    ("root", "path", "expected"),
    [
        ("/w", "a/b.py", "a/b.py"),
        ("/w", "./a//b.py", "a/b.py"),
        ("/w", "..", None),
        ("/w", "a/../../b.py", None),
        ("/w", "..a/b.py", "..a/b.py"),
        ("/w", "/w/a.py", "a.py"),
        ("/w/", "/w/a.py", "a.py"),
        ("/w", "/w2/a.py", None),
        ("/w", "/w/../x.py", None),
        ("/", "/etc/a.py", "etc/a.py"),
        ("C:\\w", "C:\\w\\a\\b.py", "a/b.py"),
        ("C:\\w", "D:\\a.py", None),
    ],
)
def test_below(root: str, path: str, expected: str | None) -> None:
    assert below(root, path) == expected


def test_outside_of_the_root_a_location_is_a_file_uri() -> None:
    assert artifact_location("../x.py", "/w/repo") == {"uri": "file:///w/x.py"}
    assert artifact_location("/etc/x y", "/w/repo") == {"uri": "file:///etc/x%20y"}
    assert artifact_location("x y", "/w/repo") == {"uri": "x%20y", "uriBaseId": "%SRCROOT%"}
    assert absolute("C:\\w\\repo", "../x.py") == "C:/w/x.py"
