"""Files of real packages with planted values, masked: each parses as before, no value is left, no other byte changes.

    python benchmarks/mask_corpus.py                  writes benchmarks/results/mask_corpus.md
    python benchmarks/mask_corpus.py --sample 500     a quick look, no page
    python benchmarks/mask_corpus.py --failures FILE  places of what failed, a line each; never a value

Needs the parsers of benchmarks/mask_corpus/requirements.txt. What is downloaded and made is kept in
benchmarks/work/mask_corpus: the tree is made again with --fresh, or where another --seed or --most asks for it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "src"))

from mask_corpus import packages, tree  # noqa: E402
from mask_corpus.checks import Verdict, check, edits_of  # noqa: E402
from mask_corpus.tree import File  # noqa: E402
from page import Page  # noqa: E402
from tools import WORK, FailedError, main_guard, plain_parser  # noqa: E402

FOLDER = WORK / "mask_corpus"
#: What `mask` and `scan` are told where credits are to go, too.
CREDITS = ("--include", "licence")
#: The default policy with credits, under a name of its own.
WITH_CREDITS = "placeholder, credits included"
POLICIES = (
    "placeholder",
    WITH_CREDITS,
    "numbered",
    "fake",
    "partial",
    "stars",
    "hash",
    "env",
    "template:<hidden {category} {n}>",
)
#: These get all files,
WHOLE = POLICIES[:2]
#: and each other so many.
SAMPLE = 4_000


@dataclass
class Result:
    """Of one policy."""

    policy: str
    verdicts: list[Verdict] = field(default_factory=list)
    findings_after: int = 0
    changed_again: int = 0
    undo_differs: int = 0
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0


def main() -> None:
    options = arguments()
    made = prepare(options)
    files = tree.load(FOLDER)
    results, stored = [], FOLDER / "results"
    stored.mkdir(exist_ok=True)
    for policy in () if options.page else options.policy or POLICIES:
        count = options.sample or (len(files) if policy in WHOLE else SAMPLE)
        drawn = files if count >= len(files) else tree.sample(files, count, options.seed)
        result = run(policy, drawn, options)
        results.append(result)
        if not options.sample:
            (stored / stem(policy)).write_bytes(pickle.dumps(result))
        print(summary(result), flush=True)
    if options.failures:
        write_failures(options.failures, results)
    kept = [stored / stem(policy) for policy in POLICIES]
    if not options.sample and all(path.exists() for path in kept):
        write_page(files, [pickle.loads(path.read_bytes()) for path in kept], made, options)  # noqa: S301 - our own


def arguments() -> argparse.Namespace:
    parser = plain_parser(__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument(
        "--most", type=int, default=packages.MOST, help="files of one format (default: %(default)s)"
    )
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="only N files, spread over the formats"
    )
    parser.add_argument(
        "--policy",
        action="append",
        help="only this one; repeatable; the page takes the others from the last run",
    )
    parser.add_argument("--fresh", action="store_true", help="make the tree again")
    parser.add_argument("--keep", action="store_true", help="keep the masked trees")
    parser.add_argument("--page", action="store_true", help="only write the page, from the last runs")
    parser.add_argument("--failures", type=Path, metavar="FILE")
    return parser.parse_args()


def prepare(options: argparse.Namespace) -> dict[str, int]:
    """The planted tree; what was left out of it, and why."""
    stamp = FOLDER / "made.json"
    wanted = {"seed": options.seed, "most": options.most}
    if stamp.exists() and not options.fresh:
        made = json.loads(stamp.read_text())
        if made["wanted"] == wanted:
            return dict(made["left out"])
    archives = packages.archives(HERE / "mask_corpus" / "packages.txt", FOLDER / "archives")
    shutil.rmtree(FOLDER / "results", ignore_errors=True)
    begun = time.perf_counter()
    left_out = tree.make(FOLDER, archives, options.seed, options.jobs, options.most)
    stamp.write_text(json.dumps({"wanted": wanted, "left out": dict(left_out)}))
    print(f"made the tree in {time.perf_counter() - begun:.0f} s", flush=True)
    return dict(left_out)


def stem(policy: str) -> str:
    """For files and folders."""
    return "credits" if policy == WITH_CREDITS else policy.partition(":")[0]


def run(policy: str, files: Sequence[File], options: argparse.Namespace) -> Result:
    target = FOLDER / "runs" / stem(policy)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    # A repository of its own, else the journal would go to this one's.
    subprocess.run(["git", "init", "-q", str(target)], check=True)
    for file in files:
        place = target / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(FOLDER / "tree" / file.path, place)
    env = {"PIISCAN_MASK_KEY": "no secret, but long enough"}
    also = CREDITS if policy == WITH_CREDITS else ()
    found = findings(target, env, *also)
    credited = found if also else findings(target, env, *CREDITS)
    result = Result(policy)
    begun = time.perf_counter()
    result.refused = mask(policy, target, env)
    result.seconds = time.perf_counter() - begun
    result.verdicts = [*checked(policy, files, target, journal(target), (found, credited), options.jobs)]
    result.findings_after = sum(map(len, findings(target, env, *also).values()))
    before = {file.path: (target / file.path).read_bytes() for file in files}
    mask(policy, target, env)
    result.changed_again = sum((target / path).read_bytes() != data for path, data in before.items())
    if not result.changed_again:
        piiscan(["undo", "-q"], target, env)
        result.undo_differs = sum(
            (target / file.path).read_bytes() != (FOLDER / "tree" / file.path).read_bytes() for file in files
        )
    if options.keep:
        for path, data in before.items():
            (target / path).write_bytes(data)
    else:
        shutil.rmtree(target)
    return result


def piiscan(
    arguments: Sequence[str], folder: Path, env: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Raises ``FailedError`` where it dies."""
    search = {"PYTHONPATH": str(HERE.parent / "src")}
    command = [sys.executable, "-m", "piiscan", *arguments]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PIISCAN_MODEL": "off", **search, **env},
        check=False,
        capture_output=True,
    )
    if b"Traceback" in done.stderr or done.returncode not in (0, 1, 2):
        raise FailedError(f"piiscan {arguments[0]}: {done.stderr.decode(errors='replace')[-300:]}")
    return done


