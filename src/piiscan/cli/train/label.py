"""``piiscan train label``."""

from __future__ import annotations

import os
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.progress import steps_bar
from piiscan.errors import ExitCode


@click.command()
@click.argument("corpus", metavar="CORPUS", type=click.Path())
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="DIR",
    help="Where train.jsonl, dev.jsonl, test.jsonl and manifest.json go.",
)
@click.option(
    "--windows",
    default=200_000,
    show_default=True,
    type=click.IntRange(1),
    metavar="N",
    help="How many windows to make, about.",
)
@click.option(
    "--synthesize/--no-synthesize",
    default=True,
    help="Lay invented values into the files; without it, whole files with silver labels.",
)
@click.option(
    "--seed",
    default=0,
    show_default=True,
    metavar="N",
    help="Of the split, the sample and the invented values.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def label(**options: Any) -> int:
    """Label CORPUS (what `train corpus` wrote, or its corpus.jsonl.gz) without hand work.

    The rules label what they are sure of; the people in a package's metadata are found again in its files; what
    nobody knows is masked. Then windows are cut and invented values laid in, three of five windows without any.
    """
    from piiscan.train.corpus import CORPUS
    from piiscan.train.labelling import Options, make

    path = options["corpus"]
    if os.path.isdir(path):
        path = os.path.join(path, CORPUS)
    wanted = Options(path, options["output"], options["windows"], options["synthesize"], options["seed"])
    with steps_bar(not options["quiet"]) as progress:
        manifest = make(wanted, progress)
    if not options["quiet"]:
        for part, counts in manifest.counts.items():
            complain(
                f"{part}: {counts['windows']:,} windows of {counts['groups']} packages, {counts['with_values']:,} with values"
            )
    return ExitCode.CLEAN
