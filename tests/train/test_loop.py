"""Schedules, patience, and a loss that breaks."""

from __future__ import annotations

from pathlib import Path

import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from piiscan.errors import DataError  # noqa: E402
from piiscan.train import loop  # noqa: E402
from piiscan.train.loop import Plan, Task, train  # noqa: E402
from piiscan.train.network import Network, Shape  # noqa: E402

pytestmark = pytest.mark.filterwarnings("ignore")
CPU = torch.device("cpu")
# Two threads that wait for each other take minutes on a machine that is busy.
torch.set_num_threads(1)


def network():
    torch.manual_seed(0)
    return Network(Shape(30, 1, 8, 2, window=8))


def task(loss=None, scores=None):
    ones = torch.ones(1, 4, dtype=torch.long)
    given = iter(scores or [])
    return Task(
        batches=lambda epoch: [1, 2, 3],
        loss=loss or (lambda model, batch, step: model(ones, ones, ones)[0].pow(2).mean()),
        score=lambda model: {"score": next(given, 0.0)},
        keep=lambda model: None,
    )


def run(folder: Path, plan: Plan, what: Task, seen=None):
    return train(network(), what, plan, folder, "s", CPU, (seen if seen is not None else []).append)


def test_no_batches_are_an_error(tmp_path):
    empty = Task(lambda epoch: [], task().loss, task().score, lambda model: None)
    with pytest.raises(DataError, match="nothing to learn"):
        run(tmp_path, Plan(steps=3), empty)


def test_a_loss_that_is_no_number_ends_the_run(tmp_path):
    broken = task(loss=lambda model, batch, step: model.pieces.weight.sum() * float("nan"))
    with pytest.raises(DataError, match="not a number at step 0"):
        run(tmp_path, Plan(steps=3), broken)


def test_patience_ends_it(tmp_path):
    state = run(tmp_path, Plan(steps=100, every=2, patience=2), task(scores=[0.5, 0.4, 0.3, 0.2]))
    assert (state.step, state.best, state.done) == (6, 0.5, True)


def test_what_is_done_is_not_done_again(tmp_path):
    plan = Plan(steps=4, every=2)
    assert run(tmp_path, plan, task()).step == 4
    seen = []
    assert run(tmp_path, plan, task(), seen).step == 4
    assert seen == []


def test_minutes_become_steps_after_a_trial(tmp_path, monkeypatch):
    now = iter(range(100_000))
    monkeypatch.setattr(loop.time, "monotonic", lambda: next(now) / 10)
    state = run(tmp_path, Plan(steps=0, minutes=0.05, every=7), task())
    assert state.step == state.total > 20
    assert next(point["step"] for point in state.history) == 21


def test_the_pace_rises_and_falls():
    paces = [loop._pace(step, 100, 0.1) for step in range(100)]
    assert paces[0] == pytest.approx(0.1)
    assert max(paces) == paces[10] == pytest.approx(1.0)
    assert paces[11:] == sorted(paces[11:], reverse=True)
    assert 0 < paces[-1] < 0.05
