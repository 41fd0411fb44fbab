"""A model that reads texts: the whole runtime behind one method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from piiscan.model.package import PRESETS, Package, read
from piiscan.model.session import Session
from piiscan.model.spans import Prediction, Scales, predictions
from piiscan.model.tags import CATEGORIES, KINDS, TAGS
from piiscan.model.tokenizer import Encoding, Tokenizer
from piiscan.model.windows import Window, batches, windows
from piiscan.types import Category

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]
    #: Rows of pieces and of features in, logits of tags and kinds out, padded to the longest row.
    Run = Callable[[Sequence[Sequence[int]], Sequence[Sequence[int]]], tuple[Array, Array]]

#: Pieces in a batch, padding included: 4,096 take a fifth longer, since they leave the cache, and 60 MB more.
BUDGET = 1024


class Logits(NamedTuple):
    """A text's pieces, and a row of scores for each of them."""

    encoding: Encoding
    tags: Array
    kinds: Array


class Model:
    """Predicts spans. Not for several threads at once: give each worker its own."""

    def __init__(self, package: Package, *, threads: int = 1) -> None:
        """Raises ``ModelError`` where the network will not load."""
        self.id = package.id
        self.package = package
        self.tokenizer = Tokenizer(package.vocabulary, collapse=package.collapse)
        self._session = Session(package.network, threads=threads, name=package.id)
        self.scales = Scales(package.bias, package.temperatures, package.kind_temperature)

    def thresholds(self, preset: str = "balanced") -> dict[Category, float]:
        """The least probability for each category; ``preset`` is one of ``PRESETS``."""
        assert preset in PRESETS
        return dict(zip(CATEGORIES, self.package.thresholds[preset], strict=True))

    def logits(self, texts: Sequence[str]) -> list[Logits]:
        """The network's scores for each text, as it is."""
        shape = self.package
        return read_all(self.tokenizer, self._session.run, texts, window=shape.window, overlap=shape.overlap)

    def predict(self, texts: Sequence[str]) -> list[list[Prediction]]:
        """The spans of each text, by position and apart from each other, whatever their probability: whoever
        calls applies ``thresholds``. A text may have any length; all of it is read."""
        return [predictions(*item, self.scales) for item in self.logits(texts)]


def load(path: str | PathLike[str], *, threads: int = 1) -> Model:
    """The model in the folder ``path``. Raises ``ModelError``, one line, for anything that is not a whole one."""
    return Model(read(Path(path)), threads=threads)


def read_all(
    tokenizer: Tokenizer, run: Run, texts: Sequence[str], *, window: int, overlap: int, budget: int = BUDGET
) -> list[Logits]:
    """The scores of every piece of every text: windows overlap, and the one that sees most round a piece decides."""
    import numpy as np

    found = []
    cuts: list[Window] = []
    for number, text in enumerate(texts):
        encoding = tokenizer.encode(text)
        count = len(encoding.ids)
        cuts += windows(number, count, size=window, overlap=overlap)
        rows: tuple[Array, Array] = (
            np.zeros((count, TAGS), dtype=np.float32),
            np.zeros((count, len(KINDS)), dtype=np.float32),
        )
        found.append(Logits(encoding, *rows))
    for batch in batches(cuts, budget=budget):
        tags, kinds = run(
            [found[cut.text].encoding.ids[cut.start : cut.end] for cut in batch],
            [found[cut.text].encoding.features[cut.start : cut.end] for cut in batch],
        )
        for row, cut in enumerate(batch):
            there = slice(cut.own_start - cut.start, cut.own_end - cut.start)
            found[cut.text].tags[cut.own_start : cut.own_end] = tags[row, there]
            found[cut.text].kinds[cut.own_start : cut.own_end] = kinds[row, there]
    return found
