"""The rewritten history takes the place of the old one: new objects in, all refs at once, old objects out.

The file ``packed-refs`` is what decides. Before its new text takes the name the repository is as it was, though it
has objects more; afterwards every ref leads to the new history. Each is one rename.
"""

from __future__ import annotations

import contextlib
import os
import shutil

from piiscan.errors import SourceError
from piiscan.run.rewriting.place import Place, refs
from piiscan.sources.git.process import finished, opened, run
from piiscan.sources.git.repository import STORED

_REMOTE = b"refs/remotes/origin/"


def empty_copy(location: str) -> None:
    """An empty bare repository at ``location``, for the owner alone; it keeps packs only."""
    os.makedirs(location, mode=0o700)
    run(["init", "-q", "--bare", "--template=", "."], location)
    # Otherwise fast-import leaves few objects loose; only packs are moved.
    run(["config", "fastimport.unpackLimit", "1"], location)


def check_refs(old: str, new: str) -> None:
    """Raises ``SourceError`` where a ref was lost, or a commit: then nothing is exchanged."""
    names, kept = {each[0] for each in refs(old)}, {each[0] for each in refs(new)}
    lost = sorted(names ^ kept)
    if lost:
        raise SourceError(
            f"git-filter-repo did not carry over {os.fsdecode(lost[0])} ({len(lost)} refs in all); nothing has changed"
        )
    before, after = (run([STORED, "rev-list", "--all", "--count"], each) for each in (old, new))
    if before != after:
        raise SourceError(
            f"git-filter-repo made {int(after):,} commits of {int(before):,}; nothing has changed"
        )


def make_branches(copy: str) -> None:
    """What ``origin`` had as branches becomes branches, as a push of all of them needs it."""
    known = {name: target for name, target, _ in refs(copy)}
    orders = []
    for name, target in known.items():
        if name.startswith(_REMOTE):
            branch = b"refs/heads/" + name[len(_REMOTE) :]
            if branch not in known:
                orders.append(b"create %s\0%s\0" % (branch, target))
            orders.append(b"delete %s\0%s\0" % (name, target))
    with opened(["update-ref", "--no-deref", "-z", "--stdin"], copy) as git:
        git.communicate(b"".join(orders))
    if git.returncode:
        raise SourceError("the branches of origin cannot become branches here; nothing has changed")
    run(["pack-refs", "--all"], copy)


def shrink(copy: str) -> None:
    """Pack anew: fast-import compares an object with the one before it only, and nobody tries again by himself.

    Without it psf/black takes 51 MB instead of 6.
    """
    run(["repack", "-a", "-d", "-f", "-q"], copy)


def exchange(place: Place, copy: str) -> None:
    """Put the history of ``copy`` into ``place``. Raises ``SourceError``."""
    run(["pack-refs", "--all"], place.git)
    loose = _loose(os.path.join(place.git, "refs"))
    if loose:
        raise SourceError(f"{loose} cannot be packed; nothing has changed")
    _move_packs(os.path.join(copy, "objects"), os.path.join(place.git, "objects", "pack"))
    try:
        _replace_refs(os.path.join(copy, "packed-refs"), os.path.join(place.git, "packed-refs"))
    except FileExistsError:
        raise SourceError("another git process changes refs here; nothing has changed") from None


def _loose(folder: str) -> str:
    """A ref that has a file of its own, and not only another ref's name."""
    for parent, _, names in os.walk(folder):
        for name in names:
            with open(os.path.join(parent, name), "rb") as handle:
                if not handle.read(5).startswith(b"ref:"):
                    return os.path.join(parent, name)
    return ""


def _move_packs(objects: str, packs: str) -> None:
    os.makedirs(packs, exist_ok=True)
    source = os.path.join(objects, "pack")
    # The index comes last: with it git begins to see a pack.
    for name in sorted(os.listdir(source), key=lambda each: each.endswith(".idx")):
        os.rename(os.path.join(source, name), os.path.join(packs, name))


def _replace_refs(new: str, old: str) -> None:
    lock = old + ".lock"  # as git locks it
    descriptor = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as handle, open(new, "rb") as source:
            shutil.copyfileobj(source, handle)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(lock, old)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(lock)
        raise


def clean_up(place: Place) -> None:
    """The work tree as the new history has it; reflogs, the remote and every old object are gone."""
    head = os.fsdecode(_REMOTE) + "HEAD"
    if finished(["symbolic-ref", "--quiet", head], place.git, accept=1).code == 0:
        run(["symbolic-ref", "--delete", head], place.git)  # what it names is a branch here now
    if b"origin" in run(["remote"], place.git).split():
        run(["remote", "rm", "origin"], place.git)
    if not place.is_bare:
        run(["reset", "--quiet", "--hard"], place.top)
    run(["reflog", "expire", "--expire=now", "--expire-unreachable=now", "--all"], place.git)
    for name in ("FETCH_HEAD", "ORIG_HEAD"):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(os.path.join(place.git, name))
    run(["gc", "--quiet", "--prune=now"], place.git)


def stored(cwd: str) -> set[bytes]:
    """The ids of all objects that a repository stores, reachable or not; 20 bytes each."""
    form = "--batch-check=%(objectname)"
    with opened([STORED, "cat-file", "--batch-all-objects", "--unordered", form], cwd) as git:
        assert git.stdin is not None
        assert git.stdout is not None
        git.stdin.close()
        found = {bytes.fromhex(line.decode()) for line in git.stdout}
    if git.returncode:
        raise SourceError("git cat-file cannot list what is stored", hint="`git fsck` says what is damaged")
    return found
