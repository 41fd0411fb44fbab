"""Accuracy on the labelled development data, with its own scorers; numbers only, no text from the data.

    python benchmarks/accuracy.py                           writes benchmarks/results/accuracy.md and, for
                                                            every miss and false alarm, its place, kind and
                                                            shape to benchmarks/results/accuracy_misses.csv
    python benchmarks/accuracy.py --peers-bin DIR/bin       besides betterleaks, kingfisher, detect-secrets
                                                            and credsweeper, where they are installed
    python benchmarks/accuracy.py --also shipped            with the model too

The data and the scorers come from --shared (data/gold-dev, data/creddata-dev.tar.xz, bench/score_*.py).
What the scans write lies in benchmarks/work and is overwritten by the next run.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from accuracy_counts import RESAMPLES
from accuracy_creddata import creddata
from accuracy_gold import gold
from accuracy_wrong import write_wrong
from page import Page
from tools import (
    AS_NAMED,
    SHARED,
    WORK,
    FailedError,
    machine,
    main_guard,
    parser,
    piiscan_version,
)


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--shared", type=Path, default=SHARED, metavar="DIR", help="default: %(default)s")
    options.add_argument(
        "--peers-bin", type=Path, default=WORK / "peers" / "bin", metavar="DIR", help="default: %(default)s"
    )
    options.add_argument("--no-peers", action="store_true", help="piiscan alone")
    options.add_argument("--model", default="off", help="as for `piiscan scan` (default: %(default)s)")
    options.add_argument("--also", default="", metavar="MODEL", help="a second time, with this model")
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
        page,
        [*piiscan, "scan", ".", *AS_NAMED, "--exit-zero", "--model", chosen.model],
        chosen.shared,
        chosen.also,
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


if __name__ == "__main__":
    main_guard(main)
