"""A checkpoint that predicts, with torch; the runtime's windows and decoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch

from piiscan.model.predict import Logits, read_all
from piiscan.model.spans import Prediction, Scales, predictions
from piiscan.model.tokenizer import Tokenizer
from piiscan.train.network import Network

Array = np.ndarray[Any, Any]


class Predictor:
    """Like ``piiscan.model.predict.Model``, before there is a package."""

    def __init__(
        self, network: Network, tokenizer: Tokenizer, scales: Scales | None = None, *, budget: int = 16384
    ) -> None:
        self.network = network
        self.tokenizer = tokenizer
        self.scales = scales or Scales()
        self._budget = budget

    def run(self, ids: Sequence[Sequence[int]], features: Sequence[Sequence[int]]) -> tuple[Array, Array]:
        """As ``Session.run``."""
        device = next(self.network.parameters()).device
        longest = max(map(len, ids))
        arrays: Array = np.zeros((3, len(ids), longest), dtype=np.int64)
        for row, (one, other) in enumerate(zip(ids, features, strict=True)):
            arrays[0, row, : len(one)], arrays[1, row, : len(one)], arrays[2, row, : len(one)] = one, other, 1
        self.network.eval()
        with torch.no_grad():
            tags, kinds = self.network(*torch.from_numpy(arrays).to(device))
        return tags.float().cpu().numpy(), kinds.float().cpu().numpy()

    def logits(self, texts: Sequence[str]) -> list[Logits]:
        """The network's scores for each text."""
        window = self.network.shape.window
        return read_all(
            self.tokenizer, self.run, texts, window=window, overlap=window // 4, budget=self._budget
        )

    def predict(self, texts: Sequence[str]) -> list[list[Prediction]]:
        """The spans of each text."""
        return [predictions(*item, self.scales) for item in self.logits(texts)]
