"""``piiscan train convert``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from piiscan.cli.output import complain
from piiscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from piiscan.train.records import Document


@click.command()
@click.argument("source", metavar="SOURCE", type=click.Path())
@click.option(
    "-f",
    "--from",
    "source_format",
    type=click.Choice(["jsonl", "creddata", "label-studio", "bigcode", "conll"]),
    default="jsonl",
    show_default=True,
    help="Format of SOURCE.",
)
@click.option(
    "-t",
    "--to",
    "target_format",
    type=click.Choice(["jsonl", "label-studio", "bigcode", "conll"]),
    default="jsonl",
    show_default=True,
    help="Format to write.",
)
@click.option("-o", "--output", metavar="FILE", help="Where to write; without it the data are only checked.")
@click.option(
    "--strip-masked",
    is_flag=True,
    help="Leave documents with masked or partial labels out instead of refusing them.",
)
def convert(
    source: str, source_format: str, target_format: str, output: str | None, strip_masked: bool
) -> int:
    """Read labelled data, check every offset and label, and write them in another format.

    What does not hold is one line with file and line, and nothing is written.
    """
    from piiscan.train.formats import reader, writer

    left_out = 0

    def documents() -> Iterator[Document]:
        nonlocal left_out
        for document in reader(source_format)(source):
            if strip_masked and (document.masked or not document.complete):
                left_out += 1
            else:
                yield document

    if output is None:
        count = len([document.id for document in documents()])
    else:
        if output == source:
            raise UsageError("the output is the source")
        count = writer(target_format)(output, documents())
    complain(f"{count:,} documents are sound" + (f", {left_out:,} left out" if left_out else ""))
    return ExitCode.CLEAN
