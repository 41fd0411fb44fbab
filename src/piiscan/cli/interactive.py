"""`piiscan mask --interactive`: shows every finding, never its value, and reads a key."""

from __future__ import annotations

from piiscan.cli.output import complain
from piiscan.cli.secret import has_terminal
from piiscan.cli.terminal import pressed
from piiscan.errors import UsageError
from piiscan.report.escape import visible
from piiscan.run.choices import Choice, Choices, Keep
from piiscan.types import Finding

_KEYS = {
    "m": Choice.MASK,
    "i": Choice.IGNORE,
    "b": Choice.BASELINE,
    "s": Choice.SKIP,
    "a": Choice.ALL,
    "q": Choice.QUIT,
}
_QUESTION = "[m]ask, [i]gnore here, [b]aseline, [s]kip, [a]ll in this file, [q]uit, [?]"
_HELP = {
    Choice.MASK: "m  mask it",
    Choice.IGNORE: "i  leave it, and write a comment that silences it",
    Choice.BASELINE: "b  leave it, and add it to the baseline: no scan reports it any more",
    Choice.SKIP: "s  leave it",
    Choice.ALL: "a  mask it and all that follow in this file",
    Choice.QUIT: "q  leave it and all that follow; what was said so far is done",
}


def choices(keep: Keep) -> Choices:
    """Asks on the terminal; ``keep`` adds to the baseline. Raises ``UsageError`` where there is none."""
    if not has_terminal():
        raise UsageError("--interactive needs a terminal", hint="--diff shows what would change")
    return Choices(_ask, keep)


def _ask(finding: Finding, why_not: str) -> Choice:
    if why_not:
        complain(f"  cannot be ignored here: {visible(why_not)}")
    else:
        place = f"{visible(finding.path)}:{finding.start_line}:{finding.start_column}"
        complain(f"\n{place}: {finding.code} {visible(finding.title)} ({finding.category})")
        complain(f"    {visible(finding.frame)}")
    while True:
        key = pressed(_QUESTION) or "q"
        if key in _KEYS:
            return _KEYS[key]
        complain("\n".join(f"  {text}" for text in _HELP.values()))
