"""``piiscan train calibrate``."""

from __future__ import annotations

import json
from itertools import chain
from pathlib import Path
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import need, quiet_option, seed_option, threads_option
from piiscan.errors import ExitCode
from piiscan.types import Category


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@click.option(
    "--checkpoint", "folder", required=True, metavar="DIR", help="What `train fit` or `distill` wrote."
)
@click.option("-o", "--output", metavar="FILE", help="[default: calibration.json in the checkpoint's folder]")
@click.option("--alone", is_flag=True, help="Thresholds for the model without the rules.")
@click.option(
    "--rare",
    multiple=True,
    type=click.Choice([str(category) for category in Category]),
    help="A category that ordinary code has so seldom that DATA flatters the model: it adds none of it but in the preset recall. Repeatable.",
)
@threads_option
@seed_option
@quiet_option
def calibrate(data: tuple[str, ...], **options: Any) -> int:
    """Measure probabilities and thresholds on labelled DATA (.jsonl) that the checkpoint did not train on."""
    need("torch", "transformers", "safetensors")
    from piiscan.cli.train.options import set_threads
    from piiscan.train import checkpoint, records
    from piiscan.train.calibrate import calibrate as run
    from piiscan.train.calibrate import to_json
    from piiscan.train.detectors import rule_spans
    from piiscan.train.predictor import Predictor

    set_threads(options["threads"])
    network, tokenizer = checkpoint.load(Path(options["folder"]))
    documents = list(chain.from_iterable(map(records.read, data)))
    logits = Predictor(network, tokenizer).logits([item.text for item in documents])
    made = run(
        documents,
        logits,
        tokenizer,
        None if options["alone"] else rule_spans(documents),
        [Category(each) for each in options["rare"]],
    )
    path = Path(options["output"] or Path(options["folder"]) / "calibration.json")
    with records.atomic(path) as stream:
        json.dump(to_json(made), stream, indent=1)
        stream.write("\n")
    if not options["quiet"]:
        for category, row in made.measured.items():
            points = "  ".join(f"{name} {row[name]['threshold']:.2f}" for name in made.thresholds)
            complain(
                f"{category:10}  {row['values']:5} values  temperature {row['temperature']:.2f}  {points}"
            )
    return ExitCode.CLEAN
