"""Inputs made to be slow: seconds a megabyte, and whether twice the input takes more than twice the time.

    python benchmarks/hostile.py            writes benchmarks/results/hostile.md

Every input is one file, scanned by a process of its own with one worker. The second half attacks each rule on
its own: its examples, each cut short by one character, over and over on one line, so that everything that it
looks for is there and nothing fits.
"""

from __future__ import annotations

import base64
import json
import random
import shlex
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from page import Page, verdict
from tools import machine, main_guard, parser, piiscan_version, timed

SCAN = (
    "--isolated", "--model", "off", "-o", "concise", "--exit-zero", "--no-progress", "--jobs", "1", "--min-confidence", "0",
    "--include", "licence,placeholder",
)  # fmt: skip
MB = 1_000_000
#: Beyond this, twice the input took more than linear time; start-up and noise are taken out or allowed for.
LINEAR = 2.6
SLOWEST = 3.0
"""Seconds a megabyte that no input may take."""


def _random(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - inputs, not secrets


def repeated(text: bytes) -> Callable[[int], bytes]:
    return lambda size: (text * (size // len(text) + 1))[:size]


def random_base64(size: int) -> bytes:
    return base64.b64encode(_random(1).randbytes(size))[:size]


def random_bytes(size: int) -> bytes:
    """Without NUL, so that it counts as text."""
    return _random(2).randbytes(size).replace(b"\0", b"x")


def mailboxes(size: int) -> bytes:
    drawn, parts, total = _random(3), [], 0
    while total < size:
        parts.append(
            b"%06x.%04x@host%d.acme-corp.de, " % (drawn.getrandbits(24), drawn.getrandbits(16), total % 97)
        )
        total += len(parts[-1])
    return b"".join(parts)[:size]


def in_columns(text: bytes, width: int) -> bytes:
    return b"\n".join(text[at : at + width] for at in range(0, len(text), width))


def nested(size: int) -> bytes:
    """Base 64 of base 64 of base 64 … of assignments, as long as it stays below ``size``, then again."""
    text = b"password = 'Gleis9sued-%d'\n" % size
    layers = []
    while len(text) < size // 4:
        layers.append(b'x = "' + text.strip() + b'"\n')
        text = base64.b64encode(text)
    return (b"".join(layers) * (size // sum(map(len, layers)) + 1))[:size]


INPUTS: dict[str, Callable[[int], bytes]] = {
    "one letter": repeated(b"a"),
    "spaces": repeated(b" "),
    "digits": repeated(b"1234567890"),
    "digits and dots": repeated(b"1.23.45.6"),  # piiscan: ignore[PII207] -- not an address
    "colons and hex": repeated(b"fe80:1:2:"),
    "quotes": repeated(b"\"'"),
    "brackets": repeated(b"[{(<"),
    "backslashes": repeated(b"\\"),
    "empty lines": repeated(b"\n"),
    "CRLF": repeated(b"\r\n"),
    "at signs": repeated(b"a@"),
    "half an address": repeated(b"a.b-c+d@e.f-"),
    "addresses, one line": mailboxes,
    "addresses, a line each": lambda size: mailboxes(size).replace(b", ", b"\n "),
    "a URL's beginning": repeated(b"https://user:"),
    "password=": repeated(b"password="),
    "password and spaces": repeated(b"password" + b" " * 40),
    "secret_secret_": repeated(b"secret_"),
    'token: "': repeated(b'token: "'),
    "copyright": repeated(b"Copyright (c) "),
    "names": repeated(b"Emmy Noether, "),
    "name and address": repeated(b"Emmy Noether <emmy@"),
    "authors": repeated(b"author: Grete Hermann and "),
    "beginnings of keys": repeated(b"-----BEGIN RSA PRIVATE KEY-----"),
    "beginnings of JWTs": repeated(b"eyJhbGciOiJIUzI1NiJ9."),
    "pragmas": repeated(b"piiscan: ignore["),
    "base 64, one line": random_base64,
    "base 64 in 76 columns": lambda size: in_columns(random_base64(size), 76),
    "hexadecimal": lambda size: _random(4).randbytes(size // 2).hex().encode(),
    "nested encodings": nested,
    "percent escapes": repeated(b"%41%42%3d"),
    "unicode escapes": repeated(b"\\u0041\\x42"),
    "random bytes": random_bytes,
    "JSON, one line": lambda size: json.dumps([{"key": i, "token": f"{i:x}"} for i in range(size // 30)]).encode()[:size],
}  # fmt: skip


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--size", type=int, default=1, help="MB of the smaller input (default: %(default)s)")
    options.add_argument("--rules", type=int, default=20, help="kB for each rule (default: %(default)s)")
    chosen = options.parse_args()
    piiscan = shlex.split(chosen.piiscan)
    page = Page("Hostile inputs", "python benchmarks/hostile.py")
    page.bullets(
        [
            *machine(),
            f"piiscan {piiscan_version(piiscan)}, `piiscan scan FILE {' '.join(SCAN)}`",
            str(__doc__).split("\n\n")[2].replace("\n", " "),
        ]
    )
    with tempfile.TemporaryDirectory(prefix="piiscan-bench-") as scratch:
        rows, bars = inputs(piiscan, Path(scratch), chosen.size)
        large = Path(scratch) / "50.txt"
        large.write_bytes(random_base64(50 * MB))
        page.heading("By input")
        page.text(
            f"One line unless it says otherwise; {chosen.size} MB and {2 * chosen.size} MB, start-up taken off. "
            "`growth` is the second time over the first: 2 is linear."
        )
        page.table(("input", "s", "s, twice as much", "growth", "ms per MB"), rows)
        seconds = timed([*piiscan, "scan", str(large), *SCAN]).wall
        bars.append(
            (
                "one line of 50 MB",
                f"{seconds:.1f} s, {seconds / 50 * 1e3:.0f} ms per MB",
                verdict(seconds < 50),
            )
        )
    page.heading("By rule")
    page.text(
        f"The twenty slowest of all rules, each alone, on {chosen.rules} kB of its own examples cut short (one process, "
        "the engine's pass and the rule's own regular expression and checks)."
    )
    attacked = by_rule(chosen.rules * 1000)
    page.table(
        ("rule", "ms per MB", "growth"),
        [(name, f"{ms:.0f}", f"{growth:.1f}") for ms, growth, name in attacked[:20]],
    )
    bars.append(
        (
            "every rule linear",
            f"{max(growth for _, growth, _ in attacked):.1f} at most",
            verdict(all(growth <= LINEAR for _, growth, _ in attacked)),
        )
    )
    bars.append(
        (
            f"every rule under {SLOWEST:.0f} s per MB",
            f"{attacked[0][0] / 1e3:.2f} s per MB",
            verdict(attacked[0][0] < SLOWEST * 1e3),
        )
    )
    page.heading("Bars")
    page.table(("bar", "measured", "verdict"), bars)
    for row in bars:
        print("; ".join(row))
    page.write("hostile")


def inputs(
    piiscan: list[str], scratch: Path, size: int
) -> tuple[list[tuple[object, ...]], list[tuple[str, str, str]]]:
    target = scratch / "input.txt"

    def seconds(data: bytes) -> float:
        target.write_bytes(data)
        return min(timed([*piiscan, "scan", str(target), *SCAN]).wall for _ in range(2))

    base = seconds(b"x\n")
    rows: list[tuple[object, ...]] = []
    growths, rates = {}, {}
    for name, make in INPUTS.items():
        once, twice = (max(seconds(make(n * size * MB)) - base, 1e-3) for n in (1, 2))
        # What takes no time at all has no growth.
        growths[name] = twice / max(once, 0.02)
        rates[name] = twice / (2 * size)
        rows.append((name, f"{once:.2f}", f"{twice:.2f}", f"{twice / once:.1f}", f"{rates[name] * 1e3:.0f}"))
        print(f"{name}: {rates[name] * 1e3:.0f} ms per MB, growth {twice / once:.1f}", file=sys.stderr)
    worst_growth, worst_rate = max(growths, key=growths.__getitem__), max(rates, key=rates.__getitem__)
    return rows, [
        (
            f"linear: growth at most {LINEAR}",
            f"{growths[worst_growth]:.1f} ({worst_growth})",
            verdict(growths[worst_growth] <= LINEAR),
        ),
        (
            f"under {SLOWEST:.0f} s per MB",
            f"{rates[worst_rate]:.2f} s per MB ({worst_rate})",
            verdict(rates[worst_rate] < SLOWEST),
        ),
    ]


def by_rule(size: int) -> list[tuple[float, float, str]]:
    """Milliseconds a megabyte, growth from half of ``size`` to ``size``, and the rule's code and id; slowest first."""
    from piiscan.catalog.load import build_catalog, builtin_files
    from piiscan.detect.detector import Detector
    from piiscan.detect.verify import expanded

    result = []
    for rule in build_catalog(builtin_files()).rules:
        detector = Detector([rule])
        slowest = (0.0, 0.0)
        for example in rule.match:
            text = expanded(rule, example.text, "match", 1).encode()
            for cut in (text[:-1], text + b"~", text):
                times = []
                for length in (size // 2, size):
                    data = repeated(cut.replace(b"\n", b" ") if not rule.multiline else cut)(length)
                    begun = time.perf_counter()
                    detector.scan(data, example.path)
                    times.append(time.perf_counter() - begun)
                slowest = max(slowest, (times[1] / size * MB * 1e3, times[1] / max(times[0], 0.02)))
        result.append((*slowest, f"{rule.code} {rule.id}"))
    return sorted(result, reverse=True)


if __name__ == "__main__":
    main_guard(main)
