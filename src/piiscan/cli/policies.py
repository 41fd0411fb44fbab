"""Options of `piiscan mask` for what masked values become."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from piiscan.cli.output import complain
from piiscan.mask.policies.policy import Policies
from piiscan.run.mask_key import key_for
from piiscan.settings.model import Settings

Command = TypeVar("Command", bound=Callable[..., Any])


def policy_options(command: Command) -> Command:
    """As ``options.selection_options`` adds its own."""
    for option in reversed(
        (
            click.option(
                "--policy",
                multiple=True,
                metavar="[RULES=]POLICY",
                help="What values become, for all or for some rules (EMAIL=fake, SEC010=env): placeholder, "
                "numbered (<EMAIL_1>), fake, partial, stars, hash, env, keep or 'template:TEXT' with {category}, {n} "
                "and {code}. The closest rule wins. Repeatable.  [default: placeholder]",
            ),
            click.option(
                "--mask-key-file",
                metavar="FILE",
                help="The key of fakes and hashes, 16 bytes or more; else PIISCAN_MASK_KEY, else one kept under "
                "the git directory.",
            ),
        )
    ):
        command = option(command)
    return command


def policies_from(settings: Settings, options: dict[str, Any], cwd: str) -> Policies:
    """The run's policies. Raises ``UsageError`` for a key that is none."""
    return Policies.of(settings, key_for(cwd, options["mask_key_file"]))


def say_remarks(policies: Policies) -> None:
    """What got a placeholder instead, and which variables are to be set, on standard error."""
    for line in policies.remarks():
        complain(line)
