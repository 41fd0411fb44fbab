"""``piiscan train pretrain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import (
    loop_options,
    need,
    output_option,
    recipe,
    record,
    reporter,
    tokenizer_in,
)
from piiscan.errors import ExitCode


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@click.option("--tokenizer", "vocabulary", required=True, metavar="DIR", help="What `train tokenizer` wrote.")
@output_option("Folder for the checkpoint.")
@click.option("--init", metavar="DIR", help="Go on from this checkpoint.")
@click.option(
    "--from-bert",
    metavar="DIR",
    help="Take the layers of a Hugging Face BERT: a folder with config.json, model.safetensors and vocab.txt. Our "
    "pieces start as the mean of its own.",
)
@click.option(
    "--limit", default=100_000_000, show_default=True, metavar="N", help="Characters of DATA; 0: all."
)
@loop_options(rate=2e-3, every=200, patience=0)
def pretrain(data: tuple[str, ...], **options: Any) -> int:
    """Teach a network the language of DATA, unlabelled: hidden words are to be guessed.

    The same command resumes a run that was killed.
    """
    need("torch", "transformers", "safetensors", "matplotlib")
    from piiscan.train import checkpoint, texts
    from piiscan.train.pretrain import pretrain as run
    from piiscan.train.pretrain import transplant

    wanted = recipe(options)
    tokenizer = tokenizer_in(options["vocabulary"])
    network = None
    if options["init"]:
        network, tokenizer = checkpoint.load(Path(options["init"]))
    elif options["from_bert"]:
        network = transplant(Path(options["from_bert"]), tokenizer, wanted)
    made = run(
        texts.read(data, limit=options["limit"]),
        Path(options["output"]),
        wanted,
        tokenizer=tokenizer,
        network=network,
        report=reporter(options["quiet"]),
    )
    parameters = sum(value.numel() for value in made.parameters())
    record("pretrain", {**options, "data": list(data)}, data, {"parameters": parameters})
    if not options["quiet"]:
        complain(f"{parameters:,} parameters in {options['output']}")
    return ExitCode.CLEAN
