"""``piiscan train average``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from piiscan.cli.train.options import begun, need, output_option, quiet_option, record
from piiscan.errors import ExitCode, UsageError


@click.command()
@click.argument("networks", nargs=-1, required=True, metavar="DIR…")
@output_option("Folder for the checkpoint.")
@quiet_option
def average(networks: tuple[str, ...], **options: Any) -> int:
    """Average the weights of checkpoints (or models) that were trained on from the same one.

    Their mean is mostly better than each. Of networks that began apart it is worth nothing.
    """
    need("torch", "safetensors")
    if len(networks) < 2:
        raise UsageError("average needs two networks or more")
    from piiscan.model import package
    from piiscan.train import checkpoint
    from piiscan.train.average import average as mean

    parts = [begun(name) for name in networks]
    checkpoint.save(Path(options["output"]), mean(parts), parts[0][1], "spans")
    weights = [str(Path(name) / file) for name in networks for file in (checkpoint.WEIGHTS, package.NETWORK)]
    record("average", {**options, "networks": list(networks)}, weights, {"networks": len(networks)})
    return ExitCode.CLEAN
