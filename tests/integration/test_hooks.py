"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit and by prek in scratch repositories."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from .conftest import copy_sources, registry_works, run, secret
from .runners import MANIFEST, RUNNERS, Repository, local, repository_with


@pytest.fixture(params=RUNNERS)
def repository(request: pytest.FixtureRequest, tmp_path: Path) -> Repository:
    """An empty repository with the hook `piiscan`."""
    return repository_with(("piiscan",), request.param, tmp_path)


def test_manifest_says_what_hook_runners_need():
    names = [hook["id"] for hook in MANIFEST]
    assert names == ["piiscan", "piiscan-mask", "piiscan-push", "piiscan-commit-msg"]
    for hook in MANIFEST:
        assert hook["language"] == "python"
        assert hook["require_serial"] is True
    for hook in MANIFEST[:2]:
        assert hook["pass_filenames"] is True
        assert hook["types"] == ["text"]
        assert hook["entry"].split()[::2] == ["piiscan", "--force-exclude"]
        assert hook["args"] == ["--"], "a file called --exit-zero must not be taken for an option"


def test_secret_is_named_but_not_shown(repository):
    repository.add("config/prod.env", f"mode=live\ntoken={secret()}\n")
    done = repository.hooks()
    assert done.returncode == 1, done.stdout
    assert "config/prod.env:2:7: SEC101 error" in done.stdout
    assert secret() not in done.stdout
    # What was read, in files and bytes.
    assert "Found 1 error" in done.stdout
    assert " in 2 files, " in done.stdout


def test_clean_files_pass(repository):
    repository.add("main.py", "print('hello')\n")
    done = repository.hooks()
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
    assert "All clean: 2 files, " in done.stdout, "what passes says what it read"


def test_a_run_that_reads_nothing_says_so(repository):
    repository.add("piiscan.toml", 'exclude = ["*"]\n')
    done = repository.hooks()
    assert done.returncode == 0, done.stdout
    assert "No file was scanned." in done.stdout
    repository.configure(local("piiscan-mask"))
    done = repository.hooks()
    assert "Nothing to mask in 0 files, 0 B." in done.stdout


def test_a_commit_is_blocked_until_the_secret_is_gone(repository):
    run(*repository.runner, "install", cwd=repository.path)
    repository.add("settings.py", f'TOKEN = "{secret()}"\n')
    blocked = run("git", "commit", "--message", "one", cwd=repository.path)
    assert blocked.returncode == 1
    assert "settings.py:1:10: SEC101" in blocked.stdout
    assert secret() not in blocked.stdout
    repository.add("settings.py", 'TOKEN = os.environ["TOKEN"]\n')
    allowed = run("git", "commit", "--message", "one", cwd=repository.path)
    assert allowed.returncode == 0, allowed.stdout


def test_all_files_finds_what_was_committed_before(repository):
    repository.add("old.py", f'TOKEN = "{secret()}"\n')
    repository.git("commit", "--quiet", "--no-verify", "--message", "old")
    repository.add("new.py", "pass\n")
    assert repository.hooks().returncode == 0
    done = repository.hooks("--all-files")
    assert done.returncode == 1, done.stdout
    assert "old.py:1:10: SEC101" in done.stdout


@pytest.mark.parametrize(
    "name", ["with space/käse 名前.txt", "-", "-x", "--exit-zero", "--select=PII", "a'b\"c.txt"]
)
def test_odd_file_names_are_scanned(repository, name):
    if sys.platform == "win32" and '"' in name:
        pytest.skip("no such names on Windows")
    repository.add(name, f"token={secret()}\n")
    done = repository.hooks()
    assert done.returncode == 1, done.stdout
    assert f"{name}:1:7: SEC101" in done.stdout


def test_only_what_is_staged_counts(repository):
    # Staged clean, dirty since: nothing to say of this commit.
    repository.add("later.txt", "empty\n")
    repository.write("later.txt", f"token={secret()}\n")
    done = repository.hooks()
    assert done.returncode == 0, done.stdout
    # Staged dirty, cleaned since: the commit would still hold it.
    repository.add("staged.txt", f"first\ntoken={secret()}\n")
    repository.write("staged.txt", "first\n")
    done = repository.hooks()
    assert done.returncode == 1, done.stdout
    assert "staged.txt:2:7: SEC101" in done.stdout
    assert (repository.path / "staged.txt").read_text(encoding="utf-8") == "first\n"
    assert secret() in (repository.path / "later.txt").read_text(encoding="utf-8")


