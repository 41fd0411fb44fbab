"""``piiscan train distill``."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Any

import click

from piiscan.cli.train.options import (
    begun,
    blend_option,
    loop_options,
    need,
    output_option,
    recipe,
    record,
    reporter,
)
from piiscan.errors import ExitCode


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@click.option("--teacher", required=True, metavar="DIR", help="The large one: a checkpoint, or a model.")
@click.option("--init", metavar="DIR", help="Start the small one from this checkpoint or model.")
@click.option("--dev", multiple=True, metavar="FILE", help="Labelled documents of other groups. Repeatable.")
@output_option("Folder for the small checkpoint.")
@click.option(
    "--share", default=0.7, show_default=True, metavar="SHARE", help="Of the loss that is the teacher's."
)
@click.option("--temperature", default=2.0, show_default=True, metavar="T")
@click.option(
    "--plain",
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help="Windows without a value that an epoch sees.",
)
@click.option(
    "--spelled",
    default=0,
    metavar="N",
    help="Besides, so many copies of documents with addresses, which are spelled out there; these are learnt from "
    "their labels, the rest of a copy from the teacher.",
)
@blend_option
@loop_options(rate=1e-3, every=200, patience=8)
def distill(data: tuple[str, ...], **options: Any) -> int:
    """Teach a small network what a large one says of DATA (.jsonl), beside the labels there."""
    need("torch", "transformers", "safetensors", "matplotlib")
    from piiscan.train import records
    from piiscan.train.distill import Lesson
    from piiscan.train.distill import distill as run
    from piiscan.train.synthesis.spelled import with_spelled

    teacher, tokenizer = begun(options["teacher"])
    student = begun(options["init"])[0] if options["init"] else None
    run(
        with_spelled(chain.from_iterable(map(records.read, data)), options["spelled"], options["seed"]),
        list(chain.from_iterable(map(records.read, options["dev"]))),
        Path(options["output"]),
        recipe(options, plain=options["plain"], blend=options["blend"]),
        Lesson(options["share"], options["temperature"]),
        tokenizer=tokenizer,
        teacher=teacher,
        student=student,
        report=reporter(options["quiet"]),
    )
    record("distill", {**options, "data": list(data)}, [*data, *options["dev"]], {})
    return ExitCode.CLEAN
