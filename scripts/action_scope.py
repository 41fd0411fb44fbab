"""What an event brings: the commits that the action scans, or the files where there are no such commits.

Standard library only.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import NamedTuple

from action_git import DEEPEN, Fallback, Repository
from action_payload import InputError, Payload

MODES = ("auto", "tree", "range", "history")
_BRANCH = re.compile(r"[\w][\w./+@-]*")
_OWN = ("--diff", "--history", "--staged")


class Scope(NamedTuple):
    """What is to be scanned."""

    kind: str
    """``tree``, ``range``, ``history``, ``args`` (the input names it) or ``none``."""
    text: str
    """The same in words; nothing in it comes from the repository."""
    options: tuple[str, ...] = ()
    warning: str = ""
    """Why it is less than what the event asks for."""


TREE = Scope("tree", "the files of the checkout")
NOTHING = Scope("none", "nothing: a branch or tag was deleted")


def scope(environment: Mapping[str, str], paths: list[str]) -> Scope:
    """What the inputs and the event ask for. Raises ``InputError``."""
    mode = environment.get("PIISCAN_MODE", "").strip().lower() or "auto"
    if mode not in MODES:
        raise InputError(f"the input `mode` must be one of {', '.join(MODES)}")
    words = environment.get("PIISCAN_ARGS", "")
    if _names_a_source(words):
        if mode == "auto":
            return Scope("args", "what the input `args` names")
        raise InputError("the input `args` names what to scan, and `mode` does too: take one of the two")
    if mode == "tree":
        return TREE
    try:
        if len(paths) > 1:
            raise Fallback("`paths` names several places, and a range has whole repositories")
        repository = Repository(paths[0])
        if mode == "history":
            repository.check()
            return _history(repository)
        return _of_event(environment, repository)
    except Fallback as why:
        # With pull_request_target the files are the base branch's, and say nothing of the pull request.
        if mode != "auto" or environment.get("GITHUB_EVENT_NAME") == "pull_request_target":
            raise InputError(str(why)) from None
        return TREE._replace(warning=f"{why}. The files of the checkout are scanned in place of the commits.")


def _names_a_source(words: str) -> bool:
    try:
        return any(word.split("=")[0] in _OWN for word in shlex.split(words))
    except ValueError:
        return False  # said where the options are read


def _history(repository: Repository) -> Scope:
    found = Scope("history", "the whole history", ("--history",))
    if repository.shallow():
        return found._replace(
            warning=f"the checkout is shallow, so most of the history is not here: {DEEPEN}"
        )
    return found


def _of_event(environment: Mapping[str, str], repository: Repository) -> Scope:
    event = environment.get("GITHUB_EVENT_NAME", "")
    if event == "delete":
        return NOTHING
    find = {
        "pull_request": _pull_request,
        "pull_request_target": _pull_request_target,
        "merge_group": _merge_group,
        "push": _push,
    }.get(event)
    if find is None:
        if environment.get("PIISCAN_MODE", "").strip().lower() == "range":
            raise InputError(
                f"mode range: the event `{_plain(event)}` brings no commits: take tree or history"
            )
        return TREE
    payload = Payload(environment.get("GITHUB_EVENT_PATH", ""), event)
    if event == "push" and payload.flag("deleted"):
        return NOTHING
    repository.check()
    return find(payload, repository)


def _pull_request(payload: Payload, repository: Repository) -> Scope:
    base, head = payload.id("pull_request", "base", "sha"), payload.id("pull_request", "head", "sha")
    # What is checked out is the merge of both, and its first parent the newest state of the base branch.
    # The payload's base may be older: then what came from the base branch meanwhile would be told again.
    parents = repository.parents("HEAD")
    if len(parents) == 2 and parents[1] == head and repository.commit(parents[0]):
        base = parents[0]
    _need(repository, base, head)
    return _range(repository, base, head, f"pull request {payload.number('number')}")


def _pull_request_target(payload: Payload, repository: Repository) -> Scope:
    base, head = payload.id("pull_request", "base", "sha"), payload.id("pull_request", "head", "sha")
    number = payload.number("number")
    if not repository.commit(head):
        raise Fallback(
            "the commits of the pull request are not here: fetch them in a step before, without checking them "
            f"out: `git fetch --no-tags origin refs/pull/{number}/head` (and {DEEPEN})"
        )
    _need(repository, base, head)
    found = _range(repository, base, head, f"pull request {number}")
    if found.kind != "range":
        raise Fallback("the pull request brings no commits that its base has not")
    if repository.ask("merge-base", "--is-ancestor", head, "HEAD") is not None:
        return found._replace(
            warning="this checkout holds the pull request's own files, in a workflow that has secrets: "
            "check out the base branch instead, and only fetch the commits"
        )
    return found


def _merge_group(payload: Payload, repository: Repository) -> Scope:
    base, head = payload.id("merge_group", "base_sha"), payload.id("merge_group", "head_sha")
    _need(repository, base, head)
    return _range(repository, base, head, "the merge queue's group")


def _push(payload: Payload, repository: Repository) -> Scope:
    before, after = payload.id("before"), payload.id("after")
    if not int(after, 16):
        return NOTHING
    name = payload.text("ref")
    if name.startswith("refs/tags/") and not repository.commit(after):
        after = payload.id("head_commit", "id")  # actions/checkout fetches the commit, not an annotated tag
    _need(repository, after)
    after = repository.commit(after)
    new = not int(before, 16)
    if not new and repository.commit(before):
        return _range(repository, before, after, "this push")
    if repository.shallow():
        raise Fallback(f"the checkout is shallow: {DEEPEN}")
    why = "a new branch or tag" if new else "a push whose former commit is gone"
    branch = payload.text("repository", "default_branch")
    if not _BRANCH.fullmatch(branch):
        raise Fallback("the default branch has a name that this action does not read")
    if name == f"refs/heads/{branch}":
        return Scope("history", f"the whole history: {why}, on the default branch", ("--history",))
    base = repository.commit(f"refs/remotes/origin/{branch}")
    if not base:
        raise Fallback(f"the default branch is not in this checkout: {DEEPEN}")
    return _range(repository, base, after, f"{why}, as far as the default branch has them not")


def _need(repository: Repository, *ids: str) -> None:
    """Raises ``Fallback`` where a commit is not in the checkout."""
    if not all(map(repository.commit, ids)):
        raise Fallback(f"the commits of this event are not in the checkout: {DEEPEN}")


def _range(repository: Repository, base: str, head: str, what: str) -> Scope:
    number = len(repository.between(base, head))
    if not number:
        return TREE._replace(text=f"the files of the checkout, since there are no new commits: {what}")
    text = f"every commit ({number}) of {what}: {base[:12]}..{head[:12]}"
    return Scope("range", text, (f"--diff={base}..{head}",))


def _plain(text: str) -> str:
    return re.sub(r"[^\w-]", "", text)[:40]
