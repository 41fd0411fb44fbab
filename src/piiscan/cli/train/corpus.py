"""``piiscan train corpus``."""

from __future__ import annotations

from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.progress import steps_bar
from piiscan.errors import ExitCode
from piiscan.report.escape import visible


@click.command()
@click.argument("list_file", metavar="LIST", type=click.Path(dir_okay=False))
@click.option(
    "-o", "--output", required=True, metavar="DIR", help="Where corpus.jsonl.gz and manifest.json go."
)
@click.option(
    "--keep-out",
    multiple=True,
    metavar="FILE",
    help="Packages that must stay out: a list, or a .jsonl data set. Repeatable.",
)
@click.option("--cache", metavar="DIR", help="Where archives are kept.  [default: OUTPUT/archives]")
@click.option(
    "--cap", default=800_000, show_default=True, metavar="N", help="Characters of one package at most."
)
@click.option(
    "--largest", default=120_000, show_default=True, metavar="N", help="Characters of one file at most."
)
@click.option(
    "--plain",
    default=100_000_000,
    show_default=True,
    metavar="N",
    help="Characters of unlabelled.txt at most.",
)
@click.option("--seed", default=0, show_default=True, metavar="N", help="Of the sample and of the split.")
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def corpus(**options: Any) -> int:
    """Collect source files by a pinned LIST: one `pypi:name==1.0`, `npm:name@1.0`, `debian:name=1.0-1`,
    `dir:PATH` or `git:PATH` a line.

    Archives come from the registries of the list, through pip's index, npm and apt-get; no code of a package
    is run. Licence and hash of each go into manifest.json; equal and nearly equal files are taken once.
    """
    from piiscan.train.corpus import Options, collect
    from piiscan.train.pinned import read_keep_out, read_list

    items = read_list(options["list_file"])
    keep_out = read_keep_out(options["keep_out"])
    cache = options["cache"] or f"{options['output']}/archives"
    wanted = Options(
        options["output"],
        cache,
        cap=options["cap"],
        largest=options["largest"],
        plain=options["plain"],
        seed=options["seed"],
    )
    with steps_bar(not options["quiet"]) as progress:
        manifest = collect(
            items,
            keep_out,
            wanted,
            progress,
            lambda text: None if options["quiet"] else complain(visible(text)),
        )
    if not options["quiet"]:
        files, size = (sum(manifest.counts[key].values()) for key in ("files", "characters"))
        complain(f"{len(manifest.inputs)} of {len(items)} packages, {files:,} files, {size:,} characters")
    return ExitCode.CLEAN
