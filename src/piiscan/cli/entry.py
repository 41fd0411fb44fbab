"""The process: runs a command and turns whatever happens into an exit code and one line of text."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from piiscan.errors import ExitCode, PiiscanError
from piiscan.run import regexes


def run() -> NoReturn:
    """The console script: ``main``, and out without tearing the interpreter down, which takes 15 ms."""
    # Nearly nothing here refers to itself in a circle, and looking for circles takes 2 % of a scan and 2 ms of
    # every start, which is why `main` imports what it needs.
    gc.set_threshold(50_000, 20, 20)
    _open_what_is_closed()
    regexes.adopt()
    code = main()
    regexes.save()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _open_what_is_closed() -> None:
    """After `piiscan >&-` the next file that is opened would get the number of standard output."""
    if sys.stdout is None or sys.stderr is None:
        null = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
        sys.stdout, sys.stderr = sys.stdout or null, sys.stderr or null


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``piiscan argv`` (default: the process's arguments) and return the exit code; never raises."""
    import click

    from piiscan.cli.root import piiscan

    try:
        code = piiscan.main(
            args=None if argv is None else list(argv), prog_name="piiscan", standalone_mode=False
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else ExitCode.CLEAN
    except PiiscanError as error:
        _say(f"error: {error.message}", error.hint)
    except click.UsageError as error:
        hint = f"see `{error.ctx.command_path} --help`" if error.ctx else ""
        _say(f"error: {error.format_message()}", hint)
    except click.ClickException as error:
        _say(f"error: {error.format_message()}")
    except (KeyboardInterrupt, click.Abort):
        _say("interrupted")
        return ExitCode.INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough (`| head`). Closing standard output again at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.CLEAN
    except Exception as error:
        _crash(error)
    return ExitCode.ERROR


def _say(message: str, hint: str = "") -> None:
    from piiscan.cli.discreet import discreet
    from piiscan.cli.output import complain
    from piiscan.report.escape import visible

    lines = [f"piiscan: {message}", *([f"  hint: {hint}"] if hint else [])]
    complain("\n".join(visible(discreet(" ".join(line.splitlines()))) for line in lines))


def _crash(error: Exception) -> None:
    """Where it happened, without the message and the locals: either may hold what was found."""
    from piiscan import __version__
    from piiscan.cli.output import complain
    from piiscan.run.crash import frames_of, kind_of

    _say(
        f"internal error: {kind_of(error)}",
        "a bug in piiscan; please report the lines below, they hold nothing that was scanned",
    )
    lines = [*frames_of(error), f"piiscan {__version__}, Python {sys.version.split()[0]}, {sys.platform}"]
    complain("\n".join("  " + line for line in lines))
