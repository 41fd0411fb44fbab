"""What the model gets to read: the gate's recall on labelled data, and its share of the bytes of real trees.

    python benchmarks/gate.py                   writes benchmarks/results/gate.md
    python benchmarks/gate.py --corpus DIR      measures the share on another tree than that of corpus.py

No model runs here. A labelled value counts as reached where it lies wholly in a stretch that is read, or where a
rule has found it that the model does not judge. Needs the labelled data of --shared.
"""

from __future__ import annotations

import json
import shlex
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from page import Page, rate
from tools import (
    CORPUS,
    SHARED,
    default_piiscan,
    machine,
    main_guard,
    need_corpus,
    piiscan_version,
    plain_parser,
)

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from piiscan.detect.detector import Detection
from piiscan.detect.engine.choose import build_engine
from piiscan.detect.engine.protocol import Anchor, Engine
from piiscan.detect.judge import is_undecided, to_read
from piiscan.model.gate import CONTEXT, SIGNS, Gate, Sign, Stretch, telling
from piiscan.run.engine import load_detector
from piiscan.settings.values import PRESETS
from piiscan.types import Category

CONTEXTS = (0, 1, 2, 4, 8)
#: What a model may add decides which signs are looked for at all.
ADDS = {
    "names": {Category.NAME},
    "names and user names": {Category.NAME, Category.USERNAME},
    "names, user names, passwords": {Category.NAME, Category.USERNAME, Category.PASSWORD},
    "everything": set(Category),
}
CATEGORIES = ("NAME", "EMAIL", "USERNAME", "IP_ADDRESS", "PASSWORD", "KEY", "ID")


class Text(NamedTuple):
    """A text, what the rules found in it, and where labelled values stand (bytes, category)."""

    data: bytes
    detections: list[Detection]
    values: tuple[tuple[int, int, str], ...] = ()


class Row(NamedTuple):
    """One setting of the gate."""

    share: float
    """Of the tree's bytes, how many are read."""
    stretches: int
    megabytes_a_second: float
    """What the gate itself manages, the rules' own pass left out."""
    gold_share: float
    reached: Counter[str]


def main() -> int:
    options = plain_parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS)
    options.add_argument("--shared", type=Path, default=SHARED)
    given = options.parse_args()
    if given.corpus == CORPUS:
        need_corpus(CORPUS)
    detector = load_detector()
    tree = [Text(data, detector.scan(data, path)) for path, data in _files(given.corpus)]
    gold = [_labelled(item, detector) for item in _documents(given.shared)]
    settings: list[tuple[str, Sequence[Sign], int]] = [(f"{n} lines of context", SIGNS, n) for n in CONTEXTS]
    settings += [(label, telling(adds), CONTEXT) for label, adds in ADDS.items()]
    names = list(dict.fromkeys(sign.name for sign in SIGNS))
    settings += [
        (f"{CONTEXT}, without `{name}`", [s for s in SIGNS if s.name != name], CONTEXT) for name in names
    ]
    rows = [(label, measured(tree, gold, signs, context)) for label, signs, context in settings]
    _write(rows, tree, gold)
    return 0


def measured(tree: Sequence[Text], gold: Sequence[Text], signs: Sequence[Sign], context: int) -> Row:
    gate = Gate(signs, context=context)
    engine = build_engine(
        "auto", lambda: [Anchor(n, s.anchor, s.ignore_case, ("",)) for n, s in enumerate(signs)]
    )
    begun = time.process_time()
    read = [chosen(gate, engine, text) for text in tree]
    seconds = time.process_time() - begun
    size = sum(len(text.data) for text in tree)
    reached: Counter[str] = Counter()
    kept = 0
    for text in gold:
        found = chosen(gate, engine, text)
        kept += _size([found])
        reached.update(category for start, end, category in text.values if _reaches(text, found, start, end))
    return Row(
        _size(read) / size,
        sum(map(len, read)),
        size / max(seconds, 1e-9) / 1e6,
        kept / sum(len(text.data) for text in gold),
        reached,
    )


def chosen(gate: Gate, engine: Engine, text: Text) -> list[Stretch]:
    """As a scan chooses."""
    left = to_read(text.data, text.detections, PRESETS["balanced"])
    settled = [(item.start, item.end) for item in text.detections if not is_undecided(item)]
    return gate.stretches(text.data, engine.scan(text.data), left, settled)


def _reaches(text: Text, read: Sequence[Stretch], start: int, end: int) -> bool:
    return any(a <= start and end <= b for a, b in read) or any(
        item.start < end and start < item.end for item in text.detections if not is_undecided(item)
    )


def _size(read: Sequence[Sequence[Stretch]]) -> int:
    return sum(end - start for found in read for start, end in found)


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if b"\0" not in data[:8000]:
                yield str(path.relative_to(folder)), data


def _documents(shared: Path) -> Iterator[dict[str, Any]]:
    with open(shared / "data" / "gold-dev" / "gold-dev.jsonl", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _labelled(document: dict[str, Any], detector: Any) -> Text:
    text = document["text"]
    data = (text + "\n").encode()
    values = tuple(
        (
            len(text[: span["start"]].encode()),
            len(text[: span["end"]].encode()),
            span["label"].removesuffix("_LICENSE").removesuffix("_EXAMPLE"),
        )
        for span in document["spans"]
    )
    return Text(data, detector.scan(data, document["path"]), values)


def _write(rows: Sequence[tuple[str, Row]], tree: Sequence[Text], gold: Sequence[Text]) -> None:
    wanted = Counter(category for text in gold for *_, category in text.values)
    page = Page(
        "The gate: what the model reads", f"python {shlex.join(['benchmarks/gate.py', *sys.argv[1:]])}"
    )
    page.bullets([*machine(), f"piiscan {piiscan_version(shlex.split(default_piiscan()))}"])
    size = sum(len(text.data) for text in tree)
    page.text(
        f"Share: of the {size / 1e6:.1f} MB of text in the corpus. Recall: of the {wanted.total()} labelled values of gold-dev, "
        "those that lie in what is read, or that a rule found which the model does not judge. The signs were chosen by "
        "looking at gold-dev, so its recall is better than that on code never seen."
    )
    head = ["Setting", "share", "stretches", "MB/s of the gate", "share of gold-dev", "recall", *CATEGORIES]
    body = []
    for label, row in rows:
        parts = [rate(row.reached[name] / wanted[name] if wanted[name] else None) for name in CATEGORIES]
        recall = rate(row.reached.total() / max(1, wanted.total()))
        body.append(
            [label, f"{row.share:.2%}", f"{row.stretches:,}", f"{row.megabytes_a_second:.0f}", f"{row.gold_share:.1%}", recall, *parts]
        )  # fmt: skip
    page.heading("Lines round a sign")
    page.table(head, body[: len(CONTEXTS)])
    page.text(f"A scan takes {CONTEXT}; round signs whose line says enough by itself, one less.")
    page.heading("By what the model may add")
    page.text(
        "A sign is looked for where the model could add what it tells of: above its threshold, which is 1 for a category "
        "that nobody could measure. Places that rules are not sure of are read in any case."
    )
    page.table(head, body[len(CONTEXTS) : len(CONTEXTS) + len(ADDS)])
    page.heading("What each sign is good for")
    page.table(head, body[len(CONTEXTS) + len(ADDS) :])
    page.write("gate")


if __name__ == "__main__":
    main_guard(main)
