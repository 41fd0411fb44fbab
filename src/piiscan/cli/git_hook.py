"""``piiscan git-hook``: what git's own hooks, and runners such as pre-commit, start. One command a hook."""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from piiscan.cli import reports
from piiscan.cli.discreet import discreet
from piiscan.cli.history import scan_commits
from piiscan.cli.known import known_from
from piiscan.cli.options import current_directory, settings_from
from piiscan.cli.output import complain
from piiscan.cli.report_options import report_options
from piiscan.cli.scan import exit_code
from piiscan.errors import ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.sources.git.pushed import NO_REF, NO_REMOTE, Update, chosen, not_on, received, sent

_REWRITE = "Take it out of the commits that have it (`git rebase --interactive`): a commit that removes it hides nothing."
#: A line for each pushed ref is 100 bytes; nobody reads more.
_LONGEST = 64 << 20


@click.group("git-hook")
def git_hook() -> None:
    """Scan for a hook of git: a push, what a server receives, or the message of a commit.

    git starts these with what it gives its hooks: docs/hooks.md has the scripts. Before a commit:
    `piiscan scan --staged`. Exit codes: 0 clean, 1 findings, 2 error; git goes on with 0 alone.
    """


@git_hook.command("pre-push")
@click.argument("remote", required=False, metavar="[REMOTE")
@click.argument("url", required=False, metavar="URL]")
@report_options
def pre_push(remote: str | None, url: str | None, **options: Any) -> int:
    """Scan the commits that are about to be pushed: what the remote has not, each of them, and tags.

    git gives REMOTE and URL, and the refs on standard input. Without them PRE_COMMIT_TO_REF and what else pre-commit
    and prek set says what is pushed; where that says nothing, what HEAD has and no remote.
    """
    if remote is None:
        updates, known = _from_runner()
    else:
        updates, known = sent(_standard_input()), not_on(remote)
    return _scan_updates(updates, known, options)


@git_hook.command("pre-receive")
@report_options
def pre_receive(**options: Any) -> int:
    """Scan the commits and tags that a push brings to this repository, on a server, before it takes them.

    git gives the refs on standard input. Configuration is that of the server, not what is pushed.
    """
    return _scan_updates(received(_standard_input()), NO_REF, options)


@git_hook.command("commit-msg")
@click.argument("file", metavar="FILE")
@report_options
def commit_msg(file: str, **options: Any) -> int:
    """Scan the message of a commit in FILE, as git will keep it: without comments and what is below the scissors."""
    from piiscan.run.scan import scan
    from piiscan.run.workers import Job
    from piiscan.sources.git.message import entry
    from piiscan.sources.project import prefix_below_project

    cwd = current_directory()
    settings = settings_from(options, cwd)
    outputs = reports.parse(options["output"] or settings.output)
    wanted = reports.wanted(outputs, settings.show_notes)
    job = Job(settings, wanted, cwd, prefix_below_project(cwd), options["engine"])
    known = known_from(options, job, cwd)
    if known is not None:
        job = job._replace(wanted=known.wanted(wanted))
    result = scan(job, (entry(file, cwd),), streamed=True)
    result = reports.finish(
        result,
        outputs,
        options,
        settings,
        known,
        advice=f"A message that is refused is kept in {visible(file)}.",
    )
    return exit_code(result, settings, (), exit_zero=options["exit_zero"])


def _from_runner() -> tuple[list[Update], tuple[str, ...]]:
    """What a runner tells of a push, of which it hands on the first ref alone; as by hand where it tells nothing.

    For a new branch that begins with a root commit pre-commit gives the local name alone, prek also TO_REF.
    """
    if not os.environ.get("PRE_COMMIT"):
        raise UsageError(
            "git tells a pre-push hook the remote: its name and URL are missing",
            hint='piiscan git-hook pre-push "$@"',
        )
    said = {
        name: os.environ.get(f"PRE_COMMIT_{name}", "")
        for name in ("TO_REF", "FROM_REF", "LOCAL_BRANCH", "REMOTE_BRANCH", "REMOTE_NAME")
    }
    new = said["TO_REF"] or said["LOCAL_BRANCH"]
    if new:
        update = Update(said["REMOTE_BRANCH"] or new, new, said["FROM_REF"])
        return [update], not_on(said["REMOTE_NAME"])
    complain("piiscan: no push is under way: what HEAD has and no remote")
    return [Update("HEAD", "HEAD", "")], NO_REMOTE


def _scan_updates(updates: list[Update], known: tuple[str, ...], options: dict[str, Any]) -> ExitCode:
    for each in updates:
        if not each.new:
            complain(f"piiscan: {visible(discreet(each.ref))} is deleted: nothing of it to scan")
    cwd = current_directory()
    # A model reads every version as a whole: one that the configuration names is no reason to have a push wait.
    options["model"] = options["model"] or "off"
    return scan_commits(
        cwd, cwd, options, choose_commits=lambda found: chosen(updates, known, found), advice=_REWRITE
    )


def _standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError("git writes the refs to standard input of this hook", hint="docs/hooks.md")
    data = sys.stdin.buffer.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise UsageError(f"more than {_LONGEST >> 20} MiB of refs on standard input")
    return data
