"""From a corpus to windows for training: silver labels, synthesis and hard negatives, package by package."""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from piiscan.errors import DataError
from piiscan.train import records, silver
from piiscan.train.manifest import Manifest, files, load
from piiscan.train.records import Document
from piiscan.train.synthesis.inject import Injector, windows
from piiscan.train.synthesis.lines import Lines
from piiscan.train.synthesis.sheets import sheets

Progress = Callable[[str, int, int], None]

PARTS = {"train": 0.9, "dev": 0.05, "test": 0.05}

#: Of a package's windows: values laid in, look-alikes laid in, real lines with silver labels, real lines without.
MIXTURE = {"positive": 0.31, "negative": 0.21, "silver": 0.10, "plain": 0.38}

#: Windows of real text that a model is likely to stumble over.
_TRICKY = re.compile(
    r"passw|secret|token|\bkey\b|user|auth|[0-9a-f]{20}|\d+\.\d+\.\d+|@\w|[A-Z][a-z]+ [A-Z][a-z]+|uuid|hash|sha\d|version|name|\bid\b|base64|://",
    re.IGNORECASE,
)
#: Windows of invented lines alone, in rare languages, for each window with real text.
_SHEETS = 0.08

_CREDIT_ONLY = re.compile(r"_LICENSE$")


@dataclass(slots=True)
class Options:
    """How windows are made."""

    corpus: str
    output: str
    windows: int = 200_000
    """In all parts together, about; a small package gives what it has."""
    synthesize: bool = True
    seed: int = 0
    fractions: dict[str, float] = field(default_factory=lambda: dict(PARTS))


def make(options: Options, progress: Progress) -> Manifest:
    """Write ``train.jsonl``, ``dev.jsonl``, ``test.jsonl`` and a manifest. Packages done before are not done again."""
    begun = Manifest(
        "label",
        {"windows": options.windows, "synthesize": options.synthesize, "fractions": options.fractions},
        seed=options.seed,
    )
    begun.inputs = files([options.corpus])
    groups = Counter(document.group for document in records.read(options.corpus))
    if not groups:
        raise DataError(f"{options.corpus}: no documents in it")
    part_of = records.splitter(options.fractions, options.seed)
    share = options.windows / len(groups)
    stamp = [begun.inputs[0].sha256, options.windows, options.synthesize, options.seed]
    rules = silver.Rules()
    for number, (group, documents) in enumerate(
        groupby(records.read(options.corpus), key=lambda each: each.group)
    ):
        progress(group, number, len(groups))
        _group(group, documents, part_of(group), share, options, stamp, rules)
    _join(groups, part_of, begun, options)
    begun.write(options.output)
    return begun


def _piece(options: Options, group: str) -> tuple[str, str]:
    name = re.sub(r"[^\w.+@-]", "_", group)
    return os.path.join(options.output, "pieces"), name


def _group(
    group: str,
    documents: Iterable[Document],
    part: str,
    share: float,
    options: Options,
    stamp: list[object],
    rules: silver.Rules,
) -> None:
    folder, name = _piece(options, group)
    path = os.path.join(folder, name + ".jsonl.gz")
    if os.path.exists(path) and load(folder, name + ".manifest.json")["arguments"].get("stamp") == stamp:
        for _ in documents:
            pass
        return
    found = [(document, *rules.spans(document)) for document in documents]
    labelled = silver.label(
        [each[0] for each in found], [each[1] for each in found], [each[2] for each in found]
    )
    rng = random.Random(f"{options.seed}:{group}")  # noqa: S311 - reproducible on purpose
    made = list(_mixed(list(labelled), part, share, rng)) if options.synthesize else list(labelled)
    Manifest("piece", {"stamp": stamp}, seed=options.seed).write(folder, name + ".manifest.json")
    records.write(path, (records.check(each, each.id) for each in made))


