"""``piiscan train place``."""

from __future__ import annotations

import os

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import started
from piiscan.errors import DataError, ExitCode, UsageError
from piiscan.report.summary import plural


@click.command()
@click.argument("labels", metavar="LABELS", type=click.Path())
@click.argument("corpora", metavar="CORPUS…", nargs=-1, required=True, type=click.Path())
@click.option("-o", "--output", metavar="FILE", required=True, help="Where to write.")
@click.option(
    "--part",
    type=click.Choice(["all", "train", "dev", "test"]),
    default="all",
    show_default=True,
    help="Of the packages, as `train label` divides them.",
)
@click.option("--seed", type=int, default=0, show_default=True, metavar="N", help="Of that division.")
@click.option("--missing", is_flag=True, help="Go on where a file is not in the CORPUS; how many is said.")
@click.option(
    "--take",
    is_flag=True,
    help="The other way: LABELS is labelled data cut from the CORPUS, and FILE gets the places.",
)
def place(
    labels: str, corpora: tuple[str, ...], output: str, part: str, seed: int, missing: bool, take: bool
) -> int:
    """Lay LABELS, which say where values stand and not what they are, on the files of a CORPUS (corpus.jsonl.gz).

    So labels can be kept where the text may not: runs/readings.jsonl.gz is such a file. Beside FILE comes manifest.json.
    """
    from piiscan.train import places, records
    from piiscan.train.labelling import PARTS
    from piiscan.train.manifest import Manifest, files

    if output == labels:
        raise UsageError("the output is the source")
    part_of = records.splitter(PARTS, seed)

    def wanted(group: str) -> bool:
        return part in ("all", part_of(group))

    if take:
        pieces = [piece for piece in records.read(labels) if wanted(piece.group)]
        count = places.write(output, places.take(pieces, corpora))
        complain(plural(count, "place"))
        return ExitCode.CLEAN
    laid = places.lay((item for item in places.read(labels) if wanted(item.group)), corpora)
    if laid.missing and not missing:
        first = laid.missing[0]
        raise DataError(
            f"{first.where}: {first.path} of {first.group} is not in the corpus, or has another text there"
            f" ({len(laid.missing):,} such places)",
            hint="--missing goes on without them",
        )
    made = Manifest("place", {"part": part, "missing": missing}, seed=seed, started=started())
    made.inputs = files([labels, *corpora])
    made.counts = {
        "documents": len(laid.documents),
        "spans": sum(len(each.spans) for each in laid.documents),
        "missing": len(laid.missing),
    }
    count = records.write(output, laid.documents)
    made.write(os.path.dirname(output) or ".")
    complain(plural(count, "document") + (f", {len(laid.missing):,} missing" if laid.missing else ""))
    return ExitCode.CLEAN
