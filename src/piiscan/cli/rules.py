"""``piiscan rules`` and ``piiscan rule``."""

from __future__ import annotations

import click

from piiscan.catalog.load import Catalog
from piiscan.catalog.rule import Rule
from piiscan.errors import ExitCode, UsageError
from piiscan.run.engine import load_catalog


@click.group(invoke_without_command=True)
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
@click.pass_context
def rules(ctx: click.Context, output_format: str) -> int:
    """List the rules; `piiscan rules test FILE` runs the examples of a rule file."""
    if ctx.invoked_subcommand is not None:
        return ExitCode.CLEAN
    catalog = load_catalog()
    if output_format == "json":
        _print_json([_summary(item) for item in catalog.rules])
    else:
        _print_table(catalog)
    return ExitCode.CLEAN


@rules.command("test")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
def run_tests(paths: tuple[str, ...]) -> int:
    """Run the examples of rule files (or folders of them): every `match` must be found, no `no_match`."""
    from piiscan.catalog.load import build_catalog, rule_files
    from piiscan.detect.verify import failures

    catalog = build_catalog(rule_files(paths))
    wrong = [line for item in catalog.rules for line in failures(item)]
    examples = sum(len(item.match) + len(item.no_match) for item in catalog.rules)
    for line in wrong:
        click.echo(line)
    click.echo(f"{len(catalog.rules)} rules, {examples} examples, {len(wrong)} failed", err=True)
    return ExitCode.FINDINGS if wrong else ExitCode.CLEAN


@click.command()
@click.argument("code", metavar="CODE")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", help="[default: text]")
def rule(code: str, output_format: str) -> int:
    """Explain the rule with that code or id."""
    catalog = load_catalog()
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


def _print_json(document: object) -> None:
    import json

    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def _print_table(catalog: Catalog) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("Code", "Rule", "Category", "Severity", "What it finds", box=None, pad_edge=False)
    for item in catalog.rules:
        table.add_row(item.code, item.id, item.category.value, str(item.severity), item.title)
    console = Console()
    console.print(table)
    Console(stderr=True).print(
        f"{len(catalog.rules)} rules; `piiscan rule CODE` explains one", highlight=False
    )


def _explain(item: Rule) -> None:
    from rich.console import Console
    from rich.markdown import Markdown

    links = "\n".join(f"- <{link}>" for link in item.references)
    text = (
        f"# {item.title} ({item.code})\n\n`{item.id}`, {item.category}, {item.severity}, "
        f"confidence {item.confidence:g}\n\n## Why it matters\n\n{item.why}\n\n## How to fix it\n\n{item.fix}\n\n"
        + (f"## References\n\n{links}\n\n" if links else "")
        + f"## How to silence it\n\nOn the line: `piiscan: ignore[{item.code}]`. In a file: `per-file-ignores`. Everywhere: "
        f'`ignore = ["{item.code}"]`.\n'
    )
    Console().print(Markdown(text))
