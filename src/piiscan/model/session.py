"""The network under onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from piiscan.errors import ModelError
from piiscan.model.device import CPU, CUDA

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]


#: The CPU takes what CUDA has no kernel for.
_PROVIDERS = {
    CPU: ["CPUExecutionProvider"],
    CUDA: ["CUDAExecutionProvider", "CPUExecutionProvider"],
}
_INPUTS = ("ids", "features", "mask")
#: What onnxruntime would do to the network that makes it slower on a CPU: its sum and normalisation in one, which takes 1.0
#: microseconds a piece where the two of them take 0.2, three times in three layers of 14 in all (1.31, AVX-512).
_SLOW = ["SkipLayerNormFusion"]


class Session:
    """Runs batches. Loading takes 20 to 40 ms for a model of 5 MB, after onnxruntime's own 130 ms."""

    def __init__(self, network: bytes, *, threads: int, name: str, device: str = CPU) -> None:
        """``network`` is an ONNX model, ``device`` ``cpu`` or ``cuda``. Raises ``ModelError`` where it or onnxruntime
        will not load, or not there."""
        try:
            import onnxruntime
        except ImportError:
            raise ModelError(
                "the model needs onnxruntime, which is not installed",
                hint="pip install 'piiscan-lint[model]', or --model off",
            ) from None
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = max(1, threads)
        options.inter_op_num_threads = 1
        options.log_severity_level = 4
        # A pool that spins between batches would take the cores from the scan's other workers.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(
                network,
                options,
                providers=_PROVIDERS[device],
                disabled_optimizers=_SLOW if device == CPU else None,
            )
            inputs = {item.name for item in self._session.get_inputs()}
            outputs = {item.name for item in self._session.get_outputs()}
        except Exception:
            where = "" if device == CPU else f" on {device}"
            raise ModelError(f"{name}: onnxruntime cannot load the network{where}") from None
        # It takes the CPU without a word where the libraries of CUDA are missing.
        if self._session.get_providers()[0] != _PROVIDERS[device][0]:
            raise ModelError(
                f"--device {device}: onnxruntime cannot use it here",
                hint="are CUDA and cuDNN installed, in the versions that onnxruntime wants? --device cpu needs neither",
            )
        if inputs != {*_INPUTS} or outputs != {"tags", "kinds"}:
            raise ModelError(f"{name}: the network has not the inputs and outputs of piiscan's models")
        self._name = name

    def run(self, ids: Sequence[Sequence[int]], features: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        """Logits of tags and kinds, each batch x longest x classes; shorter rows are padded at their end."""
        import numpy as np

        longest = max(map(len, ids))
        if len(ids) == 1:  # as nearly always
            arrays: dict[str, Array] = {
                "ids": np.array(ids, dtype=np.int64),
                "features": np.array(features, dtype=np.int64),
                "mask": np.ones((1, longest), dtype=np.int64),
            }
        else:
            arrays = {name: np.zeros((len(ids), longest), dtype=np.int64) for name in _INPUTS}
            for row, (one, other) in enumerate(zip(ids, features, strict=True)):
                arrays["ids"][row, : len(one)] = one
                arrays["features"][row, : len(one)] = other
                arrays["mask"][row, : len(one)] = 1
        try:
            tags, kinds = self._session.run(["tags", "kinds"], arrays)
        except Exception as error:
            raise ModelError(f"{self._name}: the network failed: {type(error).__name__}") from None
        return tags, kinds
