"""The cache of the catalogue: good for time, never for trouble."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from piiscan.catalog.load import RuleFile
from piiscan.detect.detector import Detector
from piiscan.detect.engine.choose import hyperscan_version
from piiscan.errors import RuleError
from piiscan.run import engine, shipped
from piiscan.run.engine import load_catalog, load_detector
from piiscan.run.folders import cache as directory

TEXT = b"token = 'acme_abcdefgh'\n"
FOUND = [("acme-token", 9, 22)]
RULE = """
[[rule]]
id = "{id}-token"
code = "{code}"
title = "Token"
category = "KEY"
severity = "warning"
pattern = '{id}_[a-z]{{8}}'
keywords = ["{id}_"]
max_len = 13
why = "x"
fix = "x"
match = ["{id}_abcdefgh"]
no_match = ["x"]
"""
FEW = {"acme": "ACM001", "bolt": "BLT001"}
ENGINES = ["python", *(["hyperscan"] if hyperscan_version() else [])]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, and a catalogue of a few rules: what is tested here does not depend on how many."""
    few = [
        RuleFile(f"{name}.toml", name, RULE.format(id=name, code=code).encode()) for name, code in FEW.items()
    ]
    monkeypatch.setattr(engine, "builtin_files", lambda: few)
    monkeypatch.setattr(shipped, "stamp", lambda: ("", 0))  # these files lie nowhere
    directory = tmp_path / "not yet" / "cache"
    monkeypatch.setenv("PIISCAN_CACHE_DIR", str(directory))
    return directory


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """Grows by one with every catalogue that is built from its files."""
    calls: list[None] = []
    real = engine.build_catalog

    def counting(files):
        calls.append(None)
        return real(files)

    monkeypatch.setattr(engine, "build_catalog", counting)
    return calls


def found(detector: Detector) -> list[tuple[str, int, int]]:
    return [(item.rule.id, item.start, item.end) for item in detector.scan(TEXT, "a.py")]


def only(cache: Path) -> Path:
    [path] = cache.iterdir()
    return path


@pytest.mark.parametrize("name", ENGINES)
def test_a_missing_cache_is_built_and_a_good_one_is_used(cache: Path, built: list[None], name: str):
    first = found(load_detector(engine=name))
    assert only(cache).stat().st_size > 0
    assert len(built) == 1
    assert found(load_detector(engine=name)) == first == FOUND
    assert len(built) == 1


def test_what_comes_out_of_the_cache_is_what_went_in(cache: Path):
    fresh, cached = load_detector(), load_detector()
    for before, after in zip(fresh.rules, cached.rules, strict=True):
        assert type(before.category) is type(after.category)
        assert type(before.severity) is type(after.severity)
        names = [name for name in before.__slots__ if name not in ("match", "no_match")]
        assert [getattr(before, name) for name in names] == [getattr(after, name) for name in names]


