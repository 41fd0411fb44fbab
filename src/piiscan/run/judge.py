"""The model at work in one process: loaded when the first line survives the gate, and not before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import partial
from typing import NamedTuple, Protocol

from piiscan import __version__
from piiscan.detect.detector import Cutout, Detection
from piiscan.detect.engine.choose import build_engine, hyperscan_version
from piiscan.detect.engine.protocol import Anchor, Engine
from piiscan.detect.filekind import FileKind
from piiscan.detect.judge import Part, apart, in_bytes, is_undecided, judged, parts, said, text_of, to_read
from piiscan.digest import blake2b
from piiscan.model.choose import Chosen
from piiscan.model.combine import MUTE
from piiscan.model.gate import CONTEXT, JOIN, REACH, SIGNS, Gate, Sign, Stretch, telling
from piiscan.model.spans import Prediction
from piiscan.model.tags import CATEGORIES
from piiscan.run import cache, folders
from piiscan.run.kept import Kept
from piiscan.run.verdicts import Verdicts, digest_of
from piiscan.settings.model import Settings
from piiscan.settings.values import PRESETS
from piiscan.stamp import stamp
from piiscan.types import Step

#: Code points that the model is handed at once: memory grows with them, speed no longer does.
AT_ONCE = 1 << 17
#: A process has one thread for the model; a scan has a process for each core.
THREADS = 1

#: The packages of piiscan whose code decides what stands.
DECIDES = ("detect", "model", "run")

#: So near to where a part of a text ends, the lines that are read there may be others than in all of it.
_UNSURE = REACH + JOIN


class _Begun(NamedTuple):
    """Data that will be judged."""

    data: bytes
    key: bytes
    """Of the verdict on all of them; empty: none is kept."""
    stretches: list[Stretch] | None = None
    """What is to be read; None: not decided yet."""


class Reader(Protocol):
    """What of a model is used here."""

    def predict(self, texts: Sequence[str]) -> list[list[Prediction]]: ...


class Judge:
    """Called with a blob's data, its path and what the rules found there; gives what stands. A ``Judging``."""

    def __init__(
        self,
        chosen: Chosen,
        settings: Settings,
        *,
        engine: str = "auto",
        reader: Reader | None = None,
        verdicts: Verdicts | None = None,
        kept: Kept | None = None,
    ) -> None:
        """``reader`` stands for the model; without it the package is loaded when it is needed. ``verdicts`` are
        asked first, with ``kept`` for whole texts too."""
        self.id = chosen.id
        self._chosen = chosen
        self._preset = settings.preset
        # A number that somebody has given holds for the model as well; a preset has thresholds of its own.
        explicit = settings.min_confidence != PRESETS[settings.preset]
        self._least = settings.min_confidence if explicit else 0.0
        self._floor = settings.min_confidence
        self._context = settings.context
        self._engine_name = engine
        self._engine: Engine | None = None
        row = chosen.package.thresholds[self._preset]
        self._thresholds = {
            category: max(least, self._least) for category, least in zip(CATEGORIES, row, strict=True)
        }
        adds = {category for category, least in self._thresholds.items() if least < MUTE}
        self._signs = telling(adds)
        self._gate = Gate(self._signs)
        self._reader = reader
        self._verdicts = verdicts
        self._kept = kept
        self._loaded_by = os.getpid()
        self._settled_by = b""
        self._last: tuple[bytes, str, list[Detection]] | None = None
        self._begun: dict[str, _Begun] = {}
        """By path, until they are judged."""
        self._seen: tuple[bytes, list[Detection], list[Stretch], list[Prediction]] | None = None

    def known(self, data: bytes, path: str) -> list[Detection] | None:
        """What stands in a text that was read before, here or in an earlier run: nothing is looked for then."""
        if self._last is not None and self._last[0] is data and self._last[1] == path:
            return self._last[2]  # frames ask again for the same blob
        if self._verdicts is None or self._kept is None:
            return None
        key = self._key_of(data, path)
        value = self._verdicts.noted(key)
        found = self._kept.unpacked(value, len(data)) if value is not None else None
        if found is None:
            self._begun[path] = _Begun(data, key)
        else:
            self._last = (data, path, found)
        return found

    def begin(self, data: bytes, path: str, detections: list[Detection]) -> None:
        """Decides where it is going to read."""
        begun = self._begun.get(path)
        key = begun.key if begun is not None else b""
        self._begun[path] = _Begun(data, key, self._stretches(data, detections))

    def __call__(
        self, data: bytes, path: str, detections: list[Detection], *, keep: bool = True
    ) -> list[Detection]:
        """Raises ``ModelError`` where the network will not load or fails."""
        begun = self._begun.pop(path, None)
        if begun is None or begun.data is not data:
            begun = _Begun(data, b"")
        stretches = begun.stretches
        if stretches is None:
            stretches = self._stretches(data, detections)
        found, predictions = self._judged(data, path, detections, stretches)
        self._seen = (data, detections, stretches, predictions)
        if keep:
            self._last = (data, path, found)
            if self._verdicts and self._kept:
                self._verdicts.note(begun.key or self._key_of(data, path), self._kept.packed(found))
        return found

    def in_cutout(
        self, data: bytes, path: str, detections: list[Detection], cutout: Cutout
    ) -> list[Detection] | None:
        """Reads what it would read in all of the text, or says that it cannot; the verdicts know what was read before."""
        low, high = cutout.before * _UNSURE, len(data) - cutout.behind * _UNSURE
        stretches: list[Stretch] = []
        start, end = cutout.start, cutout.end
        for each in self._stretches(data, detections):
            touches = cutout.start < each.end and each.start < cutout.end
            if low <= each.start and each.end <= high:
                stretches.append(each)
            elif touches:
                return None
            if touches:  # read with other text in it, it may say something else everywhere
                start, end = min(start, each.start), max(end, each.end)
        found, _ = self._judged(data, path, detections, stretches)
        return [item for item in found if item.start < end and start < item.end]

    def said(self, data: bytes, path: str, item: Detection) -> tuple[Detection, Step | None]:
        """Only of the data that were last asked about, and not of those that the cache knew."""
        if self._seen is None or self._seen[0] is not data:
            return item, None
        _, detections, stretches, predictions = self._seen
        own = next(
            (each for each in detections if (each.start, each.rule.id) == (item.start, item.rule.id)), None
        )
        return own or item, said(item, own, stretches, predictions, self._thresholds)

    def _key_of(self, data: bytes, path: str) -> bytes:
        assert self._verdicts is not None
        self._settled_by = self._settled_by or self._settling()
        return self._verdicts.key(self._settled_by, (os.fsencode(path), data))

    def _settling(self) -> bytes:
        """Names everything that decides what stands, besides the model, the path and the text."""
        assert self._kept is not None
        rest = (
            stamp(*DECIDES),
            self._kept.digest,
            self._chosen.whole,
            *self._thresholds.values(),
            self._floor,
        )
        digest = blake2b(gate_digest(self._engine_name, self._signs), digest_size=16)
        digest.update(repr(rest).encode())
        return digest.digest()

    def _judged(
        self, data: bytes, path: str, detections: list[Detection], stretches: Sequence[Stretch]
    ) -> tuple[list[Detection], list[Prediction]]:
        """What stands once ``stretches`` are read, and what was seen there."""
        if not stretches:
            return detections, []
        predictions = self._read(data, stretches)
        file = FileKind(path) if self._context else None
        thresholds, least = self._thresholds, self._floor
        return judged(
            data, detections, stretches, predictions, thresholds, least=least, file=file
        ), predictions

    def _stretches(self, data: bytes, detections: Sequence[Detection]) -> list[Stretch]:
        if self._chosen.whole:
            return [Stretch(0, len(data))] if data else []
        left = to_read(data, detections, self._floor)
        settled = [(item.start, item.end) for item in detections if not is_undecided(item)]
        if not self._signs:  # it adds nothing, and still judges what rules guess
            return self._gate.stretches(data, (), left)
        if self._engine is None:
            self._engine = gate_engine(self._engine_name, self._signs)
        return self._gate.stretches(data, self._engine.scan(data), left, settled)

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
        # A text is the same wherever it stands: licences and headers are read once.
        keys = {text: self._verdicts.key(b"text", (text.encode("utf-8", "surrogatepass"),)) for text in texts}
        rows = self._verdicts.several({key: len(text) for text, key in keys.items()})
        new = [text for text, key in keys.items() if key not in rows]
        for text, row in zip(new, self._model().predict(new) if new else (), strict=True):
            rows[keys[text]] = row
            self._verdicts.put(keys[text], [row])
        return [rows[keys[text]] for text in texts]

    @property
    def remark(self) -> str:
        """What became of the device in this process; empty: nothing that a reader must know."""
        runner = getattr(self._reader, "runner", None)
        return str(runner.remark) if runner is not None else ""

    def finish(self) -> None:
        """Some files are done: what is to be kept of them is written."""
        if self._verdicts is not None:
            self._verdicts.flush()

    def _model(self) -> Reader:
        # A session does not survive a fork: each process loads its own.
        if self._reader is None or (self._loaded_by != os.getpid() and self._is_own):
            from piiscan.model.predict import Model

            self._reader = Model(self._chosen.package, threads=THREADS, device=self._chosen.device)
            self._loaded_by = os.getpid()
        return self._reader

    @property
    def _is_own(self) -> bool:
        from piiscan.model.predict import Model

        return isinstance(self._reader, Model)


