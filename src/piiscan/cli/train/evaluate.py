"""``piiscan train evaluate``."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import loop_options, need, output_option, recipe, reporter
from piiscan.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from piiscan.train.comparison import Compared
    from piiscan.train.records import Document


@click.command()
@click.argument("data", nargs=-1, required=True, metavar="DATA…")
@click.option("--model", metavar="DIR", help="An exported model: it judges as a scan would.")
@click.option(
    "--checkpoint", "folder", metavar="DIR", help="A checkpoint; with --folds, it goes on training in each."
)
@click.option(
    "--folds",
    default=0,
    metavar="N",
    help="Cross-validate by group: train on the other folds, judge this one.",
)
@click.option("--also", multiple=True, metavar="FILE", help="Documents that train in every fold. Repeatable.")
@click.option(
    "--preset", type=click.Choice(["precision", "balanced", "recall"]), default="balanced", show_default=True
)
@click.option(
    "--peers",
    is_flag=True,
    help="CredSweeper, Presidio, betterleaks and detect-secrets too, those that are installed.",
)
@click.option("--draws", default=1000, show_default=True, metavar="N", help="For the intervals.")
@output_option("Folder for scores.json, scores.md and reliability.png.")
@click.option(
    "--blend",
    default=0.0,
    show_default=True,
    metavar="SHARE",
    help="Share of the first weights in the last ones of each fold.",
)
@loop_options(rate=3e-4, every=1_000_000, patience=0)
def evaluate(data: tuple[str, ...], **options: Any) -> int:
    """Judge rules, model, both together and other tools on labelled DATA (.jsonl), side by side.

    Without --model or --checkpoint, rules (and peers) alone. With --folds, nothing is judged by a network or a
    threshold that has seen its group; --steps is then the training of each fold. Several files of DATA share folds and
    thresholds; each has scores of its own besides (scores-NAME.md).
    """
    from piiscan.train import records
    from piiscan.train.stretches import stretches

    parts = [list(stretches(records.read(path))) for path in data]
    documents = list(chain.from_iterable(parts))
    if options["folds"] and not options["folder"]:
        raise UsageError("--folds needs --checkpoint: what goes on training")
    compared = _compared(documents, options)
    _write(documents, compared, options, data, "scores")
    first = 0
    for path, part in zip(data, parts, strict=True):
        found = {name: rows[first : first + len(part)] for name, rows in compared.found.items()}
        first += len(part)
        if len(data) > 1:
            _write(part, replace(compared, found=found), options, (path,), f"scores-{Path(path).stem}")
    return ExitCode.CLEAN


def _compared(documents: list[Document], options: dict[str, Any]) -> Compared:
    from piiscan.train import comparison, records

    preset, peers = options["preset"], options["peers"]
    if options["folds"]:
        need("torch", "transformers", "safetensors", "matplotlib")
        also = list(chain.from_iterable(map(records.read, options["also"])))
        return comparison.cross_validated(
            documents,
            also,
            Path(options["folder"]),
            recipe(options, blend=options["blend"]),
            Path(options["output"]),
            folds=options["folds"],
            preset=preset,
            peers=peers,
            report=reporter(options["quiet"]),
        )
    if options["folder"]:
        need("torch", "transformers", "safetensors")
        return comparison.by_checkpoint(documents, Path(options["folder"]), preset=preset, peers=peers)
    return comparison.by_model(documents, options["model"], preset=preset, peers=peers)


def _write(
    documents: list[Document], compared: Compared, options: dict[str, Any], data: tuple[str, ...], stem: str
) -> None:
    from piiscan import __version__
    from piiscan.train.evaluate import as_json, as_markdown, score
    from piiscan.train.records import atomic

    folder = Path(options["output"])
    groups = len({document.group for document in documents})
    notes = [
        f"piiscan {__version__}; {len(documents)} documents of {groups} groups: {', '.join(Path(d).name for d in data)}",
        f"preset {options['preset']}; intervals from {options['draws']} draws of whole groups",
        *compared.notes,
    ]
    systems = []
    for name, found in compared.found.items():
        systems.append(as_json(name, score(documents, found), draws=options["draws"]))
    page = as_markdown("Scores", systems, notes)
    with atomic(folder / f"{stem}.md") as stream:
        stream.write(page)
    with atomic(folder / f"{stem}.json") as stream:
        json.dump({"notes": notes, "swaps": compared.swaps, "systems": systems}, stream, indent=1)
        stream.write("\n")
    from importlib.util import find_spec

    if stem == "scores" and find_spec("matplotlib"):
        from piiscan.train.pictures import reliability

        reliability(folder / "reliability.png", {item["system"]: item["reliability"] for item in systems})
    if not options["quiet"]:
        for item in systems:
            row = item["overlap"]["ALL"]
            complain(
                f"{stem:24} {item['system']:24} F1 {row['f1'] or 0:.3f}  mean of categories {item['macro_f1'] or 0:.3f}"
            )
