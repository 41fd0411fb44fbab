"""With a model, rules look at many texts before it reads the first; what is found is what each text by itself gives."""

from __future__ import annotations

import io
import zipfile

import pytest

from piiscan.detect.detector import Detector
from piiscan.model.choose import Chosen
from piiscan.run import batches
from piiscan.run.judge import Judge
from piiscan.run.kept import Kept
from piiscan.run.scanner import Outcome, Scanner, Wanted
from piiscan.run.verdicts import Verdicts
from piiscan.settings.model import Settings
from piiscan.sources.containers.entry import InsideEntry
from piiscan.sources.containers.walk import Opening
from piiscan.sources.entry import MemoryEntry
from piiscan.types import Blob, Notice, NoticeKind

from .small import RULES
from .test_judge import EMMY, Package, Stub

SETTINGS = Settings(root="/")
OPENING = Opening(frozenset({"archives"}))
TEXT = b"# by Emmy Noether\ntoken = acme_abcdefgh\n"


class Segmented:
    """A text that comes in two pieces, as a large file does."""

    path = "large.txt"

    def read(self):
        yield Blob(self.path, TEXT, own_end=len(TEXT))
        yield Blob(self.path, TEXT, base_offset=len(TEXT), base_line=3)


class Unreadable:
    path = "gone.txt"

    def read(self):
        yield Notice(NoticeKind.MISSING, self.path, "is not there")


class Nothing:
    path = "nothing"

    def read(self):
        return iter(())


class Mixed:
    """A text, and what of it could not be read."""

    path = "mixed.txt"

    def read(self):
        yield Blob(self.path, TEXT)
        yield Notice(NoticeKind.UNREADABLE, self.path, "the rest is damaged")


def texts(count: int) -> list[MemoryEntry]:
    return [MemoryEntry(f"{number}.txt", b"x = %d\n" % number + TEXT) for number in range(count)]


def with_model(tmp_path, *, stub: Stub | None = None, verdicts: bool = False) -> Scanner:
    detector = Detector(RULES, engine="python")
    keeps = {"verdicts": Verdicts(str(tmp_path), b"m"), "kept": Kept(RULES, "d")} if verdicts else {}
    detector.judge = Judge(
        Chosen(Package(), False), SETTINGS, engine="python", reader=stub or Stub(EMMY), **keeps
    )
    return Scanner(detector, SETTINGS, Wanted(), root="/")


def every(tmp_path):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name in ("a.txt", "b.txt"):
            made.writestr(name, TEXT)
    (tmp_path / "a.zip").write_bytes(archive.getvalue())
    (tmp_path / "b.bin").write_bytes(b"\0\1\2")
    (tmp_path / "c.txt").write_bytes(TEXT.decode().encode("utf-16"))
    files = [InsideEntry(path.name, str(path), OPENING) for path in sorted(tmp_path.iterdir())]
    return [*texts(3), Unreadable(), *files, Nothing(), Segmented(), *texts(2), Mixed(), Unreadable()]


@pytest.mark.parametrize("waiting", [0, 100, 4 << 20])
def test_all_kinds_of_entries_give_what_each_gives_alone(tmp_path, monkeypatch, waiting):
    monkeypatch.setattr(batches, "WAITING", waiting)
    (tmp_path / "tree").mkdir()
    entries = every(tmp_path / "tree")
    together, apart = Outcome(), Outcome()
    found = [*with_model(tmp_path).scan_each(entries, together)]
    alone = with_model(tmp_path)
    assert [entry for entry, _ in found] == entries
    assert [[*each] for _, each in found] == [[*alone.scan_one(entry, apart)] for entry in entries]
    assert sum(len(each) for _, each in found) > len(entries)
    assert together.notices == apart.notices
    assert together.totals == apart.totals
    assert not together.findings


def test_nothing_of_nothing(tmp_path):
    assert [*with_model(tmp_path).scan_each([], Outcome())] == []
    assert with_model(tmp_path).scan([]).findings == []


@pytest.mark.parametrize(("waiting", "expected"), [(4 << 20, [3, 3, 3]), (0, [1, 2, 3]), (90, [2, 2, 3])])
def test_rules_look_at_as_many_texts_as_may_wait(tmp_path, monkeypatch, waiting, expected):
    monkeypatch.setattr(batches, "WAITING", waiting)
    looked: list[str] = []
    seen: list[int] = []

    class Counting(Stub):
        def predict(self, texts):
            seen.append(len(looked))
            return super().predict(texts)

    scanner = with_model(tmp_path, stub=Counting(EMMY))
    begin = scanner.detector.begin
    monkeypatch.setattr(
        scanner.detector, "begin", lambda data, path, **more: looked.append(path) or begin(data, path, **more)
    )
    scanner.scan(texts(3))
    assert seen == expected


def test_texts_of_one_path_are_not_taken_for_each_other(tmp_path):
    """As those of a merge: two blobs of one name, one after the other."""
    entries = [
        MemoryEntry("a.txt", TEXT),
        MemoryEntry("a.txt", b"\n\n" + TEXT),
        MemoryEntry("a.txt", b"x = 1\n"),
    ]
    found = with_model(tmp_path, verdicts=True).scan(entries).findings
    assert sorted((item.code, item.start_line) for item in found) == [
        ("ACM001", 2),
        ("ACM001", 4),
        ("MDL001", 1),
        ("MDL001", 3),
    ]


def test_what_was_read_before_is_known(tmp_path):
    first = with_model(tmp_path, verdicts=True).scan(texts(3)).findings
    stub = Stub(EMMY)
    again = with_model(tmp_path, stub=stub, verdicts=True)
    assert again.scan([*texts(3), Unreadable()]).findings == first
    assert not stub.texts


def test_nothing_is_remembered_of_what_was_judged(tmp_path):
    scanner = with_model(tmp_path, verdicts=True)
    scanner.scan(texts(3))
    assert not scanner.detector.judge._begun


def test_a_text_is_hashed_once(tmp_path, monkeypatch):
    asked: list[bytes] = []
    key = Verdicts.key
    monkeypatch.setattr(
        Verdicts, "key", lambda self, kind, parts: asked.append(kind) or key(self, kind, parts)
    )
    with_model(tmp_path, verdicts=True).scan(texts(3))
    assert len([kind for kind in asked if kind != b"text"]) == 3
