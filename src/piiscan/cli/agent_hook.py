"""``piiscan agent-hook``: coding agents ask it before a prompt, a tool call or a file leaves the machine."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any

import click

from piiscan.agents.answer import SILENT, Answer, block
from piiscan.agents.event import AGENTS, Event, Kind, Read, parse
from piiscan.cli.known import wanted_without_known
from piiscan.cli.options import current_directory, selection_options, settings_from
from piiscan.cli.output import complain, write
from piiscan.errors import ExitCode, SourceError, UsageError
from piiscan.report.escape import one_line, visible
from piiscan.report.summary import plural
from piiscan.run.scanner import Wanted
from piiscan.run.workers import Job
from piiscan.settings.model import Settings
from piiscan.sources.entry import FileEntry, TextEntry
from piiscan.sources.ignore import Excludes
from piiscan.sources.places import prefix, shown
from piiscan.sources.project import prefix_below_project
from piiscan.types import Finding, Severity

#: Bytes of an event. Agents send less; what is longer is refused aloud, not cut.
_LONGEST = 64 << 20
#: Findings that a reason names; the rest is counted.
_NAMED = 5


@click.group("agent-hook", invoke_without_command=True)
@click.option(
    "--agent",
    type=click.Choice(["auto", *AGENTS]),
    default="auto",
    help="Whose event is on standard input.  [default: auto]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    help="Block from this severity on: error is keys and passwords.  [default: error]",
)
@selection_options
@click.pass_context
def agent_hook(context: click.Context, /, **options: Any) -> int:
    """Answer a coding agent's hook: JSON on standard input; a secret that is about to leave is blocked.

    Reads the events before a prompt, a tool call and a file's reading of Claude Code, Codex, Cursor, Gemini CLI and
    GitHub Copilot, and answers as each documents it. Silent when clean. Values are never printed.
    Exit codes: 0 clean, or blocked by the answer on standard output; 2 blocked, or an event that is none.
    """
    if context.invoked_subcommand is not None:
        return ExitCode.CLEAN
    event = parse(_standard_input(), options["agent"])
    floor = Severity.parse(options["fail_on"])
    answer = _answer(event, floor, {**options, "fail_on": None})
    if answer.output:
        write(answer.output + "\n")
    if answer.errors:
        complain(answer.errors)
    return answer.code


def _standard_input() -> bytes:
    if sys.stdin is None or sys.stdin.isatty():
        raise UsageError(
            "an agent writes an event to standard input", hint="`piiscan agent-hook install --help`"
        )
    data = sys.stdin.buffer.read(_LONGEST + 1)
    if len(data) > _LONGEST:
        raise SourceError(f"an event of more than {_LONGEST >> 20} MiB cannot be checked")
    return data


def _answer(event: Event, floor: Severity, options: dict[str, Any]) -> Answer:
    if not event.texts and not event.reads:
        return SILENT
    cwd = event.cwd or current_directory()
    settings = settings_from({**options, "show_notes": None}, cwd).hasty()
    wanted = wanted_without_known({"baseline": None, "no_baseline": False}, Wanted(), cwd)
    scanner = Job(settings, wanted, cwd, prefix_below_project(cwd)).scanner()
    found: list[Finding] = []
    for text in event.texts:
        entry = TextEntry(_named(text.name, cwd), text.text.encode("utf-8", "surrogatepass"))
        found += scanner.scan((entry,)).findings
    for read in event.reads:
        found += _in_file(read, scanner, settings, cwd)
    grave = [item for item in found if item.severity >= floor]
    return block(event, _reason(grave, event)) if grave else SILENT


def _named(name: str, cwd: str) -> str:
    return shown(name, prefix(cwd)) if os.path.isabs(name) else name


def _in_file(read: Read, scanner: Any, settings: Settings, cwd: str) -> Iterator[Finding]:
    """Findings in the lines that are read; a file that the settings exclude is nobody's business."""
    root = prefix(cwd)
    path = os.path.abspath(read.path)
    name = shown(path, root)
    if Excludes(settings.exclude, root.replace(os.sep, "/")).cover(name):
        return
    last = read.first + read.number if read.number > 0 else sys.maxsize
    for item in scanner.scan((FileEntry(name, os.path.realpath(path)),)).findings:
        if item.end_line >= read.first and item.start_line < last:
            yield item


def _reason(found: list[Finding], event: Event) -> str:
    lines = [f"piiscan: {plural(len(found), 'finding')} in this {event.kind.value}, so it was stopped."]
    if event.kind is Kind.DONE:
        lines = [
            f"piiscan: {plural(len(found), 'finding')} in this {event.kind.value}: do not use or repeat them."
        ]
    for item in found[:_NAMED]:
        lines.append(
            f"  {visible(item.path)}:{item.start_line}: {item.code} {one_line(item.title)} [{item.label}]"
        )
    if len(found) > _NAMED:
        lines.append(f"  and {len(found) - _NAMED} more")
    lines.append(
        f"Take them out or mask them (`piiscan mask FILE`); `piiscan rule {found[0].code}` explains. "
        f"A false alarm is silenced by the comment `piiscan: ignore[{found[0].code}]` on its line."
    )
    return "\n".join(lines)


@agent_hook.command("install")
@click.option(
    "--agent", "agents", type=click.Choice(AGENTS), multiple=True, required=True, help="Repeatable."
)
@click.option("--user", is_flag=True, help="For all your projects, not for this one.")
@click.option("--dry-run", is_flag=True, help="Show the files as they would be, and write none.")
def install(agents: tuple[str, ...], user: bool, dry_run: bool) -> int:
    """Add the hook to an agent's settings, in this project or with --user in your home directory.

    Whatever else stands there stays; doing it twice changes nothing.
    """
    from piiscan.agents.install import plan
    from piiscan.run.replace import replace_text

    # A project's settings are shared, so they name the command; a user's name the very program.
    command = "piiscan" if not user else (shutil.which("piiscan") or "piiscan")
    for agent in agents:
        setup = plan(agent, current_directory(), command, user=user)
        if dry_run:
            write(f"# {visible(setup.path)}\n{setup.text}")
        elif setup.changed:
            replace_text(setup.path, setup.text)
            complain(f"wrote {visible(setup.path)}")
        else:
            complain(f"{visible(setup.path)}: nothing to change")
    return ExitCode.CLEAN
