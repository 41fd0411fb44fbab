"""``piiscan rules`` and ``piiscan rule``."""

from __future__ import annotations

import io
import os
import shutil
import sys
from typing import TYPE_CHECKING, Any

import click

from piiscan.catalog.load import Catalog
from piiscan.catalog.rule import Rule
from piiscan.cli.options import (
    config_options,
    current_directory,
    format_option,
    settings_from,
    start_directory,
)
from piiscan.cli.output import complain, loggable, write
from piiscan.detect.modelled import modelled
from piiscan.errors import ExitCode, UsageError
from piiscan.report.escape import visible
from piiscan.run.engine import load_catalog
from piiscan.settings.load import load

if TYPE_CHECKING:
    from rich.console import RenderableType

    from piiscan.run.stats import Stats


@click.group(invoke_without_command=True)
@format_option
@config_options
@click.pass_context
def rules(ctx: click.Context, /, output_format: str, **options: Any) -> int:
    """List the rules: those that come with piiscan, and those that the configuration adds.

    `piiscan rule CODE` explains one. --select and --ignore of `piiscan scan` take the codes, the names and
    the categories.
    """
    if ctx.invoked_subcommand is not None:
        return ExitCode.CLEAN
    catalog = _catalog(options)
    if output_format == "json":
        _print_json([_summary(item) for item in catalog.rules])
    else:
        _print_table(catalog)
    _say_remarks(catalog)
    return ExitCode.CLEAN


@rules.command("test", short_help="Run the examples of rule files.")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
def run_tests(paths: tuple[str, ...]) -> int:
    """Run the examples of rule files, or of all in a folder: every `match` must be found, no `no_match`."""
    from piiscan.catalog.load import build_catalog, partners, rule_files
    from piiscan.detect.verify import failures

    catalog = build_catalog(rule_files(paths), complete=False)
    beside = partners(catalog)
    wrong = [line for item in catalog.rules for line in failures(item, partner=beside.get(item.id))]
    examples = sum(len(item.match) + len(item.no_match) for item in catalog.rules)
    write(loggable("".join(visible(line) + "\n" for line in wrong)))
    _say_remarks(catalog)
    complain(f"{len(catalog.rules)} rules, {examples} examples, {len(wrong)} failed{_imported(catalog)}")
    return ExitCode.FINDINGS if wrong else ExitCode.CLEAN


@rules.command("stats", short_help="Show how long each rule takes over a tree.")
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@format_option
@config_options
@click.option("--engine", type=click.Choice(["auto", "hyperscan", "python"]), default="auto", hidden=True)
def show_stats(paths: tuple[str, ...], output_format: str, engine: str, **options: Any) -> int:
    """Scan PATHs (default: the current directory), and show what each rule took and found, slowest first.

    For whoever writes rules. One process does the work, so it takes longer than `piiscan scan`.
    """
    from piiscan.cli.reports import say_notices
    from piiscan.cli.scan import tree_entries
    from piiscan.run.scanner import Wanted
    from piiscan.run.stats import measure
    from piiscan.run.workers import Job
    from piiscan.sources.project import prefix_below_project
    from piiscan.types import NoticeKind

    cwd = current_directory()
    settings = settings_from(options, start_directory(paths))
    job = Job(settings, Wanted(), cwd, prefix_below_project(cwd), engine)
    stats = measure(job, tree_entries(paths or (".",), settings, cwd))
    if output_format == "json":
        _print_json(_stats_values(stats))
    else:
        _print_stats(stats)
    say_notices(stats.notices)
    missing = any(item.kind is NoticeKind.MISSING for item in stats.notices)
    return ExitCode.ERROR if missing else ExitCode.CLEAN


@click.command()
@click.argument("code", metavar="CODE")
@format_option
@config_options
def rule(code: str, output_format: str, **options: Any) -> int:
    """Explain one rule, named by its code (SEC101) or its name (github-pat)."""
    catalog = _catalog(options)
    found = catalog.find(code)
    if found is None:
        raise UsageError(f"there is no rule `{code}`", hint=_nearest(code, catalog))
    if output_format == "json":
        _print_json(
            {
                **_summary(found),
                "why": found.why,
                "fix": found.fix,
                "references": list(found.references),
                "pattern": found.pattern,
            }
        )
    else:
        _explain(found)
    return ExitCode.CLEAN


def _catalog(options: dict[str, Any]) -> Catalog:
    """The rules that a scan of the current directory would run, and what a model's findings are called."""
    catalog = load_catalog(
        load(current_directory(), config=options["config"], isolated=options["isolated"]).rules
    )
    every = sorted((*catalog.rules, *modelled().values()), key=lambda rule: rule.code)
    return catalog._replace(rules=tuple(every))


def _say_remarks(catalog: Catalog) -> None:
    """What the rule files say that the rules do not do, as `piiscan scan` says it."""
    for remark in catalog.remarks:
        complain(f"piiscan: {visible(os.path.relpath(remark.path))}: {visible(remark.message)}")


