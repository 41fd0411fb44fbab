"""What a push brings, as git tells its hooks: which refs change, and which commits the other side has not."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from piiscan.errors import SourceError, UsageError
from piiscan.sources.git import commits as listing
from piiscan.sources.git.history import Chosen, Tag, Trail, tagged_files
from piiscan.sources.git.process import opened, run
from piiscan.sources.git.repository import STORED, Repository

#: What is on no remote of the repository at all; what every ref of a server's repository leads to.
NO_REMOTE = ("--remotes",)
NO_REF = ("--all",)


class Update(NamedTuple):
    """One ref that is about to change."""

    ref: str
    """Its name where the push goes to."""
    new: str
    """What it is to become, an id or another revision; empty: it is deleted."""
    old: str
    """What it is there now, perhaps not known here; empty: it is new there."""


def sent(lines: bytes) -> list[Update]:
    """What git writes to a ``pre-push`` hook. Raises ``UsageError`` for anything else."""
    # The first field is what the user typed, `HEAD@{1 day ago}` perhaps.
    rows = [row.rsplit(" ", 3) for row in os.fsdecode(lines).splitlines()]
    _check(rows, ids=(1, 3), length=4, hook="pre-push")
    return [Update(row[2], _id(row[1]), _id(row[3])) for row in rows]


def received(lines: bytes) -> list[Update]:
    """What git writes to a ``pre-receive`` hook. Raises ``UsageError`` for anything else."""
    rows = [row.split(" ", 2) for row in os.fsdecode(lines).splitlines()]
    _check(rows, ids=(0, 1), length=3, hook="pre-receive")
    return [Update(row[2], _id(row[1]), _id(row[0])) for row in rows]


def not_on(remote: str) -> tuple[str, ...]:
    """What the remote of this name was last seen to have, as options of ``git rev-list`` behind ``--not``.

    Nothing for a remote that is not configured: git gives its URL as the name, and no ref says what is there.
    """
    # In `--remotes=` these would stand for the names of other remotes.
    return (f"--remotes={remote}",) if remote and not re.search(r"[*?\[\\]", remote) else ()


def chosen(updates: Sequence[Update], known: Sequence[str], found: Repository) -> Chosen:
    """The commits that ``updates`` lead to and neither their old ids nor ``known`` do, with the tags among them.

    Raises ``SourceError`` for what is not in the repository. An old id that is not is left out of account.
    """
    news = [each for each in updates if each.new]
    described = _described([each.new for each in news] + [each.old for each in news if each.old], found.top)
    tips: dict[str, None] = {}
    tags: list[Tag] = []
    trails: list[Trail] = []
    for each in news:
        kind, target, commit = described[each.new]
        if not kind:
            raise SourceError(f"{each.ref}: {each.new[:12]} is not in this repository")
        name = each.ref.removeprefix("refs/tags/")
        while kind == "tag":
            tags.append(Tag(name, target))
            inside = listing.written(run([STORED, "cat-file", "tag", target], found.top, hook=True))
            kind, target = inside.target_kind, inside.target
        trails += tagged_files(name, kind, target, found.top)
        if commit:
            tips[commit] = None
    olds = [described[each.old][2] for each in news if each.old]
    commits, newest = _unknown(tips, [old for old in olds if old], known, found.top) if tips else ((), ())
    return Chosen(commits, newest, tuple(dict.fromkeys(tags)), tuple(trails))


def _check(rows: Sequence[Sequence[str]], *, ids: tuple[int, int], length: int, hook: str) -> None:
    for number, row in enumerate(rows, 1):
        if len(row) != length or not all(re.fullmatch("[0-9a-f]{40,64}", row[at]) for at in ids):
            raise UsageError(
                f"standard input, line {number}: not what git tells a {hook} hook",
                hint=f"git-hook {hook} is for git to start: docs/hooks.md",
            )


def _id(digits: str) -> str:
    """Zeros are how git writes that there is nothing."""
    return digits if digits.strip("0") else ""


def _described(revisions: Sequence[str], cwd: str) -> dict[str, tuple[str, str, str]]:
    """Kind and id of each, and the id of the commit that it leads to; all empty where there is none.

    One process for all: a mirror has thousands of refs, and a process each takes 6 ms.
    """
    asked = [each for each in dict.fromkeys(revisions) if "\n" not in each]
    questions = "".join(f"{each}\n{each}^{{commit}}\n" for each in asked)
    form = "--batch-check=%(objectname) %(objecttype)"
    answers = _answers(["cat-file", form], questions, cwd).splitlines()
    found = dict.fromkeys(revisions, ("", "", ""))
    for each, itself, commit in zip(asked, answers[::2], answers[1::2], strict=True):
        target, _, kind = itself.rpartition(" ")
        if kind in ("commit", "tag", "tree", "blob"):
            leads, _, kind_of_commit = commit.rpartition(" ")
            found[each] = (kind, target, leads if kind_of_commit == "commit" else "")
    return found


def _unknown(
    tips: Iterable[str], olds: Iterable[str], known: Sequence[str], cwd: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The commits, ancestors first, and those of ``tips`` among them on which no other of them builds."""
    revisions = "".join(f"{tip}\n" for tip in tips) + "".join(f"^{old}\n" for old in olds)
    # --stdin before --not: from some versions on, what follows --not is negated from standard input too.
    options = [*listing.ORDER, "--stdin", *(("--not", *known) if known else ())]
    rows = [
        row.split(" ") for row in _answers(["rev-list", "--parents", *options], revisions, cwd).splitlines()
    ]
    commits = dict.fromkeys(row[0] for row in rows)
    built_on = {parent for row in rows for parent in row[1:]}
    return tuple(commits), tuple(tip for tip in tips if tip in commits and tip not in built_on)


def _answers(args: Sequence[str], questions: str, cwd: str) -> str:
    with tempfile.TemporaryFile() as asked:
        asked.write(os.fsencode(questions))
        asked.seek(0)
        with opened([STORED, *args], cwd, stdin=asked) as git:
            assert git.stdout is not None
            answers = os.fsdecode(git.stdout.read())
    if git.returncode:
        raise SourceError(f"git {args[0]} failed in {cwd}", hint="`git fsck` says what is damaged")
    return answers
