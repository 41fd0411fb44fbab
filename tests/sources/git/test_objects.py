from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from piiscan.sources.git.objects import CORRUPT, MISSING, Objects
from piiscan.sources.git.repository import Repository

from ..conftest import Git


def stored(git: Git, tree: Path, content: bytes) -> str:
    (tree / "content").write_bytes(content)
    return git("hash-object", "-w", "content").strip()


@pytest.fixture(params=["read", "read_all"])
def way(request: pytest.FixtureRequest) -> str:
    """Of asking for objects: one after the other, or all at once."""
    return str(request.param)


@pytest.fixture(params=[False, True], ids=["by git", "out of packs"])
def opened(request: pytest.FixtureRequest) -> Callable[[Path, int], Objects]:
    def of(tree: Path, largest: int) -> Objects:
        place = Repository(str(tree), "", is_shallow=False, objects=str(tree / ".git" / "objects"))
        return Objects(place, largest, packs=request.param)

    return of


def test_nothing_is_asked(tree: Path, way: str, opened) -> None:
    objects = opened(tree / "nowhere", 10)
    assert list(getattr(objects, way)([])) == []
    objects.close()


def test_what_is_not_there(git: Git, tree: Path, way: str, opened) -> None:
    objects = opened(tree, 10)
    assert [(each.kind, each.data) for each in getattr(objects, way)(["0" * 40])] == [(MISSING, None)]
    objects.close()


def test_no_repository_at_all(tree: Path, way: str, opened) -> None:
    objects = opened(tree, 10)
    assert [each.kind for each in getattr(objects, way)(["0" * 40] * 100)] == [CORRUPT] * 100


def test_many_in_order_and_large_ones_by_size_alone(git: Git, tree: Path, way: str, opened) -> None:
    contents = [b"%d\n" % number * (number * 40) for number in range(200)] + [b"x" * 3_000_000]
    ids = [stored(git, tree, content) for content in contents]
    objects = opened(tree, 20_000)
    for _ in range(2):
        found = list(getattr(objects, way)(ids))
        assert [each.id for each in found] == ids
        assert [each.size for each in found] == [len(content) for content in contents]
        assert [each.data for each in found] == [
            content if len(content) <= 20_000 else None for content in contents
        ]
    objects.close()


def test_git_that_ends_is_started_again(git: Git, tree: Path, way: str, opened) -> None:
    ids = [stored(git, tree, b"%d\n" % number) for number in range(300)]
    objects = opened(tree, 20_000)
    kinds = []
    for number, each in enumerate(getattr(objects, way)(ids)):
        kinds.append(each.kind)
        if number == 100:
            assert objects._git is not None
            objects._git.kill()
            objects._git.wait()
    lost = kinds.count(CORRUPT)
    assert lost <= 1
    assert kinds.count("blob") == 300 - lost
    objects.close()


def test_commits_and_trees_too(git: Git, tree: Path, way: str, opened) -> None:
    git("commit", "-q", "--allow-empty", "-m", "x")
    objects = opened(tree, 20_000)
    head = git("rev-parse", "HEAD").strip()
    top = git("rev-parse", "HEAD^{tree}").strip()
    assert [each.kind for each in getattr(objects, way)([head, top])] == ["commit", "tree"]
    objects.close()


@pytest.mark.parametrize("replacement", [b"", b"no zlib at all"])
def test_a_damaged_one_among_others(git: Git, tree: Path, way: str, replacement: bytes, opened) -> None:
    ids = [stored(git, tree, b"%d\n" % number) for number in range(100)]
    file = tree / ".git" / "objects" / ids[50][:2] / ids[50][2:]
    file.chmod(0o644)
    file.write_bytes(replacement)
    objects = opened(tree, 20_000)
    kinds = [each.kind for each in getattr(objects, way)(ids)]
    assert kinds[50] in (MISSING, CORRUPT)
    assert kinds.count("blob") == 99
    objects.close()


def test_both_ways_in_turn(git: Git, tree: Path, opened) -> None:
    ids = [stored(git, tree, b"%d\n" % number) for number in range(3)]
    objects = opened(tree, 20_000)
    for way in ("read", "read_all", "read", "read", "read_all", "read_all"):
        assert [each.data for each in getattr(objects, way)(ids)] == [b"0\n", b"1\n", b"2\n"]
    objects.close()


def test_packed_loose_and_damaged_ones_in_turn(git: Git, tree: Path, way: str, opened) -> None:
    for number in range(150):
        (tree / f"{number:03}").write_bytes(b"packed %d\n" % number * 40)
    git("add", "-A")
    git("commit", "-qm", "x")
    git("repack", "-adq")
    packed = [line.split()[2] for line in git("ls-tree", "HEAD").splitlines()]
    assert "count: 0\n" in git("count-objects", "-v")
    objects = opened(tree, 20_000)
    assert [each.kind for each in getattr(objects, way)(packed)] == ["blob"] * 150
    assert (objects._git is None) is (
        objects._packs is not None or way == "read_all"
    )  # git was asked for nothing
    objects.close()
    loose = [stored(git, tree, b"loose %d\n" % number) for number in range(150)]
    ids = [each for pair in zip(packed, loose, strict=True) for each in pair]
    ids[200] = "0" * 40
    objects = opened(tree, 20_000)
    found = list(getattr(objects, way)(ids))
    assert [each.id for each in found] == ids
    assert found[200].kind == MISSING
    assert [each.data for each in found[:4]] == [
        b"packed 0\n" * 40,
        b"loose 0\n",
        b"packed 1\n" * 40,
        b"loose 1\n",
    ]
    assert sum(each.kind == "blob" for each in found) == 299
    objects.close()