def _imported(catalog: Catalog) -> str:
    """How many rules come from files of gitleaks and Betterleaks; empty where there are no such files."""
    left_out = sum(remark.left_out for remark in catalog.remarks)
    imported = sum(item.imported for item in catalog.rules)
    if not imported and not left_out:
        return ""
    return f"; {imported} translated from gitleaks or Betterleaks, {left_out} left out"


def _nearest(code: str, catalog: Catalog) -> str:
    import difflib

    close = difflib.get_close_matches(
        code.lower(), [name.lower() for name in (*catalog.codes, *catalog.ids)], 1
    )
    return f"did you mean `{close[0]}`?" if close else "`piiscan rules` lists them"


def _summary(item: Rule) -> dict[str, object]:
    return {
        "code": item.code,
        "name": item.id,
        "title": item.title,
        "category": item.category.value,
        "severity": str(item.severity),
        "confidence": item.confidence,
        "family": item.family,
    }


def _stats_values(stats: Stats) -> dict[str, object]:
    return {
        "files": stats.files,
        "bytes": stats.bytes,
        "milliseconds": _milliseconds(stats.seconds),
        "engine": {"name": stats.engine, "milliseconds": _milliseconds(stats.engine_seconds)},
        "rules": [
            {
                "code": row.code,
                "name": row.id,
                "hits": row.hits,
                "findings": row.findings,
                "milliseconds": _milliseconds(row.seconds),
            }
            for row in stats.rules
        ],
    }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 3)


def _print_json(document: object) -> None:
    import json

    # ASCII, so that no text of a foreign rule does anything to a terminal.
    write(json.dumps(document, indent=2) + "\n")


def _print_table(catalog: Catalog) -> None:
    from rich.table import Table

    table = Table("Code", "Name", "Category", "Severity", "What it finds", box=None, pad_edge=False)
    for item in catalog.rules:
        table.add_row(item.code, item.id, item.category.value, str(item.severity), visible(item.title))
    _print(table, 200)
    complain(f"{len(catalog.rules)} rules; `piiscan rule CODE` explains one")


def _print_stats(stats: Stats) -> None:
    from rich.table import Table

    from piiscan.report.summary import plural, size

    table = Table("Code", "Name", box=None, pad_edge=False)
    for heading in ("Hits", "Findings", "Time in ms"):
        table.add_column(heading, justify="right")

    def line(code: str, name: str, hits: int, findings: int, seconds: float) -> None:
        table.add_row(code, name, f"{hits:,}", f"{findings:,}", f"{seconds * 1000:,.2f}")

    busy = [row for row in stats.rules if row.hits]
    for row in busy:
        line(row.code, row.id, row.hits, row.findings, row.seconds)
    hits, findings = sum(row.hits for row in busy), sum(row.findings for row in busy)
    line("", "all rules", hits, findings, sum(row.seconds for row in busy))
    table.add_row("", f"engine pass ({stats.engine})", "", "", f"{stats.engine_seconds * 1000:,.2f}")
    table.add_row("", "whole scan", "", "", f"{stats.seconds * 1000:,.2f}")
    _print(table, 200)
    complain(
        f"{plural(stats.files, 'file')}, {size(stats.bytes)}; "
        f"{plural(len(stats.rules) - len(busy), 'rule')} without a hit left out"
    )


def _explain(item: Rule) -> None:
    from rich.console import Group
    from rich.markdown import Markdown
    from rich.text import Text

    text = (
        f"# {visible(item.title)} ({item.code})\n\n`{item.id}`, {item.category}, {item.severity}, "
        f"confidence {item.confidence:g}\n\n## Why it matters\n\n{visible(item.why)}\n\n"
        f"## How to fix it\n\n{visible(item.fix)}\n\n"
        f"## How to silence it\n\nOn the line: `piiscan: ignore[{item.code}]`. In a file: `per-file-ignores`. Everywhere: "
        f'`ignore = ["{item.code}"]`.\n'
    )
    links = [Text(f"  {visible(link)}", no_wrap=True, overflow="ignore") for link in item.references]
    more = [Text("\nReferences\n", "bold"), *links] if links else []
    # No hyperlinks: the text of a foreign rule must not lead elsewhere than it says.
    _print(Group(Markdown(text, hyperlinks=False), *more), 100)


def _print(what: RenderableType, width: int) -> None:
    """In ``width`` columns where no terminal says how many. By way of a string: rich ends the process itself
    where the reader of a pipe has gone."""
    from rich.console import Console

    terminal = sys.stdout.isatty()
    console = Console(
        file=io.StringIO(),
        force_terminal=terminal or None,
        width=shutil.get_terminal_size().columns if terminal else width,
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.print(what, crop=False)
    assert isinstance(console.file, io.StringIO)
    write("".join(line.rstrip(" ") + "\n" for line in console.file.getvalue().splitlines()))
