"""The file: what is wrong in it is told in one line, and it merges."""

from __future__ import annotations

import json
import os
import random
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiscan.errors import BaselineError
from piiscan.suppress.baseline.entry import Entry, Verdict
from piiscan.suppress.baseline.file import NAME, Baseline, read, text, write

LETTERS = "abcdefghijklmnop"
ENTRY = Entry("src/a.py", "github-pat", "a" * 16, "b" * 8)


def entry(number: int) -> Entry:
    source = random.Random(number)
    return Entry(f"f{number}.py", "github-pat", "".join(source.choices(LETTERS, k=16)))


def baseline(*entries: Entry) -> Baseline:
    return Baseline(b"k" * 16).having(entries)


def document(**changes: object) -> str:
    finding = {"path": "a.py", "rule": "github-pat", "context": "a" * 16}
    return json.dumps({"version": 1, "salt": "a" * 32, "findings": [finding], **changes})


def finding(**changes: object) -> str:
    found = {"path": "a.py", "rule": "github-pat", "context": "a" * 16, **changes}
    return document(findings=[{name: value for name, value in found.items() if value is not None}])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not JSON: expecting value in line 1"),
        ("{", "is not JSON"),
        ("[]", "is no baseline of piiscan"),
        ("{}", "is no baseline of piiscan"),
        ("[" * 100_000, "is not JSON"),
        ("1" * 5000, "is not JSON"),
        ('{"results": {}}', "is no baseline of piiscan"),
        (document(version=2), "made by another version of piiscan (format 2, this one reads 1)"),
        (document(version="1"), "another version of piiscan (another format"),
        (document(version=True), "another version of piiscan"),
        (document(salt="x"), "`salt` must be 32 letters from a to p"),
        (document(salt=None), "`salt` must be 32"),
        (document(findings={}), "`findings` must be a list"),
        (document(findings=[1]), "finding 1: is no object"),
        (document(more=1), "unknown field `more`"),
        (finding(line=3), "finding 1: unknown field `line`"),
        (finding(**{"x\x1b[2J": 3}), "finding 1: unknown field `x\\x1b[2J`"),
        (finding(path=""), "finding 1: `path` must be a text"),
        (finding(path=None), "`path` must be a text"),
        (finding(rule=1), "`rule` must be a text"),
        (finding(context=None), "`context` is missing"),
        (finding(context="A" * 16), "`context` must be 16 letters from a to p"),
        (finding(tag="a"), "`tag` must be 8 letters from a to p"),
        (finding(n=0), "`n` must be a number from 1"),
        (finding(n=True), "`n` must be a number from 1"),
        (finding(verdict="maybe"), '`verdict` must be one of "real", "false positive", "unsure"'),
        (finding(verdict=["real"]), "`verdict` must be one of"),
        ('{"version": 1, "version": 1}', "has `version` twice"),
        (
            document(
                findings=[json.loads(finding(verdict=word))["findings"][0] for word in ("real", "unsure")]
            ),
            "findings 1 and 2 are the same one with two verdicts",
        ),
        (document().replace("[", "[\n<<<<<<< HEAD\n"), "merge-conflict markers in line 2"),
        (document() + "\n=======\n" + document() + "\n>>>>>>> x\n", "merge-conflict markers in line 2"),
    ],
)
def test_what_is_wrong_is_one_line(tmp_path: Path, content: str, message: str):
    path = tmp_path / NAME
    path.write_text(content)
    with pytest.raises(BaselineError) as caught:
        read(str(path))
    assert message in caught.value.message
    assert caught.value.message.startswith(f"{NAME}: ")
    assert "\n" not in caught.value.message


