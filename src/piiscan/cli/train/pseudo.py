"""``piiscan train pseudo``."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import need, output_option, quiet_option, record, seed_option, threads_option
from piiscan.errors import ExitCode


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@click.option("--checkpoint", "teacher", required=True, metavar="DIR", help="What `train fit` wrote.")
@click.option(
    "--dev",
    multiple=True,
    required=True,
    metavar="FILE",
    help="Labelled documents to measure by. Repeatable.",
)
@output_option("Folder for pseudo.jsonl.gz.")
@click.option(
    "--precision",
    default=0.95,
    show_default=True,
    metavar="SHARE",
    help="Of the predictions taken, on --dev.",
)
@click.option(
    "--floor", default=0.2, show_default=True, metavar="P", help="Between here and sure, the loss looks away."
)
@click.option(
    "--fewest",
    default=8,
    show_default=True,
    metavar="N",
    help="Right predictions of a category on --dev, else none is taken.",
)
@threads_option
@seed_option
@quiet_option
def pseudo(data: tuple[str, ...], **options: Any) -> int:
    """Label DATA (.jsonl) with a checkpoint, where it is sure; labels that are there already stay."""
    need("torch", "transformers", "safetensors")
    from piiscan.cli.train.options import set_threads
    from piiscan.train import checkpoint, records
    from piiscan.train.predictor import Predictor
    from piiscan.train.pseudo import label, thresholds

    set_threads(options["threads"])
    network, tokenizer = checkpoint.load(Path(options["teacher"]))
    predictor = Predictor(network, tokenizer)
    held_out = list(chain.from_iterable(map(records.read, options["dev"])))
    sure = thresholds(held_out, predictor.predict, precision=options["precision"], fewest=options["fewest"])
    counts: Counter[str] = Counter()
    documents = chain.from_iterable(map(records.read, data))
    made = label(documents, predictor.predict, sure, counts, floor=options["floor"])
    total = records.write(Path(options["output"]) / "pseudo.jsonl.gz", made)
    known = {str(category): round(value, 4) if value <= 1 else None for category, value in sure.items()}
    found = {"documents": total, "thresholds": known, **dict(sorted(counts.items()))}
    record("pseudo", {**options, "data": list(data)}, [*data, *options["dev"]], found)
    if not options["quiet"]:
        for category, value in known.items():
            added = sum(n for key, n in counts.items() if key.startswith(f"added {category}"))
            had = sum(n for key, n in counts.items() if key.startswith(f"had {category}"))
            complain(
                f"{category:10}  sure from {value if value is not None else 'never'}: {had:,} had, {added:,} added"
            )
    return ExitCode.CLEAN