def _mixed(documents: Sequence[Document], part: str, share: float, rng: random.Random) -> Iterator[Document]:
    injector = Injector(Lines(rng, part))
    pool = [window for document in documents for window in windows(document, rng)]
    rng.shuffle(pool)
    labelled = _varied([window for window in pool if window.spans], int(share * MIXTURE["silver"]), rng)
    plain = [window for window in pool if not window.spans]
    plain.sort(key=lambda window: not _TRICKY.search(window.text))
    wanted = {kind: int(share * MIXTURE[kind]) for kind in ("positive", "negative", "plain")}
    # A small package's windows serve twice: as they are, and with lines laid in.
    base = plain + [window for window in pool if window.spans]
    if not base:
        return
    yield from labelled
    yield from (replace(window, origin="plain") for window in plain[: wanted["plain"]])
    fresh = base[wanted["plain"] :]
    rng.shuffle(fresh)
    fresh += rng.sample(base, min(len(base), wanted["plain"]))
    for number, window in enumerate(fresh[: wanted["positive"] + wanted["negative"]]):
        kind = "negative" if number < min(wanted["negative"], len(fresh) // 4) else "positive"
        yield records.replace_id(getattr(injector, kind)(window), f"{window.id}~{kind}{number}")


def _varied(pool: Sequence[Document], count: int, rng: random.Random) -> list[Document]:
    """Up to ``count`` windows, the rare labels first: licence headers alone would fill the share."""
    seen: Counter[str] = Counter()
    kept: list[Document] = []
    left = list(pool)
    left.sort(key=lambda window: all(_CREDIT_ONLY.search(span.label) for span in window.spans))
    for window in left:
        values = {(span.label, window.text[span.start : span.end]) for span in window.spans}
        # The same copyright line stands in every file of a package.
        if all(seen[f"{label} {value}"] >= 3 for label, value in values) or all(
            seen[label] >= count // 2 + 3 for label, _ in values
        ):
            continue
        for label, value in values:
            seen[f"{label} {value}"] += 1
            seen[label] += 1
        kept.append(window)
        if len(kept) >= count:
            break
    rng.shuffle(kept)
    return kept


@dataclass(slots=True)
class _Tally:
    """The lines of one part, and what is in them."""

    lines: list[str] = field(default_factory=list)
    labels: Counter[str] = field(default_factory=Counter)
    origins: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    with_values: int = 0
    characters: int = 0
    masked: int = 0

    def add(self, document: Document) -> None:
        self.lines.append(records.dumps(document))
        self.labels.update(span.label for span in document.spans)
        self.origins[document.origin] += 1
        self.languages[document.language] += 1
        self.with_values += any(not span.label.endswith("_EXAMPLE") for span in document.spans)
        self.characters += len(document.text)
        self.masked += sum(end - start for start, end in document.unknown())

    def counts(self) -> dict[str, object]:
        names = ("with_values", "characters", "masked")
        tables = ("labels", "origins", "languages")
        return {
            "windows": len(self.lines),
            **{name: getattr(self, name) for name in names},
            **{name: dict(getattr(self, name).most_common(40)) for name in tables},
        }


def _join(groups: Iterable[str], part_of: Callable[[str], str], manifest: Manifest, options: Options) -> None:
    parts: dict[str, list[str]] = {part: [] for part in options.fractions}
    for group in sorted(groups):
        parts[part_of(group)].append(group)
    for part, names in parts.items():
        tally = _Tally()
        for group in names:
            folder, name = _piece(options, group)
            for document in records.read(os.path.join(folder, name + ".jsonl.gz")):
                tally.add(document)
        if options.synthesize:
            for document in sheets(int(len(tally.lines) * _SHEETS), part, options.seed):
                tally.add(records.check(document, document.id))
        # Mixed once here, so that whoever reads only the beginning sees every package.
        random.Random(f"{options.seed}:{part}").shuffle(tally.lines)  # noqa: S311
        with records.atomic(os.path.join(options.output, part + ".jsonl")) as stream:
            stream.writelines(tally.lines)
        manifest.counts[part] = {"groups": len(names), **tally.counts()}
