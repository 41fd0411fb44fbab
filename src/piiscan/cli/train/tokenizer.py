"""``piiscan train tokenizer``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import output_option, quiet_option, record, seed_option
from piiscan.errors import ExitCode


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@output_option("Folder for vocab.txt.")
@click.option("--size", default=8192, show_default=True, metavar="N", help="Pieces in the vocabulary.")
@click.option(
    "--limit", default=50_000_000, show_default=True, metavar="N", help="Characters to learn from; 0: all."
)
@click.option(
    "--collapse/--no-collapse", default=True, help="Random runs become a few pieces.  [default: collapse]"
)
@seed_option
@quiet_option
def tokenizer(data: tuple[str, ...], **options: Any) -> int:
    """Learn a vocabulary from DATA: .jsonl documents, or text with form feeds between the files.

    The same data give the same vocabulary; the seed changes nothing here. Prints how many pieces a
    kilobyte of the data takes.
    """
    from piiscan.model.tokenizer import Tokenizer
    from piiscan.train import texts
    from piiscan.train.records import atomic
    from piiscan.train.vocabulary import VOCABULARY, count_parts, learn, write_vocabulary

    counts = count_parts(texts.read(data, limit=options["limit"]), collapse=options["collapse"])
    pieces = learn(counts, options["size"])
    made = Tokenizer(pieces, collapse=options["collapse"])
    folder = Path(options["output"])
    write_vocabulary(folder / VOCABULARY, pieces)
    with atomic(folder / "config.json") as stream:
        json.dump({"collapse": options["collapse"]}, stream)
        stream.write("\n")
    taken = size = 0
    for text in texts.read(data, limit=1_000_000):
        taken += len(made.encode(text).ids)
        size += len(text)
    rate = round(1000 * taken / max(1, size), 1)
    found = {"pieces": len(pieces), "parts": len(counts), "pieces_per_1000_characters": rate}
    record("tokenizer", {**options, "data": list(data)}, data, found)
    if not options["quiet"]:
        complain(f"{len(pieces):,} pieces from {len(counts):,} parts; {rate} pieces for 1,000 characters")
    return ExitCode.CLEAN
