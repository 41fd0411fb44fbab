"""``piiscan train export``."""

from __future__ import annotations

from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from piiscan.cli.output import complain
from piiscan.cli.train.options import need, output_option, quiet_option, read_json, seed_option
from piiscan.errors import ExitCode


@click.command()
@click.option(
    "--checkpoint", "folder", required=True, metavar="DIR", help="What `train fit` or `distill` wrote."
)
@output_option("The model's folder: what `piiscan scan --model` takes.")
@click.option("--name", metavar="NAME", help="[default: the name of the folder]")
@click.option(
    "--calibration", metavar="FILE", help="[default: calibration.json in the checkpoint's folder, if any]"
)
@click.option(
    "--check", multiple=True, metavar="FILE", help="Documents (.jsonl) on which int8 is compared. Repeatable."
)
@click.option(
    "--source",
    multiple=True,
    metavar="DIR",
    help="Folder with a manifest.json of data that went in. Repeatable.",
)
@click.option("--scores", metavar="FILE", help="What `train evaluate` wrote, for the model card.")
@click.option("--limit", default=10_000_000, show_default=True, metavar="BYTES", help="What it may weigh.")
@seed_option
@quiet_option
def export(**options: Any) -> int:
    """Write a checkpoint as int8 ONNX with its vocabulary, thresholds, model card, and the hash of each."""
    need("torch", "transformers", "safetensors", "onnx", "onnxruntime")
    from piiscan import __version__
    from piiscan.train import card, checkpoint, records
    from piiscan.train.calibrate import from_json
    from piiscan.train.export import configuration
    from piiscan.train.export import export as run
    from piiscan.train.manifest import load

    folder, output = Path(options["folder"]), Path(options["output"])
    network, tokenizer = checkpoint.load(folder)
    beside = folder / "calibration.json"
    path = options["calibration"] or (beside if beside.exists() else None)
    calibration = from_json(read_json(path), str(path)) if path else None
    name = options["name"] or output.name
    sources = [
        load(each)
        for each in (*options["source"], *([folder] if (folder / "manifest.json").exists() else []))
    ]
    scores = read_json(options["scores"]) if options["scores"] else None
    settings = configuration(name, network, tokenizer, calibration)
    texts = [item.text for item in islice(chain.from_iterable(map(records.read, options["check"])), 200)]
    measured = run(
        network,
        tokenizer,
        output,
        name=name,
        calibration=calibration,
        texts=texts,
        card=card.write(
            name,
            settings,
            sources=sources,
            scores=scores,
            measured=calibration.measured if calibration else None,
        ),
        manifest={"step": "export", "piiscan": __version__, "name": name, "made_from": sources},
        limit=options["limit"],
    )
    if not options["quiet"]:
        complain(
            f"{output}: {measured['bytes']:,} bytes; int8 against float32: {measured['equal']:.4%} of tags equal, "
            f"probabilities differ by {measured['mean']:.5f} in the mean, {measured['worst']:.3f} at worst"
        )
    return ExitCode.CLEAN
