"""Options and words that the steps which train have in common."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piiscan.cli.output import complain
from piiscan.cli.train import STARTED
from piiscan.errors import DataError, UsageError

if TYPE_CHECKING:
    from piiscan.model.tokenizer import Tokenizer
    from piiscan.train.checkpoint import State
    from piiscan.train.fit import Recipe
    from piiscan.train.network import Network

Command = TypeVar("Command", bound=Callable[..., Any])

#: As ``piiscan.train.network`` has them, which this module must not import: it loads torch.
SHAPES = ("tiny", "small", "base", "wide", "large")

quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
seed_option = click.option(
    "--seed", default=0, show_default=True, metavar="N", help="Of every random choice."
)
threads_option = click.option(
    "--threads", default=0, metavar="N", help="Threads on the CPU.  [default: torch's choice]"
)
device_option = click.option(
    "--device", type=click.Choice(["auto", "cpu", "cuda"]), default="auto", show_default=True
)

blend_option = click.option(
    "--blend",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    metavar="SHARE",
    help="Share of the first weights in the last ones: OUTPUT/blended.",
)


def output_option(what: str) -> Callable[[Command], Command]:
    """``--output``, required."""
    return click.option("-o", "--output", required=True, metavar="PATH", help=what)


def loop_options(*, rate: float, every: int, patience: int) -> Callable[[Command], Command]:
    """How long, how fast, on what; the network's shape."""
    options = (
        click.option("--steps", default=0, metavar="N", help="Steps of training; or say --minutes."),
        click.option(
            "--minutes",
            default=0.0,
            metavar="N",
            help="As many steps as fit; what resumes keeps their number.",
        ),
        click.option(
            "--rate", default=rate, show_default=True, metavar="N", help="The highest learning rate."
        ),
        click.option("--batch", default=4096, show_default=True, metavar="N", help="Pieces in a batch."),
        click.option(
            "--every", default=every, show_default=True, metavar="N", help="Steps between evaluations."
        ),
        click.option(
            "--patience",
            default=patience,
            show_default=True,
            metavar="N",
            help="Evaluations without a better one before the end; 0: none ends it.",
        ),
        click.option(
            "--shape", type=click.Choice(SHAPES), default="base", show_default=True, help="Of a new network."
        ),
        click.option("--window", default=192, show_default=True, metavar="N", help="Pieces in a window."),
        click.option(
            "--precision",
            type=click.Choice(["auto", "float32", "bfloat16"]),
            default="auto",
            show_default=True,
            help="auto: bfloat16 on a GPU, float32 on the CPU.",
        ),
        device_option,
        threads_option,
        seed_option,
        quiet_option,
    )

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def begun(name: str) -> tuple[Network, Tokenizer]:
    """What ``--init`` names: a checkpoint, or a model as ``train export`` wrote it (`shipped`: the one that ships)."""
    from piiscan.model import package
    from piiscan.model.choose import SHIPPED
    from piiscan.train import checkpoint
    from piiscan.train.restore import restored

    folder = Path(SHIPPED if name == "shipped" else name)
    if not (folder / package.NETWORK).exists():
        return checkpoint.load(folder)
    need("onnx")
    return restored(folder)


def need(*modules: str) -> None:
    """Raises ``UsageError`` where a step's library is not installed; nothing is imported."""
    from importlib.util import find_spec

    missing = [name for name in modules if find_spec(name) is None]
    if missing:
        raise UsageError(
            f"this step needs {', '.join(missing)}, which {'is' if len(missing) == 1 else 'are'} not installed",
            hint="pip install 'piiscan-lint[train]'",
        )


def recipe(options: dict[str, Any], **more: Any) -> Recipe:
    """What the options of ``loop_options`` ask for."""
    from piiscan.train.fit import Recipe
    from piiscan.train.loop import Plan
    from piiscan.train.network import SHAPES as SIZES

    if (options["steps"] > 0) == (options["minutes"] > 0):
        raise UsageError("say how long: either --steps or --minutes")
    if options.get("blend") and not options["init"]:
        raise UsageError("--blend keeps a share of the first weights: say whose with --init")
    set_threads(options["threads"])
    plan = Plan(
        steps=options["steps"],
        minutes=options["minutes"],
        rate=options["rate"],
        seed=options["seed"],
        every=max(1, options["every"]),
        patience=options["patience"],
        precision=options["precision"],
    )
    layers, width, heads = SIZES[options["shape"]]
    return Recipe(
        plan,
        layers=layers,
        width=width,
        heads=heads,
        window=options["window"],
        batch=options["batch"],
        device=options["device"],
        **more,
    )


def set_threads(threads: int) -> None:
    """``0`` leaves torch's choice."""
    import torch

    if threads > 0:
        torch.set_num_threads(threads)


def reporter(quiet: bool) -> Callable[[State], None]:
    """A line for each evaluation, on standard error."""

    def report(state: State) -> None:
        if not quiet:
            point = state.history[-1]
            scores = " ".join(
                f"{name} {value:.3f}" for name, value in point.items() if name not in ("step", "loss")
            )
            complain(
                f"step {state.step}/{state.total}  loss {point['loss']:.4f}  {scores}  best {state.best:.3f}  "
                f"{state.seconds:.0f} s"
            )

    return report


def record(step: str, options: dict[str, Any], inputs: Sequence[str], counts: dict[str, Any]) -> None:
    """``manifest.json`` in ``--output``."""
    from piiscan.train.manifest import Manifest, files

    kept = {name: value for name, value in options.items() if name not in ("quiet", "output")}
    existing = [path for path in inputs if os.path.isfile(path)]
    made = Manifest(step, kept, options.get("seed"), inputs=files(existing), counts=counts)
    made.started = started()
    made.write(options["output"])


def started() -> float:
    """When the command began, in seconds since 1970."""
    return float(click.get_current_context().meta[STARTED])


def tokenizer_in(folder: str) -> Any:
    """The tokenizer that ``train tokenizer`` or a checkpoint left in ``folder``."""
    import json

    from piiscan.model.tokenizer import Tokenizer
    from piiscan.train.vocabulary import VOCABULARY, read_vocabulary

    collapse = True
    config = Path(folder) / "config.json"
    if config.exists():
        try:
            collapse = json.loads(config.read_bytes()).get("collapse") is not False
        except (ValueError, AttributeError):
            raise UsageError(f"{config} is damaged") from None
    return Tokenizer(read_vocabulary(Path(folder) / VOCABULARY), collapse=collapse)


def read_json(path: str | Path) -> Any:
    """What a JSON file of another step holds. Raises ``DataError`` where it cannot be read or is none."""
    try:
        return json.loads(Path(path).read_bytes())
    except OSError as error:
        raise DataError(f"cannot read {path}: {error.strerror}") from None
    except ValueError:
        raise DataError(f"{path}: not JSON") from None