def mask(policy: str, folder: Path, env: dict[str, str]) -> list[str]:
    """The lines about files that could not be masked."""
    told = ["--policy", "placeholder", *CREDITS] if policy == WITH_CREDITS else ["--policy", policy]
    done = piiscan(["mask", "-q", "--isolated", "--no-respect-gitignore", *told, "."], folder, env)
    return done.stderr.decode(errors="replace").splitlines()


#: Owners of repositories and addresses that are nobody's, which masking leaves.
KEPT = "PII306,PII308,PII318,PII202,PII204,PII206,PII207,PII208"


Spans = dict[str, list[tuple[int, int]]]


def findings(folder: Path, env: dict[str, str], *options: str) -> Spans:
    """By path, all spans that `piiscan scan` with ``options`` reports, those of pairs included."""
    done = piiscan(
        [
            "scan",
            "--isolated",
            "--no-respect-gitignore",
            "--no-progress",
            "--show-notes",
            "--extend-ignore",
            KEPT,
            "--exit-zero",
            "-o",
            "json",
            *options,
            ".",
        ],
        folder,
        env,
    )
    spans: Spans = defaultdict(list)
    for item in json.loads(done.stdout)["findings"]:
        for each in (item, *item["related"]):
            spans[item["path"]].append((each["start_offset"], each["end_offset"]))
    return spans


def journal(folder: Path) -> dict[str, list[tuple[int, int, bytes]]]:
    """By path, what makes the old text of the new one."""
    from piiscan.mask.journal.reading import Journal

    changes = {}
    for log in (folder / ".git" / "piiscan" / "journal").glob("*/log"):
        read = Journal.load(str(log.parent))
        for entry in read.entries(None)[0] if read else ():
            path = str(Path(entry.location).relative_to(folder.resolve()))
            changes[path] = [(each.start, each.end, each.text) for each in entry.back]
    return changes


