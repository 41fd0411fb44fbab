"""The detector: bytes and a path in, detections out. Pure: no I/O, no clock, no environment."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import chain
from typing import Final, NamedTuple, Protocol

from piiscan.catalog.rule import Rule
from piiscan.catalog.shelf import Shelf, names
from piiscan.compiled import regex
from piiscan.detect.candidate import Candidate
from piiscan.detect.confirmer import Confirmer, News
from piiscan.detect.decode import DEPTH, Budget, decode_anchors, runs
from piiscan.detect.engine.choose import build_engine
from piiscan.detect.engine.protocol import Anchor, Engine, shortened
from piiscan.detect.filekind import FileKind
from piiscan.detect.pair import partners, weigh_pairs
from piiscan.detect.resolve import graver, is_grave, resolve, weight
from piiscan.types import Category, Status, Step

#: What is looked for in encoded text.
_SECRETS: Final = frozenset({Category.KEY, Category.PASSWORD})
#: Names of files that are remembered.
_NAMES: Final = 10_000
#: What is left of a rule's confidence where the value stands encoded.
_DECODED: Final = 0.95


class Detection(NamedTuple):
    """A span that all layers let pass. Offsets are bytes in the data given to ``scan``, end exclusive."""

    rule: Rule
    start: int
    end: int
    status: Status
    confidence: float
    layers: tuple[str, ...]
    partner: int = -1
    """Where the detection starts that belongs with this one, as the rule's ``near`` says; -1: none."""


class Cutout(NamedTuple):
    """What of some data matters, which are cut out of a text."""

    start: int
    end: int
    before: bool
    """Whether the text begins before the data."""
    behind: bool
    """Whether it goes on behind them."""


class Begun(NamedTuple):
    """Data that the rules have looked at, and a model perhaps has not."""

    data: bytes
    path: str
    found: list[Detection]
    undecoded: int
    """As ``Detector.undecoded``."""
    is_done: bool
    """Whether nobody has anything more to say on it."""


class Judging(Protocol):
    """A model at work."""

    def known(self, data: bytes, path: str) -> list[Detection] | None:
        """What it has said of these data at this path before; None: it must be asked."""
        ...

    def begin(self, data: bytes, path: str, detections: list[Detection]) -> None:
        """It will be called with these, and may decide now where it is going to read."""
        ...

    def __call__(
        self, data: bytes, path: str, detections: list[Detection], *, keep: bool = True
    ) -> list[Detection]:
        """What stands of ``detections``, and what else there is: disjoint and sorted. ``keep``: it may be ``known`` after."""
        ...

    def in_cutout(
        self, data: bytes, path: str, detections: list[Detection], cutout: Cutout
    ) -> list[Detection] | None:
        """As a call, of what stands in ``cutout`` or is read together with it; None where all of the text must be read."""
        ...

    def said(self, data: bytes, path: str, item: Detection) -> tuple[Detection, Step | None]:
        """Of ``item``, which stands: what the rules alone made of it (of what only the model sees, ``item``), and what
        the model said."""
        ...

    @property
    def remark(self) -> str:
        """What a reader of the report must know of how it ran; empty: nothing."""
        ...

    def finish(self) -> None:
        """Some texts are done."""
        ...


def anchors(rules: Sequence[Rule], least: float = 0.0) -> list[Anchor]:
    """What the engine is to look for, each anchor once."""
    return [
        Anchor(
            number,
            pattern,
            ignore_case,
            tuple(dict.fromkeys(chain(*(rules[i].keywords for i in owners)))),
            rules[owners[0]].id,
        )
        for number, ((pattern, ignore_case), owners) in enumerate(_owners(rules, least).items())
    ]


def _owners(rules: Sequence[Rule], least: float) -> dict[tuple[str, bool], list[int]]:
    """Each anchor, with the indexes of the rules that have it in common: it is looked for once."""
    owners: dict[tuple[str, bool], list[int]] = {}
    for index, rule in enumerate(rules):
        if not rule.whole_file and rule.confidence >= least:
            owners.setdefault((shortened(rule.anchor), rule.ignore_case), []).append(index)
    return owners


class Apart(NamedTuple):
    """A rule for whole files: no anchor of it is in the engine."""

    number: int
    """Of the rule, among all."""
    name: str
    """Regex of the names of its files."""


def apart(rules: Sequence[Rule]) -> list[Apart]:
    """Those of ``rules`` that are for whole files."""
    return [Apart(index, rule.whole_file) for index, rule in enumerate(rules) if rule.whole_file]