def test_the_catalogue_on_its_own_is_read_anew_with_its_examples(cache: Path):
    load_detector()
    assert all(rule.match and rule.no_match for rule in load_catalog().rules)


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:1],
        lambda data: data[: len(data) // 2],
        lambda data: data[:-1],
        lambda data: data + b"\0",
        lambda data: data[::-1],
        lambda data: b"\0" * len(data),
        lambda data: data[:36],
        lambda data: data[:44],
    ],
    ids=["empty", "a byte", "half", "cut", "longer", "backwards", "zeros", "no payload", "no rules"],
)
def test_a_damaged_cache_is_rebuilt_in_silence(cache: Path, built: list[None], capfd, damage):
    load_detector()
    good = only(cache).read_bytes()
    only(cache).write_bytes(damage(good))
    assert found(load_detector()) == FOUND
    assert len(built) == 2
    assert only(cache).read_bytes()[:20] == good[:20]
    assert found(load_detector()) == FOUND
    assert len(built) == 2
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("name", ENGINES)
def test_a_bit_that_flipped_anywhere_is_noticed(cache: Path, built: list[None], name: str):
    load_detector(engine=name)
    path = only(cache)
    good = path.read_bytes()
    step = max(1, len(good) // 20)
    for count, at in enumerate([*range(60), *range(60, len(good), step), len(good) - 1], 2):
        data = bytearray(good)
        data[at] ^= 1 << at % 8
        path.write_bytes(data)
        assert found(load_detector(engine=name)) == FOUND, at
        assert len(built) == count, at


@pytest.mark.parametrize(
    "rules",
    [
        b"",
        b"null",
        b"{}",
        b"3",
        b"[3]",
        b"[[]]",
        b'["abc"]',
        b"[[1,2,3]]",
        b"\xff",
        b'[{"id": "x"}]',
        b"[" * 100_000,
    ],
    ids=lambda rules: rules[:12].decode("latin-1") or "nothing",
)
def test_a_foreign_cache_with_a_right_digest_is_rebuilt(cache: Path, built: list[None], rules: bytes):
    load_detector()
    only(cache).write_bytes(engine._sealed(rules, b""))
    assert found(load_detector()) == FOUND
    assert len(built) == 2


@pytest.mark.parametrize("dumped", [b"", b"nonsense", b"\0" * 4096], ids=["nothing", "nonsense", "zeros"])
def test_a_foreign_database_beside_good_rules_is_compiled_anew(cache: Path, dumped: bytes):
    load_detector()
    data = only(cache).read_bytes()
    body = data[len(engine._MAGIC) + 4 :]
    rules = body[8 : 8 + int.from_bytes(body[:8], "big")]
    only(cache).write_bytes(engine._sealed(rules, dumped))
    assert found(load_detector()) == FOUND


def test_an_empty_catalogue_in_a_sealed_cache_is_not_believed(cache: Path):
    load_detector()
    only(cache).write_bytes(engine._sealed(b"[]", b""))
    assert found(load_detector()) == FOUND


def test_another_engine_and_other_rules_have_caches_of_their_own(
    cache: Path, monkeypatch: pytest.MonkeyPatch
):
    load_detector(engine="python")
    load_detector(engine="auto")
    few = engine.builtin_files()
    monkeypatch.setattr(engine, "builtin_files", lambda: few[:1])
    load_detector(engine="auto")
    changed = RuleFile(few[0].path, few[0].family, few[0].data + b"\n# a comment\n")
    monkeypatch.setattr(engine, "builtin_files", lambda: [changed])
    load_detector(engine="auto")
    assert len(list(cache.iterdir())) == 4


@pytest.mark.parametrize(
    "place",
    ["/dev/null/cache", "/proc/nowhere/cache"] if sys.platform == "linux" else [os.devnull + "/cache"],
    ids=lambda place: repr(place),
)
def test_a_cache_that_cannot_be_written_costs_time_alone(
    monkeypatch: pytest.MonkeyPatch, built: list[None], capfd, place: str
):
    monkeypatch.setattr(engine.folders, "cache", lambda: place)
    for count in (1, 2):
        assert found(load_detector()) == FOUND
        assert len(built) == count
    assert capfd.readouterr() == ("", "")


def test_a_file_where_the_cache_should_be_a_folder(cache: Path):
    cache.parent.mkdir()
    cache.write_text("mine")
    assert found(load_detector()) == FOUND
    assert cache.read_text() == "mine"


def test_a_folder_where_the_cache_file_should_be(cache: Path, built: list[None]):
    load_detector()
    path = only(cache)
    path.unlink()
    path.mkdir()
    assert found(load_detector()) == FOUND
    assert [entry.name for entry in cache.iterdir()] == [path.name]


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_nobody_else_may_write_where_the_engine_is_loaded_from(cache: Path):
    load_detector()
    assert stat.S_IMODE(cache.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(only(cache).stat().st_mode) & 0o077 == 0


def test_a_wrong_rule_is_an_error_and_leaves_no_cache(cache: Path, tmp_path: Path):
    own = tmp_path / "own.toml"
    own.write_text("[[rule]]\nid = 'x'\n")
    with pytest.raises(RuleError, match=r"own\.toml: rule `x`"):
        load_detector([str(own)])
    assert not cache.exists()


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"PIISCAN_CACHE_DIR": "/c", "XDG_CACHE_HOME": "/x"}, "/c"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/piiscan"),
        ("linux", {"HOME": "/h"}, "/h/.cache/piiscan"),
        ("darwin", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/h/Library/Caches/piiscan"),
        ("win32", {"LOCALAPPDATA": "/l"}, "/l/piiscan"),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="paths of POSIX")
def test_where_the_cache_lies(
    monkeypatch: pytest.MonkeyPatch, platform: str, environment: dict[str, str], expected: str
):
    for name in ("PIISCAN_CACHE_DIR", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert directory() == expected


def test_rules_for_whole_files_come_out_of_the_cache(cache: Path, tmp_path: Path):
    own = tmp_path / "own.toml"
    head = RULE.format(id="carl", code="CRL001")
    own.write_text(
        head.replace("max_len", "whole_file = 'people(?:[.].*)?'\nmax_len").replace(
            '"carl_abcdefgh"]', '{ text = "carl_abcdefgh", path = "PEOPLE" }]'
        )
    )
    text = b"carl_abcdefgh"
    for _ in range(2):  # built, then read
        detector = load_detector([str(own)])
        paths = ("a/PEOPLE", "people.txt", "people/a.txt", "a.py")
        codes = [[item.rule.code for item in detector.scan(text, path)] for path in paths]
        assert codes == [["CRL001"], ["CRL001"], [], []]


@pytest.mark.parametrize("name", ENGINES)
def test_rules_for_those_who_ask_for_more_are_looked_for_then_alone(cache: Path, tmp_path: Path, name: str):
    own = [str(tmp_path / "own.toml"), str(tmp_path / "zeal.toml")]
    Path(own[0]).write_text(RULE.format(id="carl", code="CRL001") + "confidence = 0.4\n")
    Path(own[1]).write_text(RULE.format(id="zeal", code="ZEL001"))
    for _ in range(
        2
    ):  # built, then read: then the numbers of the anchors are those of all that are looked for
        found = {}
        for least in (0.0, 0.3, 0.5, 0.9):
            detector = engine.load(own, engine=name, least=least).detector
            texts = (
                b"carl_abcdefgh",
                b"zeal_abcdefgh",
            )  # apart: a rule also looks round where another one's anchor is
            found[least] = [item.rule.code for text in texts for item in detector.scan(text, "a.txt")]
            assert [rule.id for rule in detector.rules][-2:] == [
                "carl-token",
                "zeal-token",
            ]  # selectors name it
        both, one = ["CRL001", "ZEL001"], ["ZEL001"]
        assert found == {0.0: both, 0.3: both, 0.5: one, 0.9: one}
    assert len(list(cache.glob("rules-*.cache"))) == 2
