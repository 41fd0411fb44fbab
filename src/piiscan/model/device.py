"""Where a model runs: ``auto``, ``cpu`` or ``cuda``; and what happens when a GPU fails in the middle of a scan."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from piiscan.errors import ModelError

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]

DEVICES = ("auto", "cpu", "cuda")
CPU, CUDA = "cpu", "cuda"


class Device(NamedTuple):
    """One that was chosen."""

    name: str = CPU
    """``cpu`` or ``cuda``."""
    may_change: bool = False
    """Whether the CPU goes on where it fails: nobody has asked for this one by name."""


def device_of(asked: str) -> Device:
    """What ``asked``, one of ``DEVICES``, comes to on this machine. Tells it from files, without loading onnxruntime.

    Raises ``ModelError`` where ``cuda`` is asked for and cannot be.
    """
    if asked == CPU:
        return Device()
    lacking = _lacking()
    if asked == CUDA and lacking:
        raise ModelError(f"--device cuda: {lacking}", hint="--device cpu, or auto takes what there is")
    return Device() if lacking else Device(CUDA, may_change=asked != CUDA)


def _lacking() -> str:
    """What keeps CUDA from being used; empty: nothing."""
    if not has_provider():
        return "this onnxruntime has no CUDA provider; onnxruntime-gpu has"
    return "" if has_gpu() else "there is no NVIDIA GPU that this process may use"


def has_provider() -> bool:
    """Whether onnxruntime was installed with its CUDA provider."""
    import glob  # no scan without a model needs it
    from importlib.util import find_spec

    spec = find_spec("onnxruntime")
    folders = spec.submodule_search_locations or () if spec else ()
    return any(glob.glob(os.path.join(each, "capi", "*onnxruntime_providers_cuda*")) for each in folders)


def has_gpu() -> bool:
    """Whether a driver shows this process a GPU."""
    if os.environ.get("CUDA_VISIBLE_DEVICES", "0").strip() in ("", "-1"):
        return False
    if sys.platform == "win32":
        folder = os.environ.get("SYSTEMROOT", r"C:\Windows")
        return os.path.exists(os.path.join(folder, "System32", "nvcuda.dll"))
    import glob

    return bool(glob.glob("/dev/nvidia[0-9]*")) or os.path.exists("/dev/dxg")


class Runs(Protocol):
    """A network on one device."""

    def run(self, ids: Sequence[Sequence[int]], features: Sequence[Sequence[int]]) -> tuple[Array, Array]: ...


class Runner:
    """Runs batches, and does not lose one because a GPU has run out of memory or is gone.

    A batch that fails on a GPU is tried again in halves; a single row that fails there is read on the CPU, like
    everything after it, or is an error where the GPU was asked for by name. The CPU's errors are errors.
    """

    def __init__(self, device: Device, opens: Callable[[str], Runs]) -> None:
        """``opens`` loads the network on a device by name. Raises ``ModelError`` where it will not load."""
        self.device = device
        self.remark = ""
        """What became of the device, for the reader of a report; empty: nothing."""
        self._opens = opens
        try:
            self._network = opens(device.name)
        except ModelError as error:
            self._change("the GPU could not be used: the model ran on the CPU", error)

    def run(self, ids: Sequence[Sequence[int]], features: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        """As ``Session.run``."""
        try:
            return self._network.run(ids, features)
        except ModelError as error:
            if self.device.name == CPU:
                raise
            if len(ids) > 1:
                return self._halves(ids, features)
            self._change("the GPU failed in the middle: from there on the model ran on the CPU", error)
        return self._network.run(ids, features)

    def _halves(self, ids: Sequence[Sequence[int]], features: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        import numpy as np

        half, longest = len(ids) // 2, max(map(len, ids))
        parts = [self.run(ids[:half], features[:half]), self.run(ids[half:], features[half:])]
        tags, kinds = (
            np.concatenate([np.pad(each, ((0, 0), (0, longest - each.shape[1]), (0, 0))) for each in table])
            for table in zip(*parts, strict=True)
        )
        return tags, kinds

    def _change(self, remark: str, error: ModelError) -> None:
        """To the CPU, for good. Raises ``error`` where the GPU was asked for by name."""
        if not self.device.may_change:
            raise error
        self.device, self.remark = Device(), remark
        self._network = self._opens(CPU)