def test_exclude_counts_for_files_that_the_hook_names(repository):
    repository.add("piiscan.toml", 'exclude = ["vendor/"]\n')
    repository.add("vendor/key.txt", f"token={secret()}\n")
    done = repository.hooks()
    assert done.returncode == 0, done.stdout


def test_ignored_files_that_are_committed_all_the_same_are_scanned(repository):
    repository.add(".gitignore", ".env\n")
    repository.add(".env", f"token={secret()}\n")
    done = repository.hooks()
    assert done.returncode == 1, done.stdout
    assert ".env:1:7: SEC101" in done.stdout


def test_binary_files_are_not_handed_over(repository):
    (repository.path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0" + secret().encode())
    repository.git("add", "a.png")
    done = repository.hooks()
    assert done.returncode == 0, done.stdout


def test_args_of_the_user_choose_what_counts(repository):
    repos = local("piiscan")
    repos[0]["hooks"][0]["args"] = ["--select", "SEC", "--"]
    repository.configure(repos)
    repository.add("staff.txt", "anna.kowalska@wydawnictwo-lipa.pl\n")
    done = repository.hooks()
    assert done.returncode == 0, done.stdout
    repository.add("token.txt", f"token={secret()}\n")
    assert repository.hooks().returncode == 1


def test_more_files_than_fit_one_command_line(repository):
    # 1,200 names of about 130 bytes: more than the 128 KiB after which pre-commit starts another process.
    for number in range(1200):
        repository.write(f"{'d' * 50}/{'f' * 70}-{number:04}.txt", f"number {number}\n")
    repository.write("zz-last.txt", f"token={secret()}\n")
    repository.git("add", "--all")
    done = repository.hooks("--all-files")
    assert done.returncode == 1, done.stdout
    assert "zz-last.txt:1:7: SEC101" in done.stdout
    files = sum(int(line.split(" file")[0].split()[-1].replace(",", "")) for line in summaries(done.stdout))
    assert files == 1202


def test_five_thousand_files_in_one_commit(repository):
    for folder in range(50):
        (repository.path / f"{folder}").mkdir()
        for number in range(100):
            (repository.path / f"{folder}/{number}.txt").write_text(f"number {number}\n", encoding="utf-8")
    repository.add("zz.txt", f"token={secret()}\n")
    repository.git("add", "--all")
    run(*repository.runner, "install", cwd=repository.path)
    blocked = run("git", "commit", "--message", "many", cwd=repository.path)
    assert blocked.returncode == 1, blocked.stdout
    assert "zz.txt:1:7: SEC101" in blocked.stdout
    files = sum(
        int(line.split(" file")[0].split()[-1].replace(",", "")) for line in summaries(blocked.stdout)
    )
    assert files == 5002


def test_merges_are_scanned(repository):
    repository.add("both.txt", "one\n")
    repository.git("commit", "--quiet", "--message", "one")
    run(*repository.runner, "install", "-t", "pre-commit", "-t", "pre-merge-commit", cwd=repository.path)
    repository.git("checkout", "--quiet", "-b", "side")
    repository.add("side.txt", f"token={secret()}\n")
    repository.git("commit", "--quiet", "--no-verify", "--message", "side")
    repository.git("checkout", "--quiet", "main")
    repository.add("both.txt", "two\n")
    repository.git("commit", "--quiet", "--no-verify", "--message", "two")
    blocked = run("git", "merge", "--no-edit", "side", cwd=repository.path)
    assert blocked.returncode == 1, blocked.stdout
    assert "side.txt:1:7: SEC101" in blocked.stdout
    # With a conflict, and with a secret that only its resolution brings.
    repository.git("merge", "--abort")
    repository.git("checkout", "--quiet", "side")
    repository.add("both.txt", "three\n")
    repository.git("commit", "--quiet", "--no-verify", "--message", "three")
    assert "CONFLICT" in run("git", "merge", "--no-edit", "main", cwd=repository.path).stdout
    repository.add("both.txt", f"three\ntoken={secret('merge')}\n")
    blocked = run("git", "commit", "--no-edit", cwd=repository.path)
    assert blocked.returncode == 1, blocked.stdout
    assert "both.txt:2:7: SEC101" in blocked.stdout


def summaries(output: str) -> list[str]:
    return [
        line
        for line in output.splitlines()
        if " file" in line and line.strip().startswith(("All clean", "Found"))
    ]


def test_mask_rewrites_once_and_passes_then(repository):
    repository.configure(local("piiscan-mask"))
    repository.add("notes.md", f"# Notes\n\ntoken: {secret()}\nend\n")
    first = repository.hooks()
    assert first.returncode == 1
    assert "files were modified by this hook" in first.stdout
    assert "masked notes.md: 1 finding" in first.stdout
    assert secret() not in first.stdout
    text = (repository.path / "notes.md").read_text(encoding="utf-8")
    assert secret() not in text
    assert text.startswith("# Notes\n\ntoken: ")
    assert text.endswith("\nend\n")
    repository.git("add", "notes.md")
    second = repository.hooks()
    assert second.returncode == 0, second.stdout


def test_mask_rewrites_a_file_called_dash(repository):
    repository.configure(local("piiscan-mask"))
    repository.add("-", f"token={secret()}\n")
    done = repository.hooks()
    assert done.returncode == 1, done.stdout
    assert "masked -: 1 finding" in done.stdout
    assert secret() not in (repository.path / "-").read_text(encoding="utf-8")


def test_mask_leaves_unstaged_changes_alone(repository):
    repository.configure(local("piiscan-mask"))
    repository.add("a.txt", f"token={secret()}\n\n\n\n\n\nlast\n")
    repository.write("a.txt", f"token={secret()}\n\n\n\n\n\nlast, and changed\n")
    repository.hooks()
    assert "last, and changed" in (repository.path / "a.txt").read_text(encoding="utf-8")


def test_both_hooks_mask_first_and_find_nothing_then(repository):
    hooks = [*local("piiscan-mask")[0]["hooks"], *local("piiscan")[0]["hooks"]]
    repository.configure([{"repo": "local", "hooks": hooks}])
    repository.add("a.txt", f"token={secret()}\n")
    assert repository.hooks().returncode == 1
    repository.git("add", "a.txt")
    done = repository.hooks()
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_installed_from_a_repository(repository, tmp_path):
    """As users get it: the runner clones a revision, builds it and installs it with its dependencies."""
    if not registry_works():
        pytest.skip("no package registry: the hook's dependencies cannot be installed")
    source = Repository(copy_sources(tmp_path / "source"), [])
    source.git("-c", "init.defaultBranch=main", "init", "--quiet")
    source.git("add", "--all")
    source.git("commit", "--quiet", "--message", "snapshot")
    revision = source.git("rev-parse", "HEAD").strip()
    hooks = [{"id": hook["id"]} for hook in MANIFEST]
    repository.configure([{"repo": source.path.as_uri(), "rev": revision, "hooks": hooks}])
    repository.add("a.txt", f"first\ntoken={secret()}\n# we met Tobias Kern on the way\n")
    done = repository.hooks(timeout=600, PIISCAN_MODEL="auto")
    assert done.returncode == 1, done.stdout
    assert "a.txt:2:7: SEC101 error" in done.stdout
    assert "masked a.txt: 2 findings" in done.stdout  # the name is the model's
    assert secret() not in done.stdout
    repository.git("add", "a.txt")
    types = ("-t", "pre-commit", "-t", "commit-msg", "-t", "pre-push")
    run(*repository.runner, "install", *types, cwd=repository.path)
    refused = run("git", "commit", "--message", f"one {secret()}", cwd=repository.path)
    assert "commit message:1:5: SEC101" in refused.stdout
    repository.git("commit", "--message", "one")
    run("git", "init", "--quiet", "--bare", tmp_path / "origin", cwd=tmp_path)
    pushed = run("git", "push", (tmp_path / "origin").as_uri(), "main", cwd=repository.path)
    assert pushed.returncode == 0, pushed.stdout
    assert "All clean: 1 commit, 2 file versions, " in pushed.stdout
