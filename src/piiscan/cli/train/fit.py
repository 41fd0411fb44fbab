"""``piiscan train fit``."""

from __future__ import annotations

import random
from itertools import chain
from pathlib import Path
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import (
    begun,
    blend_option,
    loop_options,
    need,
    output_option,
    recipe,
    record,
    reporter,
    tokenizer_in,
)
from piiscan.errors import ExitCode, UsageError


def factors(items: tuple[str, ...]) -> dict[str, float]:
    """``("gold=3",)`` → ``{"gold": 3.0}``."""
    found = {}
    for item in items:
        origin, _, number = item.partition("=")
        try:
            found[origin] = float(number)
        except ValueError:
            raise UsageError(f"--weight {item}: say ORIGIN=NUMBER") from None
    return found


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@click.option(
    "--dev", multiple=True, metavar="FILE", help="Labelled documents of other groups, to stop by. Repeatable."
)
@click.option(
    "--dev-limit",
    default=1500,
    show_default=True,
    metavar="N",
    help="Documents of --dev that an evaluation reads, drawn by the seed; 0: all of them.",
)
@click.option("--tokenizer", "vocabulary", metavar="DIR", help="What `train tokenizer` wrote; or say --init.")
@click.option(
    "--init",
    metavar="DIR",
    help="Start from this checkpoint, of pretrain or of another fit, or from a model: `shipped`, or what export wrote.",
)
@click.option(
    "--spelled",
    default=0,
    metavar="N",
    help="Besides, so many copies of documents with addresses, which are spelled out there (`emmy (at) …`).",
)
@output_option("Folder for the checkpoint and its learning curve.")
@click.option(
    "--plain",
    default=0.3,
    show_default=True,
    metavar="SHARE",
    help="Windows without a value that an epoch sees.",
)
@click.option("--hide", default=0.08, show_default=True, metavar="SHARE", help="Pieces that a step hides.")
@click.option(
    "--focus", default=0.0, show_default=True, metavar="GAMMA", help="Of focal loss; 0: cross entropy."
)
@click.option(
    "--weight", multiple=True, metavar="ORIGIN=N", help="How much documents of an origin count. Repeatable."
)
@blend_option
@loop_options(rate=1e-3, every=200, patience=8)
def fit(data: tuple[str, ...], **options: Any) -> int:
    """Train on labelled DATA (.jsonl): tags, and live, placeholder or licence.

    What nobody knows is left out of the loss. The best network on --dev is kept; no group may stand on both
    sides. The same command resumes a run that was killed.
    """
    need("torch", "transformers", "safetensors", "matplotlib")
    from piiscan.train import records
    from piiscan.train.fit import fit as run
    from piiscan.train.synthesis.spelled import with_spelled

    wanted = recipe(
        options,
        plain=options["plain"],
        hide=options["hide"],
        focus=options["focus"],
        repeat=factors(options["weight"]),
        blend=options["blend"],
    )
    network = None
    if options["init"]:
        network, tokenizer = begun(options["init"])
    elif options["vocabulary"]:
        tokenizer = tokenizer_in(options["vocabulary"])
    else:
        raise UsageError("fit needs a vocabulary: --tokenizer or --init")
    held_out = list(chain.from_iterable(map(records.read, options["dev"])))
    apart = {document.group for document in held_out}
    if 0 < options["dev_limit"] < len(held_out):
        if not options["quiet"]:
            complain(f"evaluations read {options['dev_limit']:,} of the {len(held_out):,} documents of --dev")
        held_out = random.Random(options["seed"]).sample(held_out, options["dev_limit"])  # noqa: S311 - a sample
    counts = {"documents": 0, "spans": 0, "held_out": len(held_out)}

    def training() -> Any:
        for document in chain.from_iterable(map(records.read, data)):
            if document.group in apart:
                raise UsageError(
                    f"the group {document.group} stands in DATA and in --dev: that would be a leak"
                )
            counts["documents"] += 1
            counts["spans"] += len(document.spans)
            yield document

    run(
        with_spelled(training(), options["spelled"], options["seed"]),
        held_out,
        Path(options["output"]),
        wanted,
        tokenizer=tokenizer,
        network=network,
        report=reporter(options["quiet"]),
    )
    record("fit", {**options, "data": list(data)}, [*data, *options["dev"]], counts)
    if not options["quiet"]:
        complain(
            f"{counts['documents']:,} documents, {counts['spans']:,} spans; the network is in {options['output']}"
        )
    return ExitCode.CLEAN
