"""`piiscan scan --history` and `--diff`, on repositories in which something is planted wherever git can keep it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from canary import made

from .conftest import Piiscan, Result, Write

Git = Callable[..., str]
Finding = dict[str, Any]


def token(seed: str) -> str:
    """A token that nobody issued, another one for each ``seed``."""
    return made("ghp_%{crc62:30}", seed)


def line(seed: str) -> str:
    return f'token = "{token(seed)}"\n'


@pytest.fixture
def commit(tree: Path, git: Git, write: Write) -> Callable[..., str]:
    """Commits ``files`` (None: removed) with ``message``; returns the id."""

    def make(message: str = "work", **files: str | bytes | None) -> str:
        for name, content in files.items():
            name = name.replace("__", ".")
            if content is None:
                git("rm", "-q", name)
            else:
                write({name: content})
                git("add", "-f", name)
        git("commit", "-q", "--allow-empty", "-m", message)
        return git("rev-parse", "HEAD").strip()

    return make


@pytest.fixture
def found(piiscan: Piiscan) -> Callable[..., list[Finding]]:
    """The findings of a scan, errors alone; nothing may be lost on the way."""

    def scan(*args: str, code: int | None = None) -> list[Finding]:
        result = piiscan("scan", "--isolated", "-o", "json", *args)
        assert result.out, result.err
        findings = json.loads(result.out)["findings"]
        assert result.code == (code if code is not None else 1 if findings else 0), result.err
        return [each for each in findings if each["severity"] == "error"]

    return scan


def places(findings: list[Finding]) -> list[tuple[str, int]]:
    return [(each["path"], each["start_line"]) for each in findings]


# Bad input


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--all",), "--all goes with --history"),
        (("--history", "--diff", "HEAD"), "take one of the two"),
        (("--history", "--staged"), "reads commits"),
        (("--diff", "HEAD", "--stdin-filename", "x"), "reads commits"),
        (("--history", "a", "b"), "one PATH at most"),
        (("--history", "-"), "one PATH at most"),
        (("--history", "nowhere"), "no such directory: nowhere"),
        (("--history",), "not a git repository"),
        (("--diff", "HEAD"), "not a git repository"),
    ],
)
def test_bad_command_lines(piiscan: Piiscan, args: tuple[str, ...], said: str) -> None:
    result = piiscan("scan", *args)
    assert result.code == 2
    assert said in result.err
    assert not result.out


@pytest.mark.parametrize(
    "span", ["nope", "nope..HEAD", "HEAD..nope", "--output=x..HEAD", "HEAD^{tree}..HEAD", "..."]
)
def test_range_of_what_is_not_there(
    commit: Callable[..., str], piiscan: Piiscan, tree: Path, span: str
) -> None:
    commit(a="x\n")
    result = piiscan("scan", f"--diff={span}")
    if span == "...":
        assert result.code == 0  # HEAD to HEAD
    else:
        assert result.code == 2
        assert "no commit is called" in result.err
        assert len(result.err.splitlines()) == 2
    assert not (tree / "x").exists()


def test_no_commit_yet(git: Git, piiscan: Piiscan) -> None:
    result = piiscan("scan", "--history", "--isolated")
    assert result.code == 0
    assert "There is no commit to scan." in result.err


def test_old_git(
    git: Git, tree: Path, tmp_path: Path, piiscan: Piiscan, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "git").write_text("#!/bin/sh\necho git version 2.11.0\n", encoding="ascii")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)
    result = piiscan("scan", "--history")
    assert result.code == 2
    assert "git 2.11 is too old" in result.err
    assert "git 2.19 or newer" in result.err


# Nothing stored is missed


def test_everything_that_commits_lead_to(
    tree: Path, git: Git, commit: Callable[..., str], found: Callable[..., list[Finding]]
) -> None:
    commit("root", root__py=line("root"), kept__py=line("kept"))
    commit("gone again", root__py=None)
    commit("binary first", data=b"\0\1\2")
    commit("then text", data=line("then text"))
    commit("then binary", data=b"\0\1\2")
    commit("wide", wide__txt=line("utf-16").encode("utf-16"))
    commit("rotated", kept__py=line("rotated"))
    git("checkout", "-qb", "side", "HEAD~2")
    commit("side", side__py=line("side"))
    commit("evil", evil__py="a = 1\n")
    git("checkout", "-q", "main")
    git("merge", "-q", "--no-commit", "--no-ff", "side")
    (tree / "evil.py").write_text(line("evil merge"), encoding="ascii")
    git("add", "evil.py")
    git("commit", "-qm", "merge")
    commit("cleaned", evil__py="a = 1\n")
    commit(f"message with {token('message')} in it")
    git("tag", "-a", "v1", "-m", f"tag with {token('tag')}")
    git("checkout", "-q", "--orphan", "apart")
    commit("another root", apart__py=line("another root"))
    git("checkout", "-q", "main")
    blob = subprocess.run(
        ["git", "hash-object", "-w", "--stdin"], cwd=tree, input=line("tagged blob").encode(), capture_output=True, check=True
    ).stdout.decode().strip()  # fmt: skip
    git("tag", "blob-tag", blob)
    git("update-index", "--add", "--cacheinfo", f"100644,{blob},in/tree.py")
    tree_id = git("write-tree").strip()
    git("tag", "tree-tag", tree_id)
    git("reset", "-q")
    findings = found("--history")
    assert len(findings) == 12
    by_path = {(each["path"], each["origin"]["kind"]) for each in findings}
    commits = {
        git("log", "-1", "--format=%s", each["origin"]["commit"]).strip()
        for each in findings
        if each["origin"]["commit"]
    }
    assert {"root", "then text", "wide", "rotated", "side", "merge", "another root"} <= commits
    assert {("tag v1", "tag"), ("tag blob-tag", "file"), ("in/tree.py", "file")} <= by_path
    assert {each["path"] for each in findings if each["origin"]["in_head"]} == {
        "kept.py",
        "side.py",
        "wide.txt",
    }


def test_stash_notes_and_what_nothing_leads_to_on_request(
    tree: Path, git: Git, commit: Callable[..., str], found: Callable[..., list[Finding]], write: Write
) -> None:
    first = commit(a__py="a = 1\n")
    for seed in ("stash one", "stash two"):
        write({"a.py": line(seed)})
        git("stash", "-q")
    git("notes", "add", "-m", f"note {token('note')}", first)
    commit("reset away", b__py=line("reset away"))
    git("reset", "-q", "--hard", "HEAD~1")
    write({"c.py": line("only staged")})
    git("add", "c.py")
    git("rm", "-q", "--cached", "c.py")
    git("update-ref", "refs/pull/1/head", commit("pull", d__py=line("pull")))
    git("reset", "-q", "--hard", "HEAD~1")
    git("tag", "-a", "lost", "-m", token("lost tag"))
    git("tag", "-d", "lost")
    assert found("--history") == []
    findings = found("--history", "--all")
    assert len(findings) == 7
    loose = [each for each in findings if each["path"].startswith("blob ")]
    assert [each["origin"]["commit"] for each in loose] == [None]


def test_replaced_objects_are_read_as_they_are_stored(
    git: Git, commit: Callable[..., str], found: Callable[..., list[Finding]]
) -> None:
    commit(a__py="a = 1\n")
    bad = commit(a__py=line("replaced"))
    git("replace", bad, commit(a__py="a = 1\n"))
    assert places(found("--history")) == [("a.py", 1)]


def test_configuration_changes_nothing(
    tree: Path, git: Git, commit: Callable[..., str], found: Callable[..., list[Finding]]
) -> None:
    commit(a__py="x = 1\r\n", sub__py=line("moved"))
    commit(
        __gitattributes="*.py -text diff=hide\n*.bin binary\n",
        a__py="x = 1\r\n" + line("crlf"),
        b__bin=line("called binary"),
    )
    git("mv", "sub.py", "renamed.py")
    commit("renamed")
    for name, value in {
        "diff.hide.textconv": "true",
        "diff.hide.command": "false",
        "diff.external": "false",
        "diff.renames": "copies",
        "diff.noprefix": "true",
        "diff.orderFile": "/nonexistent",
        "diff.ignoreSubmodules": "all",
        "log.showSignature": "true",
        "log.follow": "true",
        "log.date": "relative",
        "log.diffMerges": "off",
        "log.showRoot": "false",
        "core.quotePath": "true",
        "core.attributesFile": "/nonexistent",
        "format.pretty": "oneline",
        "color.ui": "always",
    }.items():
        git("config", name, value)
    assert places(found("--history")) == [("a.py", 2), ("b.bin", 1), ("renamed.py", 1), ("sub.py", 1)]


@pytest.mark.skipif(sys.platform in ("darwin", "win32"), reason="needs a file system that takes any bytes")
def test_odd_names(tree: Path, git: Git, found: Callable[..., list[Finding]]) -> None:
    for number, name in enumerate(
        (b"caf\xe9.py", b"new\nline.py", b"tab\t.py", b" space .py", b":(top)x", "ü.py".encode())
    ):
        with open(os.fsencode(tree) + b"/" + name, "w", encoding="ascii") as stream:
            stream.write(line(f"name {number}"))
    git("add", ".")
    git("commit", "-qm", "odd")
    paths = {each["path"] for each in found("--history")}
    assert paths == {"caf\\xe9.py", "new\nline.py", "tab\t.py", " space .py", ":(top)x", "ü.py"}
    assert len(found("--diff", "HEAD~0")) == 0


def test_links_and_submodules(tree: Path, git: Git, commit: Callable[..., str], piiscan: Piiscan) -> None:
    commit(a="x\n")
    os.symlink(token("link"), tree / "link")
    git("add", "link")
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    git("commit", "-qm", "link")
    result = piiscan("scan", "--history", "--isolated", "-o", "json")
    assert result.code == 1
    report = json.loads(result.out)
    assert places([each for each in report["findings"] if each["severity"] == "error"]) == [("link", 1)]
    assert [(each["kind"], each["path"]) for each in report["notices"]] == [("unsupported", "module")]
    assert "module: a submodule, not entered" in result.err


# What a finding says


def test_first_commit_place_and_fingerprint(
    git: Git, commit: Callable[..., str], found: Callable[..., list[Finding]], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(a__py="a = 1\n" * 400)
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2021-03-04T05:06:07+0830")
    first = commit(a__py="a = 1\n" * 399 + "ü = 2; " + line("placed") + "a = 1\n")
    monkeypatch.delenv("GIT_AUTHOR_DATE")
    commit(a__py="b = 1\n" * 700 + line("placed"))
    commit("repeated", b__py="\n" + line("placed"))
    here, there = found("--history")
    assert (here["path"], here["start_line"], here["start_column"]) == ("a.py", 400, 17)
    assert here["origin"] == {
        "kind": "file",
        "commit": first,
        "date": "2021-03-04T05:06:07+08:30",
        "blob": git("rev-parse", f"{first}:a.py").strip(),
        "in_head": True,
    }
    assert (there["path"], there["start_line"]) == ("b.py", 2)
    (alike,) = [each for each in found(".") if each["path"] == "b.py"]
    assert alike["fingerprint"] == there["fingerprint"]


def test_secrets_that_take_turns_on_one_line_are_all_found(
    commit: Callable[..., str], found: Callable[..., list[Finding]]
) -> None:
    for number in range(5):
        commit(a__py=f"x = {number}\n" + line(f"turn {number % 3}"))
    findings = found("--history")
    assert len(findings) == 3
    assert len({each["fingerprint"] for each in findings}) == 1
    assert [each["origin"]["in_head"] for each in findings].count(True) == 1


def test_what_stood_behind_a_byte_order_mark_is_in_head_without_one(
    commit: Callable[..., str], found: Callable[..., list[Finding]]
) -> None:
    commit(a__py=b"\xef\xbb\xbf" + line("marked").encode())
    commit(a__py=line("marked") + "x = 1\n")
    assert [each["origin"]["in_head"] for each in found("--history")] == [True]


def test_a_key_block_that_is_changed_in_its_middle(
    commit: Callable[..., str], found: Callable[..., list[Finding]]
) -> None:
    body = [made("%{b64:64}", str(number)) for number in range(90)]
    begin, end = (f"-----{word} RSA PRIVATE KEY-----" for word in ("BEGIN", "END"))
    commit(key__pem="\n".join([begin, *body, end, ""]))
    body[45] = made("%{b64:64}", "other")
    commit(key__pem="\n".join([begin, *body, end, ""]))
    assert places(found("--history")) == [("key.pem", 1), ("key.pem", 1)]


def test_names_of_files(
    commit: Callable[..., str], tree: Path, git: Git, write: Write, piiscan: Piiscan
) -> None:
    name = f"exports/{token('name')}/list.csv"
    write({name: line("inside")})
    git("add", ".")
    git("commit", "-qm", "names")
    git("rm", "-qr", "exports")
    git("commit", "-qm", "gone")
    result = piiscan("scan", "--history", "--isolated", "-o", "json")
    kinds = {each["origin"]["kind"]: each["path"] for each in json.loads(result.out)["findings"]}
    assert kinds["name"] == kinds["file"]
    assert kinds["name"].startswith("exports/<")
    assert token("name") not in result.out + result.err


def test_messages_are_told_once(commit: Callable[..., str], found: Callable[..., list[Finding]]) -> None:
    first = commit(f"subject\n\nbody\n{line('said')}")
    commit(f"again {token('said')}")
    (finding,) = found("--history")
    assert finding["path"] == f"commit {first[:12]} message"
    assert (finding["start_line"], finding["origin"]["kind"], finding["origin"]["commit"]) == (
        4,
        "message",
        first,
    )


def test_text_formats_name_the_commit(commit: Callable[..., str], piiscan: Piiscan) -> None:
    first = commit(a__py=line("shown"))
    commit(a__py="a = 1\n")
    assert f"in commit {first[:12]} of 20" in piiscan("scan", "--history", "--isolated", "-o", "concise").out
    full = piiscan("scan", "--history", "--isolated")
    assert f"= first in commit {first[:12]} of 20" in full.out
    assert ", not in HEAD" in full.out
    assert "in 2 commits, 2 file versions, " in full.err
    sarif = json.loads(piiscan("scan", "--history", "--isolated", "-o", "sarif").out)
    assert sarif["runs"][0]["results"][0]["properties"]["origin"]["commit"] == first
    assert "in commit" in piiscan("scan", "--history", "--isolated", "-o", "github").out
    for output in ("json", "sarif", "full", "concise"):
        assert "nobody@example.org" not in piiscan("scan", "--history", "--isolated", "-o", output).out


# Settings hold by path


def test_settings_hold(
    commit: Callable[..., str], piiscan: Piiscan, found: Callable[..., list[Finding]]
) -> None:
    commit(
        skip__py=line("excluded"),
        silent__py=line("per file"),
        here__py=line("inline").rstrip() + "  # piiscan: ignore\n",
        seen__py=line("seen"),
        piiscan__toml='exclude = ["skip.py"]\n[per-file-ignores]\n"silent.py" = ["SEC"]\n',
        __gitignore="seen.py\n",
    )
    result = piiscan("scan", "--history", "-o", "json")
    report = json.loads(result.out)
    assert places([each for each in report["findings"] if each["severity"] == "error"]) == [("seen.py", 1)]
    assert report["summary"]["suppressed"] == 1
    assert len(found("--history", "--exclude", "s*")) == 0


# Ranges


def test_range(git: Git, commit: Callable[..., str], found: Callable[..., list[Finding]]) -> None:
    commit("old", a__py=line("old"), c__py="\n" * 50 + line("moved"))
    base = commit("base", a__py="x = 1\n" + line("old"))
    commit("added", a__py="x = 1\n" + line("old") + line("passing"), b__py=line("new file"))
    commit("removed", a__py="y = 1\n" + line("old"))
    git("mv", "c.py", "d.py")
    commit("renamed")
    commit(token("in a message"))
    findings = found("--diff", f"{base}..HEAD")
    assert [(each["path"].split()[0], each["start_line"]) for each in findings] == [
        ("a.py", 3),
        ("b.py", 1),
        ("commit", 1),
    ]
    assert [each["origin"]["in_head"] for each in findings] == [False, True, False]
    assert found("--diff", base) == findings
    assert found("--diff", f"{base}...HEAD") == findings
    assert found("--diff", "HEAD~1..HEAD~1") == []
    assert len(found("--diff", f"{base}..HEAD~3")) == 2


def test_range_over_a_merge(
    tree: Path, git: Git, commit: Callable[..., str], found: Callable[..., list[Finding]]
) -> None:
    commit("base", a__py="a = 1\n")
    git("checkout", "-qb", "topic")
    commit("topic", t__py=line("topic"))
    git("checkout", "-q", "main")
    commit("main", m__py=line("main"))
    git("checkout", "-q", "topic")
    git("merge", "-q", "-m", "merge", "main")
    assert places(found("--diff", "main..topic")) == [("t.py", 1)]


# Repositories of every kind


def scanned(piiscan: Piiscan, path: Path, *args: str) -> tuple[Result, list[Finding]]:
    result = piiscan("scan", "--isolated", "-o", "json", "--history", str(path), *args)
    findings = json.loads(result.out)["findings"] if result.out else []
    return result, [each for each in findings if each["severity"] == "error"]


def clone(tree: Path, tmp_path: Path, *args: str) -> Path:
    target = tmp_path / "clone"
    command = ["git", "-c", "protocol.file.allow=always", "clone", "-q", *args, f"file://{tree}", str(target)]
    subprocess.run(command, check=True, capture_output=True)
    return target


def test_in_a_hook_of_another_repository_the_named_one_is_read(
    tree: Path,
    commit: Callable[..., str],
    found: Callable[..., list[Finding]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    commit(a__py=line("here"))
    other = tree / "other"
    subprocess.run(["git", "init", "-q", str(other)], check=True)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other))
    assert [each["path"] for each in found("--history", str(tree))] == ["a.py"]
    assert os.environ["GIT_DIR"] == str(other / ".git")
    assert found("--history") == []  # nothing is named: a hook means its own


def test_bare_worktree_and_subdirectory(
    tree: Path, git: Git, commit: Callable[..., str], piiscan: Piiscan, tmp_path: Path
) -> None:
    commit("first", a__py=line("bare"))
    commit("second", a__py="a = 1\n")
    git("worktree", "add", "-q", str(tmp_path / "other"))
    (tree / "below").mkdir()
    for place in (clone(tree, tmp_path, "--bare"), tmp_path / "other", tree / "below", tree / ".git"):
        result, findings = scanned(piiscan, place)
        assert places(findings) == [("a.py", 1)], place
        assert result.code == 1


def test_shallow(tree: Path, commit: Callable[..., str], piiscan: Piiscan, tmp_path: Path) -> None:
    commit("first", a__py=line("too old"))
    commit("second", a__py="a = 1\n")
    result, findings = scanned(piiscan, clone(tree, tmp_path, "--depth=1"))
    assert (result.code, findings) == (0, [])
    assert "shallow clone: older commits are not here; `git fetch --unshallow`" in result.err


@pytest.mark.parametrize("what", ["blob:none", "tree:0"])
def test_partial(
    tree: Path, git: Git, commit: Callable[..., str], piiscan: Piiscan, tmp_path: Path, what: str
) -> None:
    commit("first", a__py=line("not fetched"))
    commit("second", a__py="a = 1\n")
    git("config", "uploadpack.allowFilter", "true")
    target = clone(tree, tmp_path, f"--filter={what}", "--no-checkout")
    before = sorted((target / ".git" / "objects").rglob("*"))
    result, findings = scanned(piiscan, target)
    assert result.code == 2
    assert findings == []
    assert "never fetched into this partial clone" in result.err or "cannot be listed" in result.err
    assert sorted((target / ".git" / "objects").rglob("*")) == before


def test_sha256(tmp_path: Path, piiscan: Piiscan) -> None:
    place = tmp_path / "wide"
    place.mkdir()
    subprocess.run(["git", "init", "-q", "--object-format=sha256"], cwd=place, check=True)
    (place / "a.py").write_text(line("sha256"), encoding="ascii")
    subprocess.run(["git", "add", "."], cwd=place, check=True)
    subprocess.run(["git", "commit", "-qm", "x"], cwd=place, check=True)
    result, findings = scanned(piiscan, place)
    assert result.code == 1
    assert len(findings[0]["origin"]["commit"]) == 64


def test_damaged_objects_are_named_and_the_rest_is_scanned(
    tree: Path, git: Git, commit: Callable[..., str], piiscan: Piiscan
) -> None:
    commit("first", **{f"f{number}__py": line(f"damaged {number}") for number in range(40)})
    for number, content in ((7, b""), (8, b"no zlib"), (9, None)):
        blob = git("rev-parse", f"HEAD:f{number}.py").strip()
        file = tree / ".git" / "objects" / blob[:2] / blob[2:]
        file.chmod(0o644)
        if content is None:
            file.unlink()
        else:
            file.write_bytes(content)
    result, findings = scanned(piiscan, tree)
    assert result.code == 2
    assert len(findings) == 37
    for number in (7, 8, 9):
        assert f"f{number}.py: object" in result.err
    assert "is missing or damaged" in result.err


def test_a_damaged_tree_is_named_and_the_rest_is_scanned(
    tree: Path, git: Git, commit: Callable[..., str], piiscan: Piiscan
) -> None:
    commit("first", a__py=line("before"))
    bad = commit("second", b__py=line("hidden"))
    commit("third", a__py="a = 1\n", b__py=None)
    commit("fourth", c__py=line("behind"))
    root = git("rev-parse", f"{bad}^{{tree}}").strip()
    file = tree / ".git" / "objects" / root[:2] / root[2:]
    file.chmod(0o644)
    file.write_bytes(b"")
    result, findings = scanned(piiscan, tree)
    assert result.code == 2
    assert {"a.py", "c.py"} <= {path for path, _ in places(findings)}
    assert f"commit {bad[:12]}: its files cannot be listed" in result.err


def test_somebody_elses_repository(
    tree: Path, git: Git, commit: Callable[..., str], process: Piiscan
) -> None:
    commit(a__py="a = 1\n")
    result = process("scan", "--history", GIT_TEST_ASSUME_DIFFERENT_OWNER="1")
    assert result.code == 2
    assert "git refuses" in result.err
    assert "safe.directory" in result.err


# The same for any number of processes


def test_jobs_make_no_difference(tree: Path, git: Git, commit: Callable[..., str], piiscan: Piiscan) -> None:
    for number in range(30):
        commit(
            f"c{number} {token(str(number % 7))}",
            **{f"f{each}__py": line(f"{number % 5} {each}") for each in range(12)},
        )
    outputs = {
        jobs: piiscan("scan", "--isolated", "--history", "-o", "json", "-j", jobs) for jobs in ("1", "2", "3")
    }
    assert len({result.out for result in outputs.values()}) == 1
    assert len(json.loads(outputs["1"].out)["findings"]) == 12 * 5 + 7
