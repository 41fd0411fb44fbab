"""Which commits a push brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from piiscan.errors import SourceError, UsageError
from piiscan.sources.git.history import Chosen
from piiscan.sources.git.pushed import NO_REF, NO_REMOTE, Update, chosen, not_on, received, sent
from piiscan.sources.git.repository import repository

from ..conftest import Git

ONE, TWO, NONE = "1" * 40, "2" * 64, "0" * 40


@pytest.fixture
def commit(tree: Path, git: Git):
    """Commits a file of this name, which holds it."""

    def make(name: str) -> str:
        (tree / name).write_text(name + "\n", encoding="utf-8")
        git("add", ".")
        git("commit", "-qm", name)
        return git("rev-parse", "HEAD").strip()

    return make


@pytest.fixture
def pick(tree: Path):
    def choose(*updates: tuple[str, str], known: tuple[str, ...] = ()) -> Chosen:
        """Each update is what is pushed, and what is there."""
        named = [Update(f"refs/heads/{at}", new, old) for at, (new, old) in enumerate(updates)]
        return chosen(named, known, repository(str(tree)))

    return choose


# What git tells


@pytest.mark.parametrize(
    "line",
    [b"x", b"main main main main", b"", b"a b c\n", f"{ONE} {ONE} x".encode(), f"x {ONE} y {ONE}0g".encode()],
)
def test_other_text_is_refused_with_its_line(line: bytes) -> None:
    first = f"HEAD {ONE} refs/heads/x {NONE}\n".encode()
    with pytest.raises(UsageError, match="standard input, line 2: not what git tells a pre-push hook"):
        sent(first + line + b"\n")


def test_other_text_is_refused_on_a_server_too() -> None:
    with pytest.raises(UsageError, match="line 1: not what git tells a pre-receive hook"):
        received(f"HEAD {ONE} refs/heads/x {NONE}\n".encode())


def test_lines_of_a_push() -> None:
    text = f"HEAD@{{1 day ago}} {ONE} refs/heads/x {NONE}\n(delete) {NONE} refs/heads/y {TWO}\n"
    assert sent(text.encode()) == [Update("refs/heads/x", ONE, ""), Update("refs/heads/y", "", TWO)]
    assert sent(b"") == []


def test_lines_of_a_receive() -> None:
    text = f"{NONE} {ONE} refs/heads/x\n{TWO} {NONE} refs/heads/y\n"
    assert received(text.encode()) == [Update("refs/heads/x", ONE, ""), Update("refs/heads/y", "", TWO)]


@pytest.mark.parametrize("name", ["", "*", "a?", "[x]"])
def test_no_remote_is_taken_for_several(name: str) -> None:
    assert not_on(name) == ()


# Which commits


def test_nothing_is_chosen_of_nothing(git: Git, pick) -> None:
    assert pick() == Chosen((), ())
    assert pick(("", ONE)) == Chosen((), ())


def test_what_is_not_here_cannot_be_pushed(git: Git, commit, pick) -> None:
    commit("a")
    with pytest.raises(SourceError, match="refs/heads/0: 111111111111 is not in this repository"):
        pick((ONE, ""))


def test_what_is_there_already_is_left_out(git: Git, commit, pick) -> None:
    a, b, c = commit("a"), commit("b"), commit("c")
    assert pick((c, "")) == Chosen((a, b, c), (c,))
    assert pick((c, a)) == Chosen((b, c), (c,))
    assert pick((c, c)) == Chosen((), ())
    assert pick((a, c)) == Chosen((), ()), "the branch goes back"


def test_an_old_end_that_was_never_fetched_leaves_nothing_out(git: Git, commit, pick) -> None:
    a = commit("a")
    assert pick((a, ONE)) == Chosen((a,), (a,))


def test_what_another_branch_of_the_remote_has_is_left_out(git: Git, commit, pick) -> None:
    a, b = commit("a"), commit("b")
    git("update-ref", "refs/remotes/origin/x", a)
    git("update-ref", "refs/remotes/other/x", b)
    assert pick((b, ""), known=not_on("origin")) == Chosen((b,), (b,))
    assert pick((b, ""), known=NO_REMOTE) == Chosen((), ())
    assert pick((b, ""), known=not_on("https://example.org/x")) == Chosen((a, b), (b,))
    assert pick((b, ""), known=NO_REF) == Chosen((), ())


def test_several_refs_are_one_set_and_only_the_ends_are_newest(git: Git, commit, pick) -> None:
    a, b = commit("a"), commit("b")
    git("checkout", "-q", "-b", "side", a)
    c = commit("c")
    found = pick((b, ""), (c, ""), (a, ""))
    assert sorted(found.commits) == sorted((a, b, c))
    assert found.commits[0] == a
    assert found.tips == (b, c)


def test_tags_bring_their_messages_and_what_they_stand_on(git: Git, commit, pick) -> None:
    a = commit("a")
    git("tag", "-am", "inner", "inner")
    git("tag", "-am", "outer", "outer", "inner")
    git("tag", "-am", "of a blob", "blob", "HEAD:a")
    git("tag", "tree", "HEAD^{tree}")
    ids = {name: git("rev-parse", name).strip() for name in ("inner", "outer", "blob", "tree")}
    found = pick((ids["outer"], ""), (ids["blob"], ""), (ids["tree"], ""))
    assert found.commits == (a,)
    assert [each.object for each in found.tags] == [ids["outer"], ids["inner"], ids["blob"]]
    assert [each.path for each in found.trails] == ["tag refs/heads/1", "a"]
    known = pick((ids["outer"], ""), known=("--branches",))
    assert (known.commits, len(known.tags)) == ((), 2)


def test_revisions_by_name_will_do(git: Git, commit, pick) -> None:
    a, b = commit("a"), commit("b")
    assert pick(("HEAD", "HEAD~1")) == Chosen((b,), (b,))
    assert pick(("main~1", "")) == Chosen((a,), (a,))
    with pytest.raises(SourceError, match="is not in this repository"):
        pick(("--all", ""))