_Task = tuple[File, Path, list[tuple[int, int, bytes]], list[tuple[int, int]], list[tuple[int, int]], str]


def checked(
    policy: str,
    files: Sequence[File],
    folder: Path,
    changes: dict[str, list[tuple[int, int, bytes]]],
    found: tuple[Spans, Spans],
    jobs: int,
) -> Iterator[Verdict]:
    """``found``: what a scan reports, and what it reports with credits."""
    tasks: list[_Task] = [
        (file, folder, changes.get(file.path, []), *(each.get(file.path, []) for each in found), policy)
        for file in files
    ]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        yield from pool.imap_unordered(_check, tasks, chunksize=50)


def _check(task: _Task) -> Verdict:
    file, folder, back, found, credited, policy = task
    old, new = (FOLDER / "tree" / file.path).read_bytes(), (folder / file.path).read_bytes()
    return check(file, old, new, edits_of(back, new), found, credited, policy)


def summary(result: Result) -> str:
    of = result.verdicts
    return (
        f"{result.policy}: {len(of)} files, {sum(each.gone for each in of)} values gone, broken {sum(bool(each.broken) for each in of)}, "
        f"left {sum(len(each.left) for each in of)}, credits {sum(len(each.credited) for each in of)}, not found {sum(len(each.missed) for each in of)}, "
        f"other bytes {sum(each.foreign for each in of)}, grown {sum(len(each.outside) for each in of)}, later {sum(each.later for each in of)}, "
        f"findings after {result.findings_after}, changed again {result.changed_again}, "
        f"undo differs {result.undo_differs}, refused {len(result.refused)}, {result.seconds:.0f} s"
    )


def write_failures(path: Path, results: Sequence[Result]) -> None:
    with open(path, "w", encoding="utf-8") as handle:
        for result in results:
            handle.writelines(f"{result.policy}\trefused\t{line}\n" for line in result.refused)
            for each in sorted(result.verdicts, key=lambda verdict: (verdict.format, verdict.path)):
                start = f"{result.policy}\t{each.format}\t{each.path}"
                if each.broken:
                    handle.write(f"{start}\tbroken\t{each.broken}\n")
                handle.writelines(f"{start}\tleft\t{kind}\t{place}\n" for kind, place in each.left)
                handle.writelines(f"{start}\tnot found\t{kind}\t{place}\n" for kind, place in each.missed)
                handle.writelines(f"{start}\toutside\t{span}\n" for span in each.outside)


