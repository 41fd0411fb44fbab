"""The network under onnxruntime."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from piiscan.errors import ModelError

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]


class Session:
    """Runs batches. Loading takes 20 to 40 ms for a model of 5 MB, after onnxruntime's own 130 ms."""

    def __init__(self, network: bytes, *, threads: int, name: str) -> None:
        """``network`` is an ONNX model. Raises ``ModelError`` where it or onnxruntime will not load."""
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
            self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
            inputs = {item.name for item in self._session.get_inputs()}
            outputs = {item.name for item in self._session.get_outputs()}
        except Exception:
            raise ModelError(f"{name}: onnxruntime cannot load the network") from None
        if inputs != {"ids", "features", "mask"} or outputs != {"tags", "kinds"}:
            raise ModelError(f"{name}: the network has not the inputs and outputs of piiscan's models")
        self._name = name

    def run(self, ids: Sequence[Sequence[int]], features: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        """Logits of tags and kinds, each batch x longest x classes; shorter rows are padded at their end."""
        import numpy as np

        longest = max(map(len, ids))
        arrays: dict[str, Array] = {
            name: np.zeros((len(ids), longest), dtype=np.int64) for name in ("ids", "features", "mask")
        }
        for row, (one, other) in enumerate(zip(ids, features, strict=True)):
            arrays["ids"][row, : len(one)] = one
            arrays["features"][row, : len(one)] = other
            arrays["mask"][row, : len(one)] = 1
        try:
            tags, kinds = self._session.run(["tags", "kinds"], arrays)
        except Exception as error:
            raise ModelError(f"{self._name}: the network failed: {type(error).__name__}") from None
        return tags, kinds
