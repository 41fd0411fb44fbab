"""The hooks of `.pre-commit-hooks.yaml`, run by pre-commit and by prek in scratch repositories."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from .conftest import CHECKOUT, copy_sources, registry_works, run, secret

MANIFEST = yaml.safe_load((CHECKOUT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
RUNNERS = ["pre-commit", "prek"]


@dataclass(frozen=True)
class Repository:
    """A scratch repository whose hooks one of the two runners runs."""

    path: Path
    runner: list[str]

    def git(self, *args: str) -> str:
        done = run("git", *args, cwd=self.path)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def write(self, name: str, text: str) -> None:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")

    def add(self, name: str, text: str) -> None:
        self.write(name, text)
        self.git("add", "--force", "--", name)

    def hooks(self, *args: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """`pre-commit run ARGS`, or `prek run ARGS`."""
        return run(*self.runner, "run", *args, cwd=self.path, timeout=timeout)

    def configure(self, repos: object) -> None:
        self.add(".pre-commit-config.yaml", yaml.safe_dump({"repos": repos}))


def local(*names: str) -> list[object]:
    """The hooks of the manifest, but with the `piiscan` that is on PATH: nothing is installed."""
    hooks = [{**hook, "language": "system"} for hook in MANIFEST if hook["id"] in names]
    for hook in hooks:
        del hook["minimum_pre_commit_version"]  # belongs into a manifest; prek warns of it elsewhere
    return [{"repo": "local", "hooks": hooks}]


@pytest.fixture(params=RUNNERS)
def repository(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """An empty repository with the hook `piiscan`."""
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "pre-commit"))
    monkeypatch.setenv("PREK_HOME", str(tmp_path / "prek"))
    if request.param == "pre-commit":
        runner = [sys.executable, "-m", "pre_commit"]
    else:
        prek = shutil.which("prek", path=sysconfig.get_path("scripts")) or shutil.which("prek")
        assert prek, "prek is in the extra `dev`"
        runner = [prek]
    path = tmp_path / "repository"
    path.mkdir()
    found = Repository(path, runner)
    found.git("-c", "init.defaultBranch=main", "init", "--quiet")
    found.configure(local("piiscan"))
    return found


def test_manifest_says_what_hook_runners_need():
    assert [hook["id"] for hook in MANIFEST] == ["piiscan", "piiscan-mask"]
    for hook in MANIFEST:
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is True
        assert hook["require_serial"] is True
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
    hooks = [{"id": "piiscan"}, {"id": "piiscan-mask"}]
    repository.configure([{"repo": source.path.as_uri(), "rev": revision, "hooks": hooks}])
    repository.add("a.txt", f"first\ntoken={secret()}\n")
    done = repository.hooks(timeout=600)
    assert done.returncode == 1, done.stdout
    assert "a.txt:2:7: SEC101 error" in done.stdout
    assert "masked a.txt: 1 finding" in done.stdout
    assert secret() not in done.stdout
    repository.git("add", "a.txt")
    done = repository.hooks()
    assert done.returncode == 0, done.stdout