def judge_of(chosen: Chosen, settings: Settings, engine: str, kept: Kept | None) -> Judge:
    """With the cache of verdicts; with ``kept`` of whole texts too."""
    verdicts = Verdicts(folders.cache(), digest_of(chosen.package))
    return Judge(chosen, settings, engine=engine, verdicts=verdicts, kept=kept)


def gate_engine(name: str = "auto", signs: Sequence[Sign] = SIGNS) -> Engine:
    """The gate's anchors, compiled; from the cache where it has them: they take 0.1 s."""
    path = os.path.join(folders.cache(), f"gate-{gate_digest(name, signs).hex()}.cache")
    dumped = cache.read_sealed(path)
    engine = build_engine(name, partial(gate_anchors, signs), dumped)
    if not dumped and (made := engine.dump()):
        cache.write_sealed(path, made)
    return engine


def gate_digest(name: str, signs: Sequence[Sign] = SIGNS) -> bytes:
    """Names everything that the gate's choice depends on."""
    key = blake2b(digest_size=8)
    for part in (__version__, name, hyperscan_version(), *map(_written, signs), repr((CONTEXT, REACH, JOIN))):
        key.update(part.encode() + b"\0")
    return key.digest()


def _written(sign: Sign) -> str:
    return repr(sign._replace(tells=frozenset()))  # a set has no order


#: A literal that every text holds: a sign has none that all its matches share.
_ANYWHERE = ("",)


def gate_anchors(signs: Sequence[Sign]) -> list[Anchor]:
    return [
        Anchor(at, sign.anchor, sign.ignore_case, _ANYWHERE, f"gate-{sign.name}")
        for at, sign in enumerate(signs)
    ]
