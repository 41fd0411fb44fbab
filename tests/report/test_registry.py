from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import piiscan.report
from piiscan.errors import UsageError
from piiscan.report.base import RenderContext, Reporter
from piiscan.report.registry import (
    FORMATS,
    from_root,
    load,
    needs_frames,
    needs_line_hashes,
    needs_notes,
    needs_revision,
)

from .samples import EMAIL, HOSTILE_PATHS, NAME, TOKEN, finding, result


@pytest.mark.parametrize(
    "lookup", [load, needs_frames, needs_line_hashes, needs_notes, needs_revision, from_root]
)
def test_a_format_that_does_not_exist(lookup: object) -> None:
    assert callable(lookup)
    with pytest.raises(UsageError, match="no output format 'xml'") as caught:
        lookup("xml")
    assert "json-lines" in caught.value.hint


def test_every_module_that_renders_is_a_format() -> None:
    found = {}
    for module in pkgutil.iter_modules(piiscan.report.__path__, "piiscan.report."):
        loaded = __import__(module.name, fromlist=["render"])
        if hasattr(loaded, "render"):
            found[loaded.name] = loaded.render
    assert found == {name: load(name) for name in FORMATS}


def test_modules_are_reporters_to_the_type_checker() -> None:
    from piiscan.report import (
        concise,
        csv_,
        full,
        github,
        gitlab,
        html_,
        json_,
        json_lines,
        junit,
        rdjson,
        sarif,
    )

    reporters: list[Reporter] = [
        full, concise, json_, json_lines, sarif, github, gitlab, html_, junit, rdjson, csv_
    ]  # fmt: skip
    assert tuple(reporter.name for reporter in reporters) == FORMATS


def test_what_a_run_must_prepare() -> None:
    plain = {"concise", "json", "json-lines", "github"}
    assert {name for name in FORMATS if not needs_frames(name)} == plain
    assert {name for name in FORMATS if needs_line_hashes(name)} == {"sarif"}
    assert {name for name in FORMATS if not needs_notes(name)} == {"full", "concise", "github"}
    assert {name for name in FORMATS if needs_revision(name)} == {"sarif", "html"}
    assert {name for name in FORMATS if from_root(name)} == {"sarif", "github", "gitlab"}


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_imports_no_other(name: str) -> None:
    code = f"import sys; from piiscan.report.registry import load; load({name!r}); print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {*done.stdout.split()}
    others = {load(other).__module__ for other in FORMATS if other != name}
    assert load(name).__module__ in loaded
    assert not loaded & (others | {"click", "rich", "hashlib", "xml", "html", "csv", "importlib.resources"})


def test_a_text_format_imports_neither_the_others_nor_what_they_need() -> None:
    code = (
        "import sys; from piiscan.report.registry import load; load('full'); load('concise');"
        "late = {'json', 'urllib.parse', 'click', 'rich', 'numpy', 'piiscan.report.sarif'};"
        "print(*sorted(late & {*sys.modules}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_ends_in_one_newline_and_is_the_same_every_time(name: str) -> None:
    paths = [finding(path=path) for path in HOSTILE_PATHS.values()]
    context = RenderContext(show_notes=True)
    texts = [
        load(name)(result(TOKEN, EMAIL, NAME, *paths, seconds=seconds), context) for seconds in (0.1, 7.0)
    ]
    assert texts[0] == texts[1]
    assert texts[0].endswith("\n")
    assert not texts[0].endswith("\n\n")
    assert texts[0].replace("\r\n" if name == "csv" else "\n", "").isprintable()
    assert load(name)(result(), context).endswith("\n") == (
        name not in ("full", "concise", "json-lines", "github")
    )


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_notices_does_not_matter(name: str) -> None:
    from piiscan.types import NoticeKind

    from .samples import notice

    notices = [notice(kind, path) for kind in NoticeKind for path in ("a", "b")]
    one, other = (
        load(name)(result(TOKEN, notices=tuple(each)), RenderContext()) for each in (notices, notices[::-1])
    )
    assert one == other
