from __future__ import annotations

import pytest

from piiscan.report.base import RenderContext
from piiscan.report.summary import duration, plural, render_summary, size
from piiscan.types import ScanResult, Totals

from .samples import EMAIL, NAME, TOKEN, finding, many, result

PLAIN = RenderContext()
NOTES = RenderContext(show_notes=True)
SKIPS = Totals(files=812, bytes=9_300_000, suppressed=5, skipped={"unreadable": 1, "binary": 1400})


@pytest.mark.parametrize(
    ("given", "context", "expected"),
    [
        pytest.param(result(), PLAIN, ["All clean: 812 files, 9.3 MB."], id="clean"),
        pytest.param(result(totals=Totals()), PLAIN, ["No file was scanned."], id="no files"),
        pytest.param(
            result(totals=Totals(files=1, bytes=12, skipped={"binary": 14})),
            PLAIN,
            ["All clean: 1 file, 12 B.", "Skipped 14 binary."],
            id="binaries leave it clean",
        ),
        pytest.param(
            result(totals=SKIPS),
            PLAIN,
            [
                "Nothing found in what could be read: 812 files, 9.3 MB.",
                "Suppressed 5 findings. Skipped 1,400 binary, 1 unreadable.",
            ],
            id="not clean where something was not read",
        ),
        pytest.param(
            result(NAME),
            PLAIN,
            ["Found no errors or warnings (1 note hidden: --show-notes) in 812 files, 9.3 MB, 0.4 s."],
            id="notes only, hidden",
        ),
        pytest.param(
            result(NAME),
            NOTES,
            [
                "Found 1 note in 812 files, 9.3 MB, 0.4 s.",
                "Next: `piiscan rule PII301` explains, `piiscan mask --diff` previews the fix.",
            ],
            id="notes only, shown",
        ),
        pytest.param(
            result(*many(3, TOKEN), *many(2, EMAIL), *many(12, NAME)),
            PLAIN,
            [
                "Found 3 errors, 2 warnings (12 notes hidden: --show-notes) in 812 files, 9.3 MB, 0.4 s.",
                "Next: `piiscan rule SEC101` explains, `piiscan mask --diff` previews the fix.",
            ],
            id="everything",
        ),
    ],
)
def test_summary(given: ScanResult, context: RenderContext, expected: list[str]) -> None:
    assert render_summary(given, context) == "".join(f"{line}\n" for line in expected)


def test_the_hint_names_the_worst_rule() -> None:
    text = render_summary(result(finding(EMAIL, path="a"), finding(TOKEN, path="z")), PLAIN)
    assert "`piiscan rule SEC101`" in text


def test_colour() -> None:
    assert render_summary(result(), RenderContext(colour=True)).startswith("\x1b[32mAll clean")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.0 kB"),
        (999_949, "999.9 kB"),
        (999_950, "1.0 MB"),
        (9_300_000, "9.3 MB"),
        (77_000_000_000, "77.0 GB"),
        (2_500_000_000_000, "2,500.0 GB"),
    ],
)
def test_size(count: int, expected: str) -> None:
    assert size(count) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.0, "0.0 s"), (0.42, "0.4 s"), (59.94, "59.9 s"), (59.96, "1 min 0 s"), (72, "1 min 12 s")],
)
def test_duration(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


def test_plural() -> None:
    assert [plural(count, "note") for count in (0, 1, 2, 1200)] == [
        "0 notes",
        "1 note",
        "2 notes",
        "1,200 notes",
    ]