class Detector:
    """Runs every rule of a catalogue over a text. Not thread-safe: give each worker its own."""

    def __init__(
        self,
        rules: Sequence[Rule],
        *,
        engine: str = "auto",
        dumped: bytes = b"",
        owners: list[list[int]] | None = None,
        whole: Sequence[Apart] | None = None,
        least: float = 0.0,
    ) -> None:
        """Compile ``rules`` for ``engine``; those that begin below the confidence ``least`` are not looked for.

        ``dumped``, ``owners`` and ``whole`` are an earlier ``engine.dump()``, ``owners`` and ``whole`` of the same rules:
        with them no rule is looked at before it has a hit. Raises ``EngineError`` for an anchor that does not compile.
        """
        self.rules: Sequence[Rule] = rules if isinstance(rules, Shelf) else tuple(rules)
        #: For each anchor, the rules that have it; none has those that find encoded text.
        self.owners = owners or [*_owners(self.rules, least).values(), *([] for _ in decode_anchors(0))]
        self._coded = sum(map(bool, self.owners))
        self.whole = apart(self.rules) if whole is None else whole
        named: dict[str, list[int]] = {}
        for (
            number,
            name,
        ) in self.whole:  # several ask for the same names, and each answer takes 1 µs for every file
            named.setdefault(name, []).append(number)
        self._whole = [(numbers, regex(name, re.IGNORECASE)) for name, numbers in named.items()]
        self._by_name: dict[str, list[int]] = {}
        self.engine: Engine = build_engine(
            engine, lambda: anchors(self.rules, least) + decode_anchors(self._coded), dumped
        )
        #: Whether the kind of file weighs (docs/context.md); set it before the first scan.
        self.context = True
        #: A model's word on what the rules have found, and what it finds besides: detect/judge.py. None: rules alone.
        self.judge: Judging | None = None
        #: Encoded runs that the last scan did not decode, because of a limit.
        self.undecoded = 0
        self._confirmers: dict[int, Confirmer] = {}
        self._file = FileKind("")
        """Of the last text."""

    def scan(self, data: bytes, path: str, *, live_only: bool = False) -> list[Detection]:
        """Detections in ``data``, disjoint and sorted; ``path`` tells what kind of file it is.

        ``live_only`` may leave out what is not live, and does where that saves work: whoever wants to know of
        everything on the lines around a live detection asks again without it.
        """
        return self.finish(self.begin(data, path, live_only=live_only))

    def begin(self, data: bytes, path: str, *, live_only: bool = False) -> Begun:
        """All of a ``scan`` but what a model reads. Several can be begun before they are finished."""
        if self.judge is None:
            found = self._scan(data, path, live_only=live_only)
            return Begun(data, path, found, self.undecoded, True)
        known = self.judge.known(data, path)
        if known is not None:
            return Begun(data, path, known, 0, True)
        # It must know of placeholders, to tell them from what it sees itself.
        found = self._scan(data, path, live_only=False)
        self.judge.begin(data, path, found)
        return Begun(data, path, found, self.undecoded, False)

    def finish(self, begun: Begun) -> list[Detection]:
        """As ``scan``, the rest of it."""
        self.undecoded = begun.undecoded
        if begun.is_done or self.judge is None:
            return begun.found
        return self.judge(begun.data, begun.path, begun.found, keep=not begun.undecoded)

    def news(self, data: bytes, path: str, news: News, *, live_only: bool = False) -> list[Detection]:
        """The rules' detections in ``data``, which may lack what is no ``news``, and hold what would give way to it."""
        return self._scan(data, path, live_only=live_only, news=news)

    def in_cutout(
        self, data: bytes, path: str, cutout: Cutout, *, live_only: bool = False
    ) -> list[Detection] | None:
        """What stands there, or is read together with it by a model; None where only all of the text says that.

        It holds all that a ``scan`` of the text would find there, and perhaps more: what stands far away, such as a
        heading, is not seen. Nothing of it is ``known`` after.
        """
        found = self._scan(data, path, live_only=live_only and self.judge is None)
        if self.undecoded:
            return None
        if self.judge is not None:
            return self.judge.in_cutout(data, path, found, cutout)
        return [item for item in found if item.start < cutout.end and cutout.start < item.end]

    def _scan(self, data: bytes, path: str, *, live_only: bool, news: News | None = None) -> list[Detection]:
        self.undecoded = 0
        hits = self.engine.scan(data)
        whole = self._for_whole(path[path.rfind("/") + 1 :])
        if not hits and not whole:
            return []
        file = self._kind(path)
        by_anchor, coded = self._sorted(hits)
        kept = self._settled(data, file, by_anchor, live_only, whole, news)
        if coded:
            budget = Budget()
            kept = self._with_encoded(data, file, coded, kept, budget, DEPTH)
            self.undecoded = budget.refused
        pairs = partners(kept)
        return [
            Detection(
                item.rule,
                item.start,
                item.end,
                item.status,
                round(item.confidence, 3),
                item.layers,
                pairs.get(item.start, -1) if pairs else -1,
            )
            for item in kept
        ]

    def _kind(self, path: str) -> FileKind:
        """Of versions of one path, which come one after the other, the path is asked once."""
        if self._file.path == path:
            self._file.begin()
        else:
            self._file = FileKind(path)
        return self._file

    def _for_whole(self, name: str) -> list[int]:
        """The rules for whole files of this name; trees have few names."""
        found = self._by_name.get(name)
        if found is None:
            found = sorted(
                number for numbers, named in self._whole if named.fullmatch(name) for number in numbers
            )
            if len(self._by_name) < _NAMES:
                self._by_name[name] = found
        return found

    def _sorted(self, hits: Sequence[tuple[int, int]]) -> tuple[dict[int, list[int]], list[tuple[int, int]]]:
        """Where the anchors of rules end, and where encoded text begins, by its anchor."""
        by_anchor: dict[int, list[int]] = {}
        for number, end in hits:
            if number in by_anchor:
                by_anchor[number].append(end)
            else:
                by_anchor[number] = [end]
        coded = [
            (number - self._coded, end)
            for number in list(by_anchor)
            if number >= self._coded
            for end in by_anchor.pop(number)
        ]
        return by_anchor, coded

    def _settled(
        self,
        data: bytes,
        file: FileKind,
        by_anchor: dict[int, list[int]],
        live_only: bool,
        whole: Sequence[int] = (),
        news: News | None = None,
    ) -> list[Candidate]:
        candidates: list[Candidate] = []
        asked: list[tuple[Sequence[int], list[int]]] = [
            (self.owners[number], sorted(set(ends))) for number, ends in by_anchor.items()
        ]
        for indexes, ends in [*asked, (whole, [])]:
            for index in indexes:
                confirmer = self._confirmer(index)
                if not (live_only and file.gives_credit and confirmer.marks_credits):
                    candidates += confirmer.candidates(data, file, ends, news)
        return resolve(weigh_pairs(candidates))

    def _with_encoded(
        self,
        data: bytes,
        file: FileKind,
        coded: Sequence[tuple[int, int]],
        kept: list[Candidate],
        budget: Budget,
        depth: int,
    ) -> list[Candidate]:
        """``kept``, and what encoded text holds; its place is that of the whole encoded run."""
        grave = [(item.start, item.end) for item in kept if is_grave(item)]
        ends = [item.end for item in kept]
        added = []
        for run in runs(data, coded, budget, grave):
            best = self._in_text(run.text, file, budget, depth - 1)
            if best is not None:
                found = Candidate(best.rule, data, file, best.match, (run.start, run.end))
                found.confidence, found.layers = best.confidence, best.layers
                if "decoded" not in best.layers:
                    found.weaken(_DECODED)
                    found.layers += ("decoded",)
                beside = kept[bisect_right(ends, run.start) : bisect_left(ends, run.end) + 1]
                if not any(graver(item, found) for item in beside):
                    added.append(found)
        return resolve(kept + added) if added else kept

    def _in_text(self, text: bytes, file: FileKind, budget: Budget, depth: int) -> Candidate | None:
        """The worst secret in a decoded text."""
        by_anchor, coded = self._sorted(self.engine.scan(text))
        kept = self._settled(text, file, by_anchor, True)
        if depth and coded:
            kept = self._with_encoded(text, file, coded, kept, budget, depth)
        secrets = [item for item in kept if item.rule.category in _SECRETS and item.status is Status.LIVE]
        return max(secrets, key=weight, default=None)

    def steps(self, data: bytes, path: str, item: Detection) -> tuple[Step, ...]:
        """Why ``item``, a detection of the last scan, is one: every layer's word."""
        from piiscan.detect.steps import rule_steps

        own, said = self.judge.said(data, path, item) if self.judge is not None else (item, None)
        last = (said,) if said else ()
        if item.layers[0] != "rule":
            return last
        confirmer = self._confirmer(list(names(self.rules)[1]).index(item.rule.id))
        decoded = "decoded" in item.layers
        candidate = None if decoded else confirmer.again(data, FileKind(path), item.start, item.end)
        return (*rule_steps(confirmer, candidate, own.status, own.confidence), *last)

    def check_all(self) -> None:
        """Compile every rule now. Raises ``RuleError`` for a check or splitter that does not exist."""
        for index in range(len(self.rules)):
            self._confirmer(index).complete()

    def _confirmer(self, index: int) -> Confirmer:
        confirmer = self._confirmers.get(index)
        if confirmer is None:
            confirmer = self._confirmers[index] = Confirmer(self.rules[index], self.context)
        return confirmer
