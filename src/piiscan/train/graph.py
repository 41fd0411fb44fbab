"""The network as an ONNX graph, written node by node.

As torch traces it, 100 of its 183 nodes compute shapes that are known, and every node takes a microsecond however few the
pieces are. With onnxruntime's own attention besides, the 48 pieces of a scan's ordinary window take an eighth less, four
pieces a third less (measured with three layers of 192).
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from piiscan.model.pieces import FEATURES
from piiscan.model.tags import KINDS, TAGS
from piiscan.train.network import Network

if TYPE_CHECKING:
    from onnx import ModelProto

    Array = np.ndarray[Any, Any]

_OPSET = 17
#: What runtimes from `onnxruntime` 1.17 on read.
_IR = 8
#: The domain of onnxruntime's own operators.
_OWN = "com.microsoft"
#: Added to the score of what is padding.
_HIDDEN = -10000.0


def graph_of(network: Network) -> ModelProto:
    """``network`` with its weights in float32.

    Inputs ``ids``, ``features``, ``mask``: int64, batch x pieces; outputs ``tags``, ``kinds``: float32, batch x pieces x
    classes.
    """
    weights = {name: value.detach().cpu().float().numpy() for name, value in network.state_dict().items()}
    made = _Graph(weights)
    hidden, seen = made.embedded(network.shape.mixer)
    for layer in range(network.shape.layers):
        hidden = made.layer(f"backbone.encoder.layer.{layer}", hidden, seen, network.shape.heads)
    for head in ("tags", "kinds"):
        made.dense(hidden, weights[f"{head}.weight"], weights[f"{head}.bias"], head)
    sizes = {"ids": None, "features": None, "mask": None, "tags": TAGS, "kinds": len(KINDS)}
    values = [
        helper.make_tensor_value_info(
            name,
            TensorProto.INT64 if size is None else TensorProto.FLOAT,
            ["batch", "pieces", *([] if size is None else [size])],
        )
        for name, size in sizes.items()
    ]
    assert weights["features.weight"].shape[0] == FEATURES
    graph = helper.make_graph(made.nodes, "piiscan", values[:3], values[3:], made.constants)
    return helper.make_model(
        graph,
        opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_OWN, 1)],
        ir_version=_IR,
        producer_name="piiscan",
    )


class _Graph:
    """Collects nodes. Values go by their names."""

    def __init__(self, weights: dict[str, Array]) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._weights = weights
        self._names: set[str] = set()

    def embedded(self, mixer: int) -> tuple[str, str]:
        """The embeddings, batch x pieces x width, and ``mask`` as attention takes it."""
        seen = self._node("Cast", ["mask"], to=TensorProto.FLOAT)
        both = self._node("Add", [self._looked_up("pieces", "ids"), self._looked_up("features", "features")])
        value = self._node("Mul", [both, self._node("Unsqueeze", [seen, self._constant("last", [-1])])])
        if mixer:
            pads = [mixer // 2] * 2
            names = [self._weight("mixer.weight"), self._weight("mixer.bias")]
            width = self._weights["mixer.bias"].shape[0]
            turned = self._node("Transpose", [value], perm=[0, 2, 1])
            mixed = self._node("Conv", [turned, *names], group=width, kernel_shape=[mixer], pads=pads)
            value = self._node("Add", [value, self._node("Transpose", [mixed], perm=[0, 2, 1])])
        name = "backbone.embeddings"
        places = self._weights[f"{name}.position_embeddings.weight"]
        places = places + self._weights[f"{name}.token_type_embeddings.weight"][0]  # there is one type
        count = self._node("Shape", ["ids"], start=1, end=2)
        first = self._constant("first", [0])
        value = self._node(
            "Add", [value, self._node("Slice", [self._constant("places", places), first, count, first])]
        )
        return self._normal(f"{name}.LayerNorm", value), self._node("Cast", ["mask"], to=TensorProto.INT32)

    def layer(self, name: str, hidden: str, seen: str, heads: int) -> str:
        """One layer of BERT: attention, then two dense layers; each is added to what came in and normalised."""
        parts = [f"{name}.attention.self.{part}" for part in ("query", "key", "value")]
        matrix, bias = (
            np.concatenate([self._weights[f"{part}.{kind}"] for part in parts]) for kind in ("weight", "bias")
        )
        turned = self._constant(f"{name}.joined.matrix", np.ascontiguousarray(matrix.T))
        flat = self._node(
            "Attention",
            [hidden, turned, self._constant(f"{name}.joined.bias", bias), seen],
            domain=_OWN,
            num_heads=heads,
            mask_filter_value=_HIDDEN,
        )
        attended = self._dense_of(f"{name}.attention.output.dense", flat)
        hidden = self._normal(f"{name}.attention.output.LayerNorm", self._node("Add", [attended, hidden]))
        wide = self._gelu(self._dense_of(f"{name}.intermediate.dense", hidden))
        narrow = self._dense_of(f"{name}.output.dense", wide)
        return self._normal(f"{name}.output.LayerNorm", self._node("Add", [narrow, hidden]))

    def dense(self, value: str, matrix: Array, bias: Array, name: str) -> str:
        """``matrix`` is output x input, as torch has it; the result goes by ``name``."""
        turned = self._constant(f"{name}.matrix", np.ascontiguousarray(matrix.T))
        product = self._node("MatMul", [value, turned], name=f"{name}.product")
        return self._node("Add", [product, self._constant(f"{name}.bias", bias)], name=name)

    def _dense_of(self, name: str, value: str) -> str:
        return self.dense(value, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"], name)

    def _gelu(self, value: str) -> str:
        """The exact one, in the five steps that runtimes know to make one of."""
        scaled = self._node("Div", [value, self._constant("root", math.sqrt(2))])
        above = self._node("Add", [self._node("Erf", [scaled]), self._constant("one", 1.0)])
        return self._node("Mul", [self._node("Mul", [value, above]), self._constant("half", 0.5)])

    def _normal(self, name: str, value: str) -> str:
        names = [self._weight(f"{name}.weight"), self._weight(f"{name}.bias")]
        return self._node("LayerNormalization", [value, *names], axis=-1, epsilon=1e-12)

    def _looked_up(self, name: str, ids: str) -> str:
        return self._node("Gather", [self._weight(f"{name}.weight"), ids], axis=0)

    def _weight(self, name: str) -> str:
        return self._constant(name, self._weights[name])

    def _constant(self, name: str, value: Array | float | list[int]) -> str:
        if name not in self._names:
            self._names.add(name)
            kind = np.float32 if isinstance(value, float | np.ndarray) else np.int64
            self.constants.append(numpy_helper.from_array(np.asarray(value, dtype=kind), name))
        return name

    def _node(self, kind: str, inputs: list[str], *, name: str = "", **attributes: Any) -> str:
        name = name or f"{kind.lower()}{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name
