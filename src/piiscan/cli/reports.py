"""``-o FORMAT[:FILE]``: which reports to write, and writing them."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from piiscan.cli.output import complain
from piiscan.cli.output import write as to_stdout
from piiscan.cli.terminal import context
from piiscan.errors import UsageError
from piiscan.report.base import RenderContext
from piiscan.report.registry import (
    FORMATS,
    from_root,
    load,
    needs_frames,
    needs_line_hashes,
    needs_notes,
    needs_revision,
)
from piiscan.report.summary import render_summary
from piiscan.types import WORTH_A_LINE, Finding, Notice, Revision, ScanResult, Severity

if TYPE_CHECKING:
    from piiscan.run.baseline.known import Known
    from piiscan.run.scanner import Wanted
    from piiscan.settings.model import Settings

#: Notices that are named on standard error; all of them are in the machine formats.
NAMED_NOTICES = 50


class Output(NamedTuple):
    """One report: a format, and a file or standard output."""

    format: str
    file: str | None


def parse(specs: Sequence[str]) -> list[Output]:
    """The outputs that ``-o`` asks for, by default ``full``. Raises ``UsageError``."""
    outputs = []
    for spec in specs or ("full",):
        name, colon, file = spec.partition(":")
        if name not in FORMATS:
            raise UsageError(f"unknown output format `{name}`", hint=f"known: {', '.join(FORMATS)}")
        if colon and not file:
            raise UsageError(f"`-o {spec}`: the file name is missing")
        outputs.append(Output(name, file or None))
    if sum(output.file is None for output in outputs) > 1:
        raise UsageError(
            "only one report can go to standard output", hint="give the others a file: -o sarif:out.sarif"
        )
    return outputs


def wanted(outputs: Sequence[Output], show_notes: bool) -> Wanted:
    """What the reports need from the scan."""
    from piiscan.run.scanner import (
        Wanted,
    )  # whoever lists commits first has git at work while this is imported

    frames = None
    framed = [output.format for output in outputs if needs_frames(output.format)]
    if framed:
        frames = Severity.NOTE if show_notes or any(map(needs_notes, framed)) else Severity.WARNING
    return Wanted(frames=frames, line_hashes=any(needs_line_hashes(output.format) for output in outputs))


def write(
    result: ScanResult,
    outputs: Sequence[Output],
    *,
    colour: str,
    show_notes: bool,
    quiet: bool,
    prefix: str,
    advice: str = "",
) -> None:
    """Write every report, then notices and the summary to standard error. Raises ``UsageError``.

    ``advice`` is for ``render_summary``.
    """
    # Standard output last: whoever reads it may leave, and the files are to be there all the same.
    for output in sorted(outputs, key=lambda output: output.file is None):
        _write_one(result, output, colour, show_notes, prefix)
    to_stderr = context(sys.stderr, colour, show_notes=show_notes)
    say_notices(result.notices)
    if not quiet:
        complain(render_summary(result, to_stderr, advice).removesuffix("\n"))


def finish(
    result: ScanResult,
    outputs: Sequence[Output],
    options: Mapping[str, Any],
    settings: Settings,
    known: Known | None,
    *,
    counts_stale: bool = False,
    prefix: str = "",
    advice: str = "",
) -> ScanResult:
    """Take out of ``result`` what the baseline knows, write the reports as ``options`` say, and return what is left."""
    if known is not None:
        result = known.applied(result, settings, counts_stale=counts_stale, shows=options["show_baselined"])
    write(
        result,
        outputs,
        colour=options["color"],
        show_notes=settings.show_notes,
        quiet=options["quiet"],
        prefix=prefix,
        advice=advice,
    )
    return result


def _write_one(result: ScanResult, output: Output, colour: str, show_notes: bool, prefix: str) -> None:
    shown = context(sys.stdout, colour, show_notes=show_notes)
    if output.file is not None:
        shown = RenderContext(show_notes=show_notes)
    if output.format == "gitlab":
        shown = shown._replace(finished=_now())
    if from_root(output.format):
        result = from_repository_root(result, prefix)
    if needs_revision(output.format):
        result = result._replace(revision=_revision(result.root))
    _say_cap(output.format, result)
    text = load(output.format)(result, shown)
    if output.file is None:
        to_stdout(text)
        return
    try:
        with open(output.file, "w", encoding="utf-8", errors="backslashreplace", newline="\n") as handle:
            handle.write(text)
    except OSError as error:
        raise UsageError(f"cannot write {output.file}: {error.strerror}") from None


def from_repository_root(result: ScanResult, prefix: str) -> ScanResult:
    """``result`` with paths from the repository's root, as code scanning wants them, not from ``prefix`` below it."""
    if not prefix:
        return result
    root = result.root
    for _ in prefix.split("/"):
        root = os.path.dirname(root)

    def path(old: str) -> str:
        return old if os.path.isabs(old) else os.path.normpath(f"{prefix}/{old}").replace(os.sep, "/")

    def moved(item: Finding) -> Finding:
        return item._replace(path=path(item.path), related=tuple(map(moved, item.related)))

    findings = tuple(sorted(map(moved, result.findings), key=lambda item: item.sort_key))
    return result._replace(
        findings=findings,
        baselined=tuple(sorted(map(moved, result.baselined), key=lambda item: item.sort_key)),
        notices=tuple(item._replace(path=path(item.path)) for item in result.notices),
        root=root,
    )


def _revision(root: str) -> Revision | None:
    """What was scanned. A name that looks like a secret is left out, and with the URL the rest."""
    from piiscan.cli.discreet import discreet
    from piiscan.sources.provenance import revision

    def plain(name: str) -> bool:
        return discreet(f"`{name}`") == f"`{name}`"

    found = revision(root)
    if found is None or not plain(found.url):
        return None
    return found if plain(found.branch) else found._replace(branch="")


def _now() -> float:
    """The end of the run; whoever wants the same bytes each time says when, as for reproducible builds."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if said.isascii() and said.isdigit() and len(said) < 12:
        return float(said)
    import time

    return time.time()


def _say_cap(name: str, result: ScanResult) -> None:
    if name == "sarif":
        from piiscan.report.sarif import left_out

        where, why = "SARIF holds the 5,000 worst results", "GitHub reads no more"
    elif name == "html":
        from piiscan.report.html_ import left_out

        where, why = "the table of the HTML page holds the 20,000 worst findings", "-o json carries all"
    else:
        return
    count = left_out(result)
    if count:
        complain(f"piiscan: {where}, {count:,} more are left out: {why}")


def say_notices(notices: Sequence[Notice]) -> None:
    """Name what was not scanned, and why, on standard error."""
    from piiscan.report.escape import visible

    lines = [
        f"piiscan: {visible(item.path)}: {visible(item.message)}"
        for item in notices
        if item.kind in WORTH_A_LINE
    ]
    if len(lines) > NAMED_NOTICES:
        lines[NAMED_NOTICES:] = [f"piiscan: and {len(lines) - NAMED_NOTICES:,} more; -o json names them all"]
    if lines:
        complain("\n".join(lines))
