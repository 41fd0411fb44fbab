"""``piiscan filter``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

import click

from piiscan.cli.options import current_directory, selection_options, settings_from
from piiscan.cli.output import complain, write_bytes
from piiscan.cli.policies import policies_from, policy_options, say_remarks
from piiscan.cli.reports import say_notices
from piiscan.errors import ExitCode, SourceError
from piiscan.report.escape import visible
from piiscan.run.filter import WANTED, Filter
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.settings.policies import from_options
from piiscan.sources.ignore import Excludes
from piiscan.sources.places import prefix, shown
from piiscan.sources.refusals import excluded
from piiscan.types import NoticeKind, Severity

#: As much as a pipe holds.
_AT_ONCE = 1 << 16


@click.command(name="filter")
@click.option(
    "--stdin-filename",
    metavar="NAME",
    help="What standard input is called: the name says its syntax and which settings hold.",
)
@click.option("--line-buffered", is_flag=True, help="Write each line as soon as it is complete.")
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "note"]),
    default="note",
    help="Mask findings of this severity and above.  [default: note]",
)
@policy_options
@selection_options
@click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
def filter_(**options: Any) -> int:
    """Copy standard input to standard output, masked: for logs, for prompts, and as a clean filter of git.

    Values become <KEY>, <EMAIL> and so on, or what --policy says, as `piiscan mask` writes them; every other
    byte stays. Binary input passes as it is. After an error nothing more is written.
    Exit codes: 0 done, whatever was found, 2 not everything could be masked and written.
    """
    cwd = current_directory()
    settings = settings_from({**options, "mask": from_options(options["policy"]) or None}, cwd)
    name = options["stdin_filename"] or "<stdin>"
    policies = policies_from(settings, options, cwd)
    scanner = Job(settings.hasty(), WANTED, cwd).scanner()
    filtering = Filter(scanner, Severity.parse(options["severity"]), policies=policies)
    for data in _output(filtering, name, _left_out(options["stdin_filename"], settings, cwd), options):
        write_bytes(data)
    if not options["quiet"]:
        say_notices(filtering.notices)
        if any(item.kind is NoticeKind.BINARY for item in filtering.notices):
            complain(f"piiscan: {visible(name)}: binary: passed on as it is")
        say_remarks(policies)
    return ExitCode.CLEAN


def _output(filtering: Filter, name: str, left_out: bool, options: dict[str, Any]) -> Iterator[bytes]:
    stream = _standard_input()
    if left_out:
        filtering.notices.append(excluded(name))
        return iter(_reader(lambda: stream.read(_AT_ONCE)), b"")
    if options["line_buffered"]:
        available = getattr(stream, "read1", stream.read)
        return filtering.lines(name, _reader(lambda: available(_AT_ONCE)))
    return filtering.stream(name, lambda size: _reader(lambda: stream.read(size))())


def _left_out(name: str | None, settings: Settings, cwd: str) -> bool:
    """As for a path on the command line of a scan: what is named is masked, unless exclusion is forced."""
    if name is None or not settings.force_exclude:
        return False
    root = prefix(cwd)
    excludes = Excludes(settings.exclude, root.replace(os.sep, "/"))
    return excludes.cover(shown(os.path.abspath(name), root))


def _standard_input() -> BinaryIO:
    if sys.stdin is None:
        raise SourceError("standard input is closed")
    return sys.stdin.buffer


def _reader(read: Callable[[], bytes]) -> Callable[[], bytes]:
    """``read``, whose failures are not taken for those of writing."""

    def checked() -> bytes:
        try:
            return read()
        except OSError as error:
            raise SourceError(f"cannot read standard input: {error.strerror}") from None

    return checked