def write_page(
    files: Sequence[File], results: Sequence[Result], left_out: dict[str, int], options: argparse.Namespace
) -> None:
    page = Page("Masking real files: structure, values, other bytes", "python benchmarks/mask_corpus.py")
    first = results[0]
    formats = Counter(file.format for file in files)
    pins = (HERE / "mask_corpus" / "packages.txt").read_text().splitlines()
    page.text(
        f"{len(files):,} files of {len(formats)} formats from {sum(not line.startswith('#') for line in pins)} packages of PyPI and npm "
        f"(`mask_corpus/packages.txt`), {sum(len(file.planted) for file in files):,} values planted with the seed {options.seed} in "
        "strings, comments, keys, cells, rows and prose, in the quotes and escapes of each format. Only files count that a parser "
        "of their format takes, before and after planting; files of the same bytes count once. All are masked with the default "
        f"policy, as it is and with `--include licence`, {SAMPLE:,} of them, spread over the formats, with each other one."
    )
    page.heading("Every policy")
    page.table(
        ("policy", "files", "values gone", "files broken", "values found and left", "credits", "not found", "other bytes changed", "grown edits",
         "findings after", "files changed by a second run", "files that undo left different", "refused"),
        [
            (
                f"`{each.policy}`",
                f"{len(each.verdicts):,}",
                f"{sum(one.gone for one in each.verdicts):,}",
                sum(bool(one.broken) for one in each.verdicts),
                sum(len(one.left) for one in each.verdicts),
                f"{sum(len(one.credited) for one in each.verdicts):,}",
                f"{sum(len(one.missed) for one in each.verdicts):,}",
                sum(one.foreign for one in each.verdicts),
                f"{sum(len(one.outside) for one in each.verdicts):,}",
                each.findings_after,
                each.changed_again,
                each.undo_differs,
                len(each.refused),
            )
            for each in results
        ],
    )  # fmt: skip
    page.bullets(NOTES)
    page.heading("By format, default policy")
    by_format = defaultdict(list)
    for one in first.verdicts:
        by_format[one.format].append(one)
    page.table(
        ("format", "files", "values gone", "broken", "found and left", "credits", "not found"),
        [
            (
                name,
                f"{len(found):,}",
                f"{sum(one.gone for one in found):,}",
                sum(bool(one.broken) for one in found),
                sum(len(one.left) for one in found),
                sum(len(one.credited) for one in found),
                sum(len(one.missed) for one in found),
            )
            for name, found in sorted(by_format.items(), key=lambda item: (-len(item[1]), item[0]))
        ],
    )
    page.heading("Values that no rule found, default policy")
    page.text(
        "Misses of the detection, not of masking: nothing was written near them. Rules were changed for what this corpus showed, "
        "false findings (a package called com.facebook…, a tag of YAML) and misses (passwords beside other quotes, on the line below their "
        "name, in Kotlin's pairs and in translations, keys in attributes of XML, card numbers with a suffix, passwords in lists and in strings of three quotes), so what is left says little of other code: "
        "what other seeds brought to light, the first time each was run, is in docs/dev/masking-log.md."
    )
    missed = Counter(kind for one in first.verdicts for kind, _ in one.missed)
    credited = Counter(kind for one in first.verdicts for kind, _ in one.credited)
    planted = Counter(each.kind for file in files for each in file.planted)
    page.table(
        ("kind", "planted", "in credits", "not found"),
        [
            (kind, f"{count:,}", f"{credited[kind]:,}", f"{missed[kind]:,}")
            for kind, count in planted.most_common()
            if credited[kind] or missed[kind]
        ],
    )
    page.heading("Left out")
    page.text(
        "; ".join(
            f"{reason}: {count:,}" for reason, count in sorted(left_out.items(), key=lambda item: -item[1])
        )
        + "."
    )
    page.write("mask_corpus")


NOTES = (
    "**broken**: it does not parse any more, or its tree is another one. A tree is all nodes by type (tree-sitter, `ast`), of data "
    "their nesting, the number of keys and of distinct keys, the types of values, of CSV the fields of each row, of notebooks what "
    "`nbformat` validates and the trees of their Python cells, of XML elements, names of attributes, comments and CDATA; and the number "
    "of lines. With `env` only parsing counts, since a literal becomes an expression. A mailbox or URL in prose that "
    "reStructuredText or Markdown makes a link of by its form alone counts as text, and so does the initial of a name that "
    "reStructuredText takes for a list of one",
    "**values found and left**: masking wrote near it, and the value is there still, as it is or as it was written, or eight "
    "characters of it where it is random",
    "**credits**: names and mailboxes that stand where they count as credits (beside a copyright, in a head of a file, in a package's "
    "members), which a scan does not report and masking leaves, unless either is told to `--include licence`",
    "**other bytes changed**: bytes outside the edits that the journal names",
    "**grown edits**: those that reach beyond what a rule reports: the rest of a literal behind a quote at which the rule stopped, "
    "an escape that would have been cut in half, with `env` the quotes round a value",
    "What everybody makes up is not planted, since no rule takes it for a value: numbers with `23456`, a digit four times or a pair of "
    "digits three times in a row, tokens with `xxxx`, IPv4 addresses that piiscan itself takes for made up (`mask_corpus/values.py`)",
    "Each tree is scanned again after masking, masked again and undone",
)


if __name__ == "__main__":
    main_guard(main)
