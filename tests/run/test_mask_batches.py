"""What masking does once for many files: what the model said of them is written together, and its remark is made."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from piiscan.mask.policies.policy import Policies
from piiscan.run import workers
from piiscan.run.mask import Masker
from piiscan.run.scanner import Wanted
from piiscan.run.turns import Task, Turns
from piiscan.run.workers import Job, packed
from piiscan.settings.model import Settings
from piiscan.sources.entry import FileEntry
from piiscan.types import NoticeKind, Severity

from .small import DETECTOR, scanner


class Model:
    """A judge that agrees with the rules, and counts."""

    remark = "no GPU any more"

    def __init__(self) -> None:
        self.texts = self.written = 0

    def known(self, data, path):
        return None

    def begin(self, data, path, detections):
        pass

    def __call__(self, data, path, detections, *, keep=True):
        self.texts += 1
        return detections

    def in_cutout(self, data, path, detections, cutout):
        return self(data, path, detections)

    def finish(self):
        self.written += 1


@pytest.fixture
def model(monkeypatch):
    made = Model()
    monkeypatch.setattr(DETECTOR, "judge", made)
    return made


def entries(folder: Path, count: int) -> list[FileEntry]:
    made = []
    for number in range(count):
        path = folder / f"{number:03}.txt"
        path.write_bytes(b"token = acme_abcdefgh\n")
        made.append(FileEntry(path.name, str(path)))
    return made


def test_without_files_nothing_is_written(model):
    assert list(Masker(scanner(), Severity.NOTE).rewrite([])) == []
    assert (model.texts, model.written) == (0, 0)


@pytest.mark.parametrize(("count", "written"), [(1, 1), (5, 1), (workers.BATCH, 1), (workers.BATCH + 1, 2)])
def test_in_one_process(tmp_path, model, count, written):
    masker = Masker(scanner(), Severity.NOTE)
    assert len(list(masker.rewrite(entries(tmp_path, count)))) == count
    assert model.texts == 2 * count  # each text before and after
    assert model.written == written
    assert masker.totals.files == count
    assert [item.message for item in masker.notices if item.kind is NoticeKind.DEVICE] == [model.remark]


@pytest.mark.parametrize(("count", "written"), [(1, 1), (workers.BATCH // 2, 1), (workers.BATCH // 2 + 1, 2)])
def test_where_files_need_one_order(tmp_path, model, count, written):
    masker = Masker(scanner(), Severity.NOTE, policies=Policies("numbered"))
    assert len(list(masker.rewrite(entries(tmp_path, count)))) == count
    assert (model.texts, model.written) == (2 * count, written)
    assert masker.totals.files == count


def test_a_preview(tmp_path, model):
    masker = Masker(scanner(), Severity.NOTE)
    assert len(list(masker.previews(entries(tmp_path, 3), colour=False))) == 3
    assert model.written == 1


def test_in_a_worker(tmp_path, model):
    job = Job(Settings(root=str(tmp_path)), Wanted(), str(tmp_path))
    turns = Turns(Task(job, Severity.NOTE), scanner(), Policies())
    reply = turns.turn("", packed(entries(tmp_path, 7)))
    assert len(reply.temporaries) == 7
    assert not any(map(os.path.exists, reply.temporaries))
    assert (model.texts, model.written) == (14, 1)
    assert [item.kind for item in reply.outcome.notices] == [NoticeKind.DEVICE]
