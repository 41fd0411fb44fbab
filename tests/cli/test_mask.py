"""`piiscan mask`: what is found goes, everything else stays, and a second run has nothing to do."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from canary import EMAIL, EVERYTHING, KEY_BLOCK, LINES, NAME, SECRETS, USER, leaks
from piiscan.mask.segments import DOTS

from .conftest import Piiscan, Write

DIRTY = LINES["EMAIL"] + "\n"
MASKED = "mail_to('<EMAIL>')\n"


def test_a_clean_tree_stays_as_it_is(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": "x = 1\n", "b.bin": b"\0" + EMAIL.encode()})
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tree.iterdir()}
    result = piiscan("mask", ".")
    assert (result.code, result.out, result.err) == (0, "", "Nothing to mask in 1 file, 6 B.\n")
    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in tree.iterdir()} == before


def test_credits_placeholders_and_suppressed_findings_stay(piiscan: Piiscan, write: Write, tree: Path):
    text = f"# Copyright (c) 1918 {NAME}\n# user@example.com\n{LINES['EMAIL']}  # piiscan: ignore\n"
    write({"a.py": text})
    assert piiscan("mask", ".").code == 0
    assert (tree / "a.py").read_text() == text


def test_values_go_and_everything_else_stays(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": EVERYTHING})
    result = piiscan("mask", ".", "--include", "licence")
    assert (result.code, result.out) == (0, f"masked a.py: {len(LINES)} findings\n")
    assert (tree / "a.py").read_text() == (
        "token = \"<KEY>\"\nDB_PASSWORD = '<PASSWORD>'\nmail_to('<EMAIL>')\nhost = \"192.0.2.1\"\n"
        'card = "<ID>"\n# Copyright (c) 1918 <NAME>\nopen("/home/<USERNAME>/notes")\n'
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.py", EVERYTHING),
        ("crlf.py", EVERYTHING.replace("\n", "\r\n")),
        ("no end.py", EVERYTHING.rstrip()),
        ("id_rsa", KEY_BLOCK + "\n"),
        ("key.json", json.dumps({"key": KEY_BLOCK, "mail": EMAIL}) + "\n"),
        ("key.py", "KEY = (\n" + "".join(f'    "{line}\\n"\n' for line in KEY_BLOCK.split("\n")) + ")\n"),
        (".env", f"DB_PASSWORD={SECRETS['PASSWORD']}\nURL=postgres://{USER}:{SECRETS['PASSWORD']}@db/x\n"),
        ("a.yml", f"password: {SECRETS['PASSWORD']}\nmail: {EMAIL}\nhosts: [{SECRETS['IP_ADDRESS']}]\n"),
        ("a.xml", f"<a><password>{SECRETS['PASSWORD']}</password><m>{EMAIL}</m></a>\n"),
        ("a.md", f"Write to <{EMAIL}> or call `curl -u ci:{SECRETS['PASSWORD']} http://x`.\n"),
    ],
    ids=lambda value: value if len(value) < 12 else "",
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "latin-1"])
def test_a_second_run_changes_nothing_and_a_scan_is_clean(
    piiscan: Piiscan, write: Write, tree: Path, name: str, text: str, encoding: str
):
    write({name: text.encode(encoding)})
    assert piiscan("mask", ".").code == 0
    once = (tree / name).read_bytes()
    assert once != text.encode(encoding)
    assert leaks(once.decode(encoding)) in ([], ["NAME"])
    again = piiscan("mask", ".")
    assert (again.code, again.out) == (0, "")
    assert (tree / name).read_bytes() == once
    scan = piiscan("scan", "--fail-on", "note", "--show-notes", "-o", "concise")
    assert (scan.code, scan.out) == (0, "")


def test_diff_shows_and_touches_nothing(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": "x = 1\n" + DIRTY, "b.py": "x = 1\n"})
    state = (tree / "a.py").stat()
    result = piiscan("mask", "--diff", ".")
    assert result.code == 1
    assert result.out.splitlines() == [
        "--- a/a.py", "+++ b/a.py", "@@ -1,2 +1,2 @@", " x = 1", f"-mail_to('{DOTS}')", "+mail_to('<EMAIL>')",
    ]  # fmt: skip
    assert result.err == "Would mask 1 finding in 1 file of 2.\n"
    assert (tree / "a.py").read_text() == "x = 1\n" + DIRTY
    assert (tree / "a.py").stat() == state
    assert piiscan("mask", "--diff", "b.py").code == 0


@pytest.mark.parametrize(
    ("options", "gone"),
    [
        (("--severity", "error"), {"KEY", "PASSWORD"}),
        (("--severity", "warning"), {"KEY", "PASSWORD", "EMAIL", "ID", "IP_ADDRESS"}),
        (("--select", "EMAIL"), {"EMAIL"}),
        (("--ignore", "KEY,PASSWORD,ID,IP_ADDRESS,EMAIL"), {"USERNAME"}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_only_what_was_chosen_is_masked(piiscan: Piiscan, write: Write, tree: Path, options, gone):
    write({"a.py": EVERYTHING})
    piiscan("mask", ".", *options)
    left = (tree / "a.py").read_text()
    assert {name for name, value in SECRETS.items() if value not in left} == gone


@pytest.mark.skipif(sys.platform == "win32", reason="modes and hard links of POSIX")
class TestFilesThatMustNotBeRewritten:
    def test_a_hard_link_is_refused_until_it_is_said(self, piiscan: Piiscan, write: Write, tree: Path):
        write({"a.py": DIRTY, "c.py": DIRTY})
        os.link(tree / "a.py", tree / "b.py")
        result = piiscan("mask", "a.py", "c.py")
        assert result.code == 2
        assert "piiscan: a.py: not masked: " in result.err
        assert "2 hard links" in result.err
        assert (tree / "a.py").read_text() == DIRTY
        assert (tree / "c.py").read_text() == MASKED
        assert piiscan("mask", "a.py", "--break-hard-links").code == 0
        assert ((tree / "a.py").read_text(), (tree / "b.py").read_text()) == (MASKED, DIRTY)

    def test_a_read_only_file_is_refused(self, piiscan: Piiscan, write: Write, tree: Path):
        write({"a.py": DIRTY})
        (tree / "a.py").chmod(0o444)
        result = piiscan("mask", ".")
        assert result.code == 2
        assert "a.py: not masked: " in result.err
        assert "read-only" in result.err
        assert (tree / "a.py").read_text() == DIRTY

    def test_a_link_stays_a_link(self, piiscan: Piiscan, write: Write, tree: Path):
        write({"real/a.py": DIRTY})
        (tree / "link.py").symlink_to("real/a.py")
        assert piiscan("mask", "link.py").code == 0
        assert (tree / "link.py").is_symlink()
        assert (tree / "real" / "a.py").read_text() == MASKED

    def test_the_mode_stays(self, piiscan: Piiscan, write: Write, tree: Path):
        write({"a.sh": DIRTY})
        (tree / "a.sh").chmod(0o751)
        piiscan("mask", ".")
        assert (tree / "a.sh").stat().st_mode & 0o777 == 0o751

    def test_no_other_file_appears(self, piiscan: Piiscan, write: Write, tree: Path):
        write({"a.py": DIRTY})
        piiscan("mask", ".")
        assert [path.name for path in tree.iterdir()] == ["a.py"]


def test_a_selector_with_a_typing_error_does_not_leave_everything_in_place(piiscan: Piiscan, write: Write):
    write({"a.py": DIRTY})
    result = piiscan("mask", ".", "--select", "EMIAL")
    assert (result.code, result.out) == (2, "")
    assert "did you mean `EMAIL`" in result.err


@pytest.mark.parametrize("arguments", [("./-",), ("--", "-")], ids=" ".join)
def test_a_file_called_dash_is_masked(piiscan: Piiscan, write: Write, tree: Path, arguments: tuple[str, ...]):
    write({"-": DIRTY})
    refused = piiscan("mask", "-")
    assert (refused.code, "`./-`" in refused.err) == (2, True)
    assert (tree / "-").read_text() == DIRTY
    assert piiscan("mask", *arguments).out == "masked -: 1 finding\n"
    assert (tree / "-").read_text() == MASKED


@pytest.mark.parametrize(
    "names", [("a.py", "a.py"), ("a.py", "./a.py", "."), ("sub", "sub/b.py", "link")], ids=" ".join
)
def test_a_file_that_is_named_twice_is_masked_once(piiscan: Piiscan, write: Write, tree: Path, names):
    write({"a.py": DIRTY, "sub/b.py": DIRTY})
    (tree / "link").symlink_to("sub/b.py")
    result = piiscan("mask", *names)
    assert (result.code, len(result.out.splitlines()) <= 2) == (0, True)


def test_quiet_masks_in_silence(piiscan: Piiscan, write: Write, tree: Path):
    write({"a.py": DIRTY})
    result = piiscan("mask", "-q", ".")
    assert (result.code, result.out, result.err) == (0, "", "")
    assert (tree / "a.py").read_text() == MASKED


def test_a_value_that_came_out_from_under_another_is_masked_as_well(
    piiscan: Piiscan, write: Write, tree: Path
):
    write({"a.py": f"URL = 'https://{USER}:{SECRETS['PASSWORD']}@{SECRETS['IP_ADDRESS']}/'  # {EMAIL}\n"})
    assert piiscan("mask", ".").code == 0
    assert piiscan("scan", "--fail-on", "note").code == 0


def test_the_same_findings_as_a_scan_with_notes(piiscan: Piiscan, write: Write):
    write({"a.py": EVERYTHING, "sub/b.py": EVERYTHING})
    found = json.loads(piiscan("scan", "-o", "json").out)["findings"]
    out = piiscan("mask", ".").out
    assert out.splitlines() == [f"masked {name}: {len(found) // 2} findings" for name in ("a.py", "sub/b.py")]
