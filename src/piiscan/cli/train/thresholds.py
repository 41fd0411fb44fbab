"""``piiscan train thresholds``."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import need, quiet_option, read_json, seed_option, started
from piiscan.errors import ExitCode
from piiscan.types import Category

_CATEGORY = click.Choice([str(category) for category in Category])


@click.command()
@click.argument("model", metavar="MODEL")
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@click.option(
    "-o", "--output", metavar="DIR", help="Where the model goes. [default: MODEL, which is replaced]"
)
@click.option(
    "--category",
    "categories",
    multiple=True,
    type=_CATEGORY,
    help="Of these alone; the others keep theirs. Repeatable.",
)
@click.option("--rare", multiple=True, type=_CATEGORY, help="As for `train calibrate`. Repeatable.")
@click.option("--scores", metavar="FILE", help="What `train evaluate` wrote, for the model card.")
@seed_option
@quiet_option
def thresholds(model: str, data: tuple[str, ...], **options: Any) -> int:
    """Choose the thresholds of a MODEL anew, on labelled DATA (.jsonl) that trained nothing.

    MODEL is what `train export` wrote. Its thresholds belong to the rules that it was calibrated beside: where these have
    changed, or where code is of another kind, others are better. The network stays.
    """
    need("numpy", "onnxruntime")
    from piiscan.run.workers import processors
    from piiscan.train import manifest, records
    from piiscan.train.adjust import adjust, write

    folder = Path(model)
    documents = list(chain.from_iterable(map(records.read, data)))
    made = adjust(
        folder,
        documents,
        categories=[Category(each) for each in options["categories"] or map(str, Category)],
        rare=[Category(each) for each in options["rare"]],
        threads=processors(),
    )
    step = manifest.Manifest(
        "thresholds",
        {"category": list(options["categories"]), "rare": list(options["rare"])},
        options["seed"],
        inputs=manifest.files(data),
        counts={"documents": len(documents)},
        started=started(),
    )
    write(
        folder,
        Path(options["output"] or folder),
        made,
        step=step.to_json(),
        scores=read_json(options["scores"]) if options["scores"] else None,
    )
    if not options["quiet"]:
        for category, row in made.measured.items():
            points = "  ".join(f"{name} {row[name]['threshold']:.2f}" for name in made.thresholds)
            complain(f"{category:10}  {row['values']:5} values  {points}")
    return ExitCode.CLEAN
