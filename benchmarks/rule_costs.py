"""What the rules cost over the corpus: the engine's pass by groups of anchors, the confirm step by rule.

    python benchmarks/rule_costs.py                     writes benchmarks/results/rule_costs.md
    python benchmarks/rule_costs.py --check             a few seconds, prints one ratio: run it after adding an
                                                        anchor without a literal
    python benchmarks/rule_costs.py --check --limit 6   exit code 1 where the ratio is above 6

Measures the piiscan that this Python imports, in this process, in processor time.
"""

from __future__ import annotations

import importlib
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial, reduce
from itertools import repeat
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from page import Page, megabytes
from tools import CORPUS, FailedError, machine, main_guard, need_corpus, piiscan_version, plain_parser

from piiscan.catalog.load import build_catalog, builtin_files
from piiscan.catalog.rule import Rule
from piiscan.detect import confirm
from piiscan.detect.decode import decode_anchors
from piiscan.detect.detector import anchors
from piiscan.detect.engine.choose import hyperscan_version
from piiscan.detect.engine.protocol import Anchor, Engine
from piiscan.run import stats
from piiscan.run.scanner import Scanner, Wanted
from piiscan.run.stats import RuleStats, Stats
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.sources.entry import Entry
from piiscan.sources.tree import walk
from piiscan.types import Notice

TOP = 40
IDLE = 25
#: An anchor with a literal so long is found by Hyperscan's literal matcher; those below need automata.
LITERAL = 4
LONGEST = 8
"""Longer literals are one group."""
ENCODED = "encoded text"


def main() -> None:
    parser = plain_parser(__doc__)
    parser.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    parser.add_argument("--passes", type=int, default=4, help="of each engine (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="print the ratio alone")
    parser.add_argument("--limit", type=float, metavar="RATIO", help="with --check: exit with 1 above it")
    options = parser.parse_args()
    if not hyperscan_version():
        raise FailedError("needs the package hyperscan")
    need_corpus(options.corpus)
    facts = machine()
    tree = Tree(options.corpus)
    timing = Timing(tree.texts(), options.passes)
    if options.check:
        ratio = check(timing)
        sys.exit(options.limit is not None and ratio > options.limit)
    page = Page("What the rules cost", "python benchmarks/rule_costs.py")
    page.bullets(
        [
            *facts,
            f"piiscan {piiscan_version([sys.executable, '-m', 'piiscan'])}, hyperscan {hyperscan_version()}",
            f"django 5.2.19 and sympy 1.14.0, what a scan gives to the engine: {len(timing.texts):,} texts, "
            f"{megabytes(sum(map(len, timing.texts)))} MB (decoded texts are scanned as well, and what is reported "
            "from files with credits twice)",
            f"processor time of one process, the least of {options.passes} passes",
        ]
    )
    rules = build_catalog(builtin_files()).rules
    every = all_anchors(rules)
    engine_pass(page, timing, rules, every)
    confirmed(page, tree, rules)
    compiled(page, rules, every)
    page.write("rule_costs")


class Tree:
    """The files to scan, read anew each time."""

    def __init__(self, root: Path) -> None:
        self._root = str(root.resolve())
        self._settings = Settings(root=self._root, respect_gitignore=False)
        self._job = Job(self._settings, Wanted(), self._root)

    def _entries(self) -> Iterator[Entry | Notice]:
        return walk((self._root,), root=self._root, exclude=(), respect_gitignore=False, force_exclude=False)

    def stats(self) -> Stats:
        """With the processor's clock in place of the one on the wall."""
        with patch.object(stats, "perf_counter", time.process_time):
            return stats.measure(self._job, self._entries())

    def scan(self) -> None:
        self._each(self._job.scanner())

    def texts(self) -> list[bytes]:
        """Everything that a scan gives to the engine."""
        scanner = self._job.scanner()
        recorder = _Recorder(scanner.detector.engine)
        scanner.detector.engine = recorder  # type: ignore[assignment]
        self._each(scanner)
        return recorder.texts

    def _each(self, scanner: Scanner) -> None:
        for entry in self._entries():
            if not isinstance(entry, Notice):
                scanner.scan((entry,))


class _Recorder:
    def __init__(self, plain: Engine) -> None:
        self._plain = plain
        self.texts: list[bytes] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._plain, name)

    def scan(self, data: bytes) -> list[tuple[int, int]]:
        self.texts.append(data)
        return self._plain.scan(data)


