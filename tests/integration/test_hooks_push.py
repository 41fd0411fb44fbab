"""`piiscan-push` and `piiscan-commit-msg`, as `git push` and `git commit` start them through pre-commit and prek."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from .conftest import run, secret
from .runners import RUNNERS, Repository, repository_with


@pytest.fixture(params=RUNNERS)
def clone(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """A repository with the two hooks, whose `main` with one commit is pushed to an empty `origin`."""
    run("git", "init", "--quiet", "--bare", tmp_path / "origin.git", cwd=tmp_path)
    found = repository_with(("piiscan-push", "piiscan-commit-msg"), request.param, tmp_path)
    found.git("remote", "add", "origin", (tmp_path / "origin.git").as_uri())
    run(*found.runner, "install", "-t", "pre-push", "-t", "commit-msg", cwd=found.path)
    return found


def commit(clone: Repository, name: str, text: str) -> None:
    clone.add(name, text)
    # The message has a test of its own, and each hook takes its time.
    clone.git("commit", "--quiet", "--no-verify", "--message", name)


def push(clone: Repository, *args: str) -> subprocess.CompletedProcess[str]:
    done = run("git", "push", *args, cwd=clone.path)
    assert secret() not in done.stdout
    return done


def there(clone: Repository) -> str:
    return run("git", "for-each-ref", "--format=%(refname)", cwd=clone.path.parent / "origin.git").stdout


def test_a_branch_from_its_first_push_to_its_deletion(clone: Repository):
    # The whole of a new repository: what was added and removed again is found.
    commit(clone, "a.env", f"x\ntoken={secret()}\n")
    commit(clone, "a.env", "x\n")
    refused = push(clone, "origin", "main")
    assert refused.returncode == 1
    assert "a.env:2:7: SEC101 error" in refused.stdout
    assert "Found 1 error in 2 commits, 3 file versions, " in refused.stdout
    assert "no push is under way" not in refused.stdout
    assert there(clone) == ""
    clone.git("reset", "--quiet", "--soft", "HEAD~1")
    clone.git("commit", "--quiet", "--no-verify", "--amend", "--message", "clean")
    accepted = push(clone, "origin", "main")
    assert accepted.returncode == 0, accepted.stdout
    assert "All clean: 1 commit, 2 file versions, " in accepted.stdout
    # A new branch on top: what origin has is not scanned again.
    clone.git("checkout", "--quiet", "-b", "side")
    commit(clone, "b.env", f"token={secret()}\n")
    commit(clone, "b.env", "x\n")
    commit(clone, "c.env", "x\n")
    refused = push(clone, "origin", "side")
    assert refused.returncode == 1
    assert "b.env:1:7: SEC101 error" in refused.stdout
    assert " in 3 commits, 3 file versions, " in refused.stdout
    clone.git("push", "--quiet", "--no-verify", "origin", "side")
    # What stands there already stops nobody; rewriting it does not either.
    commit(clone, "d.env", "x\n")
    assert "All clean: 1 commit, 1 file version, " in push(clone, "origin", "side").stdout
    clone.git("reset", "--quiet", "--hard", "main")
    commit(clone, "e.env", "x\n")
    assert "All clean: 1 commit, 1 file version, " in push(clone, "--force", "origin", "side").stdout
    deleted = push(clone, "origin", ":side")
    assert (deleted.returncode, "side" in there(clone)) == (0, False), deleted.stdout


def test_by_hand_it_scans_what_no_remote_has(clone: Repository):
    commit(clone, "a.txt", "x\n")
    done = clone.hooks("--hook-stage", "pre-push", "piiscan-push")
    assert done.returncode == 0, done.stdout
    assert "no push is under way: what HEAD has and no remote" in done.stdout
    assert "All clean: 1 commit, 2 file versions, " in done.stdout
    commit(clone, "b.txt", f"token={secret()}\n")
    commit(clone, "b.txt", "x\n")
    done = clone.hooks("--hook-stage", "pre-push", "--from-ref", "HEAD~2", "--to-ref", "HEAD")
    assert done.returncode == 1
    assert "b.txt:1:7: SEC101" in done.stdout
    assert " in 2 commits, " in done.stdout


def test_a_message_is_refused_with_its_line_and_stays(clone: Repository):
    clone.add("a.txt", "x\n")
    said = f"Say hello\n\n# Test with {secret()}\n"
    # Without an editor git keeps comments.
    refused = run("git", "commit", "--message", said, cwd=clone.path)
    assert refused.returncode == 1
    assert "commit message:3:13: SEC101 error" in refused.stdout
    assert "A message that is refused is kept in .git/COMMIT_EDITMSG." in refused.stdout
    assert secret() not in refused.stdout
    assert secret() in (clone.path / ".git/COMMIT_EDITMSG").read_text(encoding="utf-8")
    # With one it does not; nor the diff that --verbose shows, which here removes what an older commit had.
    clone.add("a.txt", f"token={secret()}\n")
    clone.git("commit", "--quiet", "--no-verify", "--message", "old")
    clone.add("a.txt", "x\n")
    (clone.path.parent / "said").write_text(said, encoding="utf-8")
    accepted = run(
        *("git", "commit", "--verbose", "--quiet"),
        cwd=clone.path,
        GIT_EDITOR='sh -c \'cat ../said "$1" > ../new && mv ../new "$1"\' x',
    )
    assert accepted.returncode == 0, accepted.stdout
    assert clone.git("log", "-1", "--format=%B").strip() == "Say hello"
