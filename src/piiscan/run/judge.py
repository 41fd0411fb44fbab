"""The model at work in one process: loaded when the first line survives the gate, and not before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cached_property
from typing import Protocol

from piiscan import __version__
from piiscan.detect.detector import Detection
from piiscan.detect.engine.choose import build_engine, hyperscan_version
from piiscan.detect.engine.protocol import Anchor, Engine
from piiscan.detect.judge import Part, apart, in_bytes, is_undecided, judged, parts, text_of
from piiscan.digest import blake2b
from piiscan.model.choose import Chosen
from piiscan.model.gate import CONTEXT, JOIN, REACH, SIGNS, Gate, Stretch
from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES
from piiscan.run import cache, folders
from piiscan.run.verdicts import Verdicts, digest_of
from piiscan.settings.model import Settings
from piiscan.settings.values import PRESETS
from piiscan.types import Category, Status

#: Code points that the model is handed at once: memory grows with them, speed no longer does.
AT_ONCE = 1 << 17
#: A process has one thread for the model; a scan has a process for each core.
THREADS = 1

Span = tuple[int, int]


class Reader(Protocol):
    """What of a model is used here."""

    def predict(self, texts: Sequence[str]) -> list[list[Prediction]]: ...


class Judge:
    """Called with a blob's data, its path and what the rules found there; gives what stands."""

    def __init__(
        self,
        chosen: Chosen,
        settings: Settings,
        *,
        engine: str = "auto",
        reader: Reader | None = None,
        verdicts: Verdicts | None = None,
    ) -> None:
        """``reader`` stands for the model; without it the package is loaded when it is needed. ``verdicts`` are
        asked first."""
        self.id = chosen.id
        self._chosen = chosen
        self._preset = settings.preset
        # A number that somebody has given holds for the model as well; a preset has thresholds of its own.
        explicit = settings.min_confidence != PRESETS[settings.preset]
        self._least = settings.min_confidence if explicit else 0.0
        self._engine_name = engine
        self._engine: Engine | None = None
        self._gate = Gate()
        self._reader = reader
        self._verdicts = verdicts
        self._loaded_by = os.getpid()
        self._last: tuple[bytes, str, list[Detection]] | None = None

    def __call__(self, data: bytes, path: str, detections: list[Detection]) -> list[Detection]:
        """Raises ``ModelError`` where the network will not load or fails."""
        if self._last is not None and self._last[0] is data and self._last[1] == path:
            return self._last[2]  # frames ask again for the same blob
        stretches, predictions = self._seen(data, detections)
        found = detections
        if stretches:
            found = judged(data, detections, stretches, predictions, self._thresholds)
        self._last = (data, path, found)
        return found

    def _seen(self, data: bytes, detections: Sequence[Detection]) -> tuple[list[Stretch], list[Prediction]]:
        """What is read of the data, and what the model sees there."""
        left = [(item.start, item.end) for item in detections if is_undecided(item)]
        settled = [(item.start, item.end) for item in detections if not is_undecided(item)]
        key = b""
        if self._verdicts is not None:
            # The gate takes as long as the rules, so it is not asked again either.
            places = repr((left, settled, self._chosen.whole)).encode()
            key = self._verdicts.key(self._gate_key, (places, data))
            known = self._verdicts.get(key, (len(data), len(data)))
            if known is not None:
                return [Stretch(item.start, item.end) for item in known[0]], known[1]
        stretches = self._stretches(data, left, settled)
        predictions = self._read(data, stretches) if stretches else []
        if self._verdicts is not None:
            self._verdicts.put(key, [[_kept(each) for each in stretches], predictions])
        return stretches, predictions

    def _stretches(self, data: bytes, left: Sequence[Span], settled: Sequence[Span]) -> list[Stretch]:
        if self._chosen.whole:
            return [Stretch(0, len(data))] if data else []
        if self._engine is None:
            self._engine = gate_engine(self._engine_name)
        return self._gate.stretches(data, self._engine.scan(data), left, settled)

    @cached_property
    def _gate_key(self) -> bytes:
        return gate_digest(self._engine_name)

    @cached_property
    def _thresholds(self) -> dict[Category, float]:
        row = self._chosen.package.thresholds[self._preset]
        return {category: max(least, self._least) for category, least in zip(CATEGORIES, row, strict=True)}

    def _read(self, data: bytes, stretches: Sequence[Stretch]) -> list[Prediction]:
        found: list[Prediction] = []
        waiting: list[tuple[Part, str]] = []
        size = 0
        for part in parts(data, stretches):
            waiting.append((part, text_of(data, part)))
            size += part.end - part.start
            if size >= AT_ONCE:
                found += self._predicted(waiting)
                waiting, size = [], 0
        return apart(found + self._predicted(waiting))

    def _predicted(self, waiting: Sequence[tuple[Part, str]]) -> list[Prediction]:
        texts = [text for _, text in waiting]
        rows = self._rows(texts) if texts else []
        return [
            item
            for (part, text), row in zip(waiting, rows, strict=True)
            for item in in_bytes(part, text, row)
        ]

    def _rows(self, texts: Sequence[str]) -> list[list[Prediction]]:
        if self._verdicts is None:
            return self._model().predict(texts)
        key = self._verdicts.key(b"texts", (text.encode("utf-8", "surrogatepass") for text in texts))
        rows = self._verdicts.get(key, [len(text) for text in texts])
        if rows is None:
            rows = self._model().predict(texts)
            self._verdicts.put(key, rows)
        return rows

    def finish(self) -> None:
        """Some files are done: what is to be kept of them is written."""
        if self._verdicts is not None:
            self._verdicts.flush()

    def _model(self) -> Reader:
        # A session does not survive a fork: each process loads its own.
        if self._reader is None or (self._loaded_by != os.getpid() and self._is_own):
            from piiscan.model.predict import Model

            self._reader = Model(self._chosen.package, threads=THREADS)
            self._loaded_by = os.getpid()
        return self._reader

    @property
    def _is_own(self) -> bool:
        from piiscan.model.predict import Model

        return isinstance(self._reader, Model)


def _kept(stretch: Stretch) -> Prediction:
    """A stretch is kept like a span; what a span has besides means nothing then."""
    return Prediction(stretch.start, stretch.end, Category.NAME, Status.LIVE, 0.0)


def judge_of(chosen: Chosen, settings: Settings, engine: str) -> Judge:
    """With the cache of verdicts."""
    verdicts = Verdicts(folders.cache(), digest_of(chosen.package))
    return Judge(chosen, settings, engine=engine, verdicts=verdicts)


def gate_engine(name: str = "auto") -> Engine:
    """The gate's anchors, compiled; from the cache where it has them: they take 0.1 s."""
    path = os.path.join(folders.cache(), f"gate-{gate_digest(name).hex()}.cache")
    dumped = cache.read_sealed(path)
    engine = build_engine(name, gate_anchors, dumped)
    if not dumped and (made := engine.dump()):
        cache.write_sealed(path, made)
    return engine


def gate_digest(name: str) -> bytes:
    """Names everything that the gate's choice depends on."""
    key = blake2b(digest_size=8)
    for part in (__version__, name, hyperscan_version(), *map(repr, SIGNS), repr((CONTEXT, REACH, JOIN))):
        key.update(part.encode() + b"\0")
    return key.digest()


#: A literal that every text holds: a sign has none that all its matches share.
_ANYWHERE = ("",)


def gate_anchors() -> list[Anchor]:
    return [
        Anchor(at, sign.anchor, sign.ignore_case, _ANYWHERE, f"gate-{sign.name}")
        for at, sign in enumerate(SIGNS)
    ]