class Timing:
    """Processor time of engines over the same texts."""

    def __init__(self, texts: list[bytes], passes: int) -> None:
        self.texts = texts
        self.passes = passes

    def seconds(self, *engines: Engine) -> list[float]:
        """Of each the least of several passes: in turn, so that a slow moment of the machine meets them all."""
        rounds = [[clocked(partial(self._pass, engine)) for engine in engines] for _ in range(self.passes)]
        return list(map(min, zip(*rounds, strict=True)))

    def _pass(self, engine: Engine) -> None:
        for text in self.texts:
            engine.scan(text)


def clocked(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def build(some: Sequence[Anchor]) -> Engine:
    from piiscan.detect.engine.hyperscan_ import HyperscanEngine

    return HyperscanEngine.build(some)


def all_anchors(rules: Sequence[Rule]) -> list[Anchor]:
    ours = anchors(rules)
    return ours + decode_anchors(len(ours))


def check(timing: Timing) -> float:
    """How many times longer all anchors take than those that have a literal."""
    every = all_anchors(build_catalog(builtin_files()).rules)
    literal = [anchor for anchor in every if literal_length(anchor) >= LITERAL]
    whole, part = timing.seconds(build(every), build(literal))
    print(
        f"engine pass {whole * 1000:.0f} ms with {len(every)} anchors, {part * 1000:.0f} ms with the {len(literal)} that "
        f"have a literal of {LITERAL} characters or more: ratio {whole / part:.2f}"
    )
    return whole / part


def engine_pass(page: Page, timing: Timing, rules: Sequence[Rule], every: Sequence[Anchor]) -> None:
    """All anchors, then each group left out, and each alone."""
    page.heading("The engine's pass")
    families = {rule.id: rule.family for rule in rules}
    lengths = {anchor.number: literal_length(anchor) for anchor in every}
    whole = build(every)
    full, with_literal = timing.seconds(
        whole, build([anchor for anchor in every if lengths[anchor.number] >= LITERAL])
    )
    print(f"engine pass {full * 1000:.0f} ms, ratio {full / with_literal:.2f}")
    page.text(
        f"All {len(every)} anchors: **{full * 1000:.0f} ms**. Only those with a literal of {LITERAL} characters or more: "
        f"{with_literal * 1000:.0f} ms. Ratio, which `--check` prints: **{full / with_literal:.2f}**."
    )
    page.text(
        "Hyperscan merges anchors into shared automata, so the cost of one anchor alone is not defined, and those of "
        "groups do not add up. `less without` is what the pass saves when the group is left out, `alone` is a pass "
        "with nothing else; what the group costs lies between. Negative: the rest is merged worse without it, or nothing at all: between runs of "
        "this script a row may move by 10 ms. One "
        "anchor without a literal too many, or a few in another order, may tip the whole pass by a third: commit "
        f"d046494 mends such a case. After adding an anchor whose literal is shorter than {LITERAL}, run "
        "`python benchmarks/rule_costs.py --check`: a ratio, so that machines can be compared."
    )

    def table(head: str, groups: dict[str, list[Anchor]]) -> None:
        rows = []
        for name, group in groups.items():
            inside = {anchor.number for anchor in group}
            rest = [anchor for anchor in every if anchor.number not in inside]
            beside, without, alone = timing.seconds(whole, build(rest), build(group))
            saved = beside - without
            cells = (f"{saved * 1000:.0f}", f"{saved / beside:.0%}", f"{alone * 1000:.0f}")
            free = sum(lengths[anchor.number] < LITERAL for anchor in group)
            rows.append((name, len(group), free, *cells))
        columns = ("anchors", f"literal under {LITERAL}", "less without, ms", "share", "alone, ms")
        page.table((head, *columns), rows)

    page.heading("By family")
    page.text(
        "`other secrets` are all of `rules/secrets` but `generic.toml`. An anchor that several rules share counts "
        "with the first of them."
    )
    table("family", grouped(every, lambda anchor: family(families.get(anchor.rule, ""))))
    page.heading("By the longest literal of the anchor")
    page.text(
        "A literal is a run of characters that every match holds; a choice of two, as of upper and lower case, "
        "counts as one."
    )
    table("literal", grouped(every, lambda anchor: length_name(lengths[anchor.number])))

    page.heading("With a literal so long or longer alone")
    least = sorted(set(map(min, lengths.values(), repeat(LONGEST))))
    groups = [[anchor for anchor in every if lengths[anchor.number] >= length] for length in least]
    times = timing.seconds(*map(build, groups), build(every[::-1]))
    page.table(
        ("literal of at least", "anchors", "ms"),
        [
            (length, len(group), f"{seconds * 1000:.0f}")
            for length, group, seconds in zip(least, groups, times, strict=False)
        ],
    )
    again, reverse = times[0], times[-1]
    page.text(
        f"The first row is all anchors once more, {abs(again - full) * 1000:.0f} ms from the figure at the top. The same anchors in reverse order: {reverse * 1000:.0f} ms."
    )


def grouped(every: Sequence[Anchor], key: Callable[[Anchor], str]) -> dict[str, list[Anchor]]:
    groups: dict[str, list[Anchor]] = {}
    for anchor in every:
        groups.setdefault(key(anchor), []).append(anchor)
    return dict(sorted(groups.items()))


def family(name: str) -> str:
    if not name:
        return ENCODED
    return name if name.startswith("pii/") or name == "secrets/generic" else "other secrets"


def length_name(length: int) -> str:
    return f"{length}" if length < LONGEST else f"{LONGEST} and more"


class Run(NamedTuple):
    """What is sure of the literals in a part of a pattern: a run at its beginning, at its end, and the longest."""

    first: int
    last: int
    best: int
    whole: bool
    """Nothing but literal: runs before and after it join."""


_EMPTY = Run(0, 0, 0, True)
_CHARACTER = Run(1, 1, 1, True)
_ANYTHING = Run(0, 0, 0, False)
_TWO = 2
_parser: Any = importlib.import_module("re._parser" if sys.version_info >= (3, 11) else "sre_parse")


def literal_length(anchor: Anchor) -> int:
    """Of the longest run of characters that every match of the anchor holds."""
    flags = re.IGNORECASE if anchor.ignore_case else 0
    return _sequence(_parser.parse(anchor.pattern.encode(), flags)).best


def _sequence(items: Any) -> Run:
    return reduce(_joined, (_run(str(name), value) for name, value in items), _EMPTY)


def _joined(one: Run, two: Run) -> Run:
    return Run(
        one.first + two.first if one.whole else one.first,
        one.last + two.last if two.whole else two.last,
        max(one.best, two.best, one.last + two.first),
        one.whole and two.whole,
    )


def _run(name: str, value: Any) -> Run:
    if name == "LITERAL" or (name == "IN" and _size(value) <= _TWO):
        return _CHARACTER
    if name in ("SUBPATTERN", "ATOMIC_GROUP"):
        return _sequence(value[-1] if name == "SUBPATTERN" else value)
    if name == "BRANCH":
        branches = [_sequence(branch) for branch in value[1]]
        first, last, best, whole = map(min, zip(*branches, strict=True))
        return Run(first, last, best, bool(whole))
    if name.endswith("REPEAT"):
        least, most, items = value
        if not least:
            return _ANYTHING
        run = reduce(_joined, [_sequence(items)] * min(least, LONGEST))
        return run if least == most else run._replace(whole=False)
    return _EMPTY if name == "AT" else _ANYTHING


def _size(members: Any) -> int:
    """How many characters a class has; more than two where that is not listed."""
    size = 0
    for name, value in members:
        if str(name) == "RANGE":
            size += value[1] - value[0] + 1
        else:
            size += 1 if str(name) == "LITERAL" else 256
    return size


class Looked(NamedTuple):
    """How much of the texts a rule's own expression has looked at."""

    windows: Counter[str]
    bytes: Counter[str]


@contextmanager
def counted_windows() -> Iterator[Looked]:
    looked = Looked(Counter(), Counter())
    plain = confirm.windows

    def windows(rule: Rule, data: bytes, ends: Sequence[int]) -> list[tuple[int, int]]:
        found = plain(rule, data, ends)
        looked.windows[rule.id] += len(found)
        looked.bytes[rule.id] += sum(stop - start for start, stop in found)
        return found

    with patch.object(confirm, "windows", windows):
        yield looked


def confirmed(page: Page, tree: Tree, rules: Sequence[Rule]) -> None:
    """What each rule did with the hits of its anchor."""
    with counted_windows() as looked:
        tree.scan()
    rounds = [tree.stats() for _ in range(3)]
    least: dict[str, float] = {}
    for row in (row for each in rounds for row in each.rules):
        least[row.id] = min(row.seconds, least.get(row.id, row.seconds))
    busy = sorted((row for row in rounds[0].rules if row.hits), key=lambda row: (-least[row.id], row.code))
    total = sum(least[row.id] for row in busy)
    whole, engine = (min(getattr(each, name) for each in rounds) for name in ("seconds", "engine_seconds"))
    page.heading("The whole scan, one process")
    page.table(
        ("step", "ms"),
        [
            ("engine's pass", f"{engine * 1000:.0f}"),
            ("confirm step, all rules", f"{total * 1000:.0f}"),
            (
                "reading files, finding and decoding encoded text, choosing, placing",
                f"{(whole - engine - total) * 1000:.0f}",
            ),
            ("**all**", f"{whole * 1000:.0f}"),
        ],
    )
    page.text("With a clock round every rule, least of three: a scan takes somewhat less.")
    print(f"confirm step {total * 1000:.0f} ms, {len(busy)} of {len(rules)} rules with a hit")

    def cells(some: Sequence[RuleStats]) -> tuple[str, ...]:
        ids = [row.id for row in some]
        return (
            f"{sum(row.hits for row in some):,}",
            f"{sum(looked.windows[name] for name in ids):,}",
            f"{sum(looked.bytes[name] for name in ids) / 1000:,.1f}",
            f"{sum(least[name] for name in ids) * 1000:,.2f}",
            f"{sum(row.findings for row in some):,}",
        )

    head = ("rule", "hits", "windows", "kB looked at", "ms", "findings")
    page.heading(f"The confirm step: the {TOP} rules that take longest")
    page.text(
        f"{len(busy)} of {len(rules)} rules have a hit. `hits` are ends that the engine names for the rule's anchor, "
        "several for one match perhaps, and for each of the rules that share it. `windows` are the lines or regions "
        "that the rule's own expression looks at; `ms` is that and its checks, the least of three rounds; "
        "`findings` as a default scan reports them."
    )
    page.table(
        head,
        [
            *((f"{row.code} {row.id}", *cells([row])) for row in busy[:TOP]),
            (f"these {TOP}", *cells(busy[:TOP])),
            (f"the other {len(busy[TOP:])}", *cells(busy[TOP:])),
            ("**all**", *cells(busy)),
        ],
    )
    idle = sorted((row for row in busy if not row.findings), key=lambda row: (-row.hits, row.code))
    page.heading(f"Most hits without a finding: {IDLE} of {len(idle)} rules")
    page.text(
        "A longer literal, or a shape that is rarer, in these anchors would save work; a hit costs the engine's "
        "call-back too."
    )
    page.table(
        head,
        [
            *((f"{row.code} {row.id}", *cells([row])) for row in idle[:IDLE]),
            (f"**all {len(idle)}**", *cells(idle)),
        ],
    )


def compiled(page: Page, rules: Sequence[Rule], every: Sequence[Anchor]) -> None:
    """What a start without a cache pays."""
    from piiscan.detect.engine.hyperscan_ import HyperscanEngine

    dumped = build(every).dump()
    steps: dict[str, Callable[[], object]] = {
        f"reading {len(rules)} rules from their files": lambda: build_catalog(builtin_files()),
        f"compiling {len(every)} anchors": lambda: build(every),
        "with the cache instead: loading the compiled anchors": lambda: HyperscanEngine.load(dumped),
    }
    least = {name: min(clocked(work) for _ in range(3)) for name, work in steps.items()}
    page.heading("A cold start")
    page.table(("step", "ms"), [(name, f"{seconds * 1000:.1f}") for name, seconds in least.items()])
    page.text(f"The compiled anchors take {megabytes(len(dumped))} MB. Least of three.")
    print("; ".join(f"{name} {seconds * 1000:.0f} ms" for name, seconds in least.items()))


if __name__ == "__main__":
    main_guard(main)
