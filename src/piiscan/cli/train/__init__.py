"""``piiscan train``: the steps that make the model, each imported when it is called."""

from __future__ import annotations

import time
from importlib import import_module

import click

#: In a context's ``meta``: when the command began.
STARTED = "piiscan.train.started"
#: Step: (module and attribute, one line for --help), in the order in which they run.
STEPS: dict[str, tuple[str, str]] = {
    "corpus": (
        "piiscan.cli.train.corpus:corpus",
        "Collect source files from packages, folders and repositories by a pinned list.",
    ),
    "label": (
        "piiscan.cli.train.label:label",
        "Label a corpus without hand work: rules, metadata, git authors, and synthesis.",
    ),
    "place": (
        "piiscan.cli.train.place:place",
        "Lay labels that were kept without their text on a corpus, or the other way.",
    ),
    "convert": (
        "piiscan.cli.train.convert:convert",
        "Check labelled data; read and write the formats of other tools.",
    ),
    "tokenizer": ("piiscan.cli.train.tokenizer:tokenizer", "Learn a vocabulary from a corpus."),
    "pretrain": ("piiscan.cli.train.pretrain:pretrain", "Teach a network the language of unlabelled code."),
    "fit": ("piiscan.cli.train.fit:fit", "Train it on labelled documents."),
    "pseudo": ("piiscan.cli.train.pseudo:pseudo", "Label more documents with it, where it is sure."),
    "distill": ("piiscan.cli.train.distill:distill", "Teach a small network what a large one says."),
    "average": ("piiscan.cli.train.average:average", "Average the weights of networks that come from one."),
    "calibrate": ("piiscan.cli.train.calibrate:calibrate", "Measure its probabilities and thresholds."),
    "evaluate": ("piiscan.cli.train.evaluate:evaluate", "Judge rules, model and other tools side by side."),
    "export": ("piiscan.cli.train.export:export", "Write it as a model that `piiscan scan` takes."),
    "thresholds": (
        "piiscan.cli.train.thresholds:thresholds",
        "Choose such a model's thresholds anew, for other rules or code.",
    ),
}


class _LazySteps(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(STEPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in STEPS:
            return None
        module, _, attribute = STEPS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Steps"):
            formatter.write_dl([(name, text) for name, (_, text) in STEPS.items()])


@click.group(cls=_LazySteps)
@click.pass_context
def train(context: click.Context) -> None:
    """Make a model from your own data: every step is seeded, resumable, and says what went in.

    Only `corpus` touches the network, and only the registries of its list. docs/train.md has the recipe.
    """
    context.meta[STARTED] = time.time()
