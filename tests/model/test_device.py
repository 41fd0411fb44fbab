"""Which device a model gets, and that a GPU that fails in the middle costs no finding. Fakes: no GPU was at hand."""

from __future__ import annotations

import pytest

np = pytest.importorskip("numpy")

from piiscan.errors import ModelError  # noqa: E402
from piiscan.model import device as devices  # noqa: E402
from piiscan.model.device import CPU, CUDA, Device, Runner, device_of  # noqa: E402


def machine(monkeypatch, *, provider, gpu):
    monkeypatch.setattr(devices, "has_provider", lambda: provider)
    monkeypatch.setattr(devices, "has_gpu", lambda: gpu)


@pytest.mark.parametrize(
    ("provider", "gpu", "said"),
    [(False, True, "no CUDA provider"), (True, False, "no NVIDIA GPU"), (False, False, "no CUDA")],
)
def test_what_is_not_there_is_refused_by_name_and_left_out_by_auto(monkeypatch, provider, gpu, said):
    machine(monkeypatch, provider=provider, gpu=gpu)
    with pytest.raises(ModelError, match=said) as caught:
        device_of(CUDA)
    assert "\n" not in caught.value.message
    assert device_of("auto") == device_of(CPU) == Device(CPU, may_change=False)


def test_what_is_there_is_taken_and_only_auto_may_give_it_up(monkeypatch):
    machine(monkeypatch, provider=True, gpu=True)
    assert device_of("auto") == Device(CUDA, may_change=True)
    assert device_of(CUDA) == Device(CUDA, may_change=False)
    assert device_of(CPU) == Device(CPU)


@pytest.mark.parametrize("hidden", ["", "-1"])
def test_a_gpu_that_the_environment_hides_is_none(monkeypatch, hidden):
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", hidden)
    assert not devices.has_gpu()


class Network:
    """Gives each piece back as its scores; fails on ``device`` when more than ``room`` rows come."""

    def __init__(self, device, room):
        self.device, self.room = device, room
        self.rows = []

    def run(self, ids, features):
        if self.device == CUDA and len(ids) > self.room:
            raise ModelError("the network failed: out of memory")
        self.rows.append(len(ids))
        longest = max(map(len, ids))
        table = np.zeros((len(ids), longest, 2), dtype=np.float32)
        for row, values in enumerate(ids):
            table[row, : len(values), 0] = values
        return table, table[:, :, :1]


IDS = [[1, 2, 3], [4], [5, 6], [7, 8, 9, 10], [11]]


def runner(device, room):
    made = {}

    def opens(name):
        made[name] = Network(name, room)
        return made[name]

    return Runner(device, opens), made


def rows_of(table):
    return [[int(value) for value in row[:, 0] if value] for row in table]


@pytest.mark.parametrize("room", [0, 1, 2, 4, 5])
def test_a_gpu_without_memory_reads_less_at_once_and_then_nothing(room):
    ran, made = runner(Device(CUDA, may_change=True), room)
    tags, kinds = ran.run(IDS, IDS)
    assert rows_of(tags) == IDS
    assert kinds.shape == (5, 4, 1)
    assert (ran.device.name, bool(ran.remark)) == ((CPU, True) if room == 0 else (CUDA, False))
    assert (CPU in made) == (room == 0)


def test_a_gpu_that_was_asked_for_by_name_is_not_given_up_in_silence():
    ran, made = runner(Device(CUDA), 0)
    with pytest.raises(ModelError, match="out of memory"):
        ran.run(IDS, IDS)
    assert CPU not in made


def test_after_it_has_failed_it_is_not_asked_again():
    ran, made = runner(Device(CUDA, may_change=True), 0)
    ran.run(IDS, IDS)
    ran.run(IDS, IDS)
    assert made[CPU].rows[-1] == 5
    assert "ran on the CPU" in ran.remark


def test_a_network_that_will_not_load_there():
    def opens(name):
        if name == CUDA:
            raise ModelError("no")
        return Network(name, 0)

    ran = Runner(Device(CUDA, may_change=True), opens)
    assert (ran.device.name, "could not be used" in ran.remark) == (CPU, True)
    with pytest.raises(ModelError):
        Runner(Device(CUDA), opens)


def test_the_cpu_s_errors_are_errors():
    class Broken:
        def run(self, ids, features):
            raise ModelError("the network failed")

    with pytest.raises(ModelError, match="failed"):
        Runner(Device(), lambda name: Broken()).run(IDS, IDS)
