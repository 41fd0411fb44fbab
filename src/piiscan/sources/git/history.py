"""What a repository's history holds: the versions of each path, messages, tags, and what nothing leads to.

Paths count from the root of the repository. Every stored blob that a commit leads to is a version of some path,
under each path that it stood at: what a rule says may hang on the path.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import NamedTuple

from piiscan.errors import SourceError
from piiscan.sources.git import commits as listing
from piiscan.sources.git.changes import SUBMODULE, Change, Changes
from piiscan.sources.git.process import Running, run
from piiscan.sources.git.repository import STORED, Repository, check_version, repository
from piiscan.sources.ignore import Excludes
from piiscan.types import Notice, NoticeKind


class Version(NamedTuple):
    """What stood at a path once."""

    blob: str
    commit: int
    """Index of the first commit that put it there; -1: no commit leads to it."""
    bases: tuple[str, ...]
    """What stood there before."""


class Trail(NamedTuple):
    """One path and its versions, oldest first."""

    path: str
    versions: tuple[Version, ...]
    known: tuple[str, ...] = ()
    """Blobs that stood there before the first version: what they hold is not new."""
    head: str = ""
    """The blob that stands there in HEAD; empty where there is none."""
    is_new: bool = True
    """Whether the path itself came with the first version."""


class Tag(NamedTuple):
    """An annotated tag, or a name for something that is no commit."""

    name: str
    object: str


class History(NamedTuple):
    """What is to be scanned. ``commits`` are ids, ancestors first; versions say where in them they began."""

    repository: Repository
    commits: tuple[str, ...]
    trails: tuple[Trail, ...]
    messages: tuple[str, ...]
    """Ids of the commits whose messages are to be read."""
    tags: tuple[Tag, ...]
    notices: tuple[Notice, ...]


class Chosen(NamedTuple):
    """What somebody else has chosen to be read, such as what a push brings."""

    commits: tuple[str, ...]
    """Ids, ancestors first."""
    tips: tuple[str, ...]
    """The commits that they lead up to: their files are the newest state."""
    tags: tuple[Tag, ...] = ()
    trails: tuple[Trail, ...] = ()
    """Files that tags stand on."""


class Reading:
    """A history that git lists in the background: the commits first, then, from ``begin`` on, what they change.

    ``history`` waits for all of it. Whoever has other things to do meanwhile does them before.
    """

    def __init__(
        self,
        cwd: str,
        *,
        span: str = "",
        everything: bool = False,
        choose: Callable[[Repository], Chosen] | None = None,
        exclude: Sequence[str] = (),
    ) -> None:
        """All branches and tags; ``span`` restricts that to a range, ``choose`` to what it returns;
        ``everything`` is all that is stored.

        Raises ``SourceError``, and ``UsageError`` for a range of what is not there.
        """
        self.repository = found = repository(cwd)
        self._excludes = Excludes(exclude)
        self._everything = everything
        self._begun: Changes | None = None
        if everything:
            check_version(cwd)
        self._inventory = _inventory(found.top) if everything else {}
        self._chosen = choose(found) if choose else None
        self._in_part = bool(span or self._chosen)
        self._usual: listing.Listing | None = None
        if self._chosen:
            self._first = list(self._chosen.commits)
        elif span:
            self._first = listing.between(span, found)
        elif everything:
            stored = [each for each, kind in self._inventory.items() if kind == "commit"]
            self._first = listing.stored(found, stored)
        else:
            self._first = []
            self._usual = listing.usual(found)
        tip = listing.tip_of(span, found) if span else found.head
        self._head_tree = _Tree(tip, found.top) if tip and not self._chosen else None
        self._tag_list = None if self._in_part else Running(_LIST_TAGS, found.top, hook=True)

    @property
    def is_listing(self) -> bool:
        """Whether git may still be at the commits, so that asking for them waits."""
        return self._usual is not None

    @property
    def commits(self) -> list[str]:
        """Ids, ancestors first. Raises ``SourceError``."""
        if self._usual is not None:
            self._first = self._usual.ids()
            self._usual = None
        return self._first

    def begin(self, processes: int = 1) -> None:
        """Have git list what the commits change, in as many processes at most. Raises ``SourceError``."""
        if self._begun is None:
            top = self.repository.top
            self._begun = Changes(self.commits, top, renames=self._in_part, processes=processes)

    def history(self) -> History:
        """The whole of it. Raises ``SourceError``."""
        found, notices = self.repository, _shortcomings(self.repository)
        paths = _Paths(self._excludes)
        self.begin()
        assert self._begun is not None
        for change in self._begun:
            paths.add(change)
        trails = paths.trails(self._head())
        tags, more = self._tags()
        trails += [each for each in more if not self._excludes.cover(each.path)]
        if self._everything:
            covered = paths.blobs | {version.blob for trail in trails for version in trail.versions}
            trails += _left_over(self._inventory, covered)
            known = {tag.object for tag in tags}
            tags += [
                Tag(each[:12], each)
                for each, kind in sorted(self._inventory.items())
                if kind == "tag" and each not in known
            ]
        notices += [
            Notice(
                NoticeKind.UNREADABLE,
                f"commit {each[:12]}",
                "its files cannot be listed: a tree is missing or damaged",
            )
            for each in self._begun.unreadable
        ]
        notices += [
            Notice(NoticeKind.UNSUPPORTED, path, "a submodule, not entered: it has a history of its own")
            for path in sorted(paths.submodules)
        ]
        return History(
            found, tuple(self.commits), tuple(trails), tuple(self.commits), tuple(tags), tuple(notices)
        )

    def _head(self) -> dict[str, str]:
        """The blobs of the newest state, by path: HEAD's, or that of the range's end."""
        if self._chosen:
            # Of several tips the first one that has a path says what stands there.
            trees = [files_of(tip, self.repository.top) for tip in reversed(self._chosen.tips)]
            return {path: blob for tree in trees for path, blob in tree}
        return dict(self._head_tree.files()) if self._head_tree else {}

    def _tags(self) -> tuple[list[Tag], list[Trail]]:
        if self._chosen:
            return list(self._chosen.tags), list(self._chosen.trails)
        return _tags(self._tag_list.finished().output, self.repository.top) if self._tag_list else ([], [])


class _Paths:
    """Collects changes by path."""

    def __init__(self, excludes: Excludes) -> None:
        self.blobs: set[str] = set()
        self.submodules: set[str] = set()
        self._excludes = excludes
        self._found: dict[str, dict[str, Version]] = {}
        self._added: dict[str, bool] = {}

    def add(self, change: Change) -> None:
        if change.mode == "000000":
            return
        if change.mode == SUBMODULE:
            self.submodules.add(change.path)
            return
        self.blobs.add(change.blob)
        versions = self._found.get(change.path)
        if versions is None:
            versions = self._found[change.path] = {}
            self._added[change.path] = not change.bases
        if change.blob not in versions:
            versions[change.blob] = Version(change.blob, change.commit, change.bases)

    def trails(self, head: dict[str, str]) -> list[Trail]:
        return [
            Trail(path, tuple(versions.values()), _before(versions), head.get(path, ""), self._added[path])
            for path, versions in self._found.items()
            if not self._excludes.cover(path)
        ]


def _before(versions: dict[str, Version]) -> tuple[str, ...]:
    """Bases that were no versions yet, ancestors first: they are older than what is read."""
    known: dict[str, None] = {}
    seen: set[str] = set()
    for version in versions.values():
        known.update((base, None) for base in version.bases if base not in seen)
        seen.add(version.blob)
    return tuple(known)


def _inventory(cwd: str) -> dict[str, str]:
    """The kind of every object that is stored."""
    listed = run(
        [
            STORED,
            "cat-file",
            "--batch-all-objects",
            "--unordered",
            "--batch-check=%(objectname) %(objecttype)",
        ],
        cwd,
        hook=True,
    )
    pairs = (line.split(" ", 1) for line in listed.decode().splitlines())
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}


_LIST_TAGS = (
    "for-each-ref",
    "--format=%(objecttype) %(objectname) %(*objecttype) %(*objectname) %(refname)",
    "refs/tags",
)


def _tags(listed: bytes, cwd: str) -> tuple[list[Tag], list[Trail]]:
    """Annotated tags, and the files of tags that stand on no commit, out of what `_LIST_TAGS` says."""
    tags: list[Tag] = []
    trails: list[Trail] = []
    for line in os.fsdecode(listed).splitlines():
        kind, target, inner_kind, inner, name = line.split(" ", 4)
        name = name.removeprefix("refs/tags/")
        while kind == "tag":
            tags.append(Tag(name, target))
            kind, target = inner_kind, inner
            if kind == "tag":  # a tag of a tag: old versions of git tell of one step only
                inside = listing.written(run([STORED, "cat-file", "tag", target], cwd, hook=True))
                inner_kind, inner = inside.target_kind, inside.target
        trails += tagged_files(name, kind, target, cwd)
    return tags, trails


def tagged_files(name: str, kind: str, target: str, cwd: str) -> list[Trail]:
    """What the tag ``name`` stands on, where that is no commit but a blob or a tree."""
    if kind == "blob":
        return [Trail(f"tag {name}", (Version(target, -1, ()),), is_new=False)]
    if kind == "tree":
        return [Trail(path, (Version(blob, -1, ()),)) for path, blob in files_of(target, cwd)]
    return []


class _Tree:
    """The files of a commit or a tree, which git lists in the background."""

    def __init__(self, name: str, cwd: str) -> None:
        self._git = Running([STORED, "ls-tree", "-r", "-z", "--full-tree", name], cwd, hook=True)

    def files(self) -> list[tuple[str, str]]:
        """Paths and blobs; none where the name leads to no tree. Once."""
        try:
            listed = self._git.finished().output
        except SourceError:
            return []
        rows = (row.partition("\t") for row in os.fsdecode(listed).split("\0")[:-1])
        return [(path, head.split(" ")[2]) for head, _, path in rows if head.split(" ")[1] == "blob"]


def files_of(name: str, cwd: str) -> list[tuple[str, str]]:
    """Paths and blobs of a commit or a tree; nothing where ``name`` leads to none."""
    return _Tree(name, cwd).files()


def _left_over(inventory: dict[str, str], covered: set[str]) -> list[Trail]:
    """Blobs that no commit leads to: once staged, or of a tree that is gone."""
    return [
        Trail(f"blob {each[:12]}", (Version(each, -1, ()),), is_new=False)
        for each, kind in sorted(inventory.items())
        if kind == "blob" and each not in covered
    ]


def _shortcomings(found: Repository) -> list[Notice]:
    if not found.is_shallow:
        return []
    message = "a shallow clone: older commits are not here; `git fetch --unshallow` brings them"
    return [Notice(NoticeKind.SHALLOW, ".", message)]
