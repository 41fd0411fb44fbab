"""A model that reads texts: the whole runtime behind one method."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from piiscan.model.device import CPU, Device, Runner
from piiscan.model.package import PRESETS, Package, read
from piiscan.model.session import Session
from piiscan.model.spans import Prediction, Scales, all_predictions
from piiscan.model.tags import CATEGORIES, KINDS, OUTSIDE, TAGS
from piiscan.model.tokenizer import Encoding, Tokenizer
from piiscan.model.windows import Window, batches, windows
from piiscan.types import Category

if TYPE_CHECKING:
    import numpy

    Array = numpy.ndarray[Any, Any]
    #: Rows of pieces and of features in, logits of tags and kinds out, padded to the longest row.
    Run = Callable[[Sequence[Sequence[int]], Sequence[Sequence[int]]], tuple[Array, Array]]

#: Pieces in a batch, padding included: so few that each window is alone. It takes a tenth less than batches of 1,024,
#: which are padded and leave the cache; and int8 gives a text the same last digits in whatever company it comes.
BUDGET = 1
#: The same on a GPU, which wants much at once. Nobody has measured it: no GPU was at hand.
GPU_BUDGET = 1 << 15


class Logits(NamedTuple):
    """A text's pieces, and a row of scores for each of them."""

    encoding: Encoding
    tags: Array
    kinds: Array


class Model:
    """Predicts spans. Not for several threads at once: give each worker its own."""

    def __init__(self, package: Package, *, threads: int = 1, device: Device | None = None) -> None:
        """On the CPU, unless another ``device`` is given. Raises ``ModelError`` where the network will not load."""
        self.id = package.id
        self.package = package
        self.tokenizer = Tokenizer(package.vocabulary, collapse=package.collapse)
        self.runner = Runner(
            device or Device(),
            lambda name: Session(package.network, threads=threads, name=package.id, device=name),
        )
        self.scales = Scales(package.bias, package.temperatures, package.kind_temperature)

    def thresholds(self, preset: str = "balanced") -> dict[Category, float]:
        """The least probability for each category; ``preset`` is one of ``PRESETS``."""
        assert preset in PRESETS
        return dict(zip(CATEGORIES, self.package.thresholds[preset], strict=True))

    def logits(self, texts: Sequence[str]) -> list[Logits]:
        """The network's scores for each text, as it is."""
        return apart(*self._joined(texts))

    def predict(self, texts: Sequence[str]) -> list[list[Prediction]]:
        """The spans of each text, by position and apart from each other, whatever their probability: whoever
        calls applies ``thresholds``. A text may have any length; all of it is read."""
        return all_predictions(*self._joined(texts), self.scales)

    def _joined(self, texts: Sequence[str]) -> tuple[list[Encoding], Array, Array]:
        shape = self.package
        return read_joined(
            self.tokenizer,
            self.runner.run,
            texts,
            window=shape.window,
            overlap=shape.overlap,
            budget=BUDGET if self.runner.device.name == CPU else GPU_BUDGET,
        )


def load(path: str | PathLike[str], *, threads: int = 1) -> Model:
    """The model in the folder ``path``. Raises ``ModelError``, one line, for anything that is not a whole one."""
    return Model(read(Path(path)), threads=threads)


def read_all(
    tokenizer: Tokenizer, run: Run, texts: Sequence[str], *, window: int, overlap: int, budget: int = BUDGET
) -> list[Logits]:
    """The scores of every piece of every text: windows overlap, and the one that sees most round a piece decides."""
    return apart(*read_joined(tokenizer, run, texts, window=window, overlap=overlap, budget=budget))


def apart(encodings: Sequence[Encoding], tags: Array, kinds: Array) -> list[Logits]:
    """The tables of ``read_joined``, by text."""
    found, at = [], 0
    for encoding in encodings:
        end = at + len(encoding.ids)
        found.append(Logits(encoding, tags[at:end], kinds[at:end]))
        at = end + 1
    return found


def read_joined(
    tokenizer: Tokenizer, run: Run, texts: Sequence[str], *, window: int, overlap: int, budget: int = BUDGET
) -> tuple[list[Encoding], Array, Array]:
    """As ``read_all``, the scores of all texts in two tables; a row that is O for sure follows each text."""
    import numpy as np

    encodings = [tokenizer.encode(text) for text in texts]
    cuts: list[Window] = []
    firsts = [0]
    for number, encoding in enumerate(encodings):
        cuts += windows(number, len(encoding.ids), size=window, overlap=overlap)
        firsts.append(firsts[-1] + len(encoding.ids) + 1)
    tags: Array = np.zeros((firsts[-1], TAGS), dtype=np.float32)
    kinds: Array = np.zeros((firsts[-1], len(KINDS)), dtype=np.float32)
    tags[np.asarray(firsts[1:], dtype=np.int64) - 1, OUTSIDE] = _NEVER_A_SPAN
    for batch in batches(cuts, budget=budget):
        some, others = run(
            [encodings[cut.text].ids[cut.start : cut.end] for cut in batch],
            [encodings[cut.text].features[cut.start : cut.end] for cut in batch],
        )
        for row, cut in enumerate(batch):
            there = slice(cut.own_start - cut.start, cut.own_end - cut.start)
            here = slice(firsts[cut.text] + cut.own_start, firsts[cut.text] + cut.own_end)
            tags[here], kinds[here] = some[row, there], others[row, there]
    return encodings, tags, kinds


#: Logit of O behind a text.
_NEVER_A_SPAN = 1e6