def test_what_cannot_be_read(tmp_path: Path):
    for name, message in (("none", "no such file"), (".", "is no regular file")):
        with pytest.raises(BaselineError, match=message):
            read(str(tmp_path / name))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe{")
    with pytest.raises(BaselineError, match="is not JSON"):
        read(str(tmp_path / "bytes"))


@pytest.mark.skipif(os.name == "nt", reason="no FIFOs")
def test_a_pipe_is_not_opened(tmp_path: Path):
    os.mkfifo(tmp_path / NAME)
    with pytest.raises(BaselineError, match="is no regular file"):
        read(str(tmp_path / NAME))


TEXTS = st.text(
    st.characters(codec=None, exclude_characters="\0", exclude_categories=()), min_size=1, max_size=9
)
ENTRIES = st.builds(
    Entry,
    path=TEXTS,
    rule=TEXTS,
    context=st.text(LETTERS, min_size=16, max_size=16),
    tag=st.just("") | st.text(LETTERS, min_size=8, max_size=8),
    verdict=st.none() | st.sampled_from(Verdict),
)


@given(st.lists(ENTRIES, max_size=5))
def test_what_is_written_is_read_again(tmp_path_factory, entries: list[Entry]):
    path = str(tmp_path_factory.getbasetemp() / NAME)
    written = baseline(*entries, *entries)
    write(path, written)
    assert read(path) == written
    assert Path(path).read_bytes().isascii()


def test_sorted_one_a_line_and_the_same_whatever_the_order():
    entries = [entry(number) for number in range(9)]
    lines = text(baseline(*entries)).splitlines()
    assert len(lines) == 3 + 9 + 1
    contexts = [json.loads(line.removesuffix(","))["context"] for line in lines[3:-1]]
    assert contexts == sorted(contexts)
    assert text(baseline(*reversed(entries))) == text(baseline(*entries))


def test_equal_findings_are_numbered():
    assert [
        each.number for each in baseline(ENTRY, ENTRY, entry(1), ENTRY).entries if each.path == ENTRY.path
    ] == [1, 2, 3]


def test_a_line_twice_is_one_and_what_was_decided_holds(tmp_path: Path):
    decided = ENTRY._replace(verdict=Verdict.REAL)
    for lines in ((ENTRY, ENTRY), (decided, decided), (ENTRY, decided), (decided, ENTRY)):
        whole = text(Baseline(b"k" * 16, lines))
        (tmp_path / NAME).write_text(whole)
        assert read(str(tmp_path / NAME)).entries == (max(lines, key=lambda each: each.verdict is not None),)


def test_another_layout_is_read_too(tmp_path: Path):
    whole = baseline(*map(entry, range(5)))
    path = tmp_path / NAME
    path.write_bytes(
        b"\xef\xbb\xbf" + json.dumps(json.loads(text(whole)), indent=4).replace("\n", "\r\n").encode()
    )
    assert read(str(path)) == whole


@pytest.mark.skipif(os.name == "nt", reason="permissions")
def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / NAME
    write(str(path), baseline(ENTRY))
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BaselineError, match="cannot be written: No space left on device"):
        write(str(path), baseline(entry(1)))
    assert path.read_bytes() == before
    assert os.listdir(tmp_path) == [NAME]


@pytest.mark.skipif(os.name == "nt", reason="modes and links")
def test_the_mode_stays_and_a_link_is_written_through(tmp_path: Path):
    (tmp_path / "real.json").touch()
    (tmp_path / "real.json").chmod(0o640)
    (tmp_path / NAME).symlink_to("real.json")
    write(str(tmp_path / NAME), baseline(ENTRY))
    assert (tmp_path / NAME).is_symlink()
    assert (tmp_path / "real.json").stat().st_mode & 0o777 == 0o640
    assert read(str(tmp_path / NAME)) == baseline(ENTRY)


def merged(
    tmp_path: Path, base: Baseline, ours: Baseline, theirs: Baseline, *options: str
) -> tuple[int, str]:
    names = []
    for name, content in (("ours", ours), ("base", base), ("theirs", theirs)):
        names.append(str(tmp_path / name))
        Path(names[-1]).write_text(text(content))
    command = ["git", "merge-file", "-p", *options, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("seed", range(30))
def test_additions_on_two_branches_merge_by_union(tmp_path: Path, seed: int):
    source = random.Random(seed)
    known = [entry(number) for number in range(source.randrange(40))]
    both, one, other = ([entry(1000 * at + n) for n in range(source.randrange(9))] for at in (1, 2, 3))
    result, content = merged(
        tmp_path,
        baseline(*known),
        baseline(*known, *both, *one),
        baseline(*known, *both, *other),
        "--union",
    )
    assert result == 0
    (tmp_path / NAME).write_text(content)
    assert read(str(tmp_path / NAME)) == baseline(*known, *both, *one, *other)


def test_in_a_large_one_they_mostly_merge_by_themselves(tmp_path: Path):
    known = [entry(number) for number in range(1000)]
    clean = 0
    for at in range(2, 22):
        ours, theirs = (baseline(*known, *(entry(k * 1000 + n) for n in range(3))) for k in (at, at + 100))
        clean += merged(tmp_path, baseline(*known), ours, theirs)[0] == 0
    assert clean >= 17


def test_a_removal_beside_an_addition_merges_by_union(tmp_path: Path):
    known = sorted((entry(number) for number in range(9)), key=lambda each: each.sort_key)
    new = known[4]._replace(path="z.py")
    result, content = merged(
        tmp_path, baseline(*known), baseline(*known[:4], *known[5:]), baseline(*known, new), "--union"
    )
    assert result == 0
    (tmp_path / NAME).write_text(content)
    assert {new, known[0], known[8]} <= set(read(str(tmp_path / NAME)).entries)
