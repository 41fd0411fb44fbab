"""Options for the vault of `piiscan mask` and `piiscan unmask`, and how it is opened."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from piiscan.cli.output import complain
from piiscan.cli.secret import passphrase_in, secret_from
from piiscan.errors import UsageError
from piiscan.mask.seal import Secret, require
from piiscan.report.escape import visible
from piiscan.settings.policies import from_options
from piiscan.sources.entry import Entry, FileEntry
from piiscan.types import Notice

if TYPE_CHECKING:
    from piiscan.mask.vault.vault import Vault

Command = TypeVar("Command", bound=Callable[..., Any])

#: Policies under which every value can have a replacement of its own, or has none.
_REVERSIBLE = ("placeholder", "numbered", "fake", "hash", "keep")


def vault_options(help_text: str, *, required: bool = False) -> Callable[[Command], Command]:
    """``--vault`` and what opens it."""

    def decorate(command: Command) -> Command:
        for option in reversed(
            (
                click.option("--vault", metavar="FILE", required=required, help=help_text),
                click.option(
                    "--vault-key-file",
                    metavar="FILE",
                    help="The vault's key is what FILE holds (32 bytes or more), not a passphrase.",
                ),
                click.option(
                    "--vault-passphrase-file",
                    metavar="FILE",
                    help="The vault's passphrase is the text in FILE; else PIISCAN_PASSPHRASE, else it is asked for.",
                ),
            )
        ):
            command = option(command)
        return command

    return decorate


def check_vault(options: dict[str, Any]) -> None:
    """Raises ``UsageError`` for options that contradict each other, or where the library is missing."""
    key, passphrase = options["vault_key_file"], options["vault_passphrase_file"]
    if options["vault"] is None:
        for name, value in (("--vault-key-file", key), ("--vault-passphrase-file", passphrase)):
            if value is not None:
                raise UsageError(f"{name} goes with --vault")
        return
    if key is not None and passphrase is not None:
        raise UsageError("--vault-key-file and --vault-passphrase-file exclude each other")
    table = from_options(options.get("policy", ()))
    chosen = table.get("policies", {})
    assert isinstance(chosen, dict)
    for policy in (table.get("policy", "placeholder"), *chosen.values()):
        if policy not in _REVERSIBLE:
            raise UsageError(
                f"--vault: what the policy `{visible(str(policy).partition(':')[0])}` writes cannot be put back",
                hint="with placeholder, numbered, fake and hash it can",
            )
    require()


@contextmanager
def masking_vault(options: dict[str, Any]) -> Iterator[Vault | None]:
    """The vault of a masking run, until the run is over; None without ``--vault``. Raises ``VaultError``."""
    if options["vault"] is None:
        yield None
        return
    from piiscan.mask.vault.vault import Vault  # seldom

    begin = Vault.for_preview if options["diff"] else Vault.for_masking
    vault = begin(options["vault"], _asking(options))
    try:
        yield vault
    finally:
        vault.close()


def reading_vault(options: dict[str, Any]) -> Vault:
    """The vault that ``unmask`` reads. Raises ``VaultError``."""
    from piiscan.mask.vault.vault import Vault

    return Vault.for_reading(options["vault"], _asking(options))


def without_vault(items: Iterable[Entry | Notice], options: dict[str, Any]) -> Iterator[Entry | Notice]:
    """``items`` but for the vault and what opens it, which nobody rewrites; says so where the vault is one."""
    if options["vault"] is None:
        yield from items
        return
    names = [options[name] for name in ("vault", "vault_key_file", "vault_passphrase_file")]
    own = [os.path.realpath(name) for name in names if name is not None]
    for item in items:
        if not isinstance(item, FileEntry) or item.location not in own:
            yield item
        elif not options["quiet"]:
            complain(
                f"piiscan: {visible(item.path)}: lies among what is masked: neither commit it nor hand it over"
            )


def _asking(options: dict[str, Any]) -> Callable[[bool], Secret]:
    def ask(is_new: bool) -> Secret:
        if options["vault_passphrase_file"] is not None:
            return passphrase_in(options["vault_passphrase_file"])
        return secret_from(
            options["vault_key_file"], purpose="the vault", confirm=is_new, option="--vault-key-file"
        )

    return ask
