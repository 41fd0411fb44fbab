"""False findings on well-kept code: how many, of which rules, and why they are false.

    python benchmarks/clean.py                  writes benchmarks/results/clean.md
    python benchmarks/clean.py --add FILE       takes over the rows of FILE that have a verdict
    python benchmarks/clean.py --prune          drops judgements that match no finding any more

Scans the corpus of `corpus.py` and the ten packages of `clean_packages.txt` with the default settings, and joins
every error and warning, and a sample of 200 notes, with the judgements in `clean_judged.csv`. That file says where
a finding stands and whether it is right; it never holds what was found, nor a hash of it.

Findings that nobody has judged are listed in `work/clean_unjudged.csv`: fill in `verdict` and `reason`, then `--add`.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import os
import shlex
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from corpus import download, unpack
from page import Page, verdict
from tools import (
    AS_NAMED,
    CORPUS,
    HERE,
    WORK,
    FailedError,
    machine,
    main_guard,
    need_corpus,
    parser,
    piiscan_version,
    timed,
)

PER = 20_000
CLOSE = "close call:"
SAMPLE = 200
SEED = "piiscan clean notes 1"
TEN = WORK / "clean"
PACKAGES = HERE / "clean_packages.txt"
JUDGED = HERE / "clean_judged.csv"
UNJUDGED = WORK / "clean_unjudged.csv"
COLUMNS = ("package", "path", "line", "column", "code", "severity", "verdict", "reason")

HOW_JUDGED = (
    "Judged by a language model that helped to write piiscan, not by a person, and by nobody a second time. It read "
    "every finding in its line, and the lines around it where they decide. The same value in the same kind of file "
    "got one verdict.",
    "Guide: the labelling guide of piiscan's training data. Right is what the guide marks with that category and as "
    "live: real or invented people, mailboxes that are no stock placeholder, addresses of hosts, private ones too, "
    "secrets that open something. Wrong is everything else: placeholders, credits in licences and headers, addresses "
    "that stand for no host (documentation ranges, loopback, multicast, versions), test vectors.",
    "`benchmarks/clean_judged.csv` has every error and warning and the sampled notes, each with verdict and reason.",
    f"A reason that begins with `{CLOSE}` marks what another reader may judge otherwise: the guide or its gold data say "
    "nothing, or two things. Mostly: mailboxes of invented people in fixtures, lists of contributors in release notes.",
    "A finding whose span misses a part of the value is right, and its reason says so.",
    f"The sample: the {SAMPLE} notes with the smallest SHA-256 of "
    f"`{SEED}:package/path:line:column:code`. A changed rule leaves the rest of the sample as it is.",
)


class Place(NamedTuple):
    """Where a finding stands: what a judgement is matched by."""

    package: str
    path: str
    line: int
    column: int
    code: str

    @property
    def rank(self) -> bytes:
        where = f"{SEED}:{self.package}/{self.path}:{self.line}:{self.column}:{self.code}"
        return hashlib.sha256(where.encode("utf-8", "surrogateescape")).digest()


class Found(NamedTuple):
    severity: str
    rule: str


class Judgement(NamedTuple):
    severity: str
    verdict: str
    reason: str


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    options.add_argument("--ten", type=Path, default=TEN, metavar="DIR", help="default: %(default)s")
    options.add_argument(
        "--sdists", type=Path, default=WORK / "sdists", metavar="DIR", help="default: %(default)s"
    )
    options.add_argument("--model", default="auto", help="as for `piiscan scan` (default: %(default)s)")
    options.add_argument(
        "--add", type=Path, metavar="FILE", help="judgements to take over, in the same columns"
    )
    options.add_argument("--prune", action="store_true", help="drop judgements that match no finding")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    fetch_ten(chosen.sdists, chosen.ten)
    need_corpus(chosen.corpus)

    roots = {"django and sympy": chosen.corpus, "the ten": chosen.ten}
    groups = {
        name: sorted(path.name for path in root.iterdir() if path.is_dir()) for name, root in roots.items()
    }
    lines = {package: count_lines(root / package) for name, root in roots.items() for package in groups[name]}
    found: dict[Place, Found] = {}
    for root in roots.values():
        found |= findings(piiscan, root, chosen.model)

    judged = read_judgements(JUDGED)
    if chosen.add:
        judged |= read_judgements(chosen.add)
    stale = judged.keys() - found.keys()
    if chosen.prune:
        judged = {place: judgement for place, judgement in judged.items() if place in found}
    if chosen.add or chosen.prune:
        rows = {
            place: judgement._replace(severity=found[place].severity) if place in found else judgement
            for place, judgement in judged.items()
        }
        write_judgements(JUDGED, rows)

    result = Joined(found, judged)
    if result.unjudged:
        empty = {place: Judgement(found[place].severity, "", "") for place in result.unjudged}
        write_judgements(UNJUDGED, empty)
    else:
        UNJUDGED.unlink(missing_ok=True)
    write_page(
        result, groups, lines, [*machine()[:1], describe(piiscan, chosen.model)], len(stale), chosen.prune
    )


def describe(piiscan: Sequence[str], model: str) -> str:
    return f"piiscan {piiscan_version(piiscan)}, `--model {model}`"


def fetch_ten(sdists: Path, target: Path) -> None:
    """Download, check and unpack the packages of ``clean_packages.txt`` where the tree is not there yet."""
    archives: list[Path] = []
    wanted: set[str] = set()
    for line in PACKAGES.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        requirement, _, expected = line.partition(" --hash=sha256:")
        folder = requirement.replace("-", "_").replace("==", "-")
        path = sdists / f"{folder}.tar.gz"
        wanted.add(folder)
        archives.append(path)
        if (target / folder).is_dir():
            continue
        if not path.exists():
            download(requirement, sdists)
        if not path.exists():
            raise FailedError(f"{path.name} is not in {sdists}: download it by hand, see --sdists")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise FailedError(f"{path} has another hash than {PACKAGES.name} says: delete it and try again")
    if not target.is_dir() or {path.name for path in target.iterdir()} != wanted:
        unpack(archives, target)


def findings(piiscan: list[str], root: Path, model: str) -> dict[Place, Found]:
    """What a scan of ``root`` reports, paths relative to the package."""
    result: dict[Place, Found] = {}
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as scratch:
        report = Path(scratch) / "findings.jsonl"
        command = [
            *piiscan,
            "scan",
            ".",
            *AS_NAMED,
            "--model",
            model,
            "-o",
            f"json-lines:{report}",
            "--exit-zero",
        ]
        timed(command, cwd=root)
        with open(report, encoding="utf-8") as handle:
            for item in map(json.loads, handle):
                package, _, path = item["path"].partition("/")
                place = Place(package, path, item["start_line"], item["start_column"], item["code"])
                result[place] = Found(item["severity"], item["rule"])
    return result


def read_judgements(path: Path) -> dict[Place, Judgement]:
    """The rows that have a verdict."""
    result: dict[Place, Judgement] = {}
    if not path.exists() and path == JUDGED:
        return result
    with open(path, encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if not row["verdict"]:
                continue
            if row["verdict"] not in ("right", "wrong") or not row["reason"]:
                raise FailedError(f"{path}: {row['path']}:{row['line']} needs right or wrong, and a reason")
            place = Place(row["package"], row["path"], int(row["line"]), int(row["column"]), row["code"])
            result[place] = Judgement(row["severity"], row["verdict"], row["reason"])
    return result


def write_judgements(path: Path, judged: dict[Place, Judgement]) -> None:
    with open(path, "w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows([*place, *judged[place]] for place in sorted(judged))
    print(f"wrote {path}")


class Joined:
    """Findings with what is known of them."""

    def __init__(self, found: dict[Place, Found], judged: dict[Place, Judgement]) -> None:
        self.found = found
        self.judged = judged
        self.loud = {place for place, item in found.items() if item.severity != "note"}
        self.notes = found.keys() - self.loud
        self.sample = set(sorted(self.notes, key=lambda place: place.rank)[:SAMPLE])
        self.wrong = {place for place in self.loud if place in judged and judged[place].verdict == "wrong"}
        self.unjudged = {place for place in self.loud | self.sample if place not in judged}
        self.sampled = {place for place in self.sample if place in judged}
        self.close = {
            place for place in self.loud if place in judged and judged[place].reason.startswith(CLOSE)
        }
        self.wrong_notes = {place for place in self.sampled if judged[place].verdict == "wrong"}

    def counted(self, packages: Iterable[str]) -> tuple[Counter[str], int, int]:
        """Findings by severity, wrong ones, unjudged ones of ``packages``, the last two without notes."""
        chosen = set(packages)
        severities = Counter(item.severity for place, item in self.found.items() if place.package in chosen)
        wrong = sum(place.package in chosen for place in self.wrong)
        return severities, wrong, sum(place.package in chosen for place in self.unjudged & self.loud)


def write_page(
    result: Joined,
    groups: dict[str, list[str]],
    lines: dict[str, int],
    circumstances: list[str],
    stale: int,
    pruned: bool,
) -> None:
    total = sum(lines.values())
    page = Page("False findings on clean code", "python benchmarks/clean.py")
    page.bullets(circumstances)
    open_loud = len(result.unjudged & result.loud)
    if result.unjudged:
        page.text(
            f"**{len(result.unjudged)} findings are unjudged** ({open_loud} errors and warnings, the others notes of "
            "the sample): the figures below count them as right. They are listed at the end."
        )
    if stale and not pruned:
        page.text(f"{stale} judgements match no finding any more; `--prune` drops them.")

    rate = len(result.wrong) * PER / total
    page.heading(f"The bar: at most 1 false finding in {PER:,} lines")
    bar = [
        f"errors and warnings: {len(result.wrong)} wrong in {total:,} lines, **{rate:.2f}** in {PER:,}: {verdict(rate <= 1)}"
    ]
    kindly, strictly = len(result.wrong - result.close), len(result.wrong | result.close)
    bar.append(
        f"{len(result.close)} of the judgements are close calls: had all gone piiscan's way {kindly * PER / total:.2f}, "
        f"had all gone the other way {strictly * PER / total:.2f}"
    )
    if open_loud:
        bar.append(
            f"if every unjudged error and warning were wrong: {(len(result.wrong) + open_loud) * PER / total:.2f}"
        )
    if result.sampled:
        share = len(result.wrong_notes) / len(result.sampled)
        low, high = wilson(len(result.wrong_notes), len(result.sampled))
        with_notes = rate + share * len(result.notes) * PER / total
        bar.append(
            f"with notes, which a report only counts by default: **{with_notes:.2f}** "
            f"({share:.1%} of {len(result.notes):,} notes, estimated from the sample): {verdict(with_notes <= 1)}"
        )
        bar.append(
            f"notes: {len(result.sampled) - len(result.wrong_notes)} of {len(result.sampled)} sampled are right, "
            f"{1 - share:.1%} (95 % interval of Wilson: {1 - high:.1%} to {1 - low:.1%})"
        )
    page.bullets(bar)

    page.heading("How it was judged")
    page.bullets(HOW_JUDGED)

    page.heading("By package")
    page.text(
        "`wrong` counts errors and warnings. piiscan's rules were tuned with the findings on django and sympy in "
        "view; the ten were chosen by kind before anything in them was scanned."
    )
    rows = []
    for name, packages in [*groups.items(), ("all", [*lines])]:
        shown = [*[(package, [package]) for package in packages if name != "all"], (f"**{name}**", packages)]
        for label, members in shown:
            severities, wrong, _ = result.counted(members)
            size = sum(lines[member] for member in members)
            counts = (severities[word] for word in ("error", "warning", "note"))
            rows.append((label, f"{size:,}", *counts, wrong, f"{wrong * PER / size:.2f}"))
    page.table(
        ("package", "lines of text", "errors", "warnings", "notes", "wrong", f"wrong in {PER:,} lines"), rows
    )

    page.heading("By rule")
    page.text("Of notes `judged` is what the sample holds.")
    rules = Counter((item.severity, place.code, item.rule) for place, item in result.found.items())
    of_rule: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for place in (result.loud | result.sample) - result.unjudged:
        of_rule[result.found[place].severity, place.code][result.judged[place].verdict] += 1
    page.table(
        ("rule", "severity", "count", "judged", "wrong"),
        [
            (
                f"{code} {rule}",
                severity,
                count,
                of_rule[severity, code].total(),
                of_rule[severity, code]["wrong"],
            )
            for (severity, code, rule), count in sorted(
                rules.items(), key=lambda item: ("ewn".index(item[0][0][0]), -item[1], item[0][1])
            )
        ],
    )

    page.heading("Wrong errors and warnings")
    page.bullets(listed(result, result.wrong) or ["none"])
    page.heading("Wrong notes of the sample")
    page.bullets(listed(result, result.wrong_notes) or ["none"])
    if result.unjudged:
        page.heading("Unjudged")
        unjudged = Counter(
            (place.package, f"{place.code} {result.found[place].rule}") for place in result.unjudged
        )
        page.table(
            ("package", "rule", "count"),
            [(package, rule, count) for (package, rule), count in sorted(unjudged.items())],
        )
    print(
        f"wrong errors and warnings: {len(result.wrong)} of {len(result.loud)}, {rate:.2f} in {PER:,} lines; "
        f"wrong notes: {len(result.wrong_notes)} of {len(result.sampled)} sampled; "
        f"unjudged: {len(result.unjudged)}; judgements of no finding: {stale}"
    )
    page.write("clean")


def listed(result: Joined, places: set[Place]) -> list[str]:
    """One item for each file, rule and reason."""
    same: defaultdict[tuple[str, str, str], list[int]] = defaultdict(list)
    for place in sorted(places):
        rule = f"{place.code} {result.found[place].rule}"
        same[f"{place.package}/{place.path}", rule, result.judged[place].reason].append(place.line)
    return [
        f"`{path}:{', '.join(map(str, dict.fromkeys(numbers)))}` {rule}{times(numbers)}: {reason}"
        for (path, rule, reason), numbers in same.items()
    ]


def times(numbers: list[int]) -> str:
    return f" (×{len(numbers)})" if len(numbers) > 1 else ""


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The 95 % interval of Wilson for the share ``hits / of``."""
    z = 1.96
    share = hits / of
    middle = share + z * z / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    scale = 1 + z * z / of
    return (middle - spread) / scale, (middle + spread) / scale


def count_lines(root: Path) -> int:
    """Line ends in the files that hold no NUL byte."""
    total = 0
    for folder, _, names in os.walk(root):
        for name in names:
            path = Path(folder, name)
            data = b"" if path.is_symlink() else path.read_bytes()
            if b"\0" not in data:
                total += data.count(b"\n")
    return total


if __name__ == "__main__":
    main_guard(main)
